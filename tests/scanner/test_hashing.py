"""The hash of a record: the same for the same content, wherever it comes from, and another for any other."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import resource

from estate_assets.scanner.findings import Constraint, Fact, Relation, Verdict
from estate_assets.scanner.hashing import completed, with_content_hash
from estate_assets.scanner.model import AWSResource

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()  # also integers of any size
JSON = st.dictionaries(st.text(), st.recursive(LEAVES, lambda some: st.lists(some) | st.dictionaries(st.text(), some)))
FINDINGS = {
    "permissions": {"sqs:Send": Verdict("allowed", "so"), "sqs:Receive": Verdict("denied")},
    "constraints": (Constraint("rule", "state", ("sqs:Send",), "words"),),
    "facts": {"public": Fact(holds=True, why="Policy")},
    "relations": (Relation("key", "arn:aws:kms:k", "kms:key"),),
    "notes": ("n",),
}


def hash_of(one):
    return with_content_hash(one, one.properties, "test").content_hash


@given(JSON)
def test_a_record_that_was_written_down_and_read_again_has_its_hash(properties):
    one = resource("q", properties=properties, **FINDINGS)
    read = AWSResource.from_dict(json.loads(json.dumps(one.to_dict())))
    assert hash_of(read) == hash_of(one)
    backwards = {name: properties[name] for name in reversed(properties)}
    assert hash_of(replace(one, properties=backwards)) == hash_of(one)


@pytest.mark.parametrize("odd", [{}, {"Size": 1 << 70}, {"Text": "half of \ud83d"}], ids=["plain", "large", "half"])
def test_any_other_content_has_another_hash(odd):
    one = resource("q", properties=odd, **FINDINGS)
    others = [
        {"name": "other"}, {"state": "s"}, {"tags": {"a": "b"}}, {"properties": {**odd, "Other": 1}}, {"notes": ()},
        {"permissions": {"sqs:Send": Verdict("allowed", "so"), "sqs:Receive": Verdict("allowed")}}, {"constraints": ()},
        {"facts": {"public": Fact(holds=False, why="Policy")}}, {"relations": ()}, {"account_name": "other"},
    ]  # fmt: skip
    found = {hash_of(one), *(hash_of(replace(one, **other)) for other in others)}
    assert len(found) == len(others) + 1
    assert hash_of(replace(one, discovered_at="later", content_hash="before")) == hash_of(one)
    assert with_content_hash(one, odd, "another text").content_hash not in found


def test_a_completed_record_is_another_by_these_fields_only():
    one = resource("q")
    assert completed(one, name="r") == replace(one, name="r")
