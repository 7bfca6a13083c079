"""What an earlier version left is brought up, and what a later one left is refused: collection, Parquet and books."""

from __future__ import annotations

import json
import sqlite3

import pyarrow.parquet as pq
import pytest
from fake_aws import ACCOUNT
from qdrant_client import models
from records import CELL, REGISTRY, outcome, resource, texts

from estate_assets.scanner import schema, tables
from estate_assets.scanner.changes import FILE, Changes
from estate_assets.scanner.collection import opened
from estate_assets.scanner.dataset import Folder
from estate_assets.scanner.errors import ModelError, StoreMismatchError
from estate_assets.scanner.history import History
from estate_assets.scanner.journal import Journal
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.sections import DeletionSettings, StoreSettings
from estate_assets.scanner.sqlite import book
from estate_assets.scanner.stages import Keeper
from estate_assets.scanner.upgrade import DRAFT, require_finished, upgrade

OLD = {"schema": schema.SCHEMA - 1, "model": "53aa51172d14"}


class FakeEmbedder:
    """Vectors of the right length; fails after so many calls."""

    def __init__(self, good=100):
        self.good = good

    def check(self):
        return None

    def embed(self, some):
        self.good -= 1
        if self.good < 0:
            raise RuntimeError("no memory")
        return [(1.0, *(0.0,) * 383) for _ in some]


def resources(number=3):
    return [resource(f"q{n}", tags={"Team": f"t{n}"}) for n in range(number)]


def old_record(one):
    """A record as schema 2 had it: without facts and relations, with a field that is no more."""
    data = {name: value for name, value in one.to_dict().items() if name not in ("facts", "relations")}
    return json.dumps(data | {"went": "away"})


def old_collection(collection, records, metadata=None):
    """A collection of an earlier making: its own vectors, its own payload."""
    client = collection._client
    vectors = {"old": models.VectorParams(size=4, distance=models.Distance.COSINE)}
    client.create_collection("estate", vectors_config=vectors, metadata=OLD if metadata is None else metadata)
    points = [
        models.PointStruct(id=number, vector={"old": [1.0, 0, 0, 0]}, payload={"record": record})
        for number, record in enumerate(records, 1)
    ]
    if points:
        client.upsert("estate", points)


@pytest.fixture
def store(engine, tmp_path):
    with opened(StoreSettings(engine=engine), tmp_path) as collection:
        yield collection


def test_points_of_an_earlier_version_are_written_anew_from_their_records(store, tmp_path):
    strange = [
        json.dumps({"resource_type": "nosuch:type", "service": "nosuch"}),
        '{"service": "sqs", "resource_type": "sqs:queue"}',
    ]
    old_collection(store, [*map(old_record, resources()), *strange])
    with pytest.raises(StoreMismatchError, match="estate upgrade"):
        store.ensure()
    done = upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder())
    assert (done.points, done.left_out, done.files) == (3, 2, 0)
    store.ensure()
    assert sorted(one.name for one in store.resources()) == ["q0", "q1", "q2"]
    assert store.get(resource("q1").arn)[0].tags == {"Team": "t1"}
    assert all(store.vector(ACCOUNT, one.arn) for one in resources())
    assert not (tmp_path / DRAFT).exists()


def test_the_scan_after_an_upgrade_writes_each_point_once_more_and_tells_no_change(store, tmp_path):
    old_collection(store, map(old_record, resources()))
    upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder())
    for expected in (3, 0):
        journal = Journal(Changes(tmp_path / FILE), f"s{expected}", ACCOUNT, store, lambda _: ())
        keeper = Keeper(store, ACCOUNT, ScanRequest(), DeletionSettings(), journal)
        assert keeper.keep(outcome(*resources()), texts(resources())).upserted == expected
    assert History(tmp_path).of("q0") == []


class Killed(BaseException):
    pass


@pytest.mark.parametrize("moment", ["before the drop", "after the drop", "after a batch", "before the end"])
def test_an_upgrade_that_was_killed_goes_on(store, tmp_path, monkeypatch, moment):
    old_collection(store, map(old_record, resources()))
    drop, upsert, calls = store.drop, store.upsert, []

    def dropped():
        if moment == "after the drop":
            drop()
        raise Killed

    def upserted(some, vectors):
        upsert(some[:1] if moment == "after a batch" else some, vectors)
        calls.append(some)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, *(("drop", dropped) if "drop" in moment else ("upsert", upserted)))
        with pytest.raises(Killed):
            upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder())
    with pytest.raises(StoreMismatchError, match="End it with: estate upgrade"):
        require_finished(tmp_path)
    upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder())
    require_finished(tmp_path)
    assert sorted(one.name for one in store.resources()) == ["q0", "q1", "q2"]


def test_without_a_model_nothing_is_lost(store, tmp_path):
    old_collection(store, map(old_record, resources()))
    with pytest.raises(ModelError, match=r"no memory.*estate upgrade"):
        upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder(good=0))
    assert (tmp_path / DRAFT).stat().st_mode & 0o777 == 0o600
    assert upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder()).points == 3


def test_a_store_of_this_version_is_left_alone(store, tmp_path):
    store.ensure()
    store.upsert(resources(), texts(resources()))
    assert upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder(good=0)).points == 0
    assert {known.content_hash for known in store.known(ACCOUNT).values()} == {one.content_hash for one in resources()}


@pytest.mark.parametrize(
    ("metadata", "words"), [({"schema": schema.SCHEMA + 1}, "a later Estate"), ({}, "not made by Estate")]
)
def test_what_a_later_version_or_someone_else_made_is_refused_and_left_alone(store, tmp_path, metadata, words):
    old_collection(store, ["{}"], metadata)
    for act in (store.ensure, lambda: upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder())):
        with pytest.raises(StoreMismatchError, match=words):
            act()
    assert store.count() == 1


def test_parquet_of_an_earlier_version_is_refused_in_words_and_taken_away(store, tmp_path):
    table = tables.enriched_table(outcome(*resources()))
    folder = tmp_path / "parquet" / "enriched_resources" / ACCOUNT / CELL.region
    folder.mkdir(parents=True)
    meta = json.loads(table.schema.metadata[b"estate"]) | {"version": tables.VERSION - 1}
    old = table.replace_schema_metadata({b"estate": json.dumps(meta).encode()})
    for name, one in (("old", old), ("new", table)):
        pq.write_table(one, folder / f"{name}.parquet")
    (folder / "torn.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreMismatchError, match="estate upgrade"):
        tables.enriched_outcome(old)
    assert upgrade(tmp_path, Folder(tmp_path / "parquet"), store, REGISTRY, FakeEmbedder()).files == 2
    assert [file.name for file in folder.iterdir()] == ["new.parquet"]


TABLE = "CREATE TABLE IF NOT EXISTS t (a)"


def test_a_book_of_an_earlier_version_is_brought_up_once(tmp_path):
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as raw:  # of before books had versions
        raw.execute(TABLE)
        raw.execute("INSERT INTO t VALUES (1)")
    steps = ["ALTER TABLE t ADD COLUMN b DEFAULT 2", "ALTER TABLE t ADD COLUMN c DEFAULT 3"]
    for upgrades, row in ((steps[:1], (1, 2)), (steps, (1, 2, 3)), (steps, (1, 2, 3))):
        with book(path, TABLE, upgrades=upgrades) as opened_:
            assert opened_.execute("SELECT * FROM t").fetchall() == [row]
    with pytest.raises(StoreMismatchError, match=r"x\.db is of version 3.*later Estate"), book(path, TABLE):
        pass


def test_an_upgrade_of_a_book_that_fails_changes_nothing(tmp_path):
    path = tmp_path / "x.db"
    with book(path, TABLE):
        pass
    with pytest.raises(sqlite3.OperationalError), book(path, TABLE, upgrades=["ALTER TABLE t ADD COLUMN b", "no SQL"]):
        pass
    with book(path, TABLE) as opened_:
        assert [row[1] for row in opened_.execute("PRAGMA table_info(t)")] == ["a"]


def test_every_book_carries_its_version(tmp_path):
    Ledger(tmp_path / "ledger.db").record([])
    Changes(tmp_path / FILE).begin("s", ACCOUNT)
    for path in (tmp_path / "ledger.db", tmp_path / FILE):
        with sqlite3.connect(path) as raw:
            assert raw.execute("PRAGMA user_version").fetchone() == (1,)
