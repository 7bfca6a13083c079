"""Sealing: what goes in comes out, only with the key, only at its place, and nothing of it shows meanwhile."""

import base64
import json
import subprocess
import sys
import threading

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estate_assets.scanner.encryption import Place, Sealer, is_sealed, load_key, open_all, seal_paths
from estate_assets.scanner.errors import SealError, SettingsError

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
    with pytest.raises(SealError, match=f"key {SEALER.key_id}, the key at hand is {OTHER.key_id}.*ESTATE_KEY"):
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


@pytest.mark.parametrize("text", ["hunter2hunter2", "v1.hunter2hunter2"])
def test_a_field_of_awss_that_looks_like_ours_is_sealed_all_the_same(text):
    data = {"Env": {"$sealed": text}}
    sealed = seal_paths(data, ["Env"], SEALER, PLACE)
    assert "hunter2" not in json.dumps(sealed)
    assert open_all(sealed, SEALER, PLACE) == data


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "home" / "key"
    key = load_key(None, path)
    assert (len(key), path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (32, 0o600, 0o700)
    assert load_key(None, path) == key
    assert [file.name for file in path.parent.iterdir()] == ["key"]


def test_a_key_given_wins_over_the_file_and_makes_none(tmp_path):
    given_key = base64.b64encode(b"g" * 32).decode()
    assert load_key(given_key, tmp_path / "key") == b"g" * 32
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["x", "not base64 at all!", base64.b64encode(b"short").decode(), "é" * 44])
def test_a_malformed_key_is_told_with_the_way_to_a_good_one_and_not_repeated(tmp_path, text):
    with pytest.raises(SettingsError, match=r"ESTATE_KEY is not a key.*os\.urandom") as told:
        load_key(text, tmp_path / "key")
    assert text == "x" or text not in str(told.value)


def test_a_key_file_that_was_spoilt_is_named(tmp_path):
    (tmp_path / "key").write_text("spoilt")
    with pytest.raises(SettingsError, match=str(tmp_path / "key")):
        load_key(None, tmp_path / "key")


def test_threads_that_start_together_get_one_key(tmp_path):
    for turn in range(30):
        path, start, keys = tmp_path / f"key{turn}", threading.Barrier(4), []

        def get(path=path, start=start, keys=keys):
            start.wait()
            keys.append(load_key(None, path))

        threads = [threading.Thread(target=get) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keys) == 4
        assert len(set(keys)) == 1
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_processes_that_start_together_get_one_key(tmp_path):
    code = (
        "import sys, pathlib; from estate_assets.scanner.encryption import load_key; print('ready', flush=True);"
        "sys.stdin.readline(); print(load_key(None, pathlib.Path(sys.argv[1])).hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "key")]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    keys = {process.communicate("go\n")[0] for process in started}
    assert len(keys) == 1
    assert len(keys.pop().strip()) == 64
