"""A terminal that prints text of others as text: no control sequence, no markup, no emoji code of theirs has its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from estate_assets.scanner.visible import on_a_line, visible

if TYPE_CHECKING:
    from rich.text import Text


class Terminal(Console):
    """Whatever is printed as a string passes here, cells of tables too."""

    def __init__(self, **more: Any) -> None:
        super().__init__(highlight=False, emoji=False, **more)

    def render_str(self, text: str, **more: Any) -> Text:
        """Markup is ours, and done where we write it; control characters never are."""
        return super().render_str(visible(text), **more)


def shown(value: object) -> str:
    """A value of others for a place in a line of ours: on that line, and nothing in it is markup."""
    return escape(on_a_line(str(value)))
