"""The engines over the stand-in: they agree, they answer for others, they remember, and a refusal is told once."""

import dagster as dg
import pytest

from estate_assets.scanner import EstateScanner, ScanRequest
from estate_assets.scanner.errors import SettingsError
from estate_assets.scanner.permissions import simulate
from estate_assets.scanner.permissions.arns import arn_problem
from estate_assets.scanner.permissions.local import Standing
from estate_assets.scanner.permissions.sampling import AGREED, COMPARED
from estate_assets.scanner.settings import load
from tests.materializing import latest_checks, run

SIMULATE = "iam:SimulatePrincipalPolicy"
PRODUCTION, STAGING = "222233334444", "333344445555"
SERVICES = ("sqs", "lambda", "kms", "s3", "ec2")


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


SCAN = ("scan", "--accounts", PRODUCTION, "--services", "sqs", "--regions", "us-east-1")


def test_another_principal_is_answered_for_and_a_second_scan_asks_iam_nothing(place):
    before = place.calls().get(SIMULATE, 0)
    place.json(*SCAN, "--as", f"arn:aws:iam::{PRODUCTION}:role/payments-deploy")
    asked = place.calls()[SIMULATE]
    assert asked > before
    place.json(*SCAN, "--as", f"arn:aws:iam::{PRODUCTION}:role/payments-deploy")
    assert place.calls()[SIMULATE] == asked
    hits = place.json("search", "queues", "--service", "sqs", "--can", "sqs:SendMessage", "--limit", "100")
    assert len(hits) > 3
    assert {tuple(hit["allowed_actions"]) for hit in hits} == {("sqs:SendMessage",)}
    assert place.json("search", "queues", "--service", "sqs", "--can", "sqs:PurgeQueue") == []
    table = place.run("show", hits[0]["arn"]).stdout
    answers = dict(reversed(line.split()[:2]) for line in table.splitlines() if " sqs:" in line)
    assert (answers["sqs:SendMessage"], answers["sqs:PurgeQueue"]) == ("allowed", "not_allowed")


def test_the_arn_of_nobody_is_wrong_usage(place):
    done = place.run("scan", "--as", "nonsense")
    assert (done.returncode, "--as 'nonsense'" in done.stderr) == (2, True)


@pytest.mark.parametrize("arn", ["nonsense", "arn:aws:iam::1:user/x", "arn:aws:sts::222233334444:federated-user/x", ""])
def test_who_no_policies_are_known_for_can_be_no_principal_of_the_settings(monkeypatch, arn):
    monkeypatch.setenv("ESTATE_PERMISSIONS__PRINCIPAL", arn or "x")
    with pytest.raises(SettingsError, match=r"permissions\.principal"):
        load()
    assert arn_problem(arn)


def test_who_may_not_ask_iam_has_a_full_scan_and_is_told_once(place):
    place.faults({"service": "iam", "operation": "*", "code": "AccessDenied", "status": 403})
    done = place.json(*SCAN[:3], "--services", "sqs,lambda", "--regions", "us-east-1", code=3)
    assert done["resources_upserted"] == done["resources_discovered"] > 10
    assert [(error["category"], error["code"]) for error in done["errors"]] == [("iam", "NoPrincipal")]
    rows = [row for row in place.json("ledger") if row["status"] != "complete"]
    assert [(row["resource_type"], row["status"]) for row in rows] == [("iam:permissions", "denied")]
    (hit, *_) = place.json("search", "queue", "--service", "sqs", "--limit", "1")
    assert hit["allowed_actions"] == []
    assert "iam denied" in place.run("show", hit["arn"]).stdout


@pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals
@pytest.mark.usefixtures("inside")
def test_a_disagreement_turns_the_asset_check_red_with_the_rate(monkeypatch):
    from estate_assets.partitions import register_accounts

    def wary(answer, asked, keys):
        return Standing(identity=False) if asked.action == "lambda:InvokeFunction" else told(answer, asked, keys)

    told = simulate.standing_of
    monkeypatch.setattr(simulate, "standing_of", wary)
    monkeypatch.setenv("ESTATE_PERMISSIONS__ENGINE", "both")
    with dg.DagsterInstance.ephemeral() as instance:
        register_accounts(instance, [STAGING])
        assert run(instance, "us-east-1/lambda").success
        (check,) = latest_checks(instance, "enriched_resources", "permission_agreement").values()
    assert not check.passed
    assert 0 < check.metadata["agreement"].value < 1
