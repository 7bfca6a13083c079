"""Regions share a service's client, and nobody can tell: each call goes where, is signed and is repeated as its own client's would."""

import inspect
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import botocore.endpoint
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.hooks import EventAliaser, HierarchicalEmitter
from urllib3 import PoolManager
from wire import ATTEMPTS, FAR, HOME, NEAR, Wire, engine_fixture  # noqa: F401

from estate_assets import __version__
from estate_assets.scanner import catalogue
from estate_assets.scanner.aws import Engine
from estate_assets.scanner.observation import Watch
from estate_assets.scanner.regional import SHARERS, Caller, can_be_shared, shared
from estate_assets.scanner.regions import known_regions
from estate_assets.scanner.tagging import OPERATION, SERVICE

#: One endpoint for all regions, or clients that learn where to ask.
APART = {
    "budgets", "cloudfront", "dynamodb", "iam", "organizations", "route53", "s3", "s3control", "shield", "timestream-write",
}  # fmt: skip
#: What differs from call to call.
PASSING = re.compile(r"Signature=\w+|(?<=/)\d{8}(?=/)|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}")
QUOTA = 500 // 5  # botocore's, of retries in a row
EMPTY = "<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>"


@pytest.fixture(scope="module")
def session():
    found = botocore.session.Session()
    found.set_credentials("AKID", "s")
    return found


@pytest.fixture(scope="module")
def config():
    return Config(parameter_validation=False, retries={"mode": "standard", "total_max_attempts": 1})


def operation_of(service):
    if service == SERVICE:
        return OPERATION
    return next(spec.list.operation for spec in catalogue.specs(service) if spec.list_service == service)


def request_of(wire, call):
    """What a call sends, without what is different each time."""
    wire.sent.clear()
    with pytest.raises(ClientError):
        call()
    ((_, request),) = wire.sent
    headers = {
        name.lower(): told.decode() if isinstance(told, bytes) else told for name, told in request.headers.items()
    }
    del headers["user-agent"]
    headers.pop("x-amz-date")
    return request.method, request.url, {name: PASSING.sub("", told) for name, told in headers.items()}, request.body


@pytest.fixture
def heard(monkeypatch):
    """The names of botocore's events, as its handlers are found by them."""
    names = set()
    for method in ("emit", "emit_until_response"):
        told = getattr(HierarchicalEmitter, method)
        monkeypatch.setattr(
            HierarchicalEmitter,
            method,
            lambda self, name, told=told, **given: names.add(name) or told(self, name, **given),
        )
    return names


def test_a_shared_client_asks_in_each_region_as_that_regions_own_would(session, config, heard):
    wire, watch, differing, of_own = Wire(session), Watch(session), [], set()
    for service in (*catalogue.services(), SERVICE):
        if not can_be_shared(session, service, "aws"):
            of_own.add(service)
            continue
        operation = operation_of(service)
        params = dict.fromkeys(required(session, service, operation), "x")
        own = session.create_client(service, FAR, config=config)
        client = shared(session.create_client(service, NEAR, config=config), 1)
        asked = []
        for caller in (Caller(own, FAR, watch, pytest.fail), Caller(client, FAR, watch, pytest.fail)):
            heard.clear()
            asked.append((request_of(wire, partial(caller.call, operation, params)), frozenset(heard)))
        if asked[0] != asked[1]:
            differing.append((service, operation, asked))
        client.close()
        own.close()
    assert differing == []
    assert of_own == APART


def test_the_other_names_that_shared_clients_do_without_are_where_botocore_keeps_them():
    """Else nothing breaks, but a first scan's CPU is a twentieth more."""
    assert "sqs" not in EventAliaser(HierarchicalEmitter(), {})._event_aliases
    assert EventAliaser(HierarchicalEmitter())._event_aliases["elb"] == "elastic-load-balancing"


def required(session, service, operation):
    shape = session.get_service_model(service).operation_model(operation).input_shape
    return shape.required_members if shape else []


def test_pages_of_two_regions_may_be_taken_in_turns(engine):
    def answer(region, turn):
        token = f"<NextToken>{region}-{turn}</NextToken>" if turn < 3 else ""
        volume = f"<volumeSet><item><volumeId>{region}-{turn}</volumeId></item></volumeSet>"
        return (
            200,
            f"<DescribeVolumesResponse>{volume}{token.replace('NextToken', 'nextToken')}</DescribeVolumesResponse>",
        )

    wire = Wire(engine.session, answer)
    both = [engine.caller("ec2", region).pages("DescribeVolumes", {}, None) for region in (NEAR, FAR)]
    found = [page["Volumes"][0]["VolumeId"] for pages in zip(*both, strict=True) for page in pages]
    assert found == [f"{region}-{turn}" for turn in (1, 2, 3) for region in (NEAR, FAR)]
    assert all(f"/{region}/ec2/" in str(request.headers["Authorization"]) for region, request in wire.sent)
    assert [region for region, _ in wire.sent] == [NEAR, FAR] * 3


def test_regions_that_are_asked_at_once_do_not_get_each_others_answers(engine):
    Wire(engine.session, lambda region, _: (200, EMPTY.replace("<volumeSet/>", f"<nextToken>{region}</nextToken>")))
    regions = [NEAR, FAR, HOME] * 30
    with ThreadPoolExecutor(9) as pool:
        found = pool.map(lambda region: engine.caller("ec2", region).call("DescribeVolumes", {})["NextToken"], regions)
        assert list(found) == regions


def test_regions_of_a_partition_share_a_client_and_those_of_others_do_not(engine):
    made = []
    engine.session.get_component("event_emitter").register("creating-client-class.sqs", lambda **_: made.append(1))
    for region in (NEAR, FAR, HOME, "eu-central-1", "cn-north-1", "cn-northwest-1"):
        assert engine.caller("sqs", region) is engine.caller("sqs", region)
    assert len(made) == 2


def test_a_client_is_shared_by_no_more_regions_than_connections_are_kept_to(engine):
    made = []
    engine.session.get_component("event_emitter").register("creating-client-class.sqs", lambda **_: made.append(1))
    regions = known_regions()["aws"]
    for region in regions:
        engine.caller("sqs", region)
    assert inspect.signature(PoolManager).parameters["num_pools"].default == SHARERS
    assert len(made) == -(-len(regions) // SHARERS)


def test_a_scanners_own_client_is_of_its_region_alone(engine):
    engine.caller("sqs", NEAR)
    client = engine.client("sqs", FAR)
    assert (client.meta.region_name, client.meta.endpoint_url) == (FAR, f"https://sqs.{FAR}.amazonaws.com")
    wire = Wire(engine.session)
    with pytest.raises(ClientError):
        engine.client("sqs", HOME).list_queues()
    assert wire.count(HOME) == 1


def test_a_region_that_always_refuses_leaves_the_others_their_retries(engine):
    def answer(region, turn):
        return (503, "RequestLimitExceeded") if region == FAR or turn == 1 else (200, EMPTY)

    wire = Wire(engine.session, answer)
    calls = QUOTA // (ATTEMPTS - 1) + 5
    for _ in range(calls):
        with pytest.raises(ClientError):
            engine.caller("ec2", FAR).call("DescribeVolumes", {})
    assert wire.count(FAR) == calls + QUOTA  # its own are used up
    assert engine.caller("ec2", NEAR).call("DescribeVolumes", {})["Volumes"] == []
    assert wire.count(NEAR) == 2


def test_retries_that_succeed_are_given_back(engine):
    wire = Wire(engine.session, lambda _, turn: (503, "RequestLimitExceeded") if turn % 2 else (200, EMPTY))
    for _ in range(QUOTA + 20):
        engine.caller("ec2", NEAR).call("DescribeVolumes", {})
    assert wire.count(NEAR) == 2 * (QUOTA + 20)


def test_each_call_says_who_makes_it(engine, monkeypatch):
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "inventory")
    named = Engine(engine.limits)
    for found, words in ((engine, ("Botocore/", f" estate/{__version__}")), (named, (" app/inventory",))):
        wire = Wire(found.session)
        monkeypatch.setattr(found.session, "get_credentials", engine.session.get_credentials)
        with pytest.raises(ClientError):
            found.caller("sqs", NEAR).call("ListQueues", {})
        said = str(wire.sent[0][1].headers["User-Agent"])
        assert [word for word in words if word not in said] == []
        found.close()
