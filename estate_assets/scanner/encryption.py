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
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from estate_assets.scanner.errors import SealError
from estate_assets.scanner.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MARK = "$sealed"
VERSION = "v1"
FORM = re.compile(rf"{VERSION}\.[0-9a-f]{{8}}\.[\w-]+=*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs."""

    account_id: str
    arn: str

    def bind(self, path: str, key_id: str) -> list[bytes]:
        """The associated data of one field: a value sealed with it opens only with it."""
        return [part.encode() for part in (self.account_id, self.arn, path, key_id)]


def id_of(key: bytes) -> str:
    """The name of a key, which tells nothing of it: 8 hexadecimal digits."""
    return hashlib.sha256(b"estate key id" + key).hexdigest()[:8]


class Sealer:
    """Seals values with one key (32 bytes); opens those of older ones, too."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        self.key_id = id_of(key)
        self.redactor = Redactor()
        ring = {id_of(one): one for one in (key, *older)}
        self._siv = {name: AESSIV(_derive(one, b"seal", 64)) for name, one in ring.items()}
        self._digest_keys = {name: _derive(one, b"digest", 32) for name, one in ring.items()}

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The keys at hand: first the one that seals, then those that only open."""
        return tuple(self._siv)

    def seal(self, value: Any, place: Place, path: str) -> dict[str, str]:
        """A JSON value as {"$sealed": token, "digest": keyed hash}; equal values have equal digests. Messages leave it out from now on."""
        if isinstance(value, str) and value not in place.arn:
            self.redactor.note(value)
        data = _encoded(value)
        token = base64.urlsafe_b64encode(self._siv[self.key_id].encrypt(data, place.bind(path, self.key_id))).decode()
        return {MARK: f"{VERSION}.{self.key_id}.{token}", "digest": self._digest(data, self.key_id)}

    def open(self, sealed: dict[str, str], place: Place, path: str) -> Any:
        """The value that was sealed. Raises SealError for another key, another place or a changed token."""
        version, _, rest = str(sealed[MARK]).partition(".")
        key_id, _, token = rest.partition(".")
        if version != VERSION or key_id not in self._siv:
            raise SealError(
                f"{path} was sealed with key {key_id}, which is not at hand (there is {', '.join(self.key_ids)}). "
                "Give the right one: in ESTATE_KEY, as the key file, or through encryption.kms_key."
            )
        try:
            return json.loads(self._siv[key_id].decrypt(base64.urlsafe_b64decode(token), place.bind(path, key_id)))
        except (InvalidTag, binascii.Error, ValueError):  # no cause: one of json's would quote the value
            raise SealError(f"{path} of {place.arn} was changed after it was sealed, or belongs elsewhere.") from None

    def sealed_here(self, value: Any, place: Place, path: str) -> bool:
        """Whether a value is one that was sealed for this place with a key at hand: not one that AWS's user made to look so."""
        if not is_sealed(value):
            return False
        try:
            self.open(value, place, path)
        except SealError:
            return False
        return True

    def digests(self, value: Any) -> list[str]:
        """What the digest of a value is, or was under an older key: for those who look for where it is used."""
        return [self._digest(_encoded(value), name) for name in self._digest_keys]

    def _digest(self, data: bytes, key_id: str) -> str:
        return hmac.new(self._digest_keys[key_id], data, "sha256").hexdigest()[:24]


def seal_paths(properties: Any, paths: Iterable[str], sealer: Sealer, place: Place) -> Any:
    """The properties with every leaf under the given paths (`A.B[].C`) sealed; and, anywhere, what only looks so. The original stays."""

    def seal(leaf: Any, where: str) -> Any:
        return leaf if leaf is None or sealer.sealed_here(leaf, place, where) else sealer.seal(leaf, place, where)

    for path in paths:
        steps = [step for step in path.replace("[]", ".[]").split(".") if step]
        properties = _at(properties, steps, "", seal)
    if not _holds_sealed(properties):  # most: the paths of all their leaves need not be spelt out
        return properties
    return _leaves(properties, "", lambda leaf, where: seal(leaf, where) if is_sealed(leaf) else leaf)


def open_all(properties: Any, sealer: Sealer, place: Place) -> Any:
    """A copy of the properties with every sealed value opened. Raises SealError."""
    return _leaves(properties, "", lambda leaf, where: sealer.open(leaf, place, where) if is_sealed(leaf) else leaf)


def reseal_all(properties: Any, sealer: Sealer, place: Place) -> tuple[Any, int]:
    """A copy of the properties with every value of another key sealed anew, and how many do not open: those become null."""
    given_up = 0

    def renewed(leaf: Any, where: str) -> Any:
        nonlocal given_up
        if not is_sealed(leaf) or key_of(leaf) == sealer.key_id:
            return leaf
        try:
            value = sealer.open(leaf, place, where)
        except SealError:
            value, given_up = None, given_up + 1
        return sealer.seal(value, place, where)

    return _leaves(properties, "", renewed), given_up


def sealed_in(properties: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """The sealed values in the properties, each with its path; positions in lists are left out (`A[].B`)."""
    found: list[tuple[str, dict[str, str]]] = []

    def note(leaf: Any, where: str) -> Any:
        if is_sealed(leaf):
            found.append((without_positions(where), leaf))
        return leaf

    _leaves(properties, "", note)
    yield from found


def without_positions(path: str) -> str:
    """`A[3].B` as `A[].B`."""
    return re.sub(r"\[\d+\]", "[]", path)


def key_of(sealed: dict[str, str]) -> str:
    """The id of the key that a value was sealed with."""
    return sealed[MARK].split(".")[1]


def is_sealed(value: Any) -> bool:
    """Whether the value has the form of a sealed one; what AWS says in that form is sealed like a secret (`seal_paths`)."""
    return isinstance(value, dict) and value.keys() == {MARK, "digest"} and bool(FORM.fullmatch(str(value[MARK])))


def _holds_sealed(data: Any) -> bool:
    if isinstance(data, dict):
        return (MARK in data and is_sealed(data)) or any(map(_holds_sealed, data.values()))
    return isinstance(data, list) and any(map(_holds_sealed, data))


def _at(data: Any, steps: list[str], path: str, change: Callable[[Any, str], Any]) -> Any:
    if not steps:
        return _leaves(data, path, change)
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


def _encoded(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _derive(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=b"estate", info=purpose).derive(key)
