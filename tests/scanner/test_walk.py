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


GROUPS = {"a": ["a1"], "b": ["b1"], "c": ["c1"]}


@pytest.fixture
def clusters(aws):
    """Three EKS clusters, with node groups as a test wants them. (`name` is the cluster's name in the path.)"""

    def group(params):
        arn = f"arn:aws:eks:{REGION}:{ACCOUNT}:nodegroup/{params['nodegroupName']}"
        return {"nodegroup": {"nodegroupArn": arn, "nodegroupName": params["nodegroupName"]}}

    aws.on("eks:ListClusters", {"clusters": list(GROUPS)})
    aws.on(
        "eks:DescribeCluster", lambda params: {"cluster": {"name": params["name"], "arn": f"arn:c/{params['name']}"}}
    )
    aws.on("eks:DescribeNodegroup", group)
    return aws


def nodegroups(outcome):
    entry = next(entry for entry in outcome.ledger if entry.resource_type == "eks:nodegroup")
    return [item.id for item in outcome.items if item.resource_type == "eks:nodegroup"], entry.status, entry.listed


KUBERNETES = narrow("eks:cluster", "eks:nodegroup")


def test_below_the_first_parent_alone_then_below_the_others_at_once(clusters, scan):
    together, first = threading.Barrier(2, timeout=10), []

    def answer(params):
        first.append(params["name"])
        if params["name"] != first[0]:
            together.wait()  # broken unless the other one is being asked for, too
        return {"nodegroups": GROUPS[params["name"]]}

    clusters.on("eks:ListNodegroups", answer)
    found = nodegroups(scan("eks", registry=KUBERNETES, items=16))  # a cell has at most a quarter of their threads
    assert found == (["a1", "b1", "c1"], Status.COMPLETE, True)
    assert first[0] == "a"


def test_what_the_first_parent_is_refused_the_others_are_not_asked(clusters, scan):
    clusters.on("eks:ListNodegroups", Fault("AccessDeniedException", 403))
    assert nodegroups(scan("eks", registry=KUBERNETES)) == ([], Status.DENIED, False)
    assert clusters.count("eks:ListNodegroups") == 1


def test_a_page_that_fails_below_one_parent_costs_neither_its_first_page_nor_the_others(clusters, scan):
    def answer(params):
        if params.get("nextToken"):
            return Fault("ServerException", 500)
        return {"nodegroups": GROUPS[params["name"]]} | ({"nextToken": "2"} if params["name"] == "b" else {})

    clusters.on("eks:ListNodegroups", answer)
    assert nodegroups(scan("eks", registry=KUBERNETES)) == (["a1", "b1", "c1"], Status.TRUNCATED, False)


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


def test_what_one_type_seals_is_out_of_the_messages_of_another_that_was_refused_before(aws, scan):
    secret = "planted-4f9d1c7a2b"

    def functions(_):
        time.sleep(0.3)
        return {"Functions": [{"FunctionName": "f", "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f",
                               "Environment": {"Variables": {"TOKEN": secret}}}]}  # fmt: skip

    aws.on("lambda:ListFunctions", functions)
    aws.on("lambda:ListTags", {})
    aws.on("lambda:ListLayers", Fault("AccessDeniedException", 403, f"no, {secret} may not"))
    outcome = scan("lambda", registry=narrow("lambda:function", "lambda:layer"))
    messages = [entry.message for entry in outcome.ledger] + [error.message for error in outcome.errors]
    assert "no, [sealed] may not" in messages
    assert secret not in str(outcome)
