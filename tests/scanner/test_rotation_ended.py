"""A rotation that is ended on its way, or meets a scan: everything opens, and the next one finishes."""

import pytest
from fake_aws import ACCOUNT
from rotating import REGISTRY, everything, in_use, scan_fixture, secrets_fixture, settings_fixture  # noqa: F401

from estate_assets.scanner import keys, rotation
from estate_assets.scanner.changes import FILE, Changes
from estate_assets.scanner.collection import Collection
from estate_assets.scanner.dataset import Folder
from estate_assets.scanner.errors import StoreLockedError
from estate_assets.scanner.keys import sealer_of
from estate_assets.scanner.locks import Turns
from estate_assets.scanner.rotation import rotate


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
