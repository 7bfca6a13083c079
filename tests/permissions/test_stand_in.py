"""The engines through the command, over the stand-in: they agree, they answer for others, and a refusal is told once."""

import pytest

from estate_assets.scanner import EstateScanner, ScanRequest
from estate_assets.scanner.permissions.sampling import AGREED, COMPARED
from estate_assets.scanner.settings import load

PRODUCTION, STAGING = "222233334444", "333344445555"
SERVICES = ("sqs", "lambda", "kms", "iam", "s3", "ec2")


def seen(monkeypatch, account, **settings):
    for name, value in settings.items():
        monkeypatch.setenv(f"ESTATE_PERMISSIONS__{name.upper()}", value)
    with EstateScanner(load()) as scanner:
        (one,) = scanner.accounts([account])
        cells = scanner.cells(one, ScanRequest(regions=("us-east-1",), services=SERVICES))
        return list(scanner.enrich(one, scanner.discovery.discover(one, cells)))


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("account", [PRODUCTION, STAGING])
def test_the_engines_agree_on_all_they_both_decide(monkeypatch, account):
    outcomes = seen(monkeypatch, account, engine="both", sample="100000")
    compared = sum(one.stats.get(COMPARED, 0) for one in outcomes)
    verdicts = [v for one in outcomes for item in one.items for v in item.permissions.values()]
    assert compared > 300
    assert sum(one.stats.get(AGREED, 0) for one in outcomes) == compared
    assert {"allowed", "denied", "not_allowed"} <= {verdict.decision for verdict in verdicts}
    assert not [verdict for verdict in verdicts if "disagree" in verdict.reason]


def test_another_principal_is_answered_for(place):
    arn = f"arn:aws:iam::{PRODUCTION}:role/payments-deploy"
    scan = ("scan", "--accounts", PRODUCTION, "--services", "sqs", "--regions", "us-east-1")
    place.json(*scan, "--as", arn)
    hits = place.json("search", "queues", "--service", "sqs", "--limit", "100")
    assert len(hits) > 3
    assert {tuple(hit["allowed_actions"]) for hit in hits} == {("sqs:SendMessage",)}


@pytest.mark.parametrize("arn", ["nonsense", "arn:aws:iam::1:user/x", "arn:aws:sts::222233334444:federated-user/x", ""])
def test_the_arn_of_nobody_is_wrong_usage(place, arn):
    done = place.run("scan", "--as", arn)
    assert (done.returncode, f"--as {arn!r}" in done.stderr) == (2, True)
    wrong = place.run("scan", env={"ESTATE_PERMISSIONS__PRINCIPAL": arn or "x"})
    assert (wrong.returncode, "permissions.principal" in wrong.stderr) == (2, True)


def test_who_may_not_ask_iam_has_a_full_scan_and_is_told_once(place):
    place.faults({"service": "iam", "operation": "*", "code": "AccessDenied", "status": 403})
    done = place.json("scan", "--accounts", PRODUCTION, "--services", "sqs,lambda", code=3)
    assert done["resources_upserted"] == done["resources_discovered"] > 10
    assert [error["category"] for error in done["errors"]] == ["iam"]
    rows = [row for row in place.json("ledger") if row["resource_type"] == "iam:permissions"]
    assert [row["status"] for row in rows] == ["denied"]
    (hit, *_) = place.json("search", "queue", "--service", "sqs", "--limit", "1")
    assert hit["allowed_actions"] == []
