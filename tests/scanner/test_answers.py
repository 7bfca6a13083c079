"""One answer per action: IAM's verdict joined with what the state forbids."""

import pytest
from records import resource

from estate_assets.scanner.answers import answers, possible
from estate_assets.scanner.findings import Constraint, Verdict
from estate_assets.scanner.points import payload_of

BLOCK = Constraint("deletion-protected", "block", ("rds:DeleteDBInstance",), "deletion protection")
RISK = Constraint("spot", "risk", ("ec2:StopInstances",), "a spot instance")
NOTE = Constraint("public", "note", ("rds:DeleteDBInstance", "ec2:StopInstances"), "publicly accessible")


@pytest.mark.parametrize(
    ("action", "verdict", "answer", "reason"),
    [
        ("rds:DeleteDBInstance", Verdict("allowed"), "blocked", "deletion protection (deletion-protected)"),
        (
            "rds:DeleteDBInstance",
            Verdict("unknown", "throttled"),
            "blocked",
            "deletion protection (deletion-protected)",
        ),
        ("rds:DeleteDBInstance", Verdict("denied", "by an SCP"), "denied", "by an SCP"),
        ("rds:DeleteDBInstance", Verdict("not_allowed"), "not_allowed", ""),
        ("ec2:StopInstances", Verdict("allowed"), "risky", "a spot instance (spot)"),
        ("ec2:StopInstances", Verdict("unknown", "throttled"), "unknown", "throttled"),
        ("ec2:StartInstances", Verdict("allowed"), "allowed", ""),
    ],
)
def test_one_answer(action, verdict, answer, reason):
    found = resource("it", permissions={action: verdict}, constraints=(BLOCK, RISK, NOTE))
    assert answers(found) == {action: Verdict(answer, reason)}
    can = [action] if answer in ("allowed", "risky") else []
    assert possible(found) == payload_of(found, "")["can"] == can


def test_a_block_comes_before_a_risk():
    both = Constraint("stuck", "block", RISK.actions, "it is stuck")
    found = resource("it", permissions={"ec2:StopInstances": Verdict("allowed")}, constraints=(RISK, both))
    assert answers(found)["ec2:StopInstances"] == Verdict("blocked", "it is stuck (stuck)")
