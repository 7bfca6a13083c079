"""Changes, told in words: the fields that differ without their values, moments, and kinds."""

from __future__ import annotations

import pytest
from fake_aws import ACCOUNT
from records import resource

from estate_assets.scanner.changes import Kind
from estate_assets.scanner.comparison import changed_fields
from estate_assets.scanner.encryption import Place, Sealer
from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.history import moment_of

SEALER, OTHER = Sealer(b"k" * 32), Sealer(b"o" * 32)


def sealed(value, sealer=SEALER):
    return {"Variables": {"PASSWORD": sealer.seal(value, Place(ACCOUNT, "a"), "Variables.PASSWORD")}}


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ({"state": "on"}, {"state": "off"}, ("state",)),
        ({"tags": {"a": "1", "b": "1"}}, {"tags": {"b": "2", "c": "1"}}, ("tags.a", "tags.b", "tags.c")),
        ({"properties": {"Policy": {"x": [1]}, "Same": 1}}, {"properties": {"Policy": {"x": [2]}, "Same": 1}}, ("properties.Policy",)),
        ({"properties": {"Counter": 1}}, {"properties": {"Counter": 2}}, ()),
        ({"properties": sealed("old")}, {"properties": sealed("new")}, ("properties.Variables",)),
        ({"properties": sealed("same")}, {"properties": sealed("same", OTHER)}, ()),
        ({"permissions": {"a": Verdict("allowed")}}, {"permissions": {"a": Verdict("unknown", "throttled")}}, ()),
        ({"permissions": {"a": Verdict("allowed")}}, {"permissions": {"a": Verdict("denied")}}, ("permissions.a",)),
        ({"tags": {"a": "1"}}, {"tags": {}, "notes": ("ListTags: AccessDenied",)}, ()),
        ({"tags": {}, "notes": ("ListTags: AccessDenied",)}, {"tags": {"a": "1"}}, ()),
        ({"properties": {"A": 1, "B": 1}, "notes": ("Get: x",)}, {"properties": {"A": 2}}, ("properties.A",)),
        ({"properties": {"A": [1, 2]}}, {"properties": {"A": [1, 2, 3]}}, ("properties.A",)),
    ],
)  # fmt: skip
def test_fields_that_differ_are_named_without_their_values(old, new, fields):
    assert changed_fields(resource("a", **old), resource("a", **new), ("Counter",)) == fields


def test_an_age_and_a_date_are_moments():
    assert moment_of("2026-11-23") == "2026-11-23T00:00:00.000000+00:00"
    assert moment_of("2026-11-23T10:00+02:00") == "2026-11-23T08:00:00.000000+00:00"
    assert moment_of("2h") > moment_of("1d")


def test_kinds_are_words():
    assert [str(kind) for kind in Kind] == ["added", "changed", "removed", "purged"]
