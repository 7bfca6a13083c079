"""Rotation of sealing keys: everything opens before, during and after; the next scan finds nothing changed, or what did change."""

import base64
import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from fake_aws import ACCOUNT
from qdrant_client import models
from rotating import REGISTRY, everything, in_use, scan_fixture, secrets_fixture, settings_fixture, stored  # noqa: F401

from estate_assets.scanner.collection import opened
from estate_assets.scanner.dataset import Folder
from estate_assets.scanner.encryption import Place, open_all, sealed_in
from estate_assets.scanner.errors import SealError, UsageError
from estate_assets.scanner.keys import KeyFile, sealer_of
from estate_assets.scanner.rotation import forget, keys_in, rotate


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
