"""Text of others made harmless to look at: what a terminal would obey, or a reader not see, is spelt out.

Names, tags and messages come from whoever may make a resource in an account that is scanned.
"""

from __future__ import annotations

import re

#: Control characters (all but tab and newline), lone surrogates, and characters without a width or that turn the direction of text.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
BREAKS = re.compile("[\t\n]")


def visible(text: str) -> str:
    """The text with each such character spelt, as Python would: ESC as a backslash and x1b."""
    return UNSAFE.sub(_spelt, text)


def on_a_line(text: str) -> str:
    """The same, for what must stay on its line: a newline in a name would let it forge the next."""
    return BREAKS.sub(_spelt, visible(text))


def _spelt(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode()
