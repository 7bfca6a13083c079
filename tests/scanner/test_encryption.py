"""Sealing: what goes in comes out, only with the key, only at its place, and nothing of it shows meanwhile."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estate_assets.scanner.encryption import Place, Sealer, is_sealed, open_all, reseal_all, seal_paths, sealed_in
from estate_assets.scanner.errors import SealError

SEALER, OTHER = Sealer(b"k" * 32), Sealer(b"o" * 32)
PLACE = Place("111122223333", "arn:aws:lambda:eu-west-1:111122223333:function:f")
ELSEWHERE = Place("111122223333", "arn:aws:lambda:eu-west-1:111122223333:function:g")
NAMES = st.sampled_from(["A", "B", "C", "", "a.b", "$sealed", "digest", ".A"])
SECRETS = st.text(alphabet=st.characters(codec="utf-8"), min_size=6)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | SECRETS
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=12
)
PATHS = st.lists(st.sampled_from(["A", "B", "C", "A.B", "A[].B", "A.B[].C", "A[][].B", "missing.X"]), max_size=4)


def strings(data):
    """All texts in the data that are values."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in strings(value)]
    if isinstance(data, list):
        return [text for value in data for text in strings(value)]
    return [data] if isinstance(data, str) else []


@given(JSON, PATHS)
def test_what_is_sealed_opens_to_what_it_was(data, paths):
    assert open_all(seal_paths(data, paths, SEALER, PLACE), SEALER, PLACE) == data


@given(st.dictionaries(st.sampled_from("ABC"), JSON, min_size=1))
def test_nothing_of_the_plaintext_shows(data):
    sealed = seal_paths(data, ["A", "B", "C"], SEALER, PLACE)
    shown = set(strings(sealed))
    for secret in strings(data):
        assert not any(secret in text for text in shown)


@given(JSON, PATHS)
def test_sealing_twice_changes_nothing_and_never_touches_the_original(data, paths):
    before = json.dumps(data)
    once = seal_paths(data, paths, SEALER, PLACE)
    assert seal_paths(once, paths, SEALER, PLACE) == once == seal_paths(data, paths, SEALER, PLACE)
    assert json.dumps(data) == before


@given(JSON, JSON)
def test_digests_are_equal_exactly_where_the_values_are(one, two):
    digests = [SEALER.seal(value, place, "A")["digest"] for value, place in ((one, PLACE), (two, ELSEWHERE))]
    assert (digests[0] == digests[1]) == (json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True))


@given(JSON, JSON)
def test_tokens_tell_equal_values_apart_by_their_place_and_unequal_ones_always(one, two):
    assume(json.dumps(one, sort_keys=True) != json.dumps(two, sort_keys=True))
    tokens = {
        SEALER.seal(value, place, path)["$sealed"]
        for value in (one, two)
        for place in (PLACE, ELSEWHERE)
        for path in ("A", "B")
    }
    assert len(tokens) == 8


@given(JSON)
def test_a_sealed_value_opens_nowhere_else(value):
    sealed = SEALER.seal(value, PLACE, "A")
    assert SEALER.open(sealed, PLACE, "A") == value
    other_account = Place("444455556666", PLACE.arn)
    for place, path in ((ELSEWHERE, "A"), (PLACE, "B"), (PLACE, "A[0]"), (other_account, "A")):
        with pytest.raises(SealError, match="belongs elsewhere"):
            SEALER.open(sealed, place, path)


def test_values_swapped_between_fields_do_not_open():
    sealed = seal_paths({"A": "first secret", "B": "second secret"}, ["A", "B"], SEALER, PLACE)
    with pytest.raises(SealError):
        open_all({"A": sealed["B"], "B": sealed["A"]}, SEALER, PLACE)


def test_another_key_is_named_and_its_values_do_not_open():
    sealed = SEALER.seal("secret", PLACE, "A")
    with pytest.raises(
        SealError, match=f"key {SEALER.key_id}, which is not at hand .there is {OTHER.key_id}.*ESTATE_KEY"
    ):
        OTHER.open(sealed, PLACE, "A")
    forged = {**sealed, "$sealed": sealed["$sealed"].replace(SEALER.key_id, OTHER.key_id)}
    with pytest.raises(SealError):
        OTHER.open(forged, PLACE, "A")
    assert OTHER.seal("secret", PLACE, "A")["digest"] != sealed["digest"]


@pytest.mark.parametrize("token", ["v1", "v1.x", "v2.{key}.AAAA", "v1.{key}.", "v1.{key}.AAAA", "v1.{key}.###", ""])
def test_a_token_that_was_tampered_with_is_a_seal_error(token):
    with pytest.raises(SealError):
        SEALER.open({"$sealed": token.format(key=SEALER.key_id), "digest": "d"}, PLACE, "A")


def test_only_the_path_named_is_sealed_and_names_of_fields_stay_readable():
    data = {"Env": {"TOKEN": "secret-1"}, "Name": "public", "Items": [{"V": "secret-2", "K": "public"}]}
    sealed = seal_paths(data, ["Env", "Items[].V"], SEALER, PLACE)
    assert is_sealed(sealed["Env"]["TOKEN"])
    assert is_sealed(sealed["Items"][0]["V"])
    assert (sealed["Name"], sealed["Items"][0]["K"]) == ("public", "public")


@pytest.mark.parametrize(
    "lookalike",
    [
        {"$sealed": "hunter2hunter2"},
        {"$sealed": "v1.hunter2hunter2", "digest": "hunter2hunter2"},
        {"$sealed": "v1.abcdef01.hunter2hunter2", "digest": {"x": "hunter2hunter2"}},
        SEALER.seal("hunter2hunter2", ELSEWHERE, "Env"),
        OTHER.seal("hunter2hunter2", PLACE, "Env"),
    ],
)
def test_a_field_of_awss_that_looks_like_ours_is_sealed_all_the_same(lookalike):
    data = {"Env": lookalike}
    sealed = seal_paths(data, ["Env"], SEALER, PLACE)
    assert "hunter2" not in json.dumps(sealed)
    assert open_all(sealed, SEALER, PLACE) == data


@pytest.mark.parametrize("paths", [[], ["Env"]])
@pytest.mark.parametrize(
    "around", [lambda forged: forged, lambda forged: [[], [forged]], lambda forged: {"A": [forged]}]
)
def test_nobody_can_make_the_store_ask_for_a_key_that_never_was(paths, around):
    """A tag map `{"$sealed": ..., "digest": ...}` anywhere: taken for sealed, it would make each scan refuse its store."""
    data = {"Tags": around({"$sealed": "v1.deadbeef.AAAA", "digest": "d"}), "Env": {"X": "1"}}
    sealed = seal_paths(data, paths, SEALER, PLACE)
    assert {one["$sealed"].split(".")[1] for _, one in sealed_in(sealed)} == {SEALER.key_id}
    assert open_all(sealed, SEALER, PLACE) == data


@given(JSON, PATHS)
def test_sealed_anew_it_opens_with_the_new_key_alone_and_is_as_if_sealed_with_it(data, paths):
    before, ring = seal_paths(data, paths, SEALER, PLACE), Sealer(b"o" * 32, b"k" * 32)
    after, given_up = reseal_all(before, ring, PLACE)
    assert given_up == 0
    assert after == seal_paths(data, paths, OTHER, PLACE)
    assert open_all(after, OTHER, PLACE) == data


def test_what_does_not_open_becomes_null_when_sealed_anew_and_nothing_else_does():
    one = seal_paths({"A": "secret", "B": "other"}, ["A"], SEALER, PLACE)
    both = {**one, "B": OTHER.seal("other", PLACE, "B"), "C": SEALER.seal("moved", PLACE, "D")}
    after, given_up = reseal_all(both, OTHER, PLACE)
    assert (open_all(after, OTHER, PLACE), given_up) == ({"A": None, "B": "other", "C": None}, 2)
    after, given_up = reseal_all(both, Sealer(b"o" * 32, b"k" * 32), PLACE)
    assert (open_all(after, OTHER, PLACE), given_up) == ({"A": "secret", "B": "other", "C": None}, 1)


def test_sealed_values_are_found_with_their_paths_and_digests_under_every_key_at_hand():
    data = {"Env": {"TOKEN": "x", "N": 1}, "C": [{"V": "x"}, {"V": None}], "plain": "x"}
    found = list(sealed_in(seal_paths(data, ["Env", "C[].V"], SEALER, PLACE)))
    assert [path for path, _ in found] == ["Env.TOKEN", "Env.N", "C[].V"]
    ring = Sealer(b"o" * 32, b"k" * 32)
    assert ring.digests("x") == [OTHER.seal("x", PLACE, "any")["digest"], found[0][1]["digest"]]
    assert found[0][1]["digest"] == found[2][1]["digest"] != found[1][1]["digest"]
