"""What an error message must not repeat: values that were sealed in this process, and what looks like a secret by itself."""

from __future__ import annotations

import base64
import binascii
import re
import threading

MASK = "[sealed]"
#: Shorter values are found nowhere: half of all words would be.
SHORTEST = 6
#: From this length on a value is masked inside of words as well.
LONG = 12
#: Values in memory at most, twice over: some 15 MB, however large the estate.
GENERATION = 25_000
PIECES = 64
#: No secrets, and the better half of an error message: ARNs and regions. Narrow, for `my-password-1` is no region.
OPEN = re.compile(
    r"arn:aws[a-z-]*:[\w-]+:\S+"
    r"|(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-(?:gov|iso[a-z]?|de))?-(?:north|south|east|west|central)+-\d"
)
SHAPES = (
    (re.compile(r"(://)[^/\s@]+@"), rf"\1{MASK}@"),  # user and password in a URL
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), MASK),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"), MASK),  # a JSON web token
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|$)", re.DOTALL), MASK),
    (re.compile(r"(failure message: )[\w+/=-]{40,}"), rf"\1{MASK}"),  # AWS's own encoded context: nobody reads it here
    (
        re.compile(
            r"(?i)([\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|credential)s?[\w-]*[\"']?"
            r"(?:\s*=\s*|\s*:\s+|(?<=[\"']):\s*)[\"']?)([^\s\"',;&}\]]{4,})"
        ),
        rf"\1{MASK}",
    ),
)


def unshaped(message: str) -> str:
    """A message without what looks like a secret by itself: passwords in URLs, access keys, tokens, `password=...`."""
    for shape, instead in SHAPES:
        message = shape.sub(instead, message)
    return message


class Redactor:
    """Remembers values by their hashes only, the latest of them; and masks them in messages."""

    def __init__(self, generation: int = GENERATION) -> None:
        self._generation, self._count = generation, 0
        #: Hash of a value's beginning -> its length -> hashes of whole values; this generation's, and the last one's.
        self._young: dict[int, dict[int, set[int]]] = {}
        self._old: dict[int, dict[int, set[int]]] = {}
        self._lock = threading.Lock()

    def note(self, value: str) -> None:
        """Remembers a value, and its pieces; those of what it decodes to, where it is base64 (user data)."""
        decoded = _decoded(value)
        words = [value, *re.split(r"[\s\"'=;,]+", value)[:PIECES], *re.split(r"[\s\"'=;,]+", decoded)[:PIECES]]
        for word in words:
            if len(word) >= SHORTEST and not OPEN.fullmatch(word) and (word == value or _telling(word)):
                self._add(word)

    def scrub(self, message: str) -> str:
        """The message without any value that is remembered, and without what looks like a secret by itself."""
        found, at = [], 0
        while at < len(message):
            length = self._masked(message, at)
            found.append(MASK if length else message[at])
            at += length or 1
        return unshaped("".join(found))

    def _add(self, word: str) -> None:
        with self._lock:
            if self._count >= self._generation:
                self._old, self._young, self._count = self._young, {}, 0
            self._young.setdefault(hash(word[:SHORTEST]), {}).setdefault(len(word), set()).add(hash(word))
            self._count += 1

    def _masked(self, message: str, at: int) -> int:
        """How long the longest value is that stands in the message at this place; 0 where none does."""
        start, best = hash(message[at : at + SHORTEST]), 0
        with self._lock:
            for lengths in (self._young.get(start, {}), self._old.get(start, {})):
                for length, values in lengths.items():
                    word = message[at : at + length]
                    if length > best and hash(word) in values and (length >= LONG or _apart(message, at, length)):
                        best = length
        return best


def _apart(message: str, at: int, length: int) -> bool:
    return not (message[at - 1 : at].isalnum() or message[at + length : at + length + 1].isalnum())


def _telling(word: str) -> bool:
    return len(word) >= LONG or (
        any(c.isdigit() for c in word) and any(c.isalpha() for c in word) and len(word) > SHORTEST
    )


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
