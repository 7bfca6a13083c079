"""How a discovery begins: which cells come last, and what is made ready before."""

import os
import subprocess
import sys
import threading

import pytest
from conftest import REGION, narrow
from fake_aws import ACCOUNT, ROLE

from estate_assets.scanner.errors import Status
from estate_assets.scanner.model import GLOBAL, Account, Cell


def test_ec2s_cells_begin_last(aws, discovery):
    aws.on("sqs:ListQueues", {})
    aws.on("ec2:DescribeVolumes", {"Volumes": []})
    found = discovery(narrow("ec2:volume", "sqs:queue"), cells=1)
    cells = [Cell(ACCOUNT, region, service) for region in ("us-east-1", REGION) for service in ("ec2", "sqs")]
    begun = [(outcome.cell.service, outcome.cell.region) for outcome in found.discover(Account(ACCOUNT), cells)]
    assert begun == [("sqs", "us-east-1"), ("sqs", REGION), ("ec2", "us-east-1"), ("ec2", REGION)]


@pytest.mark.parametrize(("region", "reads"), [(REGION, True), (GLOBAL, False)])
def test_ec2s_client_is_made_while_aws_says_who_we_are_where_regions_will_be_asked_for(
    aws, discovery, monkeypatch, region, reads
):
    found, read = discovery(narrow("sqs:queue", "iam:group"), cells=1), threading.Event()
    real = found.engine.session.get_service_data

    def noted(service, *args):
        if service == "ec2":
            read.set()
        return real(service, *args)

    monkeypatch.setattr(found.engine.session, "get_service_data", noted)
    during = []
    who = {"Account": ACCOUNT, "Arn": ROLE, "UserId": "u"}
    aws.on("sts:GetCallerIdentity", lambda _: during.append(read.wait(5 if reads else 0.5)) or who)
    aws.on("sqs:ListQueues", {})
    aws.on("iam:ListGroups", {"Groups": []})
    (outcome,) = found.discover(Account(ACCOUNT), [Cell(ACCOUNT, region, "sqs" if reads else "iam")])
    assert (during, outcome.status) == ([reads], Status.COMPLETE)


def test_a_client_made_ahead_that_fails_ends_no_scan(aws, discovery, monkeypatch):
    found = discovery(narrow("sqs:queue"), cells=1)
    real = found.engine.session.get_service_data
    bad = [ValueError("not JSON")]
    monkeypatch.setattr(
        found.engine.session, "get_service_data", lambda *args: _raised(bad.pop()) if bad else real(*args)
    )
    aws.on("sqs:ListQueues", {})
    (outcome,) = found.discover(Account(ACCOUNT), [Cell(ACCOUNT, REGION, "sqs")])
    assert (bad, outcome.status) == ([], Status.COMPLETE)


def _raised(error):
    raise error


def test_its_start_waits_for_no_arrow_and_no_checker():
    code = (
        "import sys; from estate_assets.scanner import EstateScanner, Settings, ScanRequest\n"
        "heavy = {'boto3', 'numpy', 'pyarrow', 'qdrant_client', 'estate_assets.scanner.catalogue_check'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"
