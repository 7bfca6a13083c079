"""A terminal that prints text of others as text: no control sequence, no markup, no emoji code of theirs has its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console

from estate_assets.scanner.visible import on_a_line, visible

if TYPE_CHECKING:
    from rich.text import Text

#: Stand for what markup is made of, in text that has none, until markup has been read. Rich's own `escape` sees one text at a
#: time: `][/` in a name is harmless to it, and ends a tag with the next bracket of the line.
STANDING = str.maketrans({"[": "\ue000", "\\": "\ue001", "\ue000": "?", "\ue001": "?"})
MEANT = str.maketrans({"\ue000": "[", "\ue001": "\\"})


class Terminal(Console):
    """Whatever is printed as a string passes here, cells of tables too."""

    def __init__(self, **more: Any) -> None:
        super().__init__(highlight=False, emoji=False, **more)

    def render_str(self, text: str, **more: Any) -> Text:
        """Markup is ours, and done where we write it; control characters never are."""
        found = super().render_str(visible(text), **more)
        found.plain = found.plain.translate(MEANT)
        return found


def literal(text: str) -> str:
    """A text in which nothing is markup; it may have several lines."""
    return text.translate(STANDING)


def shown(value: object) -> str:
    """A value of others for a place in a line of ours: on that line, and nothing in it is markup."""
    return literal(on_a_line(str(value)))
