"""What is offered where: botocore's data, the DNS, and what a name that does not exist means for a listing."""

import socket

import botocore.session
import pytest
from conftest import entry_of, narrow
from fake_aws import ACCOUNT

from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.errors import Status
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.offers import Offers
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.settings import Settings

HERE, NOWHERE = "eu-west-1", "ap-east-2"  # App Runner is in the first and, by botocore's data, not in the second
HOST = f"apprunner.{NOWHERE}.amazonaws.com"
CONTROL = f"ec2.{NOWHERE}.amazonaws.com"
URL = f"https://{HOST}"


@pytest.fixture
def dns(monkeypatch):
    """The names that exist; the rest do not, and those with an errno fail with it. Notes what was asked."""
    known, asked = {CONTROL: None}, []
    real = socket.getaddrinfo

    def look_up(host, *rest, **more):
        if host in ("127.0.0.1", "localhost"):
            return real(host, *rest, **more)
        asked.append(host)
        errno = known.get(host, socket.EAI_NONAME)
        if errno is not None:
            raise socket.gaierror(errno, "planted")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    known["asked"] = asked
    return known


@pytest.fixture(scope="module")
def session():
    return botocore.session.Session()


@pytest.mark.parametrize(
    ("service", "region", "listed"),
    [
        ("apprunner", HERE, True),
        ("apprunner", NOWHERE, False),
        ("iam", HERE, None),  # global: the data has no regions for it
        ("bedrock-agent", HERE, None),  # not in the data at all
        ("apprunner", "me-west-1", None),  # a region that the endpoint data does not know yet
        ("no-service-of-aws", HERE, None),
        ("apprunner", "cn-north-1", None),
        ("sqs", "cn-north-1", True),
    ],
)
def test_the_data_says_yes_no_or_nothing(session, service, region, listed):
    assert Offers(session, "confirm").listed(service, region) is listed


def test_a_no_of_the_data_counts_where_the_name_does_not_exist_either(session, dns):
    assert HOST in Offers(session, "confirm").absent("apprunner", NOWHERE, URL)
    assert Offers(session, "confirm").absent("apprunner", HERE, URL) == ""
    assert dns["asked"] == [HOST, CONTROL]


@pytest.mark.parametrize(
    "names",
    [
        {HOST: None},  # the data lags
        {HOST: socket.EAI_AGAIN},  # nobody can tell
        {CONTROL: socket.EAI_NONAME},  # a resolver that knows no name of AWS's, as behind a proxy
    ],
)
def test_where_the_dns_does_not_confirm_it_aws_is_asked(session, dns, names):
    dns.update(names)
    assert Offers(session, "confirm").absent("apprunner", NOWHERE, URL) == ""


def test_the_data_may_be_trusted_or_not_heard_at_all(session, dns):
    dns[HOST] = None
    assert Offers(session, "trust").absent("apprunner", NOWHERE, URL)
    assert Offers(session, "ask").absent("apprunner", NOWHERE, URL) == ""
    assert Offers(session, "confirm").absent("apprunner", NOWHERE, "http://127.0.0.1:5000") == ""
    assert dns["asked"] == []


@pytest.fixture
def listed(dns, monkeypatch, tmp_path):
    """The ledger's entry of a cell of App Runner or SQS, its endpoint AWS's own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDDEFAULT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted")
    queue = narrow("sqs:queue").specs("sqs")[0]
    made = []

    def run(service, region, belief="confirm"):
        registry = Registry(entry_points=False)
        registry.register(ServiceScanner(service, [_like(queue, service)]))
        settings = Settings(home=tmp_path, limits={"attempts": 1}, scan={"endpoint_data": belief})
        found = Discovery(settings, registry, Sealer(b"k" * 32), Ledger(tmp_path / "ledger.db"))
        made.append(found)
        found._regions[ACCOUNT] = None
        monkeypatch.setattr(found.entrance, "identity", lambda _: None)
        (outcome,) = found.discover(Account(ACCOUNT), [Cell(ACCOUNT, region, service)])
        return entry_of(outcome, f"{service}:things"), outcome

    yield run
    for one in made:
        one.close()


def _like(spec, service):
    operation = {"apprunner": "ListServices", "sqs": "ListQueues"}[service]
    listing = {"operation": operation, "items": "Things[]"}
    return type(spec).from_dict(service, "things", {"words": "things", "list": listing, "id": "Id", "arn": "Arn"})


def test_a_service_that_is_surely_not_there_is_not_offered_without_a_call(listed):
    entry, outcome = listed("apprunner", NOWHERE)
    assert (entry.status, entry.code, outcome.stats["api_calls"]) == (Status.NOT_OFFERED, "ServiceNotInRegion", 0)
    assert (outcome.status, outcome.errors) == (Status.NOT_OFFERED, ())


def test_a_host_that_does_not_exist_is_not_offered_where_the_data_lists_no_such_service(listed):
    entry, outcome = listed("apprunner", NOWHERE, "ask")
    assert (entry.status, entry.code, outcome.stats["api_calls"]) == (Status.NOT_OFFERED, "UnknownHost", 1)
    assert outcome.errors == ()


def test_a_host_that_does_not_exist_is_a_gap_where_the_data_lists_the_service(listed):
    entry, outcome = listed("sqs", HERE)
    assert (entry.status, entry.code) == (Status.FAILED, "UnknownHost")
    assert [(error.category, error.retryable) for error in outcome.errors] == [("execution", True)]


@pytest.mark.parametrize(("service", "region"), [("apprunner", NOWHERE), ("sqs", HERE)])
def test_a_resolver_that_does_not_answer_is_a_gap_everywhere(listed, dns, service, region):
    dns.update({f"{service}.{region}.amazonaws.com": socket.EAI_AGAIN})
    entry, _ = listed(service, region)
    assert (entry.status, entry.code) == (Status.FAILED, "EndpointConnectionError")
