"""Answers made up from botocore's output shapes: all members filled, every text told apart from every other."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

NESTED = 2  # items of a list inside an item
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DEEPEST = 9
ACCOUNT = "111122223333"


class Synthesis:
    """One answer. What the request named (an id, or a list of ids) comes back under the members of those names."""

    def __init__(self, params: dict[str, Any], region: str, numbers: range) -> None:
        self._region, self._numbers = region, numbers
        self._echo = {name.lower(): value for name, value in params.items() if isinstance(value, (str, int))}
        self._batches = {name: value for name, value in params.items() if isinstance(value, list) and value}
        self._seed = repr(sorted(self._echo.items()))
        if numbers:  # a listing: its parameters choose, they name nothing that comes back
            self._echo, self._batches = {}, {}

    def of(self, shape: Any) -> dict[str, Any]:
        """The answer for an output shape; lists on its first level hold the numbered items."""
        return {name: self._value(member, name, name, 1) for name, member in shape.members.items()}

    def _value(self, shape: Any, name: str, path: str, depth: int, echo: Any = None) -> Any:
        match shape.type_name:
            case "structure":
                members = shape.members.items() if depth < DEEPEST and path.count(f"<{shape.name}>") < 1 else ()
                inside = f"{path}<{shape.name}>"
                return {key: self._value(member, key, f"{inside}.{key}", depth + 1, echo) for key, member in members}
            case "list":
                return self._list(shape, name, path, depth)
            case "map":
                return {self._text(shape.key, "key", path): self._value(shape.value, name, path, depth + 1)}
            case "boolean":
                return True
            case "timestamp":
                return WHEN
            case "blob":
                return path.encode()
            case "integer" | "long" | "float" | "double":
                return self._echoed(name, echo, 7)
        return self._echoed(name, echo, self._text(shape, name, path))

    def _list(self, shape: Any, name: str, path: str, depth: int) -> list[Any]:
        numbers = (self._numbers or range(NESTED)) if depth <= 1 else range(NESTED)
        if depth > 1 and not shape.member.type_name == "structure" and getattr(shape.member, "enum", None):
            numbers = range(1)
        asked = next(iter(self._batches.values()), None) if depth <= 1 else None
        return [
            self._value(shape.member, name, f"{path}[{n}]", depth + 1, asked[i] if asked and i < len(asked) else None)
            for i, n in enumerate(range(len(asked)) if asked else numbers)
        ]

    def _echoed(self, name: str, echo: Any, made: Any) -> Any:
        for batch in self._batches:
            singular = batch[:-1] if batch.endswith("s") else batch
            if echo is not None and name.lower() in (singular.lower(), f"{singular}name".lower(), f"{singular}arn".lower(), f"{singular}id".lower()):
                return echo
        return self._echo.get(name.lower(), made) if isinstance(made, type(self._echo.get(name.lower(), made))) else made

    def _text(self, shape: Any, name: str, path: str) -> str:
        if choices := getattr(shape, "enum", None):
            return str(choices[0])
        mark = hashlib.blake2b(f"{self._seed}{path}".encode(), digest_size=6).hexdigest()
        if name.lower().endswith("arn") or name.lower().endswith("arns"):
            return f"arn:aws:service:{self._region}:{ACCOUNT}:{name}/{mark}"
        if "policy" in name.lower() or "document" in name.lower():
            return "{}"
        return f"{name}-{mark}"
