"""The evaluator on hand cases, each with the documented rule it follows; and the reference on the same, where it can decide."""

import pytest

from estate_assets.scanner.permissions.local import Context, Evaluator, Policies, Target, statements_of
from estate_assets.scanner.permissions.local.resource_policy import NONE, granted, unread
from estate_assets.scanner.permissions.local.verdict import verdict
from estate_assets.scanner.permissions.principal import Principal
from tests.permissions import cases_conditions, cases_elements, cases_layers, reference
from tests.permissions.case import ACCOUNT, document

CASES = [*cases_elements.CASES, *cases_conditions.CASES, *cases_layers.CASES]


def layer(*policies):
    return tuple(one for policy in policies for one in statements_of(document(policy)))


def judged(case):
    bounds = tuple(layer(one) for one in (case.boundary, case.session_policy) if one is not None)
    scps = None if case.scps is None else tuple(layer(*level) for level in case.scps)
    evaluator = Evaluator(Policies(layer(case.identity), bounds, scps, layer(case.rcps)))
    context, target = Context(case.context, closed=not case.open_context), Target(case.resource)
    principal = principal_of(case)
    grant = unread(case.unread) if case.unread else NONE
    if case.policy is not None:
        grant = granted(layer(case.policy), principal, case.action, target, context)
    return verdict(evaluator.standing(case.action, target, context), grant, required=case.required)


def principal_of(case):
    session = case.session if case.principal_kind == "role" else ""
    return Principal(case.principal, kind=case.principal_kind, account_id=ACCOUNT, session=session)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_the_documented_rule(case):
    found = judged(case)
    decision, _, words = case.expected.partition(" ")
    assert (found.decision, words in found.reason) == (decision, True), found
    if decision != "unknown" and not words:
        assert found.reason == ""


def is_whole(case):
    """Whether all that decides is known, so that the reference can decide as well."""
    unseen = case.open_context or case.unread or case.rcps or case.scps is None
    return " " not in case.expected and not unseen and not case.resource.endswith("/*")


@pytest.mark.parametrize("case", list(filter(is_whole, CASES)), ids=lambda case: case.why)
def test_the_reference_says_the_same(case):
    request = {"action": case.action, "resource": case.resource, "context": case.context}
    principal = principal_of(case)
    policies = {
        "identity": [document(case.identity)],
        "boundary": None if case.boundary is None else document(case.boundary),
        "session": None if case.session_policy is None else document(case.session_policy),
        "scps": [[document(one) for one in level] for level in case.scps],
        "resource": None if case.policy is None else document(case.policy),
        "required": case.required,
        "principal": {"arn": principal.arn, "kind": principal.kind, "account": ACCOUNT, "session": principal.session},
    }
    if case.policy is None or all(
        "NotPrincipal" not in one for one in reference.listed(document(case.policy)["Statement"])
    ):
        assert reference.decide(request, policies) == case.expected


def test_there_are_enough_cases_and_each_has_a_reason_of_its_own():
    named = {case.why for case in CASES if not case.why.startswith("...")}
    assert len(named) >= 240
    assert len({(case.why, *map(str, (case.identity, case.context))) for case in CASES}) == len(CASES)


def test_a_family_of_keys_may_be_absent_as_a_whole():
    context = Context({"aws:ResourceTag/team": ["blue"]}, {"aws:resourcetag/"})
    assert context.get("AWS:ResourceTag/Team") == ("blue",)
    assert context.get("aws:ResourceTag/other") is None
    assert context.get("aws:SourceIp") == frozenset(["context missing: aws:SourceIp"])
