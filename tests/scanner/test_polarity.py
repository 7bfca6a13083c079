"""Denials, by construction: every fact × way of saying it × way of denying it is read the right way round, or not at all."""

import itertools

import pytest
from questions import KNOWN, VOCABULARY
from records import REGISTRY

from estate_assets.scanner.findings import FACTS
from estate_assets.scanner.understanding import Lexicon, understand
from estate_assets.scanner.understanding.books import data
from estate_assets.scanner.understanding.polarity import plain

LEXICON = Lexicon((spec for service in (*KNOWN, "logs") for spec in REGISTRY.specs(service)), VOCABULARY)
KINDS = ("databases", "production queues in Ireland")
OF = {"rotated": ("secrets", "production keys in Ireland"), "expiring": ("log groups", "production log groups in Ireland"),
    "multi_az": ("databases", "production load balancers in Ireland"), "public_ip": ("servers", "production databases in Ireland")}  # fmt: skip
HOW = {
    "public": ("public", "publicly accessible", "exposed to the internet", "internet-facing", "reachable from outside", "open to the world"),
    "encrypted": ("encrypted", "encrypted at rest", "scrambled", "ciphered"),
    "backed_up": ("backed up", "restorable", "recoverable"),
    "deletion_protected": ("deletion protected", "protected from deletion", "protected against accidental deletion"),
    "rotated": ("rotated", "automatically rotated", "rotating"),
    "expiring": ("expiring", "kept for a limited time"),
    "multi_az": ("multi-AZ", "highly available", "in several zones", "across availability zones", "redundant"),
    "public_ip": ("publicly addressed",),
}  # fmt: skip
WHAT = {
    "public": ("public access", "internet exposure"),
    "encrypted": ("encryption", "encryption at rest", "disk encryption"),
    "backed_up": ("backups", "automatic backups", "point in time recovery"),
    "deletion_protected": ("deletion protection", "termination protection", "delete protection"),
    "rotated": ("rotation", "automatic rotation"),
    "expiring": ("retention", "expiry", "expiration"),
    "multi_az": ("redundancy", "failover"),
    "public_ip": ("public IP", "public addresses", "public IP address"),
}
IS = (
    "{}", "that are {}", "which are properly {}", "that are actually {}", "not not {}", "that are currently {}", "that have been {}", "they say are {}",
)  # fmt: skip
IS_NOT = (
    "not {}", "that are not {}", "that aren't {}", "that arent {}", "that aren’t {}", "that isnt {}", "never {}", "that were never {}",
    "that are no longer {}", "hardly {}", "anything but {}", "that are far from {}", "that fail to be {}", "nowhere near {}", "not yet {}",
    "not at all {}", "that have not been {}", "that have never been {}", "which are not properly {}", "nto {}", "by no means {}", "barely {}",
    "somebody forgot to have {}", "that are yet to be {}", "that are not really {}", "other than {}", "except {}",
    "that are neither {} nor blue", "neither tagged nor {}", "that no one made {}", "that cannot be called {}", "scarcely {}", "that were not even {}",
)  # fmt: skip
HAS = (
    "with {}", "that have {}", "having {}", "with {} turned on", "with {} enabled", "not without {}", "never without {}", "that do not lack {}",
    "that aren't lacking {}", "that are not missing {}", "using {}", "that has got {}",
)  # fmt: skip
HAS_NOT = (
    "without {}", "w/o {}", "w/out {}", "with out {}", "wihtout {}", "lacking {}", "with no {}", "missing {}", "devoid of {}", "that lack {}",
    "that have no {}", "that don't have {}", "that dont have {}", "that do not have any {}", "with {} turned off", "with {} disabled",
    "where {} is not enabled", "where {} isn't on", "for which {} was never switched on", "where {} is missing", "that do not use {}",
    "without any {} whatsoever", "sans {}", "minus {}", "free of {}", "bare of {}", "in need of {}", "that never got {}", "with {} switched off", "where {} is off",
    "lacking both tags and {}", "without tags or {}", "with neither tags nor {}", "with {} forgotten", "for want of {}", "with a lack of {}",
    "where there is no {}", "whose {} has not been configured", "that nobody gave {}", "which haven't got {}", "having no {}", "that miss {}",
)  # fmt: skip


def facts(question):
    return {
        value
        for one in understand(question, LEXICON, VOCABULARY).filters
        if one.field == "facts"
        for value in one.values
    }


def every(fact, at, how, what):
    kind = OF.get(fact, KINDS)[at]
    said = (*itertools.product(HOW[fact], how), *itertools.product(WHAT[fact], what))
    return [f"{kind} {way.format(one)}" for one, way in said]


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_is_said_is_read_as_said(fact, at):
    for question in every(fact, at, IS, HAS):
        assert facts(question) == {fact}, question


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_is_denied_in_any_way_is_never_read_as_said(fact, at):
    for question in every(fact, at, IS_NOT, HAS_NOT):
        assert facts(question) == {f"not_{fact}"}, question


@pytest.mark.parametrize(
    ("clause", "core", "denials"),
    [
        ("strangers can't reach", "strangers can reach", 1), ("strangers can t reach", "strangers can reach", 1),
        ("nobody could read without a key", "somebody could read with key", 2), ("that are not hidden from outsiders", "hidden from outsiders", 1),
        ("whose encryption was never turned on", "encryption", 1), ("unreadable to a thief", "readable to a thief", 1),
        ("backups are off", "backups", 1), ("that are no longer in use", "in use", 1), ("that fail to respond", "respond", 1),
        ("wide open", "wide open", 0), ("under protection", "under protection", 0),
    ],
)  # fmt: skip
def test_denials_are_taken_out_of_clauses_and_counted(clause, core, denials):
    assert plain(clause) == (core, denials)


def test_each_way_to_say_a_thing_is_a_text_and_no_two_sides_share_one():
    seen = {}
    for axis in data("senses.yaml")["axes"]:
        for is_so, texts in ((True, axis["said"]), (False, axis.get("denied", ()))):
            for text in (one for one in texts if not isinstance(one, list)):  # those of another axis are seen there
                assert isinstance(text, str)
                core, denials = plain(text)
                side = (str(axis["is"]), is_so != bool(denials % 2))
                assert core, text
                assert seen.setdefault((core, side[0]), side) == side, text
