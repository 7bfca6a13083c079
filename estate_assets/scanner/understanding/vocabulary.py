"""What the collection's own words are: names of accounts, teams, environments, tags, states; counted once per opened collection."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from estate_assets.scanner.lexical import PART, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from estate_assets.scanner.collection import Collection as Stored

Phrase = tuple[str, ...]
#: Where a word of a tag's key ends: `CostCenter` is cost center.
FIELD = re.compile(r"\b[A-Z]?[a-z]+(?:[A-Z][a-z]+)+\b")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Payload fields whose values questions may name.
FIELDS = (
    "account_id", "account_name", "region", "service", "resource_type", "environment", "team", "state", "traits", "tag_keys", "tags",
    "words",
)  # fmt: skip


def spaced(text: str, known: Collection[str]) -> str:
    """A text with names of fields as words (`DeletionProtection`), but for those that are one word here (`CloudWatch`)."""
    return FIELD.sub(lambda match: match[0] if stem(match[0].lower()) in known else CAMEL.sub(" ", match[0]), text)


def phrase(text: str) -> Phrase:
    """A text as the stems of its words."""
    return tuple(stem(part) for part in PART.findall(text.lower()))


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

    @functools.cached_property
    def keys(self) -> Mapping[Phrase, str]:
        """The keys of tags, by their words."""
        spaced = {tag.partition("=")[0] for tag in self.of("tags")}
        return {
            **{phrase(CAMEL.sub(" ", key)): key.lower() for key in spaced},
            **{phrase(key): key for key in self.of("tag_keys")},
        }

    @functools.cached_property
    def tags(self) -> Mapping[Phrase, tuple[str, ...]]:
        """Tags as K=V, by their words: key first."""
        found: dict[Phrase, tuple[str, ...]] = {}
        for tag in self.of("tags"):
            key, _, value = tag.partition("=")
            for words in {(*phrase(key), *phrase(value)), (*phrase(CAMEL.sub(" ", key)), *phrase(value))}:
                found[words] = (*found.get(words, ()), tag)
        return found

    @functools.cached_property
    def valued(self) -> Mapping[str, tuple[str, ...]]:
        """Tags as K=V, by their value in lower case."""
        found: dict[str, tuple[str, ...]] = {}
        for tag in self.of("tags"):
            key, _, value = tag.partition("=")
            if key.lower() != "name":  # names are looked up as such
                found[value.lower()] = (*found.get(value.lower(), ()), tag)
        return found

    @functools.cached_property
    def teams(self) -> Mapping[Phrase, str]:
        """Names of teams, by their words."""
        return {phrase(team): team for team in self.of("team")}

    @functools.cached_property
    def parts(self) -> frozenset[str]:
        """The words that teams and tags are made of."""
        return frozenset(part for words in (*self.teams, *self.tags) for part in words)

    def spelled(self, name: str, lowered: str) -> tuple[str, ...]:
        """The values of a field that are this text but for their case."""
        return tuple(value for value in self.of(name) if value.lower() == lowered)


def vocabulary_of(collection: Stored, is_word: Speller = lambda _: False) -> Vocabulary:
    """The collection's vocabulary, by facets. Raises StoreError."""
    return Vocabulary(
        {name: collection.facet(name) for name in FIELDS},
        lambda name: bool(collection.count({"identifiers": name.lower()})),
        is_word,
    )
