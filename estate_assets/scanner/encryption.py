"""Sealing of sensitive fields at discovery, and opening them for someone who holds the key.

AES-SIV: deterministic, so that an unchanged secret seals to the same bytes and an unchanged resource stays unchanged.
Each value is bound to its account, ARN, field and key: it opens nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from estate_assets.scanner.errors import SealError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

MARK = "$sealed"
KEY_BYTES = 32
VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs."""

    account_id: str
    arn: str

    def bind(self, path: str, key_id: str) -> list[bytes]:
        """The associated data of one field: a value sealed with it opens only with it."""
        return [part.encode() for part in (self.account_id, self.arn, path, key_id)]


class Sealer:
    """Seals and opens values with one key (32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self.key_id = hashlib.sha256(b"estate key id" + key).hexdigest()[:8]
        self._siv = AESSIV(_derive(key, b"seal", 64))
        self._digest_key = _derive(key, b"digest", 32)

    def seal(self, value: Any, place: Place, path: str) -> dict[str, str]:
        """A JSON value as {"$sealed": token, "digest": keyed hash}; equal values have equal digests."""
        data = json.dumps(value, sort_keys=True).encode()
        token = base64.urlsafe_b64encode(self._siv.encrypt(data, place.bind(path, self.key_id))).decode()
        digest = hmac.new(self._digest_key, data, "sha256").hexdigest()[:24]
        return {MARK: f"{VERSION}.{self.key_id}.{token}", "digest": digest}

    def open(self, sealed: dict[str, str], place: Place, path: str) -> Any:
        """The value that was sealed. Raises SealError for another key, another place or a changed token."""
        version, _, rest = str(sealed[MARK]).partition(".")
        key_id, _, token = rest.partition(".")
        if (version, key_id) != (VERSION, self.key_id):
            raise SealError(
                f"{path} was sealed with key {key_id}, the key at hand is {self.key_id}. "
                "Give the right one in ESTATE_KEY or as the key file in ESTATE_HOME."
            )
        try:
            return json.loads(self._siv.decrypt(base64.urlsafe_b64decode(token), place.bind(path, key_id)))
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise SealError(f"{path} of {place.arn} was changed after it was sealed, or belongs elsewhere.") from error


def seal_paths(properties: Any, paths: Iterable[str], sealer: Sealer, place: Place) -> Any:
    """A copy of the properties with every leaf under the given paths (`A.B[].C`) sealed."""
    for path in paths:
        steps = [step for step in path.replace("[]", ".[]").split(".") if step]
        properties = _at(properties, steps, "", lambda leaf, where: sealer.seal(leaf, place, where))
    return properties


def open_all(properties: Any, sealer: Sealer, place: Place, path: str = "") -> Any:
    """A copy of the properties with every sealed value opened. Raises SealError."""
    return _leaves(properties, path, lambda leaf, where: sealer.open(leaf, place, where) if is_sealed(leaf) else leaf)


def is_sealed(value: Any) -> bool:
    """Whether the value is a sealed one; one of AWS's that merely has a field of that name is not."""
    return isinstance(value, dict) and value.keys() == {MARK, "digest"} and str(value[MARK]).startswith(f"{VERSION}.")


def _at(data: Any, steps: list[str], path: str, change: Callable[[Any, str], Any]) -> Any:
    if not steps:
        return _leaves(data, path, lambda leaf, where: leaf if leaf is None or is_sealed(leaf) else change(leaf, where))
    step, *rest = steps
    if step == "[]" and isinstance(data, list):
        return [_at(item, rest, f"{path}[{index}]", change) for index, item in enumerate(data)]
    if isinstance(data, dict) and step in data:
        return {**data, step: _at(data[step], rest, f"{path}.{step}".lstrip("."), change)}
    return data


def _leaves(data: Any, path: str, change: Callable[[Any, str], Any]) -> Any:
    if isinstance(data, dict) and not is_sealed(data):
        return {key: _leaves(value, f"{path}.{key}".lstrip("."), change) for key, value in data.items()}
    if isinstance(data, list):
        return [_leaves(value, f"{path}[{index}]", change) for index, value in enumerate(data)]
    return change(data, path)


def load_key(given: str | None, path: Path, *, make: bool = True) -> bytes:
    """The sealing key: `given` (32 bytes as base64, from ESTATE_KEY), else the key file, made on first use with mode 0600.

    Args:
        given: the key itself, if there is one.
        path: the key file.
        make: whether to make the file where it is missing; a new key opens nothing that is sealed already.

    Raises:
        SettingsError: the key given, or the file's content, is not 32 bytes of base64.
        SealError: there is no key, and none is to be made.
    """
    if given:
        return _decoded(given, "ESTATE_KEY")
    if not path.exists() and not make:
        raise SealError(f"there is no key: give it in ESTATE_KEY, or put the key file back to {path}.")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path, base64.b64encode(os.urandom(KEY_BYTES)))
    return _decoded(path.read_text().strip(), str(path))


def _create(path: Path, text: bytes) -> None:
    """Writes the file whole or not at all; a second process that comes first wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _decoded(text: str, origin: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"{origin} is not a key: 32 bytes as base64 are needed. Make one with: "
            "python -c 'import os,base64; print(base64.b64encode(os.urandom(32)).decode())'"
        )
    return key


def _derive(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=b"estate", info=purpose).derive(key)
