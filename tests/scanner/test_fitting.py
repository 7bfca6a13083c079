"""Facts that the kinds asked for can not have, and what affirms a fact."""

import pytest
from questions import read


@pytest.mark.parametrize(
    ("question", "facts", "unread"),
    [
        ("servers with a public address", {"public_ip"}, ()), ("queues with a public address", {"public"}, ()),
        ("queues without a public address", {"not_public"}, ()), ("what has a public address", {"public_ip"}, ()),
        ("secrets that rotate", {"rotated"}, ()), ("queues that rotate", set(), ("rotate",)),
        ("queues that never expire", set(), ("expire",)), ("redundant volumes", set(), ("redundant",)),
        ("what rotates, except queues", {"rotated"}, ()), ("redundant databases", {"multi_az"}, ()),
        ("private subnets", {"not_public_ip"}, ()), ("public subnets", {"public"}, ()),
        ("rds in one zone only", {"not_multi_az"}, ()),
    ],
)  # fmt: skip
def test_a_fact_that_a_kind_can_not_have_is_meant_otherwise_or_left_out_in_the_open(question, facts, unread):
    found = read(question)
    assert {value for one in found.filters if one.field == "facts" for value in one.values} == facts
    assert found.unread == unread


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("databases with deletion protection enabled", "deletion_protected"), ("databases whose encryption is enabled", "encrypted"),
        ("secrets whose rotation is turned on", "rotated"), ("databases whose multi-AZ is not enabled", "not_multi_az"),
        ("databases with backups disabled", "not_backed_up"),
    ],
)  # fmt: skip
def test_what_affirms_a_fact_is_no_state_of_the_thing(question, fact):
    assert {(one.field, one.values) for one in read(question).filters if one.field in ("facts", "state")} == {
        ("facts", (fact,))
    }


def test_a_state_beside_a_fact_stays_one():
    assert {one.field for one in read("encrypted enabled keys").filters} == {"facts", "resource_type", "state"}
