"""IAM in earnest, for the principals named by `POST /estate/enforcement`: their calls need a policy that allows them.

Nobody else's calls do, so that a seeded estate works without a policy for every tool that looks at it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from estate_assets.demo import principals, trust
from estate_assets.demo.answers import Answer, AwsError
from estate_assets.demo.policy.context import Context
from estate_assets.demo.policy.decision import decide

if TYPE_CHECKING:
    from estate_assets.demo.wire import Call

PATH = "/estate/enforcement"
#: These need no permission: AWS answers them even where a policy denies them.
FREE = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
#: Whose resource is in a parameter; all others are asked of `*`, which a policy that lists and describes has to allow.
RESOURCES = {
    "iam:SimulatePrincipalPolicy": "PolicySourceArn",
    "iam:GetContextKeysForPrincipalPolicy": "PolicySourceArn",
    "sts:AssumeRole": "RoleArn",
}


class Enforcement:
    """Holds the ARNs of the users and roles whose calls are checked."""

    def __init__(self) -> None:
        self._principals: frozenset[str] = frozenset()

    def control(self, method: str, body: bytes) -> Answer:
        """POST a list of ARNs to check them from now on; DELETE to check nobody; GET to see who is."""
        try:
            if method == "POST":
                self._principals = frozenset(str(arn) for arn in json.loads(body))
            elif method == "DELETE":
                self._principals = frozenset()
        except (TypeError, ValueError) as problem:
            return _json(400, {"error": f"a list of ARNs is expected: {problem}"})
        return _json(200, sorted(self._principals))

    def check(self, call: Call, account: str) -> None:
        """Let the call go on where its caller is allowed to make it, or is not checked.

        Raises:
            AwsError: AccessDenied, as the call's protocol words it.
        """
        if not self._principals or call.key in FREE:
            return
        caller = trust.caller_of(call.access_key, account)
        if caller not in self._principals:
            return
        from estate_assets.scanner.catalogue_check.authorization import action_of

        action, resource = action_of(call.service, call.name), _resource(call, account)
        context = Context({"aws:RequestedRegion": [call.region], "aws:PrincipalArn": [caller]})
        if decide(principals.policies_of(caller, account), action, resource, context).verdict != "allowed":
            raise _denied(call, f"User: {caller} is not authorized to perform: {action} on resource: {resource}")


def _resource(call: Call, account: str) -> str:
    if call.key == "iam:GetRole":
        return f"arn:aws:iam::{account}:role/{call.params()['RoleName']}"
    return str(call.params()[RESOURCES[call.key]]) if call.key in RESOURCES else "*"


def _denied(call: Call, message: str) -> AwsError:
    if call.protocol == "ec2":
        return AwsError("UnauthorizedOperation", message, 403)
    if call.protocol in ("query", "rest-xml"):
        return AwsError("AccessDenied", message, 403)
    return AwsError("AccessDeniedException", message, 403 if call.protocol == "rest-json" else 400)


def _json(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})
