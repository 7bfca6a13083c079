"""Where a mark stands in what a scan leaves behind, in whichever form."""

from __future__ import annotations

import base64

from tests.canaries.answers import MARK


def forms(mark: str = MARK) -> dict[str, bytes]:
    """The mark as it may stand in a file: in clear, UTF-16, hexadecimal, and base64 at each alignment."""
    raw = mark.encode()
    found = {"clear": raw, "utf-16": mark.encode("utf-16-le"), "hex": raw.hex().encode(), "reversed": raw[::-1]}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw + b"\0" * 3)
        found[f"base64+{shift}"] = coded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
    return found


def leaks(name: str, content: bytes) -> list[tuple[str, str, str]]:
    """Where the mark stands in some bytes, in which form, and what is around it."""
    return [
        (name, form, repr(content[max(0, at - 60) : at + 80]))
        for form, mark in forms().items()
        if (at := content.find(mark)) >= 0
    ]
