"""What is not understood and may turn an answer into its opposite gives no answer; what only says again what was understood does."""

import pytest
from questions import QUEUES, SERVERS, brief, read
from test_senses import ABOUT, senses  # noqa: F401  # the fixture

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding.turning import turning

NOTHING_OPEN = {"resource_type=ec2:security_group", "facts=not_public"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("queues that are not turquoise", "not turquoise"),
        ("queues that are not turquoise, in Ireland", "not turquoise"),
        ("terabyte disks with a twist", None), ("petabyte queues", "petabyte"),
        ("queues in their october colours", "october"), ("queues with more than 5 consumers", "5"),
        ("I don't want queues that run", "don t want queues"),
        ("queues of 1999", "1999"), ("5 queues", None), ("queues made this year (2026)", None), ("queues in Ireland", None),
        ("roles created neither this year nor last year", None), ("queues, tagged or not", None),
        ("queues that rotate", "rotate"),
    ],
)  # fmt: skip
def test_denials_amounts_and_times_that_were_not_read_may_turn_the_answer(question, words):
    assert read(question).turning == ((words,) if words else ())
    assert set(read(question).turning) <= set(read(question).unread)


def test_none_of_our_things_asks_for_no_others():
    found = read("none of our queues should run")
    assert found.turning
    assert not [one for one in found.filters if one.negated]


def test_the_reason_of_what_was_understood_turns_nothing():
    assert read("stopped servers, because nobody needs turquoise").turning == ()
    assert read("stopped servers nobody paints turquoise").turning
    assert read("servers, because nobody needs turquoise").turning
    assert read("stopped servers nobody paints turquoise, because they idle").turning
    assert read("nobody needs turquoise, hence stopped servers").turning == ()


def test_what_says_again_what_was_understood_turns_nothing_but_its_denial_may(senses):  # noqa: F811
    hidden, open_ = Condition("facts", ("not_public",)), Condition("facts", ("public",))
    said = ("that are not exposed to the internet", "not turquoise")
    assert turning(said, "", (*ABOUT, hidden), senses) == ("not turquoise",)
    assert turning(said, "", (*ABOUT, open_), senses) == said
    assert turning(said, "", ABOUT, senses) == said
    assert turning(said, "", (*ABOUT, hidden), None) == said
    assert (
        turning(["exposed to the internet"], "", (*ABOUT, hidden), senses) == ()
    )  # it goes on with a denial that was read


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("security groups with nothing open to 0.0.0.0/0", NOTHING_OPEN),
        ("queues for which nothing is encrypted", {QUEUES, "facts=not_encrypted"}),
        ("security groups, none of those that let 0.0.0.0/0 in", NOTHING_OPEN),
        ("servers in eu-wset-1", {SERVERS, "region=eu-west-1"}),
        ("queues whose encryption never got turned on", {QUEUES, "facts=not_encrypted"}),
        ("keys no longer usable because they are disabled", {"resource_type=kms:key", "state=disabled"}),
        ("functions running on something else than python3.9", {"resource_type=lambda:function", "traits!python3.9"}),
        ("servers that are up", {SERVERS, "state=running"}), ("servers set up by hand", {SERVERS}),
        ("queues people have tagged", {QUEUES}), ("tagged queues", {QUEUES, "lacks!tags"}),
        ("queues that are tagged", {QUEUES, "lacks!tags"}), ("queues nobody has tagged", {QUEUES, "lacks=tags"}),
        ("queues somebody forgot to tag", {QUEUES, "lacks=tags"}),
        ("databases open to deletion", {"resource_type=dynamodb:table,rds:db_cluster,rds:db_instance", "facts=not_deletion_protected"}),
        ("relational databases which nobody can drop by accident",
         {"resource_type=rds:db_cluster,rds:db_instance", "facts=deletion_protected"}),
        ("queues anybody may drop messages into", {QUEUES, "facts=public"}),
        ("servers, none of those in Ireland", {SERVERS, "region!eu-west-1"}),
        ("queues, none of which are encrypted", {QUEUES, "facts=not_encrypted"}),
        ("isn't there any queue open to the public", {QUEUES, "facts=public"}),
        ("queues of the payments or the data platform team", {QUEUES, "team=payments,data platform"}),
        ("queues for order, payment or checkout", {QUEUES, "words=order,payment,checkout"}),
        ("queues without an owning team", {QUEUES, "lacks=team"}),
        ("queues except payment and order", {QUEUES, "words!payment", "words!order"}),
        ("queues of order or checkout login", {QUEUES, "words=order,checkout", "words=order,login"}),
        ("queues for payment and for order", {QUEUES, "words=payment,order"}),
        ("queues for payment and order", {QUEUES, "words=payment", "words=order"}),
        ("order's and payment's queues", {QUEUES, "words=order,payment"}),
    ],
)  # fmt: skip
def test_denials_and_alternatives_are_read_as_they_are_meant(question, conditions):
    found = {
        one.replace("state=DISABLED", "state=disabled").replace("state=Disabled", "state=disabled")
        for one in brief(question)
    }
    assert found == conditions


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("the oldest queues", ("created_epoch", False)), ("our latest servers in Ireland", ("created_epoch", True)),
        ("largest disks", ("size_mb", True)), ("the very smallest volumes", ("size_mb", False)),
        ("functions with the most memory", ("memory_mb", True)), ("functions of the latest version", None),
        ("the oldest and largest queues", None), ("queues", None),
    ],
)  # fmt: skip
def test_what_is_to_come_first_is_read_and_told(question, order):
    found = read(question)
    assert (found.order and (found.order.field, found.order.descending)) == order
    assert bool(order) == any(line.endswith(" first") for line in found.why)


def test_a_superlative_that_orders_nothing_may_turn_the_answer():
    assert read("functions of the latest version").turning == ("latest",)
    assert read("the oldest turquoise queues").turning == ("turquoise",)
