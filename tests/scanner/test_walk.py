"""Types of a cell that need nothing of each other are listed at once; nothing of the outcome tells which was quicker."""

import threading
import time
from dataclasses import replace

import pytest
from conftest import REGION, narrow
from fake_aws import ACCOUNT, Fault
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner.errors import Status
from estate_assets.scanner.forms import ParentSpec
from estate_assets.scanner.model import RawResource
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.walk import families

TYPES = ("ec2:volume", "ec2:key_pair", "ec2:internet_gateway", "ec2:vpc")
LISTINGS = {
    "ec2:DescribeVolumes": {"Volumes": [{"VolumeId": "vol-1"}, {"VolumeId": "vol-2"}]},
    "ec2:DescribeKeyPairs": {"KeyPairs": [{"KeyPairId": "key-1", "KeyName": "ops"}]},
    "ec2:DescribeInternetGateways": {"InternetGateways": [{"InternetGatewayId": "igw-1"}]},
    "ec2:DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1"}]},
}


@pytest.fixture
def registry():
    return narrow(*TYPES)


class AtWork:
    """Answers each after a while, and counts how many were asked at once."""

    def __init__(self, aws, waits):
        self.now = self.most = 0
        self._lock = threading.Lock()
        for (operation, answer), wait in zip(LISTINGS.items(), waits, strict=True):
            aws.on(operation, lambda _, answer=answer, wait=wait: self._answer(answer, wait))

    def _answer(self, answer, wait):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(wait)
        with self._lock:
            self.now -= 1
        return answer


def test_all_types_of_a_cell_are_asked_for_at_once(aws, scan, registry):
    together = threading.Barrier(len(TYPES), timeout=10)

    def answer(said):
        together.wait()  # broken, and the listing with it, unless all four are being asked for
        return said

    for operation, said in LISTINGS.items():
        aws.on(operation, lambda _, said=said: answer(said))
    outcome = scan("ec2", registry=registry)
    assert [entry.status for entry in outcome.ledger] == [Status.COMPLETE] * len(TYPES)


@pytest.mark.parametrize("listings", [1, 2])
def test_no_more_listings_are_at_work_than_the_limit_says(aws, scan, registry, listings):
    work = AtWork(aws, [0.2] * len(TYPES))
    assert len(scan("ec2", registry=registry, listings=listings).items) == 5
    assert work.most == listings


def test_the_limit_holds_over_all_cells(aws, discovery, registry):
    from estate_assets.scanner.model import Account, Cell

    work = AtWork(aws, [0.1] * len(TYPES))
    cells = [Cell(ACCOUNT, region, "ec2") for region in ("us-east-1", REGION)]
    found = list(discovery(registry, listings=3).discover(Account(ACCOUNT), cells))
    assert [len(one.items) for one in found] == [5, 5]
    assert work.most == 3


def test_the_outcome_is_the_same_whoever_was_quicker(aws, scan, registry):
    seen = []
    for waits in ([0.3, 0.2, 0.1, 0.0], [0.0, 0.1, 0.2, 0.3]):
        AtWork(aws, waits)
        outcome = scan("ec2", registry=registry)
        ledger = [replace(entry, scanned_at="") for entry in outcome.ledger]
        seen.append((outcome.items, ledger, outcome.stats["api_calls"]))
    assert seen[0] == seen[1]
    assert [entry.resource_type for entry in seen[0][1]] == [spec.key for spec in registry.specs("ec2")]


def test_one_refused_type_is_the_gap_of_that_type_alone(aws, scan, registry):
    AtWork(aws, [0.0] * len(TYPES))
    aws.on("ec2:DescribeVolumes", Fault("UnauthorizedOperation", 403))
    outcome = scan("ec2", registry=registry)
    found = {entry.resource_type: (entry.status, entry.listed) for entry in outcome.ledger}
    assert found.pop("ec2:volume") == (Status.DENIED, False)
    assert set(found.values()) == {(Status.COMPLETE, True)}
    assert [error.resource_type for error in outcome.errors] == ["ec2:volume"]


def test_a_scanner_of_someones_own_sees_its_types_one_after_another(scan):
    work = []

    class Own(ServiceScanner):
        service = "ec2"

        def discover(self, context, spec):
            work.append(("begins", spec.key))
            time.sleep(0.05)
            yield RawResource(context.cell, spec.key, f"arn:aws:ec2:{REGION}:{ACCOUNT}:x/{spec.key}", spec.key, {})
            work.append(("ends", spec.key))

    specs = narrow(*TYPES).specs("ec2")
    registry = Registry(entry_points=False)
    registry.register(Own("ec2", specs))
    scan("ec2", registry=registry)
    assert work == [(what, spec.key) for spec in specs for what in ("begins", "ends")]


@given(st.lists(st.integers(-1, 12), max_size=12))
def test_each_type_is_in_one_family_with_its_parent_before_it(parents):
    """`parents[n]`: which type is type n's parent; one that is not there, or comes later, is no parent that could be listed before."""
    (plain,) = narrow("ec2:vpc").specs("ec2")
    specs = [
        replace(plain, type=f"t{n}", parent=None if parent < 0 else ParentSpec(f"ec2:t{parent}", {}))
        for n, parent in enumerate(parents)
    ]
    found = families(specs)
    assert sorted(spec.key for some in found for spec in some) == sorted(spec.key for spec in specs)
    family_of = {spec.key: number for number, some in enumerate(found) for spec in some}
    for n, parent in enumerate(parents):
        if 0 <= parent < n:
            some = [spec.key for spec in found[family_of[f"ec2:t{n}"]]]
            assert some.index(f"ec2:t{parent}") < some.index(f"ec2:t{n}")
        elif parent < 0:
            assert found[family_of[f"ec2:t{n}"]][0].key == f"ec2:t{n}"
