"""What is asked to come first: `the oldest snapshots`, `our largest disks`."""

from __future__ import annotations

import re
from dataclasses import dataclass

CREATED, SIZE, MEMORY = "created_epoch", "size_mb", "memory_mb"


@dataclass(frozen=True, slots=True)
class Order:
    """The payload field to order by, whether its highest values come first, and the words that said so."""

    field: str
    descending: bool
    words: str

    @property
    def why(self) -> str:
        """How it was read."""
        first = {
            (CREATED, True): "newest", (CREATED, False): "oldest", (SIZE, True): "largest", (SIZE, False): "smallest",
            (MEMORY, True): "most memory", (MEMORY, False): "least memory",
        }[self.field, self.descending]  # fmt: skip
        return f"'{self.words}' read as {first} first"


#: What a word orders that is about something else: `the latest version`.
ELSE = r"(?! (?:version|generation|release|runtime|engine|patch|minor|major|python|node|java|go|mysql|postgres|change|of all|possible)s?\b)"
FORMS = tuple(
    (field, descending, re.compile(rf"\b(?:the )?(?P<said>(?:very )?{form}{ELSE})(?!\w)"))
    for field, descending, form in (
        (MEMORY, True, r"(?:with |having )?the (?:most|largest|biggest) (?:memory|ram)"),
        (MEMORY, False, r"(?:with |having )?the (?:least|smallest) (?:memory|ram)"),
        (CREATED, True, r"(?:newest|youngest|latest|most recent(?:ly (?:created|made|launched|started|added))?)"),
        (CREATED, False, r"(?:oldest|earliest|most ancient|least recently (?:created|made))"),
        (SIZE, True, r"(?:largest|biggest|hugest)"),
        (SIZE, False, r"(?:smallest|tiniest)"),
    )
)


#: Before what they are said of, where a question begins with it.
BEGIN = r"^(?:(?:show|list|find|give)(?: me| us)? |all |the |our |my |any |which |what |are there )*"
HOW = r"(?:(?:very|really|quite|rather|fairly|pretty) )?"
LARGE = r"(?= (?:\w+ )?(?:volume|disk|drive|database|store|file system|snapshot)s)"
DONE = r"(?:created|made|launched|taken|added|started)"
#: What is old or large is not told by a limit: such come first.
WEAK = tuple(
    (field, descending, re.compile(form))
    for field, descending, form in (
        (CREATED, False, rf"{BEGIN}(?P<said>{HOW}(?:old|ancient))(?= (?:\w+ )?\w+s\b)"),
        (CREATED, True, rf"{BEGIN}(?P<said>{HOW}(?:recent|new))(?= (?:\w+ )?\w+s\b)"),
        (CREATED, True, rf"\b(?P<said>{DONE} recently|recently {DONE})\b"),
        (SIZE, True, rf"{BEGIN}(?P<said>{HOW}(?:large|big|huge|enormous)){LARGE}"),
        (SIZE, False, rf"{BEGIN}(?P<said>{HOW}(?:small|tiny)){LARGE}"),
    )
)


def read(text: str) -> tuple[Order | None, str]:
    """The order that a lower-case text asks for, and the text with those words blanked out. Of two, none: they may contradict."""
    return _only(FORMS, text)


def weak(text: str) -> tuple[Order | None, str]:
    """The order that adjectives ask for (`very old keys`, `large volumes`), and the text with them blanked out."""
    return _only(WEAK, text)


def _only(forms: tuple[tuple[str, bool, re.Pattern[str]], ...], text: str) -> tuple[Order | None, str]:
    found = [(field, descending, match) for field, descending, form in forms for match in form.finditer(text)]
    if len(found) != 1:
        return None, text
    ((field, descending, match),) = found
    start, end = match.span("said")
    return Order(field, descending, match["said"]), text[:start] + " " * (end - start) + text[end:]
