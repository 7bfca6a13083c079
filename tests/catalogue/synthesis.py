"""Answers made up from botocore's output shapes: all members filled, every text told apart from every other."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

NESTED = 2  # items of a list inside an item
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DEEPEST = 9
FIRST = 2  # levels on which a list may be the listing itself: `Items`, or `DistributionList.Items`
ACCOUNT = "111122223333"
#: What of a choice makes an item the account's own, and kept.
PREFERRED = ("CUSTOMER", "ACTIVE", "Custom", "CUSTOM", "Local", "LOCAL", "self")
#: Members that say where an item belongs: here.
KNOWN = {
    "region", "bucketregion", "primaryregion", "homeregion", "ownerid", "owneraccountid", "accountid", "awsaccountid", "account",
    "owneraccount", "masteraccountid", "resourceowner", "owner",
}  # fmt: skip


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
                members = list(members)[:1] if getattr(shape, "is_tagged_union", False) else members
                inside = f"{path}<{shape.name}>"
                return {key: self._value(member, key, f"{inside}.{key}", depth + 1, echo) for key, member in members}
            case "list":
                return self._list(shape, name, path, depth)
            case "map":
                keys = getattr(shape.key, "enum", None) or [self._text(shape.key, "key", path)]
                return {key: self._value(shape.value, key, f"{path}.{key}", depth + 1) for key in keys}
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
        numbers = (self._numbers or range(NESTED)) if depth <= FIRST else range(NESTED)
        if getattr(shape.member, "enum", None):
            numbers = range(1)
        asked = next(iter(self._batches.values()), []) if depth <= 1 else []
        if asked:  # what stands for an item is its name, not its place in the batch
            return [self._value(shape.member, name, f"{path}<{one}>", depth + 1, one) for one in asked]
        return [self._value(shape.member, name, f"{path}[{n}]", depth + 1) for n in numbers]

    def _echoed(self, name: str, echo: Any, made: Any) -> Any:
        for batch in self._batches:
            singular = batch.removesuffix("List").removesuffix("s").lower()
            if echo is not None and name.lower() in {singular + end for end in ("", "name", "arn", "id")}:
                return echo
        return (
            self._echo.get(name.lower(), made) if isinstance(made, type(self._echo.get(name.lower(), made))) else made
        )

    def _text(self, shape: Any, name: str, path: str) -> str:
        if choices := getattr(shape, "enum", None):
            return next((choice for choice in PREFERRED if choice in choices), str(choices[0]))
        if name.lower() in KNOWN:
            return self._region if "region" in name.lower() else ACCOUNT
        mark = hashlib.blake2b(f"{self._seed}{path}".encode(), digest_size=16).hexdigest()
        if name.lower().endswith("arn") or name.lower().endswith("arns"):
            return f"arn:aws:service:{self._region}:{ACCOUNT}:{name}/{mark}"
        if name.lower().endswith(("policy", "document")):
            return "{}"
        return f"{name}-{mark}"
