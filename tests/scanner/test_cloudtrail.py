"""Messages of the queue: which tell of a change, of which cells, and which can't be read."""

import contextlib
import functools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner.cloudtrail import ApiCall, Places, call_in
from estate_assets.scanner.model import Cell
from estate_assets.scanner.registry import Registry

ACCOUNT = "111122223333"
DETAIL = {"eventSource": "sqs.amazonaws.com", "eventName": "CreateQueue", "awsRegion": "eu-west-1"}


@functools.cache
def places():
    """Reads the models of all services: seconds, which each collection of tests would pay for at import."""
    registry = Registry(entry_points=False)
    return Places(registry, registry.services)


def body(detail, **more):
    return json.dumps({"account": ACCOUNT, "region": "eu-west-1", "source": "aws.sqs", "detail": detail} | more)


def test_a_call_that_changes_something_is_told():
    assert call_in(body(DETAIL)) == ApiCall(ACCOUNT, "eu-west-1", "sqs", "CreateQueue")
    assert call_in(body(DETAIL | {"recipientAccountId": "999988887777"})).account_id == "999988887777"


def test_an_event_of_a_service_itself_is_told_by_its_source():
    assert call_in(body({"state": "running"}, source="aws.ec2")) == ApiCall(ACCOUNT, "eu-west-1", "ec2", "")


@pytest.mark.parametrize("more", [{"readOnly": True}, {"errorCode": "AccessDenied"}])
def test_calls_that_changed_nothing_are_passed_over(more):
    assert call_in(body(DETAIL | more)) is None


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "7", "null", "{}", '{"detail": 1}', body(DETAIL, region=""), body({}, source="")]
)
def test_what_is_no_event_is_an_error_of_its_own(text):
    with pytest.raises(ValueError):  # noqa: PT011  # json's own is one
        call_in(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*DETAIL, "detail", "account", "region", "source", "x"]), inner),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_nothing_else_is_ever_raised(value):
    with contextlib.suppress(ValueError):
        call_in(json.dumps(value))


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("sqs", ["eu-west-1/sqs"]),
        ("monitoring", ["eu-west-1/cloudwatch"]),
        ("states", ["eu-west-1/stepfunctions"]),
        ("elasticloadbalancing", ["eu-west-1/elbv2"]),
        ("iam", ["global/iam"]),
        ("nosuch", []),
    ],
)
def test_endpoints_lead_to_the_cells_of_their_services(source, targets):
    assert set(targets) <= {cell.target for cell in places().cells(ApiCall(ACCOUNT, "eu-west-1", source, "X"))}
    assert places().cells(ApiCall(ACCOUNT, "eu-west-1", "nosuch", "X")) == []
    assert all(isinstance(cell, Cell) for cell in places().cells(ApiCall(ACCOUNT, "eu-west-1", source, "X")))
