"""The embedded collection: points in, points out, filters, the lock, and what it refuses."""

import contextlib
import sqlite3
import subprocess
import sys
import time

import pytest
from fake_aws import ACCOUNT
from httpx import Headers
from hypothesis import given
from hypothesis import strategies as st
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse
from records import CELL, resource, texts

from estate_assets.scanner import collection
from estate_assets.scanner.census import take
from estate_assets.scanner.client import told_of
from estate_assets.scanner.collection import Known, opened
from estate_assets.scanner.embedding import DIMENSION, FINGERPRINT
from estate_assets.scanner.errors import StoreError, StoreLockedError, StoreMismatchError
from estate_assets.scanner.findings import Constraint, Verdict
from estate_assets.scanner.model import Cell, EmbeddedText
from estate_assets.scanner.points import DENSE, match, payload_of, resource_of
from estate_assets.scanner.sections import StoreSettings

SETTINGS = StoreSettings(lock_wait_s=0.1)
OTHER = Cell("444455556666", "us-east-1", "sqs")


@pytest.fixture
def chosen(engine):
    return SETTINGS.model_copy(update={"engine": engine})


@pytest.fixture
def store(chosen, tmp_path):
    with opened(chosen, tmp_path) as points:
        points.ensure()
        yield points


def unit(at):
    return tuple(1.0 if n == at else 0.0 for n in range(DIMENSION))


def test_a_resource_comes_back_as_it_went_in(store):
    one = resource(
        "orders", tags={"team": "päyments", "env": "prod"}, state="ok", properties={"A": [1, None, {"b": "c"}]},
        permissions={"sqs:Send": Verdict("allowed"), "sqs:Purge": Verdict("denied", "r")}, notes=("n",),
        constraints=(Constraint("r", "block", ("sqs:Purge",), "t"),),
    )  # fmt: skip
    store.upsert([one], texts([one]))
    assert store.get(one.arn) == [one]
    assert list(store.resources()) == [one]
    assert (store.count(), store.dimension(), take(store).resources) == (1, DIMENSION, 1)


def test_what_is_known_of_an_account_is_only_that_accounts(store):
    mine, theirs = resource("a"), resource("b", cell=OTHER)
    store.upsert([mine, theirs], texts([mine, theirs]))
    assert store.known(ACCOUNT) == {mine.point_id: Known(CELL.region, "sqs", "sqs:queue", mine.content_hash)}
    assert store.known("999999999999") == {}


def test_more_points_than_a_page_are_all_known(store, monkeypatch):
    for name, size in (("PAGE", 7), ("PAGE_OF_ALL", 8), ("BATCH", 9)):
        monkeypatch.setattr(collection, name, size)
    many = [resource(f"q{n}") for n in range(30)]
    store.upsert(many, texts(many, ()))
    assert len(store.known(ACCOUNT)) == store.count() == take(store).resources == 30


def test_a_name_is_looked_up_as_arn_then_id_then_name(store):
    by_id, by_name = resource("x", id="same", name="one"), resource("y", id="other", name="same")
    store.upsert([by_id, by_name], texts([by_id, by_name]))
    assert store.get(by_name.arn) == [by_name]
    assert store.get("same") == [by_id]
    assert store.get("one") == [by_id]
    assert store.get("nothing") == []


def test_the_nearest_come_first_and_filters_hold(store):
    near, far = resource("near", tags={"env": "prod"}), resource("far", cell=OTHER, state="idle")
    store.upsert([near, far], {**texts([near], unit(0)), **texts([far], unit(1))})
    query = (0.9, 0.1, *unit(0)[2:])
    assert [hit.resource.name for hit in store.search(query, {}, 5)] == ["near", "far"]
    assert [hit.resource.name for hit in store.search(query, {}, 1)] == ["near"]
    for filters in ({"account_id": OTHER.account_id}, {"region": ["us-east-1", "eu-north-1"]}, {"state": "idle"}):
        assert [hit.resource.name for hit in store.search(query, filters, 5)] == ["far"]
    assert [hit.resource.name for hit in store.search(query, {"tags": ["env=prod"]}, 5)] == ["near"]
    assert store.search(query, {"tags": ["env=prod"], "state": "idle"}, 5) == []


def test_a_point_without_a_vector_is_stored_and_found_by_name_only(store):
    one, two = resource("with"), resource("without")
    store.upsert([one, two], {**texts([one]), **texts([two], ())})
    assert store.count() == 2
    assert store.get("without") == [two]
    assert [hit.resource.name for hit in store.search(unit(0), {}, 5)] == ["with"]


@pytest.mark.parametrize("length", [1, 383, 385])
def test_a_vector_of_another_length_is_refused_and_nothing_is_written(store, length):
    good, bad = resource("good"), resource("bad")
    with pytest.raises(StoreError, match=f"a vector of {length} dimensions, not 384; nothing was written"):
        store.upsert([good, bad], {**texts([good]), **texts([bad], (0.1,) * length)})
    assert store.count() == 0


def test_deleting_removes_these_and_no_others(store):
    some = [resource(name) for name in "abc"]
    store.upsert(some, texts(some))
    store.delete([])
    store.delete([some[0].point_id, some[2].point_id])
    assert [one.name for one in store.resources()] == ["b"]


def test_points_are_there_when_the_store_is_opened_again(chosen, tmp_path):
    one = resource("a")
    for _ in range(2):
        with opened(chosen, tmp_path) as points:
            points.ensure()
            points.upsert([one], texts([one]))
    with opened(chosen, tmp_path) as points:
        assert points.exists
        assert list(points.resources()) == [one]


def test_before_the_first_scan_there_is_no_collection(chosen, tmp_path):
    with opened(chosen, tmp_path) as points:
        assert not points.exists


HOLD = """
import sys, pathlib
from estate_assets.scanner.collection import opened
from estate_assets.scanner.sections import (StoreSettings)
with opened(StoreSettings(), pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_store_held_by_another_process_is_told_quickly_and_left_alone(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        started = time.monotonic()
        with (
            pytest.raises(StoreLockedError, match=r"in use by a Python session \(process \d+, since"),
            opened(SETTINGS, tmp_path),
        ):
            pytest.fail("opened all the same")
        assert time.monotonic() - started < 2
        holder.communicate("go\n")
    with opened(SETTINGS, tmp_path) as points:
        assert not points.exists


@pytest.mark.parametrize("made", [{"model": "older", "schema": 1}, {"model": FINGERPRINT, "schema": 0}])
def test_a_collection_of_another_making_is_refused_with_the_way_out(tmp_path, made):
    client = QdrantClient(path=str(tmp_path / "qdrant"))
    vectors = {DENSE: models.VectorParams(size=DIMENSION, distance=models.Distance.COSINE)}
    client.create_collection(SETTINGS.collection, vectors_config=vectors, metadata=made)
    client.close()
    with opened(SETTINGS, tmp_path) as points, pytest.raises(StoreMismatchError, match="ESTATE_STORE__COLLECTION"):
        points.ensure()


def test_a_server_that_is_not_there_is_told_with_its_setting(tmp_path):
    settings = StoreSettings(url="http://127.0.0.1:9", api_key="planted-secret-key")
    with pytest.raises(StoreError, match="ESTATE_STORE__URL") as told, opened(settings, tmp_path) as points:
        points.ensure()
    assert "planted" not in str(told.value)


def test_a_payload_has_what_is_filtered_by_and_the_whole_record():
    one = resource(
        "q", tags={"Environment": "PROD", "team": "Core", "a=b": "c=d"},
        permissions={"sqs:Send": Verdict("allowed"), "sqs:Purge": Verdict("denied"), "sqs:Get": Verdict("unknown")},
    )  # fmt: skip
    payload = payload_of(one, "words")
    assert (payload["environment"], payload["team"]) == ("prod", "core")
    assert payload["allowed_actions"] == ["sqs:Send"]
    assert payload["tags"] == ["Environment=PROD", "team=Core", "a=b=c=d"]
    assert payload["text"] == "words"
    assert resource_of(payload) == one


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=5), st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=3), max_size=3
    )
)
def test_every_field_of_a_filter_is_a_condition_of_its_own(chosen):
    conditions = match(chosen).must
    assert [condition.key for condition in conditions] == list(chosen)
    for condition, value in zip(conditions, chosen.values(), strict=True):
        assert condition.match.any == (value if isinstance(value, list) else [value])


def test_a_text_without_a_vector_is_a_text_all_the_same():
    assert EmbeddedText("id", "text", ()).vector == ()


def test_the_embedded_store_writes_ahead(tmp_path):
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
    (file,) = tmp_path.rglob("storage.sqlite")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT count(*) FROM points").fetchone() == (0,)  # it is the file of the client


def test_a_server_that_lacks_an_index_says_what_makes_it():
    """In strict mode a server refuses to filter by what an earlier version did not index."""
    refused = UnexpectedResponse(400, "Bad Request", b"Index required but not found for size_mb", Headers())
    with pytest.raises(StoreError, match="next `estate scan` makes"), told_of(StoreSettings(url="http://q.example")):
        raise refused
