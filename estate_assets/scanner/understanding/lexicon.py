"""Phrases and what they mean, from the catalogue's words, words.yaml, places, and the collection's own vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner import places
from estate_assets.scanner.lexical import PART, STOPWORDS
from estate_assets.scanner.schedules import schedule_of
from estate_assets.scanner.traits import ENVIRONMENTS, usual, version_of
from estate_assets.scanner.understanding import traits
from estate_assets.scanner.understanding.books import table, thesaurus
from estate_assets.scanner.understanding.meanings import (
    ACCOUNT,
    ENVIRONMENT,
    FACTS,
    LACKS,
    PLACE,
    SERVICE,
    STATE,
    TRAITS,
    TYPE,
    WORDS,
    Meaning,
)
from estate_assets.scanner.understanding.synonyms import same, usually
from estate_assets.scanner.understanding.vocabulary import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from estate_assets.scanner.spec import ResourceSpec
    from estate_assets.scanner.understanding.vocabulary import Phrase, Vocabulary

#: How a phrase names a type, the surest first: as a whole, without the brand, by its end.
WHOLE, UNBRANDED, END = range(3)


class Lexicon:
    """All phrases at hand. A phrase may mean several things (`production` an environment and an account)."""

    def __init__(self, specs: Iterable[ResourceSpec], vocabulary: Vocabulary) -> None:
        self.meanings: dict[Phrase, list[Meaning]] = {}
        specs = tuple(specs)
        every = (*_types(specs), *_others(specs), *_services(specs), *_fixed(vocabulary), *_own(vocabulary))
        for said, meaning in every:
            _add(self.meanings.setdefault(usually(phrase(said)), []), meaning)
        self.meanings.pop((), None)
        self.longest = max(map(len, (*self.meanings, *same())), default=1)
        self.words = {word for known in (*self.meanings, *same()) for word in known}
        self.untaggable = tuple(
            sorted(spec.key for spec in specs if spec.tags is None and spec.key in vocabulary.of(TYPE))
        )
        self._facts = {
            spec.key: frozenset(f"{'not_' * bool(way.unless)}{way.fact}" for way in spec.facts) for spec in specs
        }
        self.places = {" ".join(key) for key, known in self.meanings.items() if known[0].field == PLACE}

    def get(self, words: Phrase) -> list[Meaning]:
        """What a phrase means; empty where it is not known."""
        return self.meanings.get(words, [])

    def facts_of(self, asked: set[str]) -> frozenset[str]:
        """The facts that the catalogue can tell of kinds, or of all kinds of services; `not_public` where it can be denied."""
        some = (facts for kind, facts in self._facts.items() if {kind, kind.partition(":")[0]} & asked)
        return frozenset().union(*some)


def _add(known: list[Meaning], meaning: Meaning) -> None:
    """A further meaning of a phrase. Kinds are not several meanings: one that has them all."""
    kinds = [one for one in known if one.field == meaning.field == TYPE]
    if kinds:
        known.remove(kinds[0])
        meaning = _type({*kinds[0].values, *meaning.values}, kinds[0].said.split(" (")[0].removeprefix("type is "))
    if meaning not in known:
        known.append(meaning)


def _types(specs: tuple[ResourceSpec, ...]) -> Iterator[tuple[str, Meaning]]:
    """Type words: of each phrase of the catalogue the whole, and its ends, for a `relational database` is a database.

    A word that is the whole of some phrase, or its whole after a brand (`EC2 instance`), belongs to these types alone:
    `server` is an instance, though RDS has an `SQL server`. A single word is an end only where it ends some type's name:
    `delivery` is no stream, though there is `streaming data delivery`.
    """
    nouns = {phrase(spec.type.replace("_", " "))[-1:] for spec in specs} - {phrase(word) for word in table()["generic"]}
    found: dict[Phrase, dict[int, list[str]]] = {}
    for spec in specs:
        for key, rank in _keys(spec):
            if rank < END or len(key) > 1 or key in nouns:
                found.setdefault(key, {}).setdefault(rank, []).append(spec.key)
    known = {spec.key for spec in specs}
    own = {phrase(said): types for said, types in table()["types"].items()}
    for key, ranks in found.items():
        if key not in own:
            yield " ".join(key), _type(dict.fromkeys(ranks[min(ranks)]), " ".join(key))
    for key, types in own.items():
        if present := [name for name in types if name in known]:
            yield " ".join(key), _type(present, " ".join(key))


def _others(specs: tuple[ResourceSpec, ...]) -> Iterator[tuple[str, Meaning]]:
    """What else kinds are called. Where the catalogue has the same phrase, both mean it."""
    known = {spec.key for spec in specs}
    for kind, phrases in thesaurus()["kinds"].items():
        if kind in known:
            yield from ((said, _type([kind], said)) for said in phrases)
    for group, phrases in thesaurus()["groups"].items():
        if present := [name for name in table()["types"][group] if name in known]:
            yield from ((said, _type(present, said)) for said in phrases)


def _type(types: Iterable[str], said: str) -> Meaning:
    return Meaning(TYPE, tuple(sorted(types)), f"type is {said} ({', '.join(sorted(types))})")


def _keys(spec: ResourceSpec) -> Iterator[tuple[Phrase, int]]:
    """The phrases that may name a type, each with its rank."""
    for text in (*spec.words.split(","), spec.type.replace("_", " "), f"{spec.service} {spec.type.replace('_', ' ')}"):
        said = text.split(" of ")[0].split()
        brands = {*table()["brands"], spec.service}
        brand = next((at for at, word in enumerate(said) if word.lower() not in brands), len(said))
        whole = phrase(" ".join(said))
        yield whole, WHOLE
        if 0 < brand < len(said):
            yield phrase(" ".join(said[brand:])), UNBRANDED
        small = {
            *STOPWORDS,
            *table()["negators"],
        }  # `SSH access without public address` is called nothing without public address
        yield from ((whole[at:], END) for at in range(1, len(whole)) if not small & {*whole[at : at + 1]})


def _services(specs: tuple[ResourceSpec, ...]) -> Iterator[tuple[str, Meaning]]:
    known = {spec.service for spec in specs}
    for name in known:
        yield name, Meaning(SERVICE, (name,), f"service is {name}")
    for said, name in table()["services"].items():
        if name in known:
            yield said, Meaning(SERVICE, (name,), f"service is {name}")
    for name in {*table()["products"]} - known:
        yield name, Meaning(SERVICE, (name,), f"service is {name}")


def _fixed(vocabulary: Vocabulary) -> Iterator[tuple[str, Meaning]]:
    """Facts, states and absences."""
    words = table()
    for kind, noun in (("facts", False), ("nouns", True)):
        for said, fact in (*words[kind].items(), *_turned(thesaurus()[kind])):
            yield said, Meaning(FACTS, (fact,), fact.replace("_", " "), noun)
    for kind, noun in (("lacks", False), ("lacks_nouns", True)):
        for said, what in (*words[kind].items(), *_turned(thesaurus().get(kind, {}))):
            yield said, Meaning(LACKS, (what,), f"it has no {what}", noun)
    for raw in vocabulary.of(STATE):
        yield raw, Meaning(STATE, vocabulary.spelled(STATE, raw.lower()), f"state is {raw}")
    for said, values in words["named"].items():
        if own := tuple(value for value in values if value in vocabulary.of(WORDS)):
            yield said, Meaning(WORDS, own, f"named {' or '.join(own)}")
    for said, states in _states().items():
        values = tuple(raw for raw in vocabulary.of(STATE) if raw.lower() in states) or tuple(states)
        yield said, Meaning(STATE, values, f"state is {' or '.join(dict.fromkeys(v.lower() for v in values))}")


def _states() -> dict[str, list[str]]:
    """What is said of states -> AWS's names for them. Of what several states are said, it means any of them."""
    found = {said: list(states) for said, states in table()["states"].items()}
    for state, phrases in thesaurus()["states"].items():
        for said in phrases:
            found[said] = [*found.get(said, ()), *table()["states"].get(state, [state])]
    return found


def _turned(phrases: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What is meant -> what is said, the other way round."""
    return ((said, meant) for meant, every in phrases.items() for said in every)


def _own(vocabulary: Vocabulary) -> Iterator[tuple[str, Meaning]]:
    """Places, environments, accounts, engines and sizes."""
    for region in {*places.CITIES, *vocabulary.of(PLACE)}:
        for name in places.names(region):
            for said in (
                ("the us", "us region", "us only", "us based") if name == "us" else (name,)
            ):  # `us` alone may be we
                yield said, _regions(name, vocabulary)
    for said, name in _turned(thesaurus()["places"]):
        yield said, _regions(name, vocabulary)
    for said, regions in thesaurus()["regions"].items():
        there = tuple(one for one in regions if one in vocabulary.of(PLACE)) or tuple(regions)
        yield said, Meaning(PLACE, there, f"region is {' or '.join(there)}")
    for word, others in ENVIRONMENTS.items():
        values = tuple(raw for raw in vocabulary.of(ENVIRONMENT) if usual(raw) == word) or (word,)
        for said in (word, *others, *thesaurus()["environments"].get(word, ())):
            yield said, Meaning(ENVIRONMENT, values, f"environment is {word}")
    for account in vocabulary.of(ACCOUNT):
        yield account, Meaning(ACCOUNT, (account,), f"account is {account}")
    yield from _accounts(tuple(vocabulary.of(ACCOUNT)))
    known = {*vocabulary.of(TRAITS), *table()["traits"]}
    yield from traits.phrases({one for one in known if not version_of(one) and not schedule_of(one)})


def _accounts(names: tuple[str, ...]) -> Iterator[tuple[str, Meaning]]:
    """`the production account` is every account with `production`, or a word for it, in its name."""
    parts = {part for name in names for part in PART.findall(name.lower())}
    for part in parts:
        found = tuple(name for name in names if part in PART.findall(name.lower()))
        for said in (part, *ENVIRONMENTS.get(usual(part), ()), usual(part)):
            yield f"{said} account", Meaning(ACCOUNT, found, f"account is {' or '.join(found)}")


def _regions(name: str, vocabulary: Vocabulary) -> Meaning:
    every = {*places.CITIES, *vocabulary.of(PLACE)}
    values = tuple(sorted(region for region in every if name in places.names(region)))
    there = tuple(region for region in values if region in vocabulary.of(PLACE)) or values
    return Meaning(PLACE, there, f"region is {' or '.join(there)}")
