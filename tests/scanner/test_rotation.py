"""Rotation of sealing keys: everything opens before, during and after; the next scan finds nothing changed, or what did change."""

import base64
import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from conftest import REGION, narrow
from fake_aws import ACCOUNT
from qdrant_client import models

from estate_assets.scanner import EstateScanner, ScanRequest, Settings, keys, rotation, tables
from estate_assets.scanner.changes import FILE, Changes
from estate_assets.scanner.collection import Collection, opened
from estate_assets.scanner.dataset import Folder, dataset_of
from estate_assets.scanner.encryption import Place, open_all, sealed_in
from estate_assets.scanner.errors import SealError, StoreLockedError, UsageError
from estate_assets.scanner.keys import KeyFile, sealer_of
from estate_assets.scanner.locks import Turns
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.rotation import forget, keys_in, rotate, uses

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
FUNCTIONS = ScanRequest(regions=(REGION,), services=("lambda",))
REGISTRY = narrow("lambda:function")


class FakeEmbedder:
    texts_embedded = 0

    def embed(self, texts):
        self.texts_embedded += len(texts)
        return [(1.0, *(0.0,) * 383) for _ in texts]


@pytest.fixture
def secrets(aws):
    """Functions f0 to f4, each with a secret that a test may change."""
    found = {f"f{number}": f"hunter2-{number}" for number in range(5)}

    def functions(_):
        return {
            "Functions": [
                {"FunctionName": name, "FunctionArn": ARN + name, "Environment": {"Variables": {"TOKEN": text, "MODE": "test"}}}
                for name, text in found.items()
            ]
        }  # fmt: skip

    aws.on("lambda:ListFunctions20150331", functions)
    aws.on("lambda:ListFunctions", functions)
    aws.on("lambda:ListTags", {"Tags": {}})
    return found


@pytest.fixture
def settings(secrets, tmp_path):
    limits = {"attempts": 1, "read_timeout_s": 10, "cells": 2, "items": 2}
    return Settings(home=tmp_path / "home", limits=limits, permissions={"engine": "off"})


@pytest.fixture
def scan(_engine):
    """Scans, and leaves Parquet beside it as Dagster does. Clients are shared: EC2's takes 0.3 s to make."""

    def run(settings):
        scanner = EstateScanner(settings, REGISTRY)
        scanner.close()
        scanner.embedder, scanner.discovery.engine = FakeEmbedder(), _engine
        result = scanner.scan(FUNCTIONS)
        raw = list(scanner.discovery.discover(Account(ACCOUNT), [Cell(ACCOUNT, REGION, "lambda")]))
        (enriched,) = scanner.enrich(Account(ACCOUNT), raw)
        folder = settings.home / "parquet"
        folder.mkdir(exist_ok=True)
        pq.write_table(tables.raw_table(raw[0]), folder / "raw.parquet")
        pq.write_table(tables.enriched_table(enriched), folder / "enriched.parquet")
        return result

    return run


def stored(settings):
    with opened(settings.store, settings.home) as collection:
        return sorted(collection.resources(), key=lambda one: one.arn)


def everything(settings):
    """All that is sealed anywhere, opened with the keys at hand; it raises where something does not open."""
    sealer, found = sealer_of(settings, make=False), []
    raw = tables.raw_outcome(pq.read_table(settings.home / "parquet" / "raw.parquet")).items
    enriched = tables.enriched_outcome(pq.read_table(settings.home / "parquet" / "enriched.parquet")).items
    for some in (stored(settings), raw, enriched):
        opened_ = (open_all(one.properties, sealer, Place(ACCOUNT, one.arn)) for one in some)
        found.append(sorted(one["Environment"]["Variables"]["TOKEN"] for one in opened_))
    return found


def in_use(settings):
    with opened(settings.store, settings.home) as collection:
        return set(uses(collection, dataset_of(settings)))


def test_a_rotation_seals_all_anew_drops_the_old_key_and_the_next_scan_writes_nothing(scan, settings, secrets):
    scan(settings)
    (old,) = in_use(settings)
    before = stored(settings)
    done = rotate(settings, REGISTRY)
    assert (done.points, done.files, done.dropped) == (5, 2, (old,))
    assert in_use(settings) == {done.key_id} == set(sealer_of(settings).key_ids) != {old}
    assert everything(settings) == [sorted(secrets.values())] * 3
    after = stored(settings)
    assert [replace(one, properties={}, content_hash="") for one in after] == [
        replace(one, properties={}, content_hash="") for one in before
    ]
    again = scan(settings)
    assert (again.resources_upserted, again.resources_unchanged, again.errors) == (0, 5, [])


def test_a_secret_that_changed_is_written_after_a_rotation_too(scan, settings, secrets):
    scan(settings)
    secrets["f3"] = "changed before the rotation was seen"
    rotate(settings, REGISTRY)
    again = scan(settings)
    assert (again.resources_upserted, again.resources_unchanged) == (1, 4)
    rotate(settings, REGISTRY)
    secrets["f4"] = "changed after it"
    assert scan(settings).resources_upserted == 1
    assert everything(settings) == [sorted(secrets.values())] * 3


def test_what_was_to_be_written_anew_anyway_still_is(scan, settings, monkeypatch):
    """A point of an older text version, or without a vector, must not come out of a rotation as if it were whole."""
    scan(settings)
    with opened(settings.store, settings.home) as collection:
        first, second, *_ = sorted(collection.resources(), key=lambda one: one.arn)
        collection.reseal([replace(first, content_hash=""), replace(second, content_hash="of another version")])
    rotate(settings, REGISTRY)
    assert [one.content_hash for one in stored(settings)][:2] == ["", "of another version"]
    assert scan(settings).resources_upserted == 2


def test_vectors_and_texts_stay_as_they_are(scan, settings):
    scan(settings)

    def shown():
        with opened(settings.store, settings.home) as collection:
            records, _ = collection._client.scroll("estate", with_vectors=True, limit=100)
            return sorted((record.id, record.payload["text"], record.vector["dense"]) for record in records)

    before = shown()
    rotate(settings, REGISTRY)
    assert shown() == before
    assert all(text and len(vector) == 384 for _, text, vector in before)


def test_a_change_that_a_killed_scan_announced_is_told_after_a_rotation_too(scan, settings, secrets):
    """The book knows by the content's hash what happened, and the hash changes with the key."""
    scan(settings)
    book = Changes(settings.home / FILE)
    (change,) = [one for one in book.find("name = ?", ("f1",)) if one.kind == "added"]
    book.record([change], settled=False)  # as if the scan had ended between the collection and the book
    rotate(settings, REGISTRY)
    assert scan(settings).resources_upserted == 0
    assert [(one.kind, one.settled) for one in book.find("name = ?", ("f1",))] == [("added", True)]


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


STEPS = [(Folder, "write"), (keys, "write_private"), (Collection, "reseal")]


@pytest.mark.parametrize("turn", range(7))
def test_ended_at_any_write_everything_opens_and_the_next_one_finishes(scan, settings, secrets, monkeypatch, turn):
    scan(settings)
    monkeypatch.setattr(rotation, "BATCH", 2)
    (old,), writes = in_use(settings), []

    def counted(real):
        def write(*args, **more):
            writes.append(real)
            if len(writes) == turn + 1:
                raise Killed
            real(*args, **more)

        return write

    with monkeypatch.context() as patch:
        for place, name in STEPS:
            patch.setattr(place, name, counted(getattr(place, name)))
        with pytest.raises(Killed):
            rotate(settings, REGISTRY)
    assert everything(settings) == [sorted(secrets.values())] * 3
    ring = sealer_of(settings).key_ids
    done = rotate(settings, REGISTRY)
    assert done.key_id == ring[0] or len(ring) == 1  # what was begun is finished, not begun anew
    assert in_use(settings) == set(sealer_of(settings).key_ids) == {done.key_id} != {old}
    assert everything(settings) == [sorted(secrets.values())] * 3
    assert scan(settings).resources_upserted == 0


def test_there_are_no_more_writes_in_a_rotation_than_the_test_above_ends_it_at(scan, settings, monkeypatch):
    scan(settings)
    monkeypatch.setattr(rotation, "BATCH", 2)
    writes = []
    for place, name in STEPS:
        real = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *args, real=real, **more: (writes.append(real), real(*args, **more)))
    rotate(settings, REGISTRY)
    assert len(writes) == 7  # the ring, three batches, two files, the ring again; after the last one all is done


def test_a_scan_in_the_middle_of_a_rotation_goes_on_with_the_new_key(scan, settings, secrets, monkeypatch):
    scan(settings)
    with monkeypatch.context() as patch:
        patch.setattr(Collection, "reseal", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            rotate(settings, REGISTRY)
    secrets["f0"] = "changed meanwhile"
    assert scan(settings).errors == []
    rotate(settings, REGISTRY)
    assert everything(settings) == [sorted(secrets.values())] * 3
    assert scan(settings).resources_upserted == 0


def test_a_rotation_does_not_begin_while_an_account_is_scanned(scan, settings):
    """The scan at work would go on sealing with the old key."""
    scan(settings)
    (old,) = in_use(settings)
    waiting = settings.model_copy(update={"store": settings.store.model_copy(update={"lock_wait_s": 0.1})})
    with Turns(settings.home / "locks", 0).of([ACCOUNT]), pytest.raises(StoreLockedError, match=ACCOUNT):
        rotate(waiting, REGISTRY)
    assert (in_use(settings), sealer_of(settings).key_ids) == ({old}, (old,))


def test_another_key_is_refused_before_anything_is_asked_or_written(scan, settings, aws, monkeypatch):
    scan(settings)
    (old,), before, calls = in_use(settings), stored(settings), len(aws.calls)
    (settings.home / "key").rename(settings.home / "key.away")
    with pytest.raises(
        SealError, match=rf"sealed with key {old}; the key file .* gives \w{{8}}.*estate key forget {old}"
    ):
        scan(settings)
    assert not [call for call in aws.calls[calls:] if call.service == "lambda"]
    assert stored(settings) == before
    with pytest.raises(SealError, match=old):
        rotate(settings, REGISTRY)
    assert stored(settings) == before
    (settings.home / "key.away").replace(settings.home / "key")
    assert scan(settings).resources_upserted == 0


def test_a_lost_key_is_given_up_by_name_and_the_next_scan_reads_anew(scan, settings, secrets):
    scan(settings)
    (old,) = in_use(settings)
    with pytest.raises(UsageError, match="is at hand"):
        forget(settings, REGISTRY, old)
    with pytest.raises(UsageError, match="sealed nothing that is stored"):
        forget(settings, REGISTRY, "00000000")
    (settings.home / "key").unlink()
    done = forget(settings, REGISTRY, old)
    assert (done.points, done.files, done.given_up, done.dropped) == (5, 2, 5, (old,))
    assert in_use(settings) == {done.key_id}
    again = scan(settings)
    assert (again.resources_upserted, again.resources_deleted) == (5, 0)
    assert everything(settings) == [sorted(secrets.values())] * 3


def b64(key):
    return base64.b64encode(key).decode()


def test_a_key_of_the_users_own_is_rotated_by_giving_both(scan, settings, secrets):
    one = settings.model_copy(update={"key": b64(b"1" * 32)})
    scan(one)
    with pytest.raises(UsageError, match="ESTATE_KEY=NEW,OLD"):
        rotate(one, REGISTRY)
    both = settings.model_copy(update={"key": f"{b64(b'2' * 32)},{b64(b'1' * 32)}"})
    assert rotate(both, REGISTRY).points == 5
    two = settings.model_copy(update={"key": b64(b"2" * 32)})
    assert everything(two) == [sorted(secrets.values())] * 3
    assert scan(two).resources_upserted == 0


def test_a_key_moves_from_the_file_into_the_users_hands_by_a_rotation(scan, settings, secrets):
    scan(settings)
    given = settings.model_copy(update={"key": b64(b"1" * 32)})
    with pytest.raises(SealError, match="what is stored was sealed with key"):
        scan(given)
    assert rotate(given, REGISTRY).points == 5
    assert not (settings.home / "key").exists()
    assert everything(given) == [sorted(secrets.values())] * 3
    assert scan(given).resources_upserted == 0


def test_with_no_collection_yet_a_rotation_makes_a_key_and_a_second_one_another(settings):
    first, second = rotate(settings, REGISTRY), rotate(settings, REGISTRY)
    assert (first.points, first.files, second.dropped) == (0, 0, (first.key_id,))
    assert [key.id for key in KeyFile(settings.home / "key").load()] == [second.key_id]


def test_sealed_values_swapped_between_points_or_fields_do_not_open(scan, settings, secrets):
    scan(settings)
    one, two = stored(settings)[:2]
    variables = one.properties["Environment"]["Variables"]
    elsewhere = replace(two, properties={**two.properties, "Environment": one.properties["Environment"]})
    swapped = {"Environment": {"Variables": {"TOKEN": variables["MODE"], "MODE": variables["TOKEN"]}}}
    for forged in (elsewhere, replace(one, properties={**one.properties, **swapped})):
        with pytest.raises(SealError, match="belongs elsewhere"):
            open_all(forged.properties, sealer_of(settings), Place(ACCOUNT, forged.arn))
    with opened(settings.store, settings.home) as collection:
        collection.reseal([elsewhere])
    assert rotate(settings, REGISTRY).given_up == 1  # it must not stop a rotation for ever
    assert scan(settings).resources_upserted == 1
    assert everything(settings) == [sorted(secrets.values())] * 3


def test_a_text_that_only_looks_sealed_counts_for_no_key(scan, tmp_path, settings, secrets):
    secrets["f0"] = '{"$sealed":"v1.deadbeef.AAAA","digest":"x"}'
    scan(settings)
    with opened(settings.store, settings.home) as collection:
        record = next(one for one in collection.resources() if one.name == "f0")
        forged = replace(record, properties={"note": secrets["f0"]})
        collection.reseal([forged])
    assert "deadbeef" not in in_use(settings)
    assert not list(sealed_in(forged.properties))
    folder = tmp_path / "forged"
    folder.mkdir()
    table = pq.read_table(settings.home / "parquet" / "raw.parquet")
    note = json.dumps({"note": secrets["f0"]}, separators=(",", ":"))
    column = table.column_names.index("properties")
    pq.write_table(table.set_column(column, "properties", [[note] * len(table)]), folder / "x.parquet")
    assert keys_in(Folder(folder)) == {}


def test_the_sealed_are_found_by_their_digests(scan, settings, secrets):
    scan(settings)
    sealer = sealer_of(settings)
    with opened(settings.store, settings.home) as collection:
        (digest,) = sealer.digests(secrets["f2"])
        assert [one.name for one in collection.resources({"sealed": [digest]})] == ["f2"]
        path = f"Environment.Variables.TOKEN={digest}"
        assert [one.name for one in collection.resources({"sealed": [path]})] == ["f2"]
        assert not list(collection.resources({"sealed": [path.replace("TOKEN", "MODE")]}))
        (same,) = sealer.digests("test")
        assert len(list(collection.resources({"sealed": [same]}))) == 5
        payload = collection._client.scroll("estate", models.Filter(), limit=1)[0][0].payload
    assert not [secret for secret in secrets.values() if secret in json.dumps(payload)]
