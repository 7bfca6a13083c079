"""Generated policies and requests: the evaluator against the literal reference, with the whole context and with keys hidden."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_assets.scanner.permissions.local import Context, Evaluator, Policies, Target, statements_of
from estate_assets.scanner.permissions.local.resource_policy import NONE, granted
from estate_assets.scanner.permissions.local.verdict import verdict
from estate_assets.scanner.permissions.principal import Principal
from tests.permissions import chance, reference


def layer(documents):
    return tuple(one for document in documents for one in statements_of(document))


def judged(request, policies, context, evaluator=None):
    bounds = tuple(layer([policies[name]]) for name in ("boundary", "session") if policies[name] is not None)
    scps = tuple(layer(level) for level in policies["scps"])
    evaluator = evaluator or Evaluator(Policies(layer(policies["identity"]), bounds, scps))
    target, who = Target(request["resource"]), policies["principal"]
    grant = NONE
    if policies["resource"] is not None:
        principal = Principal(who["arn"], kind=who["kind"], account_id=who["account"], session=who["session"])
        grant = granted(layer([policies["resource"]]), principal, request["action"], target, context)
    standing = evaluator.standing(request["action"], target, context)
    return verdict(standing, grant, required=policies["required"])


CHANCE = st.randoms(use_true_random=False)
KEYS = sorted({key for keys, _, _ in chance.FAMILIES.values() for key in keys})


def check_with_the_whole_context(r):
    request, policies = chance.request(r), chance.policies(r)
    found = judged(request, policies, Context(request["context"], closed=True))
    assert (found.decision, found.reason) == (reference.decide(request, policies), ""), (request, policies)
    return found.decision


def check_with_keys_hidden(r):
    request, policies = chance.request(r), chance.policies(r)
    hidden = {key.lower() for key in KEYS if r.random() < 0.3}
    shown = {key: values for key, values in request["context"].items() if key.lower() not in hidden}
    absent = {key.lower() for key in KEYS} - hidden - {key.lower() for key in shown}
    found = judged(request, policies, Context(shown, absent))
    if found.decision == "unknown":
        assert hidden
        return "unknown"
    for context in [request["context"], *(chance.context(r) for _ in range(4))]:
        completed = shown | {key: values for key, values in context.items() if key.lower() in hidden}
        truth = reference.decide({**request, "context": completed}, policies)
        either = found.reason and {truth, found.decision} == {"denied", "not_allowed"}
        assert truth == found.decision or either, (found, request, policies, completed)
    return found.decision


CHECKS = pytest.mark.parametrize("check", [check_with_the_whole_context, check_with_keys_hidden])


@CHECKS
@settings(max_examples=60, deadline=None, database=None)
@given(r=CHANCE)
def test_the_evaluator_decides_as_the_reference_does(check, r):
    """With every key known it decides as the reference; with keys hidden, what it decides holds whatever they are."""
    check(r)


@CHECKS
def test_the_evaluator_decides_as_the_reference_does_many_times_over(check):
    r = random.Random(20260504)  # noqa: S311  # chance, not secrecy
    decisions = Counter(check(r) for _ in range(1500))
    assert min(decisions[name] for name in ("allowed", "denied", "not_allowed")) > 50, decisions


def test_what_is_remembered_between_requests_changes_no_answer():
    r = random.Random(7)  # noqa: S311
    for _ in range(100):
        policies, requests = chance.policies(r), [chance.request(r) for _ in range(5)]
        bounds = tuple(layer([policies[name]]) for name in ("boundary", "session") if policies[name] is not None)
        layers = Policies(layer(policies["identity"]), bounds, tuple(layer(level) for level in policies["scps"]))
        shared = Evaluator(layers)
        for request in [*requests, *requests]:
            context = Context(request["context"], closed=True)
            assert judged(request, policies, context, shared) == judged(request, policies, context)


LETTERS = st.text(alphabet="ab*?/", max_size=6)


@settings(max_examples=150, deadline=None, database=None)
@given(LETTERS, LETTERS, st.text(alphabet="ab/", max_size=6))
def test_a_pattern_covers_a_set_of_targets_as_the_reference_covers_each(pattern, many, one):
    """`many` stands for all it matches: covered wholly, each is matched; not at all, none is."""
    target = Target(f"arn:aws:s3:::{many.replace('?', 'a')}")
    statement = statements_of({"Statement": {"Effect": "Allow", "Action": "*", "Resource": f"arn:aws:s3:::{pattern}"}})[
        0
    ]
    held = statement.reaches(target, Context({}, closed=True))
    if reference.wild(many.replace("?", "a"), one) and isinstance(held, bool):
        assert reference.wild(pattern, one) is held


BROKEN = [
    "{",
    "[]",
    '"x"',
    '{"Statement": {"Effect": "Maybe", "Action": "*"}}',
    '{"Statement": {"Effect": "Allow"}}',
    "{}",
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_policy_is_said_to_be_none(broken):
    with pytest.raises(ValueError, match=r"not a policy document|Effect is"):
        statements_of(broken)
