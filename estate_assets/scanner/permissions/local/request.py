"""What is asked: the target of an action, and the request's context keys, as far as they are known beforehand."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A key's values; None where the request does not carry it; the reasons where that is not known.
Value = tuple[str, ...] | None | frozenset[str]
#: Stands for the `*` of a target, which no `?` and no letter of a pattern may match.
ANYTHING = "\x00"


class Context:
    """The context keys of a request, without regard to their case.

    Args:
        values: the keys that the request will carry.
        absent: keys that it will not carry, in lower case; one that ends in `/` stands for all that begin with it.
        closed: whether every other key is absent, too; else it is unknown.
        beyond: a context that knows further keys.
    """

    __slots__ = ("_absent", "_beyond", "_closed", "_prefixes", "_values")

    def __init__(
        self, values: Mapping[str, Iterable[str]], absent: Iterable[str] = (), *, closed: bool = False,
        beyond: Context | None = None,
    ) -> None:  # fmt: skip
        self._values = {key.lower(): tuple(some) for key, some in values.items()}
        self._absent = frozenset(absent)
        self._prefixes = _prefixes(self._absent)
        self._closed, self._beyond = closed, beyond

    def get(self, key: str) -> Value:
        """What the request carries under the key."""
        lower = key.lower()
        if (value := self._values.get(lower)) is not None:
            return value
        if self._closed or lower in self._absent or (self._prefixes and lower.startswith(self._prefixes)):
            return None
        return self._beyond.get(key) if self._beyond else frozenset((f"context missing: {key}",))


@functools.lru_cache(maxsize=1_000)  # contexts are made for each resource, and what they lack for each service
def _prefixes(absent: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key in absent if key.endswith("/"))


class Target:
    """The ARN that an action is asked on; `*` for actions that take no resource. An ARN with `*` stands for many."""

    __slots__ = ("arn", "is_many", "probe", "type_mark")

    def __init__(self, arn: str) -> None:
        self.arn = arn
        self.probe = arn.replace("*", ANYTHING)
        self.is_many = "*" in arn and arn != "*"
        self.type_mark = _type_mark(arn)


#: Services whose ARNs begin their last part with a name, where others have the resource type.
NAME_FIRST = frozenset({
    "aws-marketplace", "codepipeline", "execute-api", "kinesis", "mapcredits", "neptune-db", "s3", "servicequotas", "sns", "ssm-sap",
    "wafv2",
})  # fmt: skip
ARN_PARTS = 6


def _type_mark(arn: str) -> str:
    """The resource type in an ARN with its separator, like `user/` or `function:`; empty where there is none."""
    parts = arn.split(":", ARN_PARTS - 1)
    if len(parts) < ARN_PARTS or parts[2] in NAME_FIRST:
        return ""
    last = parts[-1]
    ends = [at for at in (last.find("/"), last.find(":")) if at > 0]
    return last[: min(ends) + 1] if ends else ""
