"""Denials in questions: which word denies which condition, how far it reaches, and what a denial that is not understood does."""

import pytest
from questions import DATABASES, KNOWN, QUEUES, SERVERS, VALUES, brief, read
from records import REGISTRY

from estate_assets.scanner.understanding import Lexicon, Vocabulary, understand


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("encrypted", "encrypted"), ("unencrypted", "not_encrypted"), ("not encrypted", "not_encrypted"),
        ("that aren't encrypted", "not_encrypted"),
        ("with encryption", "encrypted"), ("without any encryption", "not_encrypted"), ("lacking encryption", "not_encrypted"),
        ("with encryption turned off", "not_encrypted"), ("where encryption is disabled", "not_encrypted"),
        ("never encrypted", "not_encrypted"),
        ("not unencrypted", "encrypted"), ("public", "public"), ("publicly reachable", "public"), ("internet-facing", "public"),
        ("private", "not_public"),
        ("not private", "public"), ("that can't be reached publicly", "not_public"), ("cannot be reached from the internet", "not_public"),
        ("not exposed to the internet", "not_public"), ("with backups", "backed_up"), ("no backups", "not_backed_up"),
        ("that are not backed up", "not_backed_up"),
        ("without deletion protection", "not_deletion_protected"), ("protected against deletion", "deletion_protected"),
    ],
)  # fmt: skip
def test_exposure_and_protection_are_read_with_their_negation(said, fact):
    for question in (f"databases {said}", f"databases {said} in Frankfurt"):
        assert f"facts={fact}" in brief(question)
        assert len([one for one in brief(question) if one.startswith(("facts", "state"))]) == 1


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("servers not in Frankfurt", "region!eu-central-1"), ("servers outside Europe", "region!eu-central-1,eu-west-1"),
        ("non-production servers", "environment!prod"),
        ("servers not owned by payments", "team!payments"), ("servers that are not running", "state!running"),
        ("functions not written in python", "traits!python,python3.12,python3.9"),
        ("everything but no servers", "resource_type!ec2:instance"),
    ],
)  # fmt: skip
def test_any_condition_can_be_negated(question, condition):
    assert condition in brief(question)


def test_two_facts_are_two_conditions_and_only_the_negated_one_is_turned():
    assert brief("databases encrypted but not public") == {DATABASES, "facts=encrypted", "facts=not_public"}
    assert brief("not encrypted and public databases") == {DATABASES, "facts=not_encrypted", "facts=public"}


@pytest.mark.parametrize(
    ("question", "unread", "rest"),
    [
        ("queues that are not turquoise", "not turquoise", ""), ("stopped servers without purple stripes", "without purple stripes", ""),
        ("glowing queues but not turquoise and heavy ones", "not turquoise", "glowing heavy ones"),
    ],
)  # fmt: skip
def test_a_denial_that_is_not_understood_is_told_and_not_searched_for(question, unread, rest):
    found = read(question)
    assert found.unread == (unread,)
    assert found.rest == rest
    assert f"'{unread}' was not understood, and is left out" in found.why


def test_names_can_be_denied():
    assert brief("queues but not checkout") == {QUEUES, "words!checkout"}
    assert read("queues but not checkout").unread == ()


def test_only_kinds_that_can_have_tags_are_untagged():
    values = VALUES | {"resource_type": {"iam:access_key": 1, "sqs:queue": 2}}
    vocabulary = Vocabulary(values)
    lexicon = Lexicon((spec for service in KNOWN for spec in REGISTRY.specs(service)), vocabulary)
    for question in ("untagged resources", "unowned things"):
        assert understand(question, lexicon, vocabulary).rest == ""
        assert "resource_type!iam:access_key" in {
            f"{one.field}!{','.join(one.values)}"
            for one in understand(question, lexicon, vocabulary).filters
            if one.negated
        }
    assert not [one for one in understand("untagged queues", lexicon, vocabulary).filters if one.negated]


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("queues payments looks after", {QUEUES, "team=payments"}), ("queues of the payments people", {QUEUES, "team=payments"}),
        ("queues in the hands of payments", {QUEUES, "team=payments"}), ("queues no team has", {QUEUES, "lacks=team"}),
        ("functions on python 3.9", {"resource_type=lambda:function", "traits=python3.9"}),
        ("functions on python version 3.12", {"resource_type=lambda:function", "traits=python3.12"}),
        ("t3 servers", {SERVERS, "traits=t3.micro"}), ("servers that are not stopped", {SERVERS, "state!stopped"}),
        ("servers nobody stopped", {SERVERS, "state!stopped"}), ("servers save the stopped ones", {SERVERS, "state!stopped"}),
        ("running t3.micro servers", {SERVERS, "state=running", "traits=t3.micro"}),
        ("servers, leaving Frankfurt aside", {SERVERS, "region!eu-central-1"}), ("queues that no server uses", {QUEUES}),
        ("queues in the acme marketing account", {QUEUES, "account_name=acme-marketing"}),
        ("servers that aren't older than a year", {SERVERS, "created_epoch!"}),
    ],
)  # fmt: skip
def test_owners_versions_and_roundabout_denials_are_read(question, conditions):
    assert brief(question) == conditions


NO_BACKUP, NO_CIPHER = "facts=not_backed_up", "facts=not_encrypted"


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("databases without deletion protection or backups", {"facts=not_deletion_protected", NO_BACKUP}),
        ("databases without encryption and backups", {NO_CIPHER, NO_BACKUP}),
        ("databases that lack backups or deletion protection", {NO_BACKUP, "facts=not_deletion_protected"}),
        ("databases that are not public or encrypted", {"facts=not_public", NO_CIPHER}),
        ("databases without tags or encryption", {"lacks=tags", NO_CIPHER}),
        ("databases neither public nor encrypted", {"facts=not_public", NO_CIPHER}),
        ("databases either public or unencrypted", {"facts=public,not_encrypted"}),
        ("unencrypted and public databases", {NO_CIPHER, "facts=public"}),
        ("databases w/o encryption", {NO_CIPHER}), ("databases with out backups", {NO_BACKUP}), ("databases wihtout backups", {NO_BACKUP}),
        ("un-encrypted databases", {NO_CIPHER}), ("databases that are not un-encrypted", {"facts=encrypted"}),
        ("databases where backups are turned off", {NO_BACKUP}), ("databases that haven't got backups", {NO_BACKUP}),
        ("databases not in Frankfurt or Ireland", {"region!eu-central-1", "region!eu-west-1"}),
        ("databases in every region but Frankfurt", {"region!eu-central-1"}),
        ("databases in all places except Frankfurt", {"region!eu-central-1"}),
    ],
)  # fmt: skip
def test_denials_reach_as_far_as_they_do_for_people(question, conditions):
    assert brief(question) == {DATABASES} | conditions
