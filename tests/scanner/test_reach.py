"""How far denials reach, and what opposes: forms that were read the wrong way round once."""

import pytest
from questions import VALUES, read
from records import REGISTRY

from estate_assets.scanner.understanding import Lexicon, Vocabulary, understand


def said(question):
    found = read(question).filters
    return {
        f"{'!' if one.negated else ''}{one.values[0]}"
        for one in found
        if one.field in ("facts", "region", "traits", "state")
    }


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("volumes no computer has hold of, Frankfurt", {"eu-central-1"}),
        ("volumes without anything on them in Frankfurt", {"eu-central-1"}),
        ("volumes that are not anywhere near Frankfurt", {"!eu-central-1"}),
        ("databases not in Frankfurt and Ireland", {"!eu-central-1", "!eu-west-1"}),
        ("functions running everything except postgres and windows", {"!postgres", "!windows"}),
        ("running functions", {"running"}),
        ("servers that are not windows and in Ireland", {"!windows", "eu-west-1"}),
        ("tables which would survive somebody trying to drop them", {"deletion_protected"}),
        ("tables that would not survive an attempt to delete them", {"not_deletion_protected"}),
        ("tables that withstand accidental deletion", {"deletion_protected"}),
        ("databases I could wind back to noon yesterday", {"backed_up"}),
        ("databases one cannot wind back", {"not_backed_up"}),
        ("databases we could not bring back after a disaster", {"not_backed_up"}),
        ("databases doubled across two datacentres", {"multi_az"}),
        ("databases not spread over several zones", {"not_multi_az"}),
        ("databases that do not live in one zone only", {"multi_az"}),
        ("databases that would survive losing a zone", {"multi_az"}),
        ("databases that would not survive the loss of a data centre", {"not_multi_az"}),
        ("databases that go down with their zone", {"not_multi_az"}),
        ("databases that forgo a second availability zone", {"not_multi_az"}),
        ("databases that make do without backups", {"not_backed_up"}),
        ("servers in our Frankfurt data centre", {"eu-central-1"}),
        ("RDS instances whose engine is anything but postgres", {"!postgres"}),
        ("databases except encrypted and public ones", {"not_encrypted", "not_public"}),
        ("encrypted Ogeron databases", {"encrypted", "us-west-2"}),
        ("burstable servers", {"t3.micro"}),
        ("servers that are not burstable", {"!t3.micro"}),
        ("servers in Frnakfutr", {"eu-central-1"}),
    ],
)
def test_a_denial_reaches_what_it_denies_and_no_further(question, wanted):
    assert said(question) == wanted


def test_anyones_but_is_an_exception():
    assert {
        (one.values, one.negated)
        for one in read("queues, anyone's but checkout's").filters
        if one.field != "resource_type"
    } == {(("checkout",), True)}


@pytest.mark.parametrize(
    ("family", "sizes"),
    [
        ("burstable", ("cache.t4g.small", "db.t3.medium", "t2.micro")),
        ("memory optimized", ("db.r5.large",)),
        ("compute optimised", ("c6g.large",)),
    ],
)
def test_sizes_are_asked_for_by_what_they_are_for(family, sizes):
    held = dict.fromkeys(["cache.t4g.small", "db.t3.medium", "t2.micro", "db.r5.large", "c6g.large", "m5.large"], 1)
    vocabulary = Vocabulary(VALUES | {"traits": held}, lambda _: False, lambda _: False)
    found = understand(f"{family} things", Lexicon(REGISTRY.specs("ec2"), vocabulary), vocabulary)
    assert [one.values for one in found.filters] == [sizes]
