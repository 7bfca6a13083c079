"""Getting into accounts: the default chain, roles, and the words for those who can't get in."""

from pathlib import Path

import pytest
from botocore.loaders import JSONFileLoader
from botocore.session import Session
from conftest import REGION, narrow
from fake_aws import ACCOUNT, ROLE, Fault, Raw, Reset

from estate_assets.scanner import credentials
from estate_assets.scanner.aws import config
from estate_assets.scanner.credentials import Entrance, Identity
from estate_assets.scanner.errors import CredentialsError, SettingsError, Status, UnreachableError
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.reading import Files
from estate_assets.scanner.sections import LimitSettings

MEMBER = "444455556666"
ROLE_ARN = f"arn:aws:iam::{MEMBER}:role/estate"
CELLS = [Cell(ACCOUNT, REGION, service) for service in ("sqs", "logs")]


@pytest.fixture
def entrance():
    return Entrance(config(LimitSettings(attempts=1, read_timeout_s=10)))


def by_role(aws, key="AKIDROLE"):
    """STS hands out credentials for the role, and knows whose they are."""
    given = {"AccessKeyId": key, "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2100-01-01T00:00:00Z"}
    aws.on("sts:AssumeRole", {"Credentials": given})
    aws.on("sts:GetCallerIdentity", {"Account": MEMBER, "Arn": ROLE_ARN, "UserId": "u"})


@pytest.mark.usefixtures("aws")
def test_the_default_credentials_say_who_we_are(entrance):
    assert entrance.identity(None) == Identity(ACCOUNT, ROLE)


def test_a_role_is_assumed_once_with_its_external_id_and_signs_the_calls(aws, entrance):
    by_role(aws)
    account = Account(MEMBER, role_arn=ROLE_ARN, external_id="partner-7")
    assert entrance.identity(account).account_id == MEMBER
    entrance.identity(account)
    assert [(p["RoleArn"], p["ExternalId"]) for p in aws.params_of("sts:AssumeRole")] == [(ROLE_ARN, "partner-7")]
    assert {c.access_key for c in aws.calls if c.operation == "GetCallerIdentity"} == {"AKIDROLE"}


def test_the_client_of_sts_is_made_once_for_all_accounts(aws, entrance, monkeypatch):
    by_role(aws)
    made, create = [], Session.create_client
    monkeypatch.setattr(
        Session, "create_client", lambda self, *args, **more: (made.append(args), create(self, *args, **more))[1]
    )
    for name in ("a", "b"):
        entrance.identity(Account(MEMBER, name, role_arn=ROLE_ARN))
        entrance.identity(Account(MEMBER, name, role_arn=ROLE_ARN))
    assert made == [("sts",)]
    keys = [(call.operation, call.access_key) for call in aws.calls]
    assert keys.count(("AssumeRole", "AKIDDEFAULT")) == 2
    assert keys.count(("GetCallerIdentity", "AKIDROLE")) == 1  # all have its key here


def test_whose_a_key_is_is_asked_again_after_a_while_and_of_each_key(aws, entrance, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(credentials.time, "monotonic", lambda: now[0])
    by_role(aws)
    for moment in (0.0, 9.0, 11.0):
        now[0] = moment
        assert entrance.identity(Account(MEMBER, role_arn=ROLE_ARN)).arn == ROLE_ARN
        with pytest.raises(CredentialsError, match="belong to account"):
            entrance.identity(Account(ACCOUNT))
    keys = [call.access_key for call in aws.calls if call.operation == "GetCallerIdentity"]
    assert keys == ["AKIDROLE", "AKIDDEFAULT"] * 2


def test_what_aws_refused_is_asked_again_at_once(aws, entrance):
    aws.on("sts:GetCallerIdentity", Fault("ExpiredToken", 403), {"Account": ACCOUNT, "Arn": ROLE, "UserId": "u"})
    with pytest.raises(CredentialsError, match="expired"):
        entrance.identity(None)
    assert entrance.identity(None).account_id == ACCOUNT


def test_two_accounts_share_clients_and_never_credentials(aws, discovery):
    def identity(_):
        key = aws.calls[-1].access_key
        account = ACCOUNT if key == "AKIDDEFAULT" else MEMBER
        return {"Account": account, "Arn": f"arn:aws:iam::{account}:user/u", "UserId": "u"}

    by_role(aws)
    aws.on("sts:GetCallerIdentity", identity)
    aws.on("sqs:ListQueues", {})
    found = discovery()
    accounts = [Account(ACCOUNT), Account(MEMBER, role_arn=ROLE_ARN)]
    walks = [found.discover(account, [Cell(account.id, REGION, "sqs")]) for account in accounts]
    assert [outcome.status for walk in walks for outcome in walk] == [Status.COMPLETE] * 2
    assert [c.access_key for c in aws.calls if c.service == "sqs"] == ["AKIDDEFAULT", "AKIDROLE"]


def test_no_credentials_at_all_are_told_with_the_way_out(aws, entrance, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match=r"AWS_PROFILE.*aws sso login.*estate demo"):
        entrance.identity(None)
    assert not aws.calls


@pytest.mark.parametrize(
    ("code", "words"),
    [("ExpiredToken", "expired: sign in again"), ("InvalidClientTokenId", "aws sts get-caller-identity")],
)
def test_refused_credentials_are_told_with_the_code_and_the_way_out(aws, entrance, code, words):
    aws.on("sts:GetCallerIdentity", Fault(code, 403))
    with pytest.raises(CredentialsError, match=words) as told:
        entrance.identity(None)
    assert code in str(told.value)


def test_a_role_that_cannot_be_assumed_is_named_with_its_account(aws, entrance):
    aws.on("sts:AssumeRole", Fault("AccessDenied", 403))
    with pytest.raises(CredentialsError, match=f"account {MEMBER}: .*AccessDenied.*assume {ROLE_ARN}"):
        entrance.identity(Account(MEMBER, role_arn=ROLE_ARN))


@pytest.mark.usefixtures("aws")
def test_credentials_of_another_account_are_not_taken_for_this_ones(entrance):
    with pytest.raises(CredentialsError, match=f"belong to account {ACCOUNT}"):
        entrance.identity(Account(MEMBER))


@pytest.mark.usefixtures("aws")
def test_a_profile_that_is_not_there_is_named(entrance):
    with pytest.raises(CredentialsError, match="profile 'nope'"):
        entrance.identity(Account(ACCOUNT, profile="nope"))


@pytest.mark.parametrize("fault", [Reset(), Raw(b"<nothing"), Raw(b"<html><body>sign in</body></html>")], ids=str)
def test_nobody_there_is_unreachable_and_names_the_endpoint_setting(aws, entrance, fault):
    aws.on("sts:GetCallerIdentity", fault)
    with pytest.raises(UnreachableError, match="AWS_ENDPOINT_URL"):
        entrance.identity(None)


@pytest.mark.usefixtures("aws")
def test_an_endpoint_that_is_no_url_is_a_setting_that_is_wrong(entrance, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not a url")
    with pytest.raises(SettingsError, match="AWS_ENDPOINT_URL"):
        entrance.identity(None)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(Fault("ExpiredToken", 403), Status.DENIED, "CredentialsError"), (Reset(), Status.FAILED, "UnreachableError")],
    ids=str,
)
def test_an_account_that_cannot_be_entered_has_a_row_for_each_type_of_each_cell_and_no_call(
    aws, discovery, fault, status, code
):
    aws.on("sts:GetCallerIdentity", fault)
    found = discovery()
    outcomes = list(found.discover(Account(ACCOUNT), CELLS))
    assert [outcome.cell for outcome in outcomes] == CELLS
    assert {(e.status, e.listed, e.code) for o in outcomes for e in o.ledger} == {(status, False, code)}
    assert all(len(outcome.errors) == 1 and outcome.errors[0].retryable for outcome in outcomes)
    assert {call.service for call in aws.calls} == {"sts"}
    assert len(found._ledger.entries()) == sum(len(outcome.ledger) for outcome in outcomes)


def test_a_role_that_expires_in_mid_listing_is_told_and_nothing_counts_as_listed(aws, discovery):
    """The refresh fails with AssumeRole's error after page one: its queues can't be described, page two is never asked for."""
    short = {"AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2100-01-01T00:00:00Z"}
    aws.on("sts:AssumeRole", {"Credentials": short})
    aws.on("sts:GetCallerIdentity", {"Account": MEMBER, "Arn": ROLE_ARN, "UserId": "u"})
    account, found = Account(MEMBER, role_arn=ROLE_ARN), discovery()

    def first_page(_):
        aws.on("sts:AssumeRole", Fault("AccessDenied", 403))
        credentials = found.entrance.credentials(account)
        credentials._expiry_time = credentials._expiry_time.replace(year=2000)
        return {"QueueUrls": ["https://q/a"], "NextToken": "t"}

    aws.on("sqs:ListQueues", first_page)
    aws.on("sqs:GetQueueAttributes", {"Attributes": {"QueueArn": "arn:aws:sqs:a"}})
    (outcome,) = found.discover(account, [Cell(MEMBER, REGION, "sqs")])
    (entry,) = outcome.ledger
    assert (entry.status, entry.listed, entry.code) == (Status.DENIED, False, "AccessDenied")
    assert aws.count("sqs:ListQueues") == 1


def test_a_role_that_expires_between_two_pages_leaves_the_listing_truncated(aws, discovery):
    """Page two is asked for, and fails with AssumeRole's error: it is the listing that failed all the same."""
    by_role(aws)
    account, found = Account(MEMBER, role_arn=ROLE_ARN), discovery(narrow("lambda:layer"))

    def first_page(_):
        aws.on("sts:AssumeRole", Fault("AccessDenied", 403))
        credentials = found.entrance.credentials(account)
        credentials._expiry_time = credentials._expiry_time.replace(year=2000)
        return {"Layers": [{"LayerName": "a", "LayerArn": "arn:aws:lambda:a"}], "NextMarker": "t"}

    aws.on("lambda:ListLayers", first_page)
    (outcome,) = found.discover(account, [Cell(MEMBER, REGION, "lambda")])
    (entry,) = outcome.ledger
    assert (entry.status, entry.listed, entry.operation) == (Status.TRUNCATED, False, "ListLayers")
    assert (entry.items, aws.count("lambda:ListLayers")) == (1, 1)


@pytest.mark.usefixtures("aws")
def test_botocores_data_is_read_once_for_the_entrance_and_the_scan(discovery, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))  # nobody has read by it
    read = []

    for kind in (JSONFileLoader, Files):
        monkeypatch.setattr(kind, "load_file", _noted(kind.load_file, read))
    found = discovery(cells=1)  # limits of its own: else it gets an engine that has read already
    found.entrance.client("sts")
    found.engine.client("sqs", REGION)
    assert (read.count("endpoints"), read.count("partitions")) == (1, 1)


def _noted(load, read):
    def noted(self, path):
        if (found := load(self, path)) is not None:
            read.append(Path(path).name)
        return found

    return noted
