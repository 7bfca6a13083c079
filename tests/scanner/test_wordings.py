"""Wordings that were once read the wrong way round, or not at all: each is read as it is meant."""

import pytest
from questions import QUEUES, SERVERS, brief

from estate_assets.scanner.understanding import instance_sizes

BUCKETS, ROLES, LAMBDAS = "resource_type=s3:bucket", "resource_type=iam:role", "resource_type=lambda:function"
NO_TEAM = "lacks=team"
DATABASES = "resource_type=dynamodb:table,rds:db_cluster,rds:db_instance"
RELATIONAL = "resource_type=rds:db_cluster,rds:db_instance"


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("which live queues are encrypted", {QUEUES, "environment=prod", "facts=encrypted"}),
        ("queues with nobody's team on them", {QUEUES, NO_TEAM}), ("servers without team and owner", {SERVERS, NO_TEAM}),
        ("servers that have no team or owner on them", {SERVERS, NO_TEAM}), ("servers with a team", {SERVERS, "lacks!team"}),
        ("queues with tags left out", {QUEUES, "lacks=tags"}), ("servers with tags missing", {SERVERS, "lacks=tags"}),
        ("queues with server-side encryption left out", {QUEUES, "facts=not_encrypted"}),
        ("queues, those of payments left out", {QUEUES, "words!payment"}),
        ("databases lacking any safeguard against being deleted", {DATABASES, "facts=not_deletion_protected"}),
        ("databases with protection against accidental deletion", {DATABASES, "facts=deletion_protected"}),
        ("relational databases that would survive one data centre burning down", {RELATIONAL, "facts=multi_az"}),
        ("relational databases that would not survive a zone failing", {RELATIONAL, "facts=not_multi_az"}),
        ("queues you can only get to from the inside", {QUEUES, "facts=not_public"}),
        ("servers that can only be reached from our own network", {SERVERS, "facts=not_public"}),
        ("queues of team payments or team data-tools", {QUEUES, "team=payments,data-tools"}),
        ("order and checkout queues", {QUEUES, "words=order,checkout"}),
        ("queues of order and checkout", {QUEUES, "words=order", "words=checkout"}),
    ],
)  # fmt: skip
def test_what_is_lacked_excluded_or_joined(question, conditions):
    assert brief(question) == conditions


@pytest.mark.parametrize(
    "form", ["have to be upgraded", "still need to be moved", "should be migrated", "due to be weaned"]
)
def test_what_is_to_leave_a_version_has_it(form):
    assert "traits=1.29" in brief(f"kubernetes clusters {form} from 1.29")


SIZES = ("t3.micro", "t3.large", "db.t3.medium", "r5.2xlarge", "m5.metal", "python3.12", "postgres")


@pytest.mark.parametrize(
    ("question", "values", "left"),
    [
        ("boxes bigger than micro", {"t3.large", "db.t3.medium", "r5.2xlarge"}, "boxes"),
        ("larger than a t3.large, in Ireland", {"r5.2xlarge"}, ", in Ireland"),
        ("boxes smaller than xlarge", {"t3.micro", "t3.large", "db.t3.medium"}, "boxes"),
        ("at least a large", {"t3.large", "r5.2xlarge"}, ""), ("no larger than medium", {"t3.micro", "db.t3.medium"}, ""),
        ("boxes that are not bigger than micro", {"t3.micro"}, "boxes that are"), ("2xlarge or larger", {"r5.2xlarge"}, ""),
        ("medium or smaller", {"t3.micro", "db.t3.medium"}, ""), ("bigger than 16xlarge", set(), "bigger than 16xlarge"),
        ("bigger than postgres", set(), "bigger than postgres"), ("large boxes", set(), "large boxes"),
    ],
)  # fmt: skip
def test_sizes_by_name_are_compared_in_their_order(question, values, left):
    found, text = instance_sizes.read(question, SIZES)
    assert {value for one in found for value in one.values} == values
    assert " ".join(text.split()) == left


def test_the_order_of_sizes_has_no_gaps_and_metal_has_no_place():
    names = ("nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "3xlarge", "24xlarge")
    places = [instance_sizes.order(name) for name in names]
    assert places == sorted({*places})
    assert instance_sizes.order("metal") == instance_sizes.order("x2xlarge") == 0


def test_who_asks_and_slips_in_units_say_nothing_of_what_is_asked_for():
    plain = brief("queues older than 2 years")
    assert (
        brief("Finance would like to see queues older than 2 yeras")
        == brief("my boss wants queues older than 2 eyars")
        == plain
    )
    assert brief("2 pizzas") == set()


def test_a_fact_that_is_said_to_be_off_is_not_so():
    unprotected = "facts=not_deletion_protected"
    assert unprotected in brief("databases where the safety catch against accidental removal is off")


def test_what_things_do_is_no_state_or_environment():
    assert brief("lambda functions runing python3.12") == {LAMBDAS, "traits=python3.12"}
    assert brief("queues that are encrypted and live in Ireland") == {QUEUES, "facts=encrypted", "region=eu-west-1"}
    assert "environment=prod" in brief("queues that are live in Ireland")
