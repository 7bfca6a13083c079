"""Where sealing keys come from: ESTATE_KEY and the key file. Made once, private, and never shown."""

import base64
import subprocess
import sys
import threading

import pytest

from estate_assets.scanner.encryption import id_of
from estate_assets.scanner.errors import SealError, SettingsError, UsageError
from estate_assets.scanner.keys import KeyFile, sealer_of
from estate_assets.scanner.settings import Settings


def b64(key):
    return base64.b64encode(key).decode()


def settings(tmp_path, **more):
    return Settings(home=tmp_path / "home", **more)


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path):
    first = sealer_of(settings(tmp_path))
    path = tmp_path / "home" / "key"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (
        sealer_of(settings(tmp_path)).key_ids
        == first.key_ids
        == (id_of(base64.b64decode(path.read_text().split()[0])),)
    )
    assert [file.name for file in path.parent.iterdir()] == ["key"]


def test_a_key_file_of_the_first_version_is_read(tmp_path):
    (tmp_path / "key").write_bytes(base64.b64encode(b"k" * 32))
    (tmp_path / "key").chmod(0o600)
    assert [(key.secret, key.made_at) for key in KeyFile(tmp_path / "key").load()] == [(b"k" * 32, "")]


def test_a_new_key_comes_first_and_the_older_ones_stay_until_they_are_dropped(tmp_path):
    file = KeyFile(tmp_path / "key")
    (first,) = file.make()
    second, _ = file.add()
    assert file.load() == (second, first)
    assert first.made_at <= second.made_at != ""
    file.drop({first.id})
    assert file.load() == (second,)
    assert ((tmp_path / "key").stat().st_mode & 0o777, len(list(tmp_path.iterdir()))) == (0o600, 1)


def test_a_key_is_in_no_repr(tmp_path):
    (key,) = KeyFile(tmp_path / "key").make()
    assert repr(key.secret) not in repr(key)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o660])
def test_a_key_file_that_others_can_reach_is_refused_with_the_way_out(tmp_path, mode):
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "key"
    path.write_text(b64(b"k" * 32))
    path.chmod(mode)
    with pytest.raises(SettingsError, match=f"open to others .mode 0{mode:03o}.: chmod 600 {path}"):
        sealer_of(settings(tmp_path))
    assert path.read_text() == b64(b"k" * 32)


def test_a_key_file_elsewhere_is_used_and_none_is_made_at_home(tmp_path):
    sealer_of(settings(tmp_path, encryption={"key_file": tmp_path / "vault" / "estate.key"}))
    assert (tmp_path / "vault" / "estate.key").exists()
    assert not (tmp_path / "home").exists()


def test_a_key_given_wins_over_the_file_and_makes_none(tmp_path):
    assert sealer_of(settings(tmp_path, key=b64(b"g" * 32))).key_ids == (id_of(b"g" * 32),)
    assert not (tmp_path / "home").exists()


def test_of_several_keys_given_the_first_seals(tmp_path):
    both = sealer_of(settings(tmp_path, key=f"{b64(b'n' * 32)}, {b64(b'o' * 32)}"))
    assert both.key_ids == (id_of(b"n" * 32), id_of(b"o" * 32))


def test_the_text_of_a_key_file_is_as_good_as_its_keys(tmp_path):
    file = KeyFile(tmp_path / "key")
    file.make()
    file.add()
    given = sealer_of(settings(tmp_path, key=(tmp_path / "key").read_text()))
    assert given.key_ids == tuple(key.id for key in file.load())


def test_a_key_that_is_not_there_is_told_and_not_made_by_who_only_reads(tmp_path):
    with pytest.raises(SealError, match="there is no key in the key file"):
        sealer_of(settings(tmp_path), make=False)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("text", ["x", "not base64 at all!", b64(b"short"), "é" * 44, f"{b64(b'k' * 32)},short"])
def test_a_malformed_key_is_told_with_the_way_to_a_good_one_and_not_repeated(tmp_path, text):
    with pytest.raises(SettingsError, match=r"ESTATE_KEY is not a key.*os\.urandom") as told:
        sealer_of(settings(tmp_path, key=text))
    assert text == "x" or text not in str(told.value)


@pytest.mark.parametrize("content", [b"spoilt", b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_key_file_that_was_spoilt_is_named(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(SettingsError, match=str(tmp_path / "key")):
        KeyFile(tmp_path / "key").load()


@pytest.mark.parametrize(
    "two", [{"key": b64(b"k" * 32), "encryption": {"kms_key": "alias/estate"}}, {"key": b64(b"k" * 32), "encryption": {"key_file": "k"}},
            {"encryption": {"key_file": "k", "kms_key": "alias/estate"}}],
)  # fmt: skip
def test_two_sources_of_one_key_are_a_settings_error(tmp_path, two):
    with pytest.raises(ValueError, match="two sources of one key"):
        settings(tmp_path, **two)


def test_only_the_user_can_make_a_key_that_the_user_gives(tmp_path):
    from estate_assets.scanner.keys import Given

    with pytest.raises(UsageError, match=r"ESTATE_KEY=NEW,OLD.*os\.urandom"):
        Given(b64(b"k" * 32)).add()


def test_threads_that_start_together_get_one_key(tmp_path):
    for turn in range(30):
        path, start, keys = tmp_path / f"key{turn}", threading.Barrier(4), []

        def get(path=path, start=start, keys=keys):
            start.wait()
            keys.append(KeyFile(path).make())

        threads = [threading.Thread(target=get) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keys) == 4
        assert len(set(keys)) == len(keys[0]) == 1
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_processes_that_start_together_get_one_key(tmp_path):
    code = (
        "import sys, pathlib; from estate_assets.scanner.keys import sealer_of;"
        "from estate_assets.scanner.settings import Settings; print('ready', flush=True);"
        "sys.stdin.readline(); print(sealer_of(Settings(home=pathlib.Path(sys.argv[1]))).key_id)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    keys = {process.communicate("go\n")[0] for process in started}
    assert len(keys) == 1
