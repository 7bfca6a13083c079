"""The request context: the keys that conditions and policy variables read, without regard to their case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ESCAPES = frozenset("*?$")


class Context:
    """Values by context key."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._entries = {key.lower(): list(values) for key, values in entries.items()}

    def get(self, key: str) -> list[str] | None:
        """The values of `key`, or None where the request doesn't carry it."""
        return self._entries.get(key.lower())

    def pattern(self, text: str) -> re.Pattern[str] | None:
        """`text` with its variables filled in and `*` and `?` as wildcards; None where a variable can't be filled."""
        parts, end = [], 0
        for variable in _VARIABLE.finditer(text):
            value = self._fill(variable[1])
            if value is None:
                return None
            parts += [_wild(text[end : variable.start()]), re.escape(value)]
            end = variable.end()
        return re.compile("".join([*parts, _wild(text[end:])]) + r"\Z", re.DOTALL)

    def text(self, text: str) -> str | None:
        """`text` with its variables filled in; None where one can't be."""
        missing = [v for v in _VARIABLE.findall(text) if self._fill(v) is None]
        return None if missing else _VARIABLE.sub(lambda variable: self._fill(variable[1]) or "", text)

    def _fill(self, variable: str) -> str | None:
        name, _, default = (part.strip() for part in variable.partition(","))
        if name in _ESCAPES:
            return name
        values = self.get(name)
        if values is not None and len(values) == 1:
            return values[0]
        return default.strip("'") if default else None


def variables(text: str) -> list[str]:
    """The context keys that `text` reads through policy variables."""
    names = (variable.partition(",")[0].strip() for variable in _VARIABLE.findall(text))
    return [name for name in names if name not in _ESCAPES]


def _wild(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
