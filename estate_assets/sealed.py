"""`estate search --sealed PATH=VALUE`: where a sealed field holds a value, found by its keyed hash; nothing is opened for it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.encryption import without_positions
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.keys import require_keys, sealer_of, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.encryption import Sealer
    from estate_assets.scanner.settings import Settings

WHY = "holds the sealed value"


def given(wanted: Sequence[str]) -> list[tuple[str, str]]:
    """PATH and VALUE of each flag; a VALUE `-` is asked for without an echo, or is a line of stdin. Raises UsageError."""
    found = []
    for one in wanted:
        path, equals, value = one.partition("=")
        if not (path and equals and value):
            shown = one if not value else f"{path}=..."  # whatever it is, it may be a secret
            raise UsageError(
                f"--sealed {shown!r}: give it as PATH=VALUE, for example '*=-': PATH as `estate show` prints it, or * for any "
                "field; VALUE -, to be asked for it"
            )
        found.append((path, _asked(path) if value == "-" else value))
    return found


def _asked(path: str) -> str:
    import typer

    if sys.stdin.isatty():
        return str(typer.prompt(f"value of {path}", hide_input=True, err=True))
    value = sys.stdin.readline().rstrip("\r\n")
    if not value:
        raise UsageError(f"--sealed {path}=-: stdin is empty. Give the value there, on a line of its own.")
    return value


def marks(wanted: Sequence[tuple[str, str]], collection: Collection, settings: Settings) -> list[str]:
    """What the payload's field `sealed` holds where one of the values is sealed.

    Raises:
        SealError: the store was sealed with a key that is not at hand: by its hashes nothing could be found, and be wrong.
    """
    sealer = sealer_of(settings, make=False)
    require_keys(collection.facet("sealed_by"), sealer, source_of(settings).name)
    return [mark for path, text in wanted for mark in _marks(path, text, sealer)]


def _marks(path: str, text: str, sealer: Sealer) -> Iterable[str]:
    digests = [digest for value in _readings(text) for digest in sealer.digests(value)]
    return digests if path == "*" else [f"{without_positions(path)}={digest}" for digest in digests]


def _readings(text: str) -> list[Any]:
    """A text as itself, and as the number or truth value that it may stand for."""
    try:
        value = json.loads(text)
    except ValueError:
        return [text]
    return [text, value] if isinstance(value, (int, float)) else [text]
