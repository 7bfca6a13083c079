"""Where botocore does not tell a shared client its region: the region's own client asks, or nothing is sent."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError
from botocore.hooks import EventAliaser
from wire import FAR, NEAR, Wire, engine_fixture  # noqa: F401

from estate_assets.scanner.regional import REGION, shared

PARAMS = {"ListQueues": {}, "ListDeadLetterSourceQueues": {"QueueUrl": "q"}, "GetQueueUrl": {"QueueName": "q"}}


def test_without_a_region_nothing_is_sent(engine):
    wire = Wire(engine.session)
    client = shared(engine.session.create_client("sqs", NEAR), 1)
    with pytest.raises(LookupError):
        client.list_queues()
    assert wire.sent == []


@pytest.mark.parametrize("untold", ["before-endpoint-resolution", "provide-client-params"])
@pytest.mark.parametrize("operation", ["ListQueues", "ListDeadLetterSourceQueues", "GetQueueUrl"])
def test_where_botocore_tells_less_the_regions_own_client_asks(engine, monkeypatch, untold, operation):
    """Not the region that the shared client was made in. The last operation has no pages."""
    wire, emit = Wire(engine.session), EventAliaser.emit
    engine.caller("sqs", NEAR)

    def silent(self, event_name, **told):
        return [] if event_name.startswith(untold) else emit(self, event_name, **told)

    monkeypatch.setattr(EventAliaser, "emit", silent)
    for _ in range(2):
        with pytest.raises(ClientError):
            list(engine.caller("sqs", FAR).pages(operation, PARAMS[operation], None))
    assert [(region, f"/{FAR}/sqs/" in str(asked.headers["Authorization"])) for region, asked in wire.sent] == [
        (FAR, True)
    ] * 2


def test_a_listing_that_botocore_stops_directing_in_its_middle_is_not_taken_for_whole(engine, monkeypatch):
    more = "<DescribeVolumesResponse><volumeSet/><nextToken>2</nextToken></DescribeVolumesResponse>"
    wire = Wire(engine.session, lambda _region, _turn: (200, more))
    pages = engine.caller("ec2", FAR).pages("DescribeVolumes", {}, None)
    assert next(pages)["NextToken"] == "2"
    emit = EventAliaser.emit
    monkeypatch.setattr(
        EventAliaser, "emit", lambda self, name, **told: [] if "endpoint-resol" in name else emit(self, name, **told)
    )
    with pytest.raises(LookupError, match="nothing was sent"):
        next(pages)
    assert wire.count(FAR) == 1


def test_endpoint_rules_without_a_region_leave_a_call_to_the_regions_own_client(engine, monkeypatch):
    wire = Wire(engine.session)
    engine.caller("sqs", NEAR)
    monkeypatch.setattr(
        "estate_assets.scanner.regional.EndpointResolverBuiltins", SimpleNamespace(AWS_REGION="renamed")
    )
    with pytest.raises(ClientError):
        engine.caller("sqs", FAR).call("ListQueues", {})
    assert [region for region, _ in wire.sent] == [FAR]


def test_a_call_leaves_no_region_behind(engine):
    Wire(engine.session)
    with pytest.raises(ClientError):
        engine.caller("sqs", FAR).call("ListQueues", {})
    pages = engine.caller("ec2", FAR).pages("DescribeVolumes", {}, None)
    with pytest.raises(ClientError):
        next(pages)
    assert REGION.get(None) is None
