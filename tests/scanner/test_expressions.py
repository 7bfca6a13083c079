"""Expressions are made into Python functions, which must find what JMESPath finds: in any data, by any expression."""

import dataclasses

import jmespath
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.expressions import Functions, compiled, search

NAMES = st.sampled_from(["a", "B", "_c", "true", "null", "d9"])
VALUES = st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from([0.0, 1.0, 2.5, "", "a", "true"])
DATA = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
ATOMS = NAMES | st.sampled_from(
    ["@", "`0`", "`1`", "`2.5`", "`true`", "`false`", "`null`", "`[]`", "'a'", "''", '`{"a": 1}`']
)
STEPS = st.builds(".{}".format, NAMES) | st.sampled_from(
    ["[]", "[0]", "[1]", "[-1]", "[0:2]", "[*]", ".*", ".[@, a]", ".{a: B, B: @}"]
)
OPERATORS = st.sampled_from(["||", "&&", "|", "==", "!=", "<", ">=", ">", "<="])
OURS = jmespath.Options(custom_functions=Functions())


def larger(inner):
    return st.one_of(
        st.builds("{}{}".format, NAMES, st.lists(STEPS, max_size=3).map("".join)),
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("!{}".format, inner),
        st.builds("{}[?{}]{}".format, NAMES, inner, st.lists(STEPS, max_size=2).map("".join)),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("not_null({}, {})".format, inner, inner),
        st.builds("{}({})".format, st.sampled_from(["length", "to_string", "type", "keys", "sum"]), inner),
        st.builds("map(&{}, {})".format, inner, NAMES),
    )


EXPRESSIONS = st.recursive(ATOMS, larger, max_leaves=6)


def outcome(find):
    """What came of it, types and all: to Python, 1 is True."""
    try:
        found = find()
    except jmespath.exceptions.JMESPathTypeError:
        return "None"
    except TypeError:
        return "TypeError"  # jmespath's own, where a number is compared with a text
    return repr(found)


@given(EXPRESSIONS, DATA)
@example("a == `1`", {"a": True})
@example("a == `true`", {"a": 1})
@example("a == `false`", {"a": 0})
@example("!a", {"a": 0})
@example("a[?@ > `1`]", {"a": [None, True, "x", 2]})
@example("a[]", {"a": {"B": 1}})
@example("a[-2]", {"a": [1]})
@example("a.*", {"a": [1]})
@example("a[?@]", {"a": [0, 0.0, "", [], {}, False, None, 1]})
@example("a == 'xyz'", {"a": "xyz"})
@example("a || B", {"a": 0, "B": 2})
@example("a && B", {"a": 0, "B": 2})
@example("a < `1`", {"a": None})
@example("a < `1`", {"a": False})
@example("a.[@]", {"a": None})
@example("a[*]", {"a": {"B": 1}})
@example("a[?@]", {"a": {"B": 1}})
def test_an_expression_finds_what_jmespath_finds(expression, data):
    assert outcome(lambda: search(expression, data)) == outcome(lambda: jmespath.search(expression, data, OURS))


def _texts(data):
    if isinstance(data, str):
        yield data
    elif dataclasses.is_dataclass(data):
        yield from _texts([getattr(data, field.name) for field in dataclasses.fields(data)])
    elif isinstance(data, (list, tuple, dict)):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)


def _catalogued():
    for service in catalogue.services(catalogue.ALL):
        for text in _texts(catalogue.specs(service, catalogue.ALL)):
            try:
                yield text, compiled(text).parsed
            except CatalogueError:  # words, an ARN
                continue


def _names(node):
    return {name for child in node["children"] if isinstance(child, dict) for name in _names(child)} | (
        {node["value"]} if node["type"] == "field" else set()
    )


def _bearing(names, inner, *, listed):
    """A record with all of these fields, at each level."""
    found = dict.fromkeys(names, inner)
    return [found] if listed else found


@pytest.mark.parametrize("leaf", ["arn:aws:x:y:z:a/b:c", True, 0, None, ["0.0.0.0/0"]], ids=repr)
def test_the_catalogue_s_expressions_find_what_jmespath_finds(leaf):
    expressions = {text: _names(tree) for text, tree in _catalogued() if "." in text or "[" in text or "(" in text}
    assert len(expressions) > 1000
    for text, names in expressions.items():
        for listed in (True, False):
            data = _bearing(names, _bearing(names, _bearing(names, leaf, listed=listed), listed=listed), listed=False)
            found = outcome(lambda: search(text, data))  # noqa: B023  # called at once
            assert found == outcome(lambda: jmespath.search(text, data, OURS)), text  # noqa: B023


def test_what_is_no_plain_path():
    assert search("a[0].b", {"a": [{"b": 1}]}) == 1
    assert search('"a b"', {"a b": 2}) == 2
    assert search("a || b", {"b": 3}) == 3
    assert search("@", 4) == 4
    assert search("after_last(a, '/')", {"a": "x/y"}) == "y"
    assert search("after_last(a, '/')", {"a": 5}) is None
