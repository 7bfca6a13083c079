"""How an operation hands out its pages: the names of its tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jmespath

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Token pairs by name, for operations without a paginator.
TOKENS = (
    ("NextToken", "NextToken"), ("nextToken", "nextToken"), ("Marker", "Marker"), ("Marker", "NextMarker"),
    ("nextPageToken", "nextPageToken"), ("position", "position"), ("NextPageMarker", "NextPageMarker"),
    ("ContinuationToken", "ContinuationToken"), ("PaginationToken", "PaginationToken"), ("pageToken", "nextPageToken"),
    ("NextMarker", "NextMarker"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The names under which an operation takes and gives its page token."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    more: str | None = None

    def token(self, answer: Mapping[str, Any]) -> Any:
        """The token of the next page, or None."""
        if self.more and not jmespath.search(self.more, answer):
            return None
        return next((found for name in self.outputs if (found := jmespath.search(name, answer))), None)


def token_pair(paginator: Mapping[str, Any] | None, model: Any) -> TokenPair:
    """The token pair of an operation: from its paginator (botocore's form), else from the shapes' member names."""
    if paginator:
        inputs, outputs = (_many(paginator.get(side, ())) for side in ("input_token", "output_token"))
        return TokenPair(inputs, outputs, paginator.get("more_results"))
    takes = model.input_shape.members if model.input_shape else {}
    gives = model.output_shape.members if model.output_shape else {}
    pair = next(((i, o) for i, o in TOKENS if i in takes and o in gives), None)
    return TokenPair((pair[0],), (pair[1],)) if pair else TokenPair()


def _many(names: Any) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
