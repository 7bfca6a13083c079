"""Questions as conditions: what each word is read as, what is left, and that every reading is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questions import DATABASES, LEXICON, QUEUES, SERVERS, brief, read
from records import REGISTRY

from estate_assets.scanner.understanding import Lexicon, Vocabulary
from estate_assets.scanner.understanding.lexicon import phrase, usually


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
        ("unencrypted public databases", {DATABASES, "facts=not_encrypted", "facts=public"}),
        ("databases with backups, encrypted, not exposed", {DATABASES, "facts=backed_up", "facts=encrypted", "facts=not_public"}),
        ("encrypted or backed up databases", {DATABASES, "facts=encrypted,backed_up"}),
        ("databases on the internet without encryption", {DATABASES, "facts=public", "facts=not_encrypted"}),
        ("servers, but none from Frankfurt", {SERVERS, "region!eu-central-1"}),
    ],
)  # fmt: skip
def test_facts_side_by_side_must_all_hold_and_only_or_makes_alternatives(question, conditions):
    assert brief(question) == conditions
