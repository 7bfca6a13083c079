"""Phrases that stand for others, and are replaced before anything is looked up: `vms` are virtual machines."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from estate_assets.scanner.understanding.books import table, thesaurus
from estate_assets.scanner.understanding.vocabulary import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


def usually(words: Phrase) -> Phrase:
    """A phrase with what stands for other words replaced by these."""
    found: list[str] = []
    at = 0
    while at < len(words):
        length = next((n for n in range(len(words) - at, 0, -1) if words[at : at + n] in same()), 0)
        found += same()[words[at : at + length]] if length else words[at : at + 1]
        at += length or 1
    return tuple(found)


@functools.cache
def same() -> Mapping[Phrase, Phrase]:
    """Phrases that stand for another one; or for nothing."""
    return {phrase(said): phrase(meant) for said, meant in {**table()["same"], **thesaurus()["same"]}.items()}
