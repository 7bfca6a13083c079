"""What the collection's own words are: names of accounts, teams, environments, tags, states; counted once per opened collection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from estate_assets.scanner.collection import Collection

#: Payload fields whose values questions may name.
FIELDS = (
    "account_id", "account_name", "region", "service", "resource_type", "environment", "team", "state", "traits", "tag_keys", "tags",
    "words",
)  # fmt: skip


class Speller(Protocol):
    """Whoever can tell whether a word is one that people use, rather than a slip of the keyboard."""

    def __call__(self, word: str, /) -> bool:
        """Whether the lower-case word is known."""


@dataclass(frozen=True)
class Vocabulary:
    """The values of each field, with how many resources have them. `holds` tells whether something has an identifier."""

    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    holds: Callable[[str], bool] = lambda _: False
    is_word: Speller = lambda _: False

    def of(self, name: str) -> Mapping[str, int]:
        """The values of one field."""
        return self.values.get(name, {})

    def spelled(self, name: str, lowered: str) -> tuple[str, ...]:
        """The values of a field that are this text but for their case."""
        return tuple(value for value in self.of(name) if value.lower() == lowered)


def vocabulary_of(collection: Collection, is_word: Speller = lambda _: False) -> Vocabulary:
    """The collection's vocabulary, by facets. Raises StoreError."""
    return Vocabulary(
        {name: collection.facet(name) for name in FIELDS},
        lambda name: bool(collection.count({"identifiers": name.lower()})),
        is_word,
    )
