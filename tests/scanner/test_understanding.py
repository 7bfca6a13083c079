"""Questions as conditions: what each word is read as, what negates it, what is left, and that every reading is told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import REGISTRY

from estate_assets.scanner.understanding import Lexicon, Vocabulary, understand
from estate_assets.scanner.understanding.lexicon import phrase, usually

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HELD = {"orders-db-1", "i-0abc1234def567890", "10.0.0.9", "arn:aws:sqs:eu-west-1:111122223333:orders"}
VALUES = {
    "account_id": {"111122223333": 9}, "account_name": {"acme-production": 5, "acme-dev": 4},
    "region": {"eu-west-1": 5, "eu-central-1": 3, "us-east-1": 1},
    "service": {"rds": 3, "ec2": 3}, "resource_type": {"rds:db_instance": 3}, "environment": {"prod": 4, "staging": 2, "blue": 1},
    "team": {"payments": 3, "data platform": 2, "data-tools": 1}, "state": {"running": 2, "stopped": 1, "ALARM": 1, "OK": 1, "in-use": 1},
    "traits": {"postgres": 2, "t3.micro": 1, "python3.9": 1, "python3.12": 1, "aurora-postgresql": 1, "string": 1},
    "tag_keys": {"team": 3, "cost center": 1, "env": 2}, "tags": {"Cost Center=42": 1, "Env=Prod": 2},
    "words": {"order": 4, "payment": 3, "checkout": 2, "dlq": 1, "app": 3, "data": 2, "login": 1},
}  # fmt: skip
VOCABULARY = Vocabulary(
    VALUES,
    lambda name: name.lower() in HELD,
    lambda word: word in {"best", "pizza", "sidney", "stage", "listen", "reached"},
)
KNOWN = (
    "ec2",
    "rds",
    "dynamodb",
    "sqs",
    "sns",
    "ecs",
    "eks",
    "lambda",
    "cloudwatch",
    "kms",
    "iam",
    "events",
    "secretsmanager",
    "elbv2",
)
LEXICON = Lexicon((spec for service in KNOWN for spec in REGISTRY.specs(service)), VOCABULARY)


def read(question):
    return understand(question, LEXICON, VOCABULARY, NOW)


def brief(question):
    """Each condition as `field=values`, `field!values` where negated."""
    return {f"{one.field}{'!' if one.negated else '='}{','.join(one.values)}" for one in read(question).filters}


DATABASES = "resource_type=dynamodb:table,rds:db_cluster,rds:db_instance"
SERVERS = "resource_type=ec2:instance"
QUEUES = "resource_type=sqs:queue"


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("databases", {DATABASES}), ("show me all the servers, please", {SERVERS}), ("EC2 instances", {SERVERS}), ("VMs", {SERVERS}),
        ("relational databases", {"resource_type=rds:db_cluster,rds:db_instance"}), ("dynamodb tables", {"resource_type=dynamodb:table"}),
        ("ec2:instance", {SERVERS}), ("queues and topics", {"resource_type=sqs:queue,sns:topic"}),
        ("database subnet groups", {"resource_type=rds:subnet_group"}), ("volumes of servers", {"resource_type=ec2:volume"}),
        ("servers with public IPs", {SERVERS, "facts=public_ip"}),
        ("subnets that don't assign public IPs on launch", {"resource_type=ec2:subnet", "facts=not_public_ip"}),
        ("neptune clusters", {"service=neptune", "resource_type=ecs:cluster,eks:cluster,rds:db_cluster"}),
        ("servers in Frankfurt", {SERVERS, "region=eu-central-1"}), ("servers in Europe", {SERVERS, "region=eu-central-1,eu-west-1"}),
        ("servers in the US", {SERVERS, "region=us-east-1"}), ("show us servers", {SERVERS}),
        ("servers in us-east-1", {SERVERS, "region=us-east-1"}),
        ("servers in Tokyo", {SERVERS, "region=ap-northeast-1"}),
        ("servers in Ireland and Frankfurt", {SERVERS, "region=eu-west-1,eu-central-1"}),
        ("production servers", {SERVERS, "environment=prod"}),
        ("servers in the production account", {SERVERS, "account_name=acme-production"}),
        ("servers of acme dev", {SERVERS, "account_name=acme-dev"}), ("blue", set()),
        ("postgres databases", {DATABASES, "traits=postgres"}), ("postgresql databases", {DATABASES, "traits=postgres"}),
        ("aurora-postgresql", {"traits=aurora-postgresql"}),
        ("python functions", {"resource_type=lambda:function", "traits=python,python3.12,python3.9"}),
        ("functions running python3.9", {"resource_type=lambda:function", "traits=python3.9"}),
        ("windows servers", {SERVERS, "traits=windows"}),
        ("running servers", {SERVERS, "state=running"}), ("alarms", {"resource_type=cloudwatch:alarm"}),
        ("alarms that fire, firing", {"resource_type=cloudwatch:alarm", "state=ALARM"}),
        ("queues owned by payments", {QUEUES, "team=payments"}), ("queues of the payments team", {QUEUES, "team=payments"}),
        ("team payments", {"team=payments"}),
        ("queues of data platform", {QUEUES, "team=data platform"}), ("queues owned by zebra", {QUEUES, "team=zebra"}),
        ("payments queues", {QUEUES, "words=payment"}), ("queues of the login app", {QUEUES, "words=login"}),
        ("dead letter queues", {QUEUES, "words=dlq,dead,deadletter"} - {""}),
        ("cost center 42", {"tags=Cost Center=42"}), ("tag:env=prod queues", {QUEUES, "tags=Env=Prod"}),
        ("Team=unicorns", {"tags=Team=unicorns"}),
        ("queues without a cost center tag", {QUEUES, "tag_keys!cost center"}), ("account 111122223333", {"account_id=111122223333"}),
        ("untagged queues", {QUEUES, "lacks=tags"}), ("queues without tags", {QUEUES, "lacks=tags"}),
        ("queues without owner", {QUEUES, "lacks=team"}),
        ("queues with an owner", {QUEUES, "lacks!team"}),
        ("arn:aws:ec2:eu-west-1:111122223333:*", {"service=ec2", "region=eu-west-1", "account_id=111122223333"}),
    ],
)  # fmt: skip
def test_words_are_read_as_conditions(question, conditions):
    wanted = {one.replace("words=dlq,dead,deadletter", "words=dlq") for one in conditions}
    assert brief(question) == wanted


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


def test_a_composed_question_leaves_nothing_over():
    found = read("unencrypted production databases in Frankfurt owned by payments, older than a year")
    assert {one.field for one in found.filters} == {
        "facts",
        "environment",
        "resource_type",
        "region",
        "team",
        "created_epoch",
    }
    assert found.rest == ""


@pytest.mark.parametrize(
    ("question", "exact", "conditions"),
    [
        ("i-0abc1234def567890", "i-0abc1234def567890", set()), ("what is I-0ABC1234DEF567890?", "i-0abc1234def567890", set()),
        ("who has (10.0.0.9)", "10.0.0.9", set()), ("server orders-db-1", "orders-db-1", {SERVERS}),
        ("arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:eu-west-1:111122223333:orders", set()),
        ("volumes of i-0abc1234def567890", "i-0abc1234def567890", {"resource_type=ec2:volume"}),
        ("checkout-api-prod-99", "checkout-api-prod-99", set()), ("db.example.com", "db.example.com", set()),
    ],
)  # fmt: skip
def test_identifiers_are_looked_up(question, exact, conditions):
    assert read(question).exact == (exact,)
    assert brief(question) == conditions


@pytest.mark.parametrize("question", ["t3.micro", "us-east-1", "python3.9", "point-in-time", "best pizza", "42", ""])
def test_what_only_looks_like_an_identifier_is_none(question):
    assert read(question).exact == ()


@pytest.mark.parametrize(
    ("said", "meant"),
    [("databses", "databases"), ("unencryted databases", "unencrypted databases"), ("srevers in Frankfrut", "servers in Frankfurt"),
    ("servers in Irland", "servers in Ireland"),
     ("queues owned by paymnets", "queues owned by payments"), ("servers in Sidney", "servers in Sydney")],
)  # fmt: skip
def test_slips_are_put_right_and_told(said, meant):
    assert brief(said) == brief(meant) != set()
    assert any("(spelling)" in line for line in read(said).why)
    assert not any("(spelling)" in line for line in read(meant).why)


def test_words_that_people_use_are_not_taken_for_slips():
    assert read("stage pizza listen").rest == "pizza listen"
    assert brief("stage") == {"environment=staging"}


def test_each_reading_is_told_with_the_words_it_was_read_from():
    assert read("unencrypted databases in Frankfurt").why == (
        "'unencrypted' read as not encrypted",
        "'databases' read as type is database (dynamodb:table, rds:db_cluster, rds:db_instance)",
        "'frankfurt' read as region is eu-central-1",
    )


@given(
    st.lists(
        st.sampled_from(
            sorted(LEXICON.words | {"not", "without", "of", "the", "team", "owned by", "10.0.0.9", "k=v", "last week"})
        ),
        max_size=9,
    ).map(" ".join)
)
def test_any_words_are_read_without_an_error_and_the_same_way_each_time(question):
    found = read(question)
    assert found == read(question)
    assert all(one.values or one.at_least is not None or one.below is not None for one in found.filters)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(question):
    assert isinstance(read(question).rest, str)


def test_the_whole_catalogue_has_a_word_for_each_type_and_none_for_everyday_words():
    specs = [spec for service in REGISTRY.services for spec in REGISTRY.specs(service)]
    lexicon = Lexicon(specs, Vocabulary())
    read_types = {
        spec.key: {
            value
            for one in lexicon.get(usually(phrase(spec.words.split(",")[0].split(" of ")[0])))
            for value in one.values
        }
        for spec in specs
        if spec.words
    }
    assert [key for key, values in read_types.items() if key not in values] == []
    for word in ("delivery", "store", "entry", "data", "use"):
        assert not [one for one in lexicon.get(phrase(word)) if one.field == "resource_type" and word != "store"]


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
        ("boxes", {SERVERS}), ("hard drives", {"resource_type=ec2:volume"}), ("message buffers", {QUEUES}),
        ("firewalls", {"resource_type=ec2:security_group"}), ("boxes in the Irish data centre", {SERVERS, "region=eu-west-1"}),
        ("boxes on the American east coast", {SERVERS, "region=us-east-1"}),
        ("relational stores that strangers on the web cannot get at", {"resource_type=rds:db_cluster,rds:db_instance", "facts=not_public"}),
        ("packet filters that let the whole planet in", {"resource_type=ec2:security_group", "facts=public"}),
        ("relational stores one could wipe out by mistake",
         {"resource_type=rds:db_cluster,rds:db_instance", "facts=not_deletion_protected"}),
        ("relational stores nobody can accidentally delete", {"resource_type=rds:db_cluster,rds:db_instance", "facts=deletion_protected"}),
        ("hard drives that a thief could read", {"resource_type=ec2:volume", "facts=not_encrypted"}),
        ("hard drives that are scrambled", {"resource_type=ec2:volume", "facts=encrypted"}),
        ("hard drives that are not scrambled", {"resource_type=ec2:volume", "facts=not_encrypted"}),
        ("SQL databases with nothing to restore from", {"resource_type=rds:db_cluster,rds:db_instance", "facts=not_backed_up"}),
        ("tables that can be restored", {"resource_type=dynamodb:table", "facts=backed_up"}),
        ("boxes that somebody powered down", {SERVERS, "state=stopped"}), ("queues nobody owns", {QUEUES, "lacks=team"}),
        ("queues that nobody bothered to label", {QUEUES, "lacks=tags"}),
        ("who can sign in to acme dev", {"resource_type=iam:user", "account_name=acme-dev"}),
    ],
)  # fmt: skip
def test_the_fields_other_words_are_read_too(question, conditions):
    assert brief(question) == conditions


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("queues fed by web servers", [("sqs:queue",)]), ("servers in front of databases", [("ec2:instance",)]),
        ("what feeds the queue", []), ("things dumped by servers", []), ("letters for vpn tunnels", []),
    ],
)  # fmt: skip
def test_what_only_describes_is_not_asked_for(question, kinds):
    assert [one.values for one in read(question).filters if one.field == "resource_type"] == kinds


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


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("unencrypted public databases", {DATABASES, "facts=not_encrypted", "facts=public"}),
        ("databases with backups, encrypted, not exposed", {DATABASES, "facts=backed_up", "facts=encrypted", "facts=not_public"}),
        ("encrypted or backed up databases", {DATABASES, "facts=encrypted,backed_up"}),
        ("databases on the internet without encryption", {DATABASES, "facts=public", "facts=not_encrypted"}),
        ("servers, but none from Frankfurt", {SERVERS, "region!eu-central-1"}),
    ],
)  # fmt: skip
def test_facts_side_by_side_must_all_hold_and_only_or_makes_alternatives(question, conditions):
    assert brief(question) == conditions
