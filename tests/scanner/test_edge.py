"""The embedded store on the engine of Qdrant's server: what is its own. What it has in common with the other is tested with that one."""

import os
import shutil
import signal
import subprocess
import sys

import pytest
from records import resource, texts

from estate_assets.reading import Reader
from estate_assets.scanner import collection as module
from estate_assets.scanner.collection import opened
from estate_assets.scanner.edge import SPARE, mark
from estate_assets.scanner.errors import SettingsError, StoreError
from estate_assets.scanner.points import KEYWORDS, NUMBERS
from estate_assets.scanner.sections import StoreSettings
from estate_assets.scanner.settings import Settings
from estate_assets.scanner.snapshot import quick

EDGE = StoreSettings(engine="edge", lock_wait_s=0.1)
WRITE = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from records import resource, texts
from estate_assets.scanner.collection import opened
from estate_assets.scanner.sections import StoreSettings
with opened(StoreSettings(engine="edge"), pathlib.Path(sys.argv[1])) as store:
    store.ensure()
    for batch in range(1000):
        some = [resource(f"{batch}-{n}") for n in range(50)]
        store.upsert(some, texts(some))
        print(batch, flush=True)
"""


@pytest.fixture
def store(tmp_path):
    with opened(EDGE, tmp_path) as found:
        found.ensure()
        yield found


def test_what_was_written_before_a_kill_is_there_and_no_batch_is_torn(tmp_path):
    command = [sys.executable, "-c", WRITE, str(tmp_path), os.path.dirname(__file__)]  # noqa: PTH120
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        written = next(n for n, line in enumerate(writer.stdout, 1) if line == "6\n")
        writer.send_signal(signal.SIGKILL)
        written += len(writer.stdout.readlines())
    with opened(EDGE, tmp_path) as store:
        held = [one.name.partition("-")[0] for one in store.resources()]
    assert written >= 7
    assert {held.count(str(batch)) for batch in range(written)} == {50}
    assert set(held) - {str(batch) for batch in range(written)} <= {str(written)}
    assert len(held) % 50 == 0


def test_a_collection_whose_maker_was_killed_is_made_anew(store, tmp_path):
    store.upsert([resource("a")], {})
    mark(tmp_path, "estate").unlink()  # it is written last
    store._client.close()
    assert not store.exists
    store.ensure()
    assert store.count() == 0


def test_every_field_that_is_filtered_by_has_an_index_and_it_is_asked_itself(store, tmp_path):
    assert {*store._client.get_collection("estate").payload_schema} == {*KEYWORDS, *NUMBERS}
    assert quick(store) is store


def test_nobody_else_can_read_the_files_whatever_the_umask(tmp_path):
    before = os.umask(0o022)
    try:
        with opened(EDGE, tmp_path) as store:
            store.ensure()
            store.upsert([resource("a")], {})
    finally:
        os.umask(before)
    folder = mark(tmp_path, "estate").parent
    assert (folder.stat().st_mode & 0o777, mark(tmp_path, "estate").stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_shard_that_cannot_be_read_is_an_error_of_the_store(tmp_path):
    with opened(EDGE, tmp_path) as store:
        store.ensure()
        store.upsert([resource("a")], {})
    for file in (mark(tmp_path, "estate").parent / "shard").rglob("segment.json"):
        file.write_text("{")
    with pytest.raises(StoreError, match="the embedded store: the engine says:"), opened(EDGE, tmp_path) as again:
        again.count()


def test_a_closed_engine_opens_again_with_all_that_was_written(store, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 9)
    some = [resource(f"q{n}") for n in range(30)]
    store.upsert(some, texts(some))
    store._client.close()
    assert store.count() == 30
    store.drop()
    assert not store.exists


def test_two_collections_are_apart(tmp_path):
    for name in ("one", "two"):
        with opened(EDGE.model_copy(update={"collection": name}), tmp_path) as store:
            store.ensure()
            store.upsert([resource(name)], {})
    with opened(EDGE.model_copy(update={"collection": "one"}), tmp_path) as store:
        assert [one.name for one in store.resources()] == ["one"]


def test_a_reader_copies_it_anew_only_after_it_was_written_to(tmp_path):
    settings = Settings(home=tmp_path, store=EDGE)
    with opened(EDGE, tmp_path) as store:
        store.ensure()
        store.upsert([resource("a")], {})
    reading = Reader(settings)
    first = reading._ask(lambda copy: copy)
    assert reading._ask(lambda copy: copy) is first
    with opened(EDGE, tmp_path) as store:  # a look is no change
        assert store.count() == 1
        assert reading._ask(lambda copy: copy) is first
        store.upsert([resource("b")], {})
        assert reading._ask(lambda copy: copy.count()) == 1  # what it read last goes on to serve
        assert reading.being_written
    assert reading._ask(lambda copy: copy.count()) == 2


def test_a_disk_that_is_almost_full_is_told_before_it_kills(tmp_path, monkeypatch):
    with opened(EDGE, tmp_path) as store:
        store.ensure()
        store.upsert([resource("a")], {})
    usage = shutil.disk_usage(tmp_path)._replace(free=SPARE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StoreError, match="255 MB are free on the disk"), opened(EDGE, tmp_path) as store:
        store.upsert([resource("b")], {})
    with opened(EDGE, tmp_path) as store:
        assert [one.name for one in store.resources()] == ["a"]


def test_without_its_package_the_way_to_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "qdrant_edge", None)
    with pytest.raises(SettingsError, match=r"pip install 'estate-assets\[edge\]'"), opened(EDGE, tmp_path):
        pytest.fail("opened all the same")


def test_a_server_and_an_engine_of_ones_own_are_two_stores():
    with pytest.raises(ValueError, match="leave one of them out"):
        StoreSettings(url="http://127.0.0.1:6333", engine="edge")
