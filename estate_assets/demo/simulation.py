"""iam:SimulatePrincipalPolicy and iam:GetContextKeysForPrincipalPolicy, in both shapes that AWS has answered in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from estate_assets.demo import principals
from estate_assets.demo.answers import AwsError
from estate_assets.demo.policy.context import Context
from estate_assets.demo.policy.decision import Decision, Policies, context_keys, decide
from estate_assets.demo.policy.statements import Statement, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.demo.wire import Call

SHAPE_HEADER = "x-estate-simulate-shape"
_ACTION = re.compile(r"^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$")
_RESOURCE = re.compile(r"^(\*|arn:[^:]+:[^:]*:[^:]*:[^:]*:.+)$", re.DOTALL)
_USER = re.compile(r"^arn:aws:iam::\d{12}:user/(?:.*/)?([^/]+)$")
_MOST = 1000


def simulate(call: Call, account: str, *, default_shape: str) -> dict[str, Any]:
    """iam:SimulatePrincipalPolicy.

    Nested: a result per action, with one result per resource in it. Flat: a result per action and resource.
    """
    params = call.params()
    policies = _policies(params, account)
    context = _context(params)
    resources = params.get("ResourceArns") or ["*"]
    _check(params["ActionNames"], resources)
    shape = call.request.headers.get(SHAPE_HEADER, default_shape)
    results = []
    for action in params["ActionNames"]:
        decisions = [(resource, decide(policies, action, resource, context)) for resource in resources]
        if shape == "flat":
            results += [_result(action, resource, decision) for resource, decision in decisions]
        else:
            results.append(_nested(action, decisions))
    return _page(results, params)


def get_context_keys(call: Call, account: str) -> dict[str, Any]:
    """iam:GetContextKeysForPrincipalPolicy."""
    return {"ContextKeyNames": context_keys(_policies(call.params(), account).statements)}


def _policies(params: Mapping[str, Any], account: str) -> Policies:
    held = principals.policies_of(params["PolicySourceArn"], account)
    added = _inputs(params, "PolicyInputList")
    boundary = _inputs(params, "PermissionsBoundaryPolicyInputList")
    held = replace(held, identity=held.identity + added)
    return replace(held, boundary=boundary) if boundary else held


def _inputs(params: Mapping[str, Any], name: str) -> tuple[Statement, ...]:
    statements: list[Statement] = []
    for number, document in enumerate(params.get(name) or [], 1):
        try:
            statements += parse(document, f"{name}.{number}", "none")
        except ValueError as problem:
            raise AwsError("InvalidInput", f"{name}.{number}: {problem}") from problem
    return tuple(statements)


def _context(params: Mapping[str, Any]) -> Context:
    user = _USER.match(params.get("CallerArn") or params["PolicySourceArn"])
    entries = {"aws:username": [user[1]]} if user else {}
    given = params.get("ContextEntries") or []
    return Context(entries | {entry["ContextKeyName"]: entry.get("ContextKeyValues") or [] for entry in given})


def _check(actions: list[str], resources: list[str]) -> None:
    for action in actions:
        if not _ACTION.match(action):
            raise AwsError("InvalidInput", f"{action} is not a valid action name.")
    for resource in resources:
        if not _RESOURCE.match(resource):
            raise AwsError("InvalidInput", f"{resource} is not a valid resource ARN.")


def _result(action: str, resource: str, decision: Decision) -> dict[str, Any]:
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": decision.verdict,
        "MatchedStatements": _matched(decision),
        "MissingContextValues": list(decision.missing),
    }
    if decision.within_boundary is not None:
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": decision.within_boundary}
    return result


def _nested(action: str, decisions: list[tuple[str, Decision]]) -> dict[str, Any]:
    verdicts = [decision.verdict for _, decision in decisions]
    # AWS sums up with the strictest.
    strictest = min(verdicts, key=["explicitDeny", "implicitDeny", "allowed"].index)
    summary = next(decision for _, decision in decisions if decision.verdict == strictest)
    result = _result(action, _template(decisions[0][0]), summary)
    return {**result, "ResourceSpecificResults": [_specific(*pair) for pair in decisions]}


def _specific(resource: str, decision: Decision) -> dict[str, Any]:
    result = _result("", resource, decision)
    del result["EvalActionName"]
    return {**result, "EvalResourceDecision": result.pop("EvalDecision")}


def _matched(decision: Decision) -> list[dict[str, str]]:
    sources = {statement.policy_id: statement.policy_type for statement in decision.matched}
    return [{"SourcePolicyId": name, "SourcePolicyType": kind} for name, kind in sources.items()]


def _template(resource: str) -> str:
    if resource == "*":
        return "*"
    service, kind = resource.split(":", 5)[2], resource.split(":", 5)[5]
    named = re.match(r"[^:/]+(?=[:/])", kind)
    return f"arn:${{Partition}}:{service}:${{Region}}:${{Account}}:{named[0] + '/' if named else ''}${{ResourceName}}"


def _page(results: list[dict[str, Any]], params: Mapping[str, Any]) -> dict[str, Any]:
    size = int(params.get("MaxItems") or 100)
    marker = params.get("Marker") or "0"
    if not 1 <= size <= _MOST:
        message = f"Value '{size}' at 'maxItems' failed to satisfy constraint: Member must be between 1 and {_MOST}"
        raise AwsError("ValidationError", message)
    if not marker.isdigit() or int(marker) > len(results):
        raise AwsError("InvalidInput", "Invalid marker.")
    start, end = int(marker), int(marker) + size
    page: dict[str, Any] = {"EvaluationResults": results[start:end], "IsTruncated": end < len(results)}
    return {**page, "Marker": str(end)} if page["IsTruncated"] else page
