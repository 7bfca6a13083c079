"""Paths of plain names are walked without JMESPath, and must find what JMESPath finds."""

import jmespath
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner.expressions import search

NAMES = st.sampled_from(["a", "B", "_c", "true", "null", "d9"])
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(NAMES, min_size=1, max_size=4), DATA)
def test_a_plain_path_finds_what_jmespath_finds(names, data):
    path = ".".join(names)
    assert search(path, data) == jmespath.search(path, data)


STEPS = st.builds(".{}".format, NAMES) | st.sampled_from(["[]", "[0]", "[1]"])


@given(NAMES, st.lists(STEPS, min_size=1, max_size=4), DATA)
def test_a_path_into_lists_finds_what_jmespath_finds(head, steps, data):
    path = head + "".join(steps)
    assert search(path, data) == jmespath.search(path, data)
    assert search(path, {head: data}) == jmespath.search(path, {head: data})


@given(DATA)
def test_a_path_with_another_meaning_than_its_first_field_is_not_cut_short(data):
    for path in ("a[?b] || B", "a[0] == `null`", "a[] || 'none'", "!a[0]", "not_null(a[0], 'x')", "[a, B]", "a[0:1]"):
        assert search(path, data) == jmespath.search(path, data)


def test_what_is_no_plain_path_is_left_to_jmespath():
    assert search("a[0].b", {"a": [{"b": 1}]}) == 1
    assert search('"a b"', {"a b": 2}) == 2
    assert search("a || b", {"b": 3}) == 3
    assert search("@", 4) == 4
