"""Raw answers into one form: plain data, times, tags, ARNs, and what changes by itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import CELL, REGISTRY

from estate_assets.scanner.forms import TagSpec
from estate_assets.scanner.model import GLOBAL, Cell, RawResource
from estate_assets.scanner.transform import arn_of, build, identity_of, plain, steady, tags_of, when

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=20,
)
QUEUE, POLICY = REGISTRY.spec("sqs:queue"), REGISTRY.spec("iam:policy")


@given(JSON)
def test_plain_data_stays_as_it_is(data):
    if "ResponseMetadata" not in json.dumps(data):
        assert plain(data) == data


def test_plain_makes_json_of_whatever_botocore_hands_out():
    seen = datetime(2024, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=2)))
    data = {"t": seen, "b": b"\x00\xff", "d": Decimal("1.5"), "n": (1, [seen]), "o": object, "ResponseMetadata": {}}
    found = plain(data)
    assert json.loads(json.dumps(found)) == found
    assert found["t"] == found["n"][1][0] == "2024-01-02T01:04:05+00:00"
    assert (found["b"], found["d"]) == ("AP8=", 1.5)
    assert "ResponseMetadata" not in found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00"),
        ("2024-05-06T07:08:09.123+0000", "2024-05-06T07:08:09+00:00"),  # Lambda's LastModified
        ("2024-05-06T09:08:09+02:00", "2024-05-06T07:08:09+00:00"),
        ("2024-05-06", "2024-05-06T00:00:00+00:00"),
        (1714979289, "2024-05-06T07:08:09+00:00"),
        (1714979289.5, "2024-05-06T07:08:09+00:00"),
        (1714979289123, "2024-05-06T07:08:09+00:00"),  # CloudWatch Logs counts milliseconds
        ("1714979289", "2024-05-06T07:08:09+00:00"),  # SQS
        ("1714979289123", "2024-05-06T07:08:09+00:00"),
        (0, "1970-01-01T00:00:00+00:00"),
        (None, None), ("", None), ("soon", None), (True, None), ({}, None), ([1], None),
        ("²", None), ("9" * 5_000, None), (10**40, None), (float("inf"), None), (float("nan"), None),
        ("0001-01-01T00:00:00+10:00", None),
    ],
)  # fmt: skip
def test_a_time_in_any_form_is_iso_in_utc_and_no_time_is_none(value, expected):
    assert when(value) == expected


@given(st.datetimes(min_value=datetime(1973, 4, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_seconds_milliseconds_digits_and_text_mean_the_same_moment(moment):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = int(moment.timestamp())
    forms = (seconds, seconds * 1000, str(seconds), str(seconds * 1000), moment.isoformat())
    assert {when(form) for form in forms} == {moment.isoformat()}


@given(st.text() | st.integers() | st.floats() | JSON)
def test_no_value_at_all_breaks_the_clock(value):
    found = when(value)
    assert found is None or datetime.fromisoformat(found).tzinfo is not None


def test_tags_come_as_pairs_or_as_a_mapping():
    assert tags_of([{"Key": "a", "Value": "1"}, {"Key": "b"}, {"Value": "lost"}, None], TagSpec("Tags")) == {
        "a": "1",
        "b": "",
    }
    assert tags_of([{"TagKey": "a", "TagValue": "1"}], TagSpec("Tags", "TagKey", "TagValue")) == {"a": "1"}
    assert tags_of({"a": "1"}, None) == {"a": "1"}
    assert tags_of(None, TagSpec("Tags")) == tags_of("?", TagSpec("Tags")) == {}


def context(cell=CELL, partition="aws"):
    return cell, partition


def test_an_arn_is_awss_own_where_there_is_one():
    assert arn_of({"QueueArn": "arn:aws:sqs:x"}, "i", QUEUE, *context()) == "arn:aws:sqs:x"


@pytest.mark.parametrize("own", [None, "", 7, "not-an-arn", ["arn:aws:sqs:x"]])
def test_an_arn_that_is_none_is_replaced_by_the_template(own):
    spec = replace(QUEUE, arn_vars={"QueueName": "Name"})
    expected = f"arn:aws-cn:sqs:{CELL.region}:{CELL.account_id}:orders"
    assert arn_of({"QueueArn": own, "Name": "orders"}, "i", spec, *context(partition="aws-cn")) == expected


def test_no_variable_of_a_spec_can_pose_as_another_account():
    spec = replace(QUEUE, arn_vars={"QueueName": "Name", "Account": "Name"})
    assert CELL.account_id in arn_of({"Name": "orders"}, "i", spec, *context())


def test_an_arn_that_cannot_be_built_is_synthetic_and_says_so_and_is_the_same_each_time():
    first, second = ({"b": 1, "a": [2]}, {"a": [2], "b": 1})
    made = arn_of(first, "", QUEUE, *context())
    assert made == arn_of(second, "", QUEUE, *context())
    assert ":estate-synthetic/queue/" in made
    assert made != arn_of({"a": [3]}, "", QUEUE, *context())
    assert arn_of({}, "q1", QUEUE, *context()).endswith(":estate-synthetic/queue/q1")


def test_an_id_is_the_specs_or_the_listings_own_item():
    assert identity_of({}, "https://q", replace(QUEUE, id="$input")) == "https://q"
    assert identity_of({"Arn": "a"}, None, POLICY) == "a"
    assert identity_of({"Arn": 0}, None, POLICY) == "0"
    assert identity_of({"Arn": None}, None, POLICY) == identity_of({}, None, POLICY) == ""


def test_a_record_is_named_by_its_spec_else_by_its_tag_else_by_its_id():
    def named(tags, **properties):
        raw = RawResource(Cell(CELL.account_id, GLOBAL, "iam"), "iam:policy", "arn:x", "id", properties, tags)
        return build(raw, POLICY, "prod").name

    assert named({"Name": "t"}, PolicyName="p") == "p"
    assert named({"Name": "t"}) == "t"
    assert named({}) == "id"


def leaves(path):
    head, *rest = path.split(".")
    name, many = head.removesuffix("[]"), head.endswith("[]")
    inner = leaves(".".join(rest)) if rest else JSON
    return st.fixed_dictionaries({name: st.lists(inner, max_size=3) if many else inner, "stays": JSON})


@given(st.data())
def test_what_changes_by_itself_does_not_show_in_the_steady_part(data):
    path = data.draw(st.sampled_from(["A", "A.B", "A[].B", "A[].B[].C", "A.B[].C"]))
    one = data.draw(leaves(path))
    before = json.dumps(one, sort_keys=True)
    assert path.split(".")[-1].removesuffix("[]") not in leaf_names(steady(one, (path,)), path)
    assert json.dumps(one, sort_keys=True) == before
    assert steady(one, (path,))["stays"] == one["stays"]


def leaf_names(data, path):
    """The names that are left at the path's last step."""
    *steps, _ = path.replace("[]", "").split(".")
    found = [data]
    for step in steps:
        found = [inner for item in found for inner in (item[step] if isinstance(item[step], list) else [item[step]])]
    return {name for item in found for name in item}


@given(JSON, st.sampled_from([("NOT THERE",), ("NOT.THERE", "NOT[].THERE"), ()]))
def test_paths_that_are_not_there_change_nothing(data, paths):
    assert steady(data, paths) == data
