"""Phrases for engines, runtimes, sizes and the like: as AWS names them, by their family, by their version, and as people call them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.understanding.books import table, thesaurus
from estate_assets.scanner.understanding.meanings import TRAITS, Meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST_TRAIT = 3
FAMILY = re.compile(r"[a-z]+")
#: The size of an instance behind its family; those that people say of other things count only as `size small`.
SIZED = re.compile(r"(?:db\.|cache\.)?[a-z]+\d[a-z-]*\.([a-z]+|\d+xlarge)")
ADJECTIVES = frozenset({"small", "medium", "large", "metal"})
NUMBER = re.compile(r"\d+(?:\.\d+)*")


def phrases(known: set[str]) -> Iterator[tuple[str, Meaning]]:
    """Engines, sizes and the like by their whole name; and by its beginning, for `python` is any of its versions."""
    families: dict[str, list[str]] = {}
    for trait in sorted(known - {*table()["everyday"]}):
        family = FAMILY.match(trait)
        if len(trait) >= SHORTEST_TRAIT and not trait.isdecimal() and family:
            families.setdefault(family[0], []).append(trait)
            yield trait, Meaning(TRAITS, (trait,), f"it is {trait}")
    yield from _sorts(known)
    for size in sorted({trait.rpartition(".")[0] for trait in known} - {""}):  # db.t3 is any of db.t3.medium ...
        values = sorted(one for one in known if one.startswith(f"{size}."))
        yield size, Meaning(TRAITS, tuple(values), f"it is {' or '.join(values)}")
    for said, family in thesaurus()["families"].items():
        if values := sorted(one for one in known if re.match(rf"(?:db\.|cache\.)?{family}\.", one)):
            yield said, Meaning(TRAITS, tuple(values), f"it is {' or '.join(values)}")
    for name, others in thesaurus()["traits"].items():
        values = families.get(name) or [one for one in known if one.lower() == name] or [name]
        yield from ((said, Meaning(TRAITS, tuple(values), f"it is {' or '.join(values)}")) for said in others)
        yield from _numbered(values, (name, *others))
    for name, values in families.items():
        if len(name) > SHORTEST_TRAIT and name not in table()["everyday"] and name not in ("internet", "pay"):
            yield name, Meaning(TRAITS, tuple(values), f"it is {' or '.join(values)}")


def _sorts(known: set[str]) -> Iterator[tuple[str, Meaning]]:
    """`of type string`, where the word alone says too little; `micro`, whichever family the instance is of."""
    for trait in sorted(known & {*table()["everyday"]}):
        yield f"type {trait}", Meaning(TRAITS, (trait,), f"it is {trait}")
    ends: dict[str, list[str]] = {}
    for trait in sorted(known):
        if match := SIZED.fullmatch(trait):
            ends.setdefault(match[1], []).append(trait)
    for end, values in ends.items():
        for said in (f"type {end}", f"size {end}", *(() if end in ADJECTIVES else (end,))):
            yield said, Meaning(TRAITS, tuple(values), f"it is {' or '.join(values)}")


def _numbered(traits: Iterable[str], names: Iterable[str]) -> Iterator[tuple[str, Meaning]]:
    """`node 16` is nodejs16.x, `python version 3.9` is python3.9."""
    for trait in traits:
        if number := NUMBER.search(trait):
            for name in names:
                for said in (f"{name} {number[0]}", f"{name} version {number[0]}"):
                    yield said, Meaning(TRAITS, (trait,), f"it is {trait}")
