"""What is yet to be done, was left out, or is turned by a verb or an operator, is asked for as what is not so."""

import pytest
from questions import LEXICON, NOW, QUEUES, SERVERS, VALUES, brief, read

from estate_assets.scanner.understanding import Vocabulary, operators, polarity, understand

VOLUMES, SECRETS, BUCKETS = "resource_type=ec2:volume", "resource_type=secretsmanager:secret", "resource_type=s3:bucket"
DATABASES = "resource_type=dynamodb:table,rds:db_cluster,rds:db_instance"
PLAIN, OPEN, CLOSED = "facts=not_encrypted", "facts=public", "facts=not_public"
STALE, NO_BACKUPS = "facts=not_rotated", "facts=not_backed_up"
UNPROTECTED = "facts=not_deletion_protected"


@pytest.mark.parametrize(
    "said",
    [
        "that need to be encrypted", "to be encrypted",
        "that must be encrypted", "that should be encrypted", "begging for encryption", "that could use encryption", "pending encryption",
        "waiting for encryption", "for which nobody turned on encryption", "where no one has ever enabled encryption",
        "with zero encryption",
        "where the developers skipped encryption", "that opted out of encryption", "that bypass encryption", "with inactive encryption",
        "with encryption suspended", "whose encryption was cancelled", "whose encryption flag is false", "with encryption = false",
        "with encrypted != true", "violating our encryption policy", "that break the rule that everything must be encrypted",
        "unless they are encrypted", "the opposite of encrypted", "excepting the encrypted", "that won't be encrypted",
        "that stopped being encrypted", "that wouldn't be encrypted",
    ],
)  # fmt: skip
def test_what_is_yet_to_be_encrypted_or_was_not_is_not(said):
    assert brief(f"queues {said}") == {QUEUES, PLAIN}


@pytest.mark.parametrize(
    "said",
    [
        "that are encrypted", "that seem to be encrypted", "happening to be encrypted", "that never lacked encryption",
        "with encryption switched on", "with encrypted != false",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_duty_is_so(said):
    assert brief(f"queues {said}") == {QUEUES, "facts=encrypted"}


@pytest.mark.parametrize(
    "said", ["we still have to encrypt", "should we encrypt next", "left to encrypt", "we'd better encrypt"]
)
def test_what_we_have_to_do_is_read_by_meaning_as_not_done(said):
    assert "not encrypt" in polarity.usual(f"queues that are {said}")


def test_who_needs_to_see_something_asks_for_it():
    for asking in ("I need to see all", "we have to know the", "you should list"):
        assert {QUEUES, "facts=encrypted"} <= brief(f"{asking} encrypted queues")


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("queues that forbid public access", {QUEUES, CLOSED}), ("queues that do not block public access", {QUEUES, OPEN}),
        ("queues with block public access turned on", {QUEUES, CLOSED}), ("queues with block public access turned off", {QUEUES, OPEN}),
        ("queues lacking a public access block", {QUEUES, OPEN}), ("queues whose public access was revoked", {QUEUES, CLOSED}),
        ("databases that allow deletion", {DATABASES, UNPROTECTED}),
        ("databases safe from deletion", {DATABASES, "facts=deletion_protected"}),
        ("databases we should take off the internet", {DATABASES, OPEN}),
        ("databases that require deletion protection", {DATABASES, UNPROTECTED}),
        ("databases with backups paused", {DATABASES, NO_BACKUPS}), ("databases for which we gave up backups", {DATABASES, NO_BACKUPS}),
        ("gaps in backup coverage: databases", {DATABASES, NO_BACKUPS}), ("databases that used to be public", {DATABASES, CLOSED}),
        ("filter out the encrypted queues", {QUEUES, PLAIN}), ("nothing but encrypted queues", {QUEUES, "facts=encrypted"}),
        ("queues that are not for checkout or login", {QUEUES, "words!checkout", "words!login"}),
        ("queues outside checkout and login", {QUEUES, "words!checkout", "words!login"}),
        ("queues not owned by payments, checkout or login", {QUEUES, "team!payments", "words!checkout", "words!login"}),
        ("queues for checkout or login", {QUEUES, "words=checkout,login"}),
        ("servers env != prod", {SERVERS, "environment!prod"}), ("servers team != payments", {SERVERS, "team!payments"}),
        ("servers in lower environments", {SERVERS, "environment!prod"}),
        ("queues in any region besides Ireland", {QUEUES, "region!eu-west-1"}),
        ("queues that still need a team", {QUEUES, "lacks=team"}), ("queues, not topics", {QUEUES, "resource_type!sns:topic"}),
    ],
)  # fmt: skip
def test_verbs_exceptions_and_lists_turn_what_they_stand_beside(question, conditions):
    assert brief(question) == conditions


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("queues that should not be public", "should not be public"), ("databases that must never be public", "must never be public"),
        ("are all queues encrypted? show the exceptions", "exceptions"), ("queues which violate this", "violate"),
        ("encrypted queues are fine, and the rest", "rest"), ("relational databases that are not servers", "not servers"),
        ("queues that are out of date", "outdated"),
    ],
)  # fmt: skip
def test_what_may_mean_the_opposite_is_not_answered_past(question, words):
    assert words in read(question).turning


@pytest.mark.parametrize(
    ("said", "worded"),
    [
        ("env!=prod", "not prod"), ("encrypted = false", "not encrypted"), ("rotation: no, secrets", "not rotation, secrets"),
        ("age > 365 days", "age  more than 365 days"), ("age<30d", "age less than 30 days"), ("size >= 100", "at least 100 GB"),
        ("a -> b", "a -> b"), ("t3.micro", "t3.micro"),
    ],
)  # fmt: skip
def test_operators_are_put_into_words(said, worded):
    assert operators.worded(said) == worded


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("queues that are not encrypted and have no owner", {QUEUES, PLAIN, "lacks=team"}),
        ("databases with backups disabled and deletion protection enabled", {DATABASES, NO_BACKUPS, "facts=deletion_protected"}),
        ("databases without backups, encryption and deletion protection", {DATABASES, NO_BACKUPS, PLAIN, UNPROTECTED}),
        ("databases not multi-AZ and missing backups", {DATABASES, NO_BACKUPS, "facts=not_multi_az"}),
        ("secrets without rotation or a team", {SECRETS, STALE, "lacks=team"}), ("disabled queues without tags", {QUEUES, "lacks=tags"}),
        ("servers, staging and prod excluded", {SERVERS, "environment!staging", "environment!prod"}),
        ("servers (prod excluded)", {SERVERS, "environment!prod"}), ("servers !prod", {SERVERS, "environment!prod"}),
        ("nonprod servers", {SERVERS, "environment!prod"}),
        ("non-prod/staging servers", {SERVERS, "environment!prod", "environment!staging"}),
        ("servers in other environments than prod", {SERVERS, "environment!prod"}),
        ("servers elsewhere than in Ireland", {SERVERS, "region!eu-west-1"}),
        ("encrypted queues not in Ireland and not in Frankfurt", {QUEUES, "facts=encrypted", "region!eu-west-1", "region!eu-central-1"}),
        ("encrypted but tagged queues", {QUEUES, "facts=encrypted", "lacks!tags"}),
        ("queues whose Env tag is missing", {QUEUES, "tag_keys!env"}),
        ("anything but queues and topics", {"resource_type!sqs:queue", "resource_type!sns:topic"}),
    ],
)  # fmt: skip
def test_a_denial_reaches_all_of_its_list_and_nothing_beyond(question, conditions):
    found = brief(question)
    assert {one for one in found if not one.lower().startswith("state")} == conditions


@pytest.mark.parametrize(
    "question",
    [
        "Frankfurt is done, what other regions have queues",
        "queues in Ireland; where else",
        "queues we have had for years",
    ],
)
def test_what_asks_for_the_others_or_of_an_unread_time_is_not_answered_past(question):
    assert read(question).turning


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("very old queues", ("created_epoch", False)), ("new servers in Ireland", ("created_epoch", True)),
        ("large volumes", ("size_mb", True)),
        ("volumes created recently", ("created_epoch", True)), ("queues for a new server", None),
    ],
)  # fmt: skip
def test_adjectives_without_a_limit_order(question, order):
    found = read(question)
    assert (found.order and (found.order.field, found.order.descending)) == order
    assert not found.turning


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("databases that do not allow deletion", {DATABASES, "facts=deletion_protected"}),
        ("queues that never skipped encryption", {QUEUES, "facts=encrypted"}),
        ("queues that don't bypass encryption", {QUEUES, "facts=encrypted"}),
        ("queues that aren't violating our encryption policy", {QUEUES, "facts=encrypted"}),
        ("databases not locked against the public", {DATABASES, OPEN}),
        ("queues that are not awaiting encryption", {QUEUES, "facts=encrypted"}),
        ("databases without suspended backups", {DATABASES, "facts=backed_up"}),
        ("queues with no inactive encryption", {QUEUES, "facts=encrypted"}),
        ("databases whose backups are not suspended", {DATABASES, "facts=backed_up"}),
        ("queues for which nobody skipped encryption", {QUEUES, "facts=encrypted"}),
    ],
)  # fmt: skip
def test_what_is_denied_twice_is_so(question, conditions):
    assert brief(question) == conditions


@pytest.mark.parametrize(
    "said",
    [
        "that don't need to be encrypted",
        "not to be encrypted",
        "that need not be encrypted",
        "that no longer require encryption",
    ],
)
def test_what_need_not_be_may_or_may_not_be(said):
    assert read(f"queues {said}").turning


@pytest.mark.parametrize(
    "name",
    [
        "arn:aws:cloud9:us-east-2:111122223333:environment:abc",
        "https://db.example.com/a?x=0",
        "arn:aws:x:us-esat-1:1:type:no",
    ],
)
def test_operators_leave_what_names_one_thing_as_it_stands(name):
    assert read(f"servers {name}").exact == (name,)


@pytest.mark.parametrize(
    ("question", "tag"),
    [
        ("servers AutoStop=off", None),
        ("servers tag:Backup=no", "Backup=no"),
        ("servers AutoStop=later", "AutoStop=later"),
        ("Env=prod", "Env=Prod"),
    ],
)
def test_a_tag_is_a_tag_also_where_its_value_says_no(question, tag):
    found = read(question)
    assert [value for one in found.filters if one.field == "tags" for value in one.values] == ([tag] if tag else [])
    assert tag or found.turning  # no tag of this estate: what it denies is not answered past


def test_a_tag_of_the_estate_is_one_whatever_its_value():
    values = {**VALUES, "tags": {"AutoStop=off": 1, "State=active": 1}}
    some = Vocabulary(values, lambda _: False, lambda _: False)
    for tag in ("AutoStop=off", "State=active"):
        found = understand(f"servers {tag}", LEXICON, some, NOW)
        assert [one.values for one in found.filters if one.field == "tags"] == [(tag,)]


def test_a_region_that_the_estate_has_nothing_in_is_no_slip_of_another():
    assert "region=us-east-2" in brief("servers in us-east-2")
    assert "region=us-east-1" in brief("servers in us-esat-1")


def test_what_may_be_meant_either_way_says_so():
    assert (
        "'should not be public' may ask for what is so, or for what is not: say which"
        in read("queues that should not be public").why
    )
