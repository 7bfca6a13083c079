"""Texts of a policy: `*` and `?`, and variables such as `${aws:username}` or `${aws:PrincipalTag/team, 'none'}`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.permissions.local.request import ANYTHING, ARN_PARTS
from estate_assets.scanner.permissions.local.truth import Held, doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.permissions.local.request import Context, Target

VARIABLE = re.compile(r"\$\{([^}]*)\}")
ESCAPED = frozenset("*?$")
WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Variable:
    """A reference to a context key, with what stands in for it where the request does not carry it."""

    key: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Exact:
    """Text without wildcards."""

    text: str


Piece = str | Exact | Variable  # a plain string has wildcards
Filled = tuple[str | Exact, ...]


@functools.cache
def glob(text: str) -> re.Pattern[str]:
    """A pattern with `*` and `?` as a regular expression for whole texts."""
    return re.compile(_wild(text) + r"\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """A text of a policy, taken apart."""

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str, *, variables: bool) -> Template:
        """The template of a text. Policies before version 2012-10-17 know no `variables`: there, `${` is text."""
        pieces, end = list[Piece](), 0
        for match in VARIABLE.finditer(text) if variables else ():
            pieces += [text[end : match.start()], _variable(match[1])]
            end = match.end()
        return cls(tuple(piece for piece in (*pieces, text[end:]) if piece != ""))

    @property
    def keys(self) -> tuple[str, ...]:
        """The context keys that it reads."""
        return tuple(piece.key for piece in self.pieces if isinstance(piece, Variable))

    def filled(self, context: Context) -> Filled | frozenset[str] | None:
        """The text with its variables filled in: None where one has no value, the reasons where that is not known."""
        found: list[str | Exact] = []
        doubts: frozenset[str] = frozenset()
        for piece in self.pieces:
            if not isinstance(piece, Variable):
                found.append(piece)
                continue
            value = context.get(piece.key)
            if isinstance(value, frozenset):
                doubts |= value
            elif value is not None and len(value) == 1:
                found.append(Exact(value[0]))
            elif value is None and piece.default is not None:
                found.append(Exact(piece.default))
            else:
                return None
        return doubts or tuple(found)


def plain(filled: Filled) -> str:
    """The text as it stands: wildcards are letters like any other."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in filled)


@functools.lru_cache(maxsize=10_000)
def pattern(filled: Filled) -> re.Pattern[str]:
    """The text as a regular expression: wildcards of the policy's own, none from a variable's value."""
    parts = (_wild(piece) if isinstance(piece, str) else re.escape(piece.text) for piece in filled)
    return re.compile("".join(parts) + r"\Z", re.DOTALL)


def covers(filled: Filled, target: Target) -> Held:
    """Whether an ARN pattern of a policy matches the target: all of it, none of it, or a doubt."""
    filled = _completed(filled)
    if pattern(filled).match(target.probe):
        if target.type_mark and _is_doubtful(filled):
            return doubt(f"wildcard in the resource type of {plain(filled)}")
        return True
    if target.is_many and _overlaps(_tokens(filled), _tokens((target.arn,))):
        return doubt(f"only part of {target.arn}")
    return False


def _is_doubtful(filled: Filled) -> bool:
    """A wildcard that cuts into the resource type (`functi*:x`): AWS documents it as not allowed, and its own policies use it."""
    parts = plain(filled).split(":", ARN_PARTS - 1)
    head = re.split(r"[/:]", parts[-1], maxsplit=1)[0]
    return len(parts) == ARN_PARTS and bool(WILD.search(head)) and head.strip("*") != ""


def _completed(filled: Filled) -> Filled:
    """An ARN of fewer than six parts, with `*` for each that is missing."""
    text = plain(filled)
    missing = ARN_PARTS - 1 - text.count(":")
    return (*filled, ":*" * missing) if text.startswith("arn:") and missing > 0 else filled


def _variable(text: str) -> Piece:
    key, comma, default = (part.strip() for part in text.partition(","))
    if text in ESCAPED:
        return Exact(text)
    return Variable(key, default.strip("'") if comma else None)


def _wild(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", f"[^{ANYTHING}]")


def _tokens(filled: Filled) -> tuple[str, ...]:
    """Letters, `*` and `?`; a letter that only looks like a wildcard is marked."""
    return tuple(
        letter if isinstance(piece, str) or letter not in "*?" else f"={letter}"
        for piece in filled
        for letter in (piece if isinstance(piece, str) else piece.text)
    )


@functools.lru_cache(maxsize=10_000)
def _overlaps(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether some text matches both patterns. Position by position: which ends of `other` can be reached."""
    reached = _past_stars({0}, other)
    for letter in one:
        if letter == "*":
            reached = set(range(min(reached, default=len(other) + 1), len(other) + 1))
            continue
        step = {at if other[at] == "*" else at + 1 for at in reached if at < len(other) and _meet(letter, other[at])}
        reached = _past_stars(step, other)
    return len(other) in reached


def _past_stars(reached: set[int], tokens: Sequence[str]) -> set[int]:
    found = set(reached)
    for at in reached:
        while at < len(tokens) and tokens[at] == "*":
            at += 1  # noqa: PLW2901  # walks on from the one reached
            found.add(at)
    return found


def _meet(one: str, other: str) -> bool:
    return one == other or "?" in (one, other) or other == "*"
