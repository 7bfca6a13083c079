"""The sealing keys and where they come from: ESTATE_KEY, a key file, or data keys wrapped by AWS KMS.

A source holds a ring: the first key seals, the others only open what was sealed before a rotation.
"""

from __future__ import annotations

import base64
import binascii
import os
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from estate_assets.scanner.encryption import Sealer, id_of
from estate_assets.scanner.errors import SealError, SettingsError, UsageError
from estate_assets.scanner.ledger import now
from estate_assets.scanner.secrets import resolved

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from estate_assets.scanner.settings import Settings

KEY_BYTES = 32
OTHERS = 0o077  # of a file's mode: what its group and everyone else may do
RECIPE = "python -c 'import os,base64; print(base64.b64encode(os.urandom(32)).decode())'"


@dataclass(frozen=True, slots=True)
class Key:
    """One sealing key: 32 bytes, and when it was made (ISO 8601 in UTC; empty where nobody knows)."""

    secret: bytes = field(repr=False)
    made_at: str = ""

    @property
    def id(self) -> str:
        """Its name, which tells nothing of it."""
        return id_of(self.secret)


class Source(Protocol):
    """A ring of keys at one place. `name` is what messages call it."""

    name: str

    def load(self) -> tuple[Key, ...]:
        """The keys, the one that seals first; none where the place is empty. Raises SettingsError, SealError."""

    def make(self) -> tuple[Key, ...]:
        """The keys; on first use one is made. Of several processes that come first at once, one wins."""

    def add(self) -> tuple[Key, ...]:
        """The keys, a new one before them. Raises UsageError where only the user can make it."""

    def drop(self, ids: Collection[str]) -> None:
        """Forgets these keys, for good."""


def source_of(settings: Settings) -> Source:
    """The source that the settings name."""
    if settings.key:
        return Given(resolved(settings.key, Given.name))
    if settings.encryption.kms_key:
        from estate_assets.scanner.kms import Envelope

        return Envelope(settings.home / "key.kms", settings.encryption.kms_key, settings.limits)
    return KeyFile(settings.encryption.key_file or settings.home / "key")


def others_at_hand(settings: Settings) -> list[Source]:
    """Sources that were in use before the settings named another: their keys open what is to be sealed anew."""
    from estate_assets.scanner.kms import Envelope

    chosen = source_of(settings)
    found: list[Source] = [
        KeyFile(settings.home / "key"),
        Envelope(settings.home / "key.kms", settings.encryption.kms_key or "", settings.limits),
    ]
    return [one for one in found if one.name != chosen.name and one.load()]


def sealer_of(settings: Settings, *, make: bool = True) -> Sealer:
    """The sealer with the keys that the settings name.

    Args:
        settings: which source.
        make: whether to make a key where there is none yet; a new key opens nothing that is sealed already.

    Raises:
        SettingsError: a key is malformed, or others can read its file.
        SealError: there is no key and none is to be made, or KMS does not give it.
    """
    source = source_of(settings)
    keys = source.load()
    if not keys and not make:
        raise SealError(f"there is no key in {source.name}. Put it back, or give the key in ESTATE_KEY.")
    return Sealer(*(key.secret for key in keys or source.make()))


def require_keys(used: Iterable[str], sealer: Sealer, origin: str) -> None:
    """Raises SealError where something is sealed with a key that is not at hand: before anything is sealed with another."""
    if missing := sorted(set(used) - set(sealer.key_ids)):
        raise SealError(
            f"what is stored was sealed with key {', '.join(missing)}; {origin} gives {', '.join(sealer.key_ids)}. Give the "
            "right key (ESTATE_KEY, encryption.key_file, encryption.kms_key, or the key file in ESTATE_HOME). If it is lost: "
            f"`estate key forget {missing[0]}`; the next scan then reads those values anew. Nothing was changed."
        )


class Given:
    """Keys in ESTATE_KEY (or `key` in estate.toml): 32 bytes as base64; older ones after a comma only open. A key file's text
    is as good: its lines are keys, too.
    """

    name = "ESTATE_KEY"

    def __init__(self, text: str) -> None:
        self._text = text

    def load(self) -> tuple[Key, ...]:
        """The keys, in the order given."""
        return _ring(self._text.replace(",", "\n"), self.name)

    make = load

    def add(self) -> tuple[Key, ...]:
        """Only the user can. Raises UsageError."""
        raise UsageError(
            "ESTATE_KEY holds one key. To rotate it, give the new key first and the old one after a comma "
            f"(ESTATE_KEY=NEW,OLD), and repeat. Make the new one with: {RECIPE}"
        )

    def drop(self, ids: Collection[str]) -> None:
        """Only the user can; the command says so."""


class KeyFile:
    """A file with a key per line, as base64, and when it was made. Mode 0600; refused where others can read it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = f"the key file {path}"

    def load(self) -> tuple[Key, ...]:
        """The keys of the file; none where it is not there."""
        if not self._path.exists():
            return ()
        refuse_shared(self._path)
        try:
            return _ring(self._path.read_text(), str(self._path))
        except UnicodeDecodeError as error:
            raise SettingsError(malformed(str(self._path))) from error

    def make(self) -> tuple[Key, ...]:
        """The keys; where there is no file yet, it is made with one."""
        if not self._path.exists():
            write_private(self._path, _lines([_fresh()]), replace=False)
        return self.load()

    def add(self) -> tuple[Key, ...]:
        """The keys, a new one before them."""
        self._write((_fresh(), *self.load()))
        return self.load()

    def drop(self, ids: Collection[str]) -> None:
        """Takes keys out; with the last one goes the file."""
        self._write([key for key in self.load() if key.id not in ids])

    def _write(self, keys: Iterable[Key]) -> None:
        lines = _lines(keys)
        if lines:
            write_private(self._path, lines)
        else:
            self._path.unlink()


def _ring(text: str, origin: str) -> tuple[Key, ...]:
    """Keys from lines: each as base64, and when it was made. Raises SettingsError."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        raise SettingsError(malformed(origin))
    return tuple(Key(decoded(line[0], origin), "".join(line[1:2])) for line in lines)


def _fresh() -> Key:
    return Key(os.urandom(KEY_BYTES), now())


def _lines(keys: Iterable[Key]) -> bytes:
    return b"".join(base64.b64encode(key.secret) + f" {key.made_at}".rstrip().encode() + b"\n" for key in keys)


def refuse_shared(path: Path) -> None:
    """Raises SettingsError where others than its owner may read or write the file."""
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS:
        raise SettingsError(
            f"{path} is open to others (mode {mode:04o}): chmod 600 {path}. If somebody may have read it, make a new key "
            "afterwards: estate key rotate"
        )


def write_private(path: Path, text: bytes, *, replace: bool = True) -> None:
    """Writes a file for its owner only, whole or not at all; without `replace`, one that is there already stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{threading.get_ident()}.")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            Path(draft).replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink(missing_ok=True)


def decoded(text: str, origin: str) -> bytes:
    """A key from base64. Raises SettingsError, which does not repeat it."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(malformed(origin))
    return key


def malformed(origin: str) -> str:
    """What to say where a key is expected and something else is there."""
    return f"{origin} is not a key: 32 bytes as base64 are needed. Make one with: {RECIPE}"
