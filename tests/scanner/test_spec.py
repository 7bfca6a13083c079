"""Specs: their YAML, the mistakes in it, and the expressions they are made of."""

import pytest

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.forms import ActionSpec
from estate_assets.scanner.spec import ResourceSpec, compiled, fill, search

GOOD = {"list": {"operation": "ListThings", "items": "Things[]"}, "id": "Name"}


def made(**more):
    return ResourceSpec.from_dict("acme", "thing", {**GOOD, **more})


def test_a_spec_needs_only_a_listing_and_an_id():
    spec = made()
    assert (spec.key, spec.is_global, spec.sensitive, spec.actions) == ("acme:thing", False, (), ())
    assert made(scope="global").is_global


def test_parts_of_a_spec_become_records_of_their_own():
    spec = made(
        actions=["acme:Use", {"action": "acme:Get", "target": "{arn}/*"}],
        constraints=[{"rule": "r", "kind": "block", "when": "A", "actions": ["acme:Use"], "text": "t"}],
        details=[{"operation": "GetThing", "args": {"Name": "Name"}, "absent": ["NoThing"]}],
        tags={"path": "Tags"},
        parent={"type": "acme:box", "args": {"Box": "Name"}},
    )
    assert spec.actions == (ActionSpec("acme:Use"), ActionSpec("acme:Get", "{arn}/*"))
    assert (spec.constraints[0].actions, spec.details[0].absent) == (("acme:Use",), ("NoThing",))
    assert (spec.tags.key, spec.parent.type) == ("Key", "acme:box")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"naem": "Name"}, "naem"),
        ({"list": {"operation": "L", "items": "I", "itmes": "I"}}, "itmes"),
        ({"list": {"operation": "L"}}, "items"),
        ({"details": [{"operation": "G", "args": {}, "pathh": "x"}]}, "pathh"),
        ({"tags": {"pth": "Tags"}}, "pth"),
        ({"constraints": [{"rule": "r"}]}, "kind"),
        ({"parent": {"type": "x"}}, "args"),
        ({"actions": [{"act": "x"}]}, "act"),
        ({"sensitive": "UserData"}, "sensitive"),
        ({"volatile": {"a": 1}}, "volatile"),
        ({"actions": "acme:Use"}, "actions"),
        ({"constraints": [{"rule": "r", "kind": "k", "when": "w", "text": "t", "actions": "acme:Use"}]}, "actions"),
    ],
    ids=str,
)
def test_a_mistake_names_file_type_and_field(wrong, named):
    with pytest.raises(CatalogueError) as told:
        made(**wrong)
    for word in ("acme.yaml", "'thing'", named):
        assert word in str(told.value)


@pytest.mark.parametrize("missing", ["list", "id"])
def test_a_field_that_is_missing_is_named(missing):
    with pytest.raises(CatalogueError, match=missing):
        ResourceSpec.from_dict("acme", "thing", {key: value for key, value in GOOD.items() if key != missing})


@pytest.mark.parametrize(
    "text",
    ["", "service: acme", "types: {}", "service: acme\ntypes: [a]", "service: acme\ntypes: {a: b}", "a: [b", "- a"],
)
def test_a_file_that_is_no_catalogue_names_itself(tmp_path, text):
    path = tmp_path / "acme.yaml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=r"acme\.yaml"):
        catalogue.read(path)


def test_a_file_of_types_is_read_in_its_order(tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text("service: acme\ntypes:\n  box: &x {list: {operation: L, items: I}, id: N}\n  thing: *x\n")
    assert [spec.key for spec in catalogue.read(path)] == ["acme:box", "acme:thing"]


def test_a_service_that_is_not_in_the_catalogue_is_told():
    with pytest.raises(CatalogueError, match="'acme'"):
        catalogue.specs("acme")


@pytest.mark.parametrize("expression", ["a[", "a.b..c", "a ==", "'x"])
def test_an_expression_that_does_not_parse_is_repeated(expression):
    with pytest.raises(CatalogueError) as told:
        compiled(expression)
    assert repr(expression) in str(told.value)


@pytest.mark.parametrize(
    ("expression", "data", "expected"),
    [
        ("after_last(A, ':')", {"A": "a:b:c"}, "c"),
        ("after_last(A, ':')", {"A": "plain"}, "plain"),
        ("after_last(A, ':')", {"A": ""}, None),
        ("after_last(A, ':')", {}, None),
        ("after_last(A, ':')", {"A": 7}, None),
        ("strip_left(A, '/')", {"A": "/a/b"}, "a/b"),
        ("strip_left(A, '/')", {"A": "a/b/"}, "a/b/"),
        ("strip_left(A, '/')", {}, None),
        ("starts_with(A, 'x')", {}, None),
        ("A[].B", {"A": "no list"}, None),
        (None, {"A": 1}, None),
    ],
)
def test_a_search_finds_or_says_none(expression, data, expected):
    assert search(expression, data) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("arn:${A}:${B}", {"A": "x", "B": "y"}, "arn:x:y"),
        ("arn:${A}:${A}", {"A": "${A}"}, "arn:${A}:${A}"),
        ("plain", {}, "plain"),
        ("${A}", {}, None),
        ("${A}", {"A": None}, None),
        ("${A}", {"A": ""}, None),
        ("${A}", {"A": 0}, "0"),
    ],
)
def test_a_template_is_filled_whole_or_not_at_all(template, values, expected):
    assert fill(template, values) == expected
