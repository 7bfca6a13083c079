"""What error messages leave out: values that were sealed, their pieces, and what looks like a secret by itself."""

import base64
import json
import traceback

import pytest
from conftest import REGION
from fake_aws import ACCOUNT, Fault, Raw
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner import ResourceSpec, ServiceScanner
from estate_assets.scanner.credentials import Entrance
from estate_assets.scanner.encryption import Place, Sealer
from estate_assets.scanner.errors import EstateError, Status
from estate_assets.scanner.model import Account
from estate_assets.scanner.redaction import GENERATION, MASK, OPEN, Redactor, unshaped
from estate_assets.scanner.registry import Registry

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
PLACE = Place(ACCOUNT, ARN)
SECRETS = st.text(min_size=12, max_size=60).filter(lambda value: not OPEN.fullmatch(value))


@given(SECRETS, st.text(), st.text())
def test_a_value_that_was_sealed_is_in_no_message(secret, before, after):
    sealer = Sealer(b"k" * 32)
    sealer.seal(secret, PLACE, "A")
    scrubbed = sealer.redactor.scrub(f"{before}{secret}{after}")
    assert secret not in scrubbed.replace(MASK, "") or secret in f"{before}{after}".replace(MASK, "")


@given(st.text())
def test_a_message_without_secrets_stays_as_it_is(message):
    assert Redactor().scrub(message) == unshaped(message)


@pytest.mark.parametrize(
    ("value", "message", "left"),
    [
        ("hunter2hunter2", "value 'hunter2hunter2' failed", f"value '{MASK}' failed"),
        ("hunter2", "password hunter2, hunter22", f"password {MASK}, hunter22"),
        ("hunter2hunter2", "xhunter2hunter2y", f"x{MASK}y"),
        ("run --password=hunter2hunter2 now", "near hunter2hunter2", f"near {MASK}"),
        (base64.b64encode(b"#!/bin/sh\nexport T=s3cr3t-t0ken\n").decode(), "line T=s3cr3t-t0ken", f"line T={MASK}"),
        ("production", "role/production-scanner of production", f"role/{MASK}-scanner of {MASK}"),
        ("abc", "abc", "abc"),
        ("eu-west-1", "in eu-west-1", "in eu-west-1"),
        ("us-gov-east-1", "in us-gov-east-1", "in us-gov-east-1"),
        ("my-password-1", "near my-password-1", f"near {MASK}"),
        ("arn:aws:sqs:eu-west-1:1:q", "on arn:aws:sqs:eu-west-1:1:q", "on arn:aws:sqs:eu-west-1:1:q"),
        (ARN.rpartition(":")[2] * 9, "f" * 9, MASK),
    ],
)
def test_a_value_leaves_a_message_and_what_is_no_secret_stays(value, message, left):
    redactor = Redactor()
    redactor.note(value)
    assert redactor.scrub(message) == left


def test_what_the_arn_says_anyway_is_not_masked():
    sealer = Sealer(b"k" * 32)
    sealer.seal(ACCOUNT, PLACE, "Environment.Variables.SELF")
    assert sealer.redactor.scrub(f"not authorized on {ARN}") == f"not authorized on {ARN}"


def test_it_remembers_hashes_only_and_the_latest():
    redactor = Redactor(generation=100)
    for number in range(1_000):
        redactor.note(f"secret-number-{number:04}")
    assert (
        redactor.scrub("secret-number-0999 secret-number-0950 secret-number-0001")
        == f"{MASK} {MASK} secret-number-0001"
    )
    assert "secret" not in repr(vars(redactor))
    assert 2 * GENERATION <= 50_000


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("https://ann:hunter2@host/x", f"https://{MASK}@host/x"),
        ("The key AKIAIOSFODNN7EXAMPLE is unknown", f"The key {MASK} is unknown"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def", f"token {MASK}"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", MASK),
        ("Encoded authorization failure message: " + "a1B2" * 20, f"Encoded authorization failure message: {MASK}"),
        ("password=hunter2", f"password={MASK}"),
        ('{"DB_PASSWORD":"hunter2","x":1}', f'{{"DB_PASSWORD":"{MASK}","x":1}}'),
        ("MasterUserPassword: hunter2 is too short", f"MasterUserPassword: {MASK} is too short"),
        ("api_key = 'abcd1234'", f"api_key = '{MASK}'"),
    ],
)
def test_what_looks_like_a_secret_by_itself_is_masked(message, left):
    assert unshaped(message) == left


@pytest.mark.parametrize(
    "message",
    [
        "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: secretsmanager:ListSecrets on resource: *",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1b2c3",
        "The security token included in the request is expired",
        "Secrets Manager can't find the specified secret.",
        "User is not authorized to perform: kms:ListAliases with an explicit deny in a service control policy",
        "1 validation error detected: Value '5' at 'maxResults' failed to satisfy constraint",
    ],
)
def test_awss_own_words_stay(message):
    assert unshaped(message) == message


def function(secret):
    return {"FunctionName": "f", "FunctionArn": ARN, "Environment": {"Variables": {"TOKEN": secret}}}


@pytest.mark.parametrize("operation", ["lambda:ListTags"])
def test_an_error_that_repeats_what_was_sealed_is_told_without_it(aws, scan, operation):
    aws.on("lambda:ListFunctions", {"Functions": [function("hunter2-in-env")]})
    aws.on("lambda:ListTags", Fault("ValidationException", 400, "x" * 480 + "value hunter2-in-env is wrong"))
    for other in ("ListEventSourceMappings", "ListLayers", "ListAliases", "ListVersionsByFunction"):
        aws.on(f"lambda:{other}", {})
    outcome = scan("lambda")
    told = json.dumps([entry.to_dict() for entry in outcome.ledger] + [error.to_dict() for error in outcome.errors])
    assert "hunter2" not in told  # nor a half of it, where the message is cut
    assert MASK in told
    assert "hunter2" not in repr(outcome)


THINGS = ResourceSpec.from_dict(
    "sqs", "queue",
    {"words": "queue", "list": {"operation": "ListQueues", "items": "QueueUrls[]"}, "id": "Name", "sensitive": ["Secret"],
     "arn_template": "arn:${Partition}:sqs:${Region}:${Account}:${Name}", "arn_vars": {"Name": "Name"}, "iam": ["sqs:ListQueues"]},
)  # fmt: skip


def test_a_scanner_of_ones_own_that_fails_with_a_secret_in_its_words(aws, scan):
    class Careless(ServiceScanner):
        def discover(self, context, spec):
            yield self._raw(context, spec, self.item())
            raise ValueError("could not read Secret=hunter2-in-queue")

        def item(self):
            from estate_assets.scanner.details import Item

            return Item(
                {"Name": "q", "Secret": "hunter2-in-queue"}, None, arn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q", id="q"
            )

    registry = Registry(entry_points=False)
    registry.register(Careless("sqs", [THINGS]))
    outcome = scan("sqs", registry=registry)
    assert outcome.ledger[0].status is Status.FAILED
    assert "hunter2" not in repr(outcome)
    assert "ValueError" in outcome.ledger[0].code


@pytest.mark.parametrize("body", [b"<ListTopicsResponse><x>hunter2", b"<hunter2>1</hunter2>", b"hunter2 \xff\xfe"])
def test_an_answer_that_cannot_be_read_is_quoted_nowhere(aws, scan, body):
    aws.on("sns:ListTopics", Raw(body))
    aws.on("sns:ListSubscriptions", Raw(body))
    outcome = scan("sns")
    assert "hunter2" not in repr(outcome)
    assert {entry.status for entry in outcome.ledger} <= {Status.FAILED, Status.TRUNCATED}


def test_a_time_that_is_none_is_not_quoted(aws, scan):
    """The parser says which text it could not read."""
    body = json.dumps(
        {"SecretList": [{"Name": "s", "ARN": "arn:aws:secretsmanager:x", "CreatedDate": "hunter2-is-no-time"}]}
    )
    aws.on("secretsmanager:ListSecrets", Raw(body.encode()))
    outcome = scan("secretsmanager")
    assert outcome.ledger[0].status is Status.FAILED
    assert "hunter2" not in repr(outcome)


@pytest.mark.parametrize(
    "body", [b"<AssumeRoleResponse><SecretAccessKey>hunter2", b"<html>hunter2</html>", b"\x00hunter2"]
)
def test_no_traceback_quotes_the_credentials_of_a_role(aws, body):
    """Dagster prints a failure's whole chain of causes into its event log."""
    from estate_assets.scanner.aws import config
    from estate_assets.scanner.settings import Settings

    aws.on("sts:AssumeRole", Raw(body))
    entrance = Entrance(config(Settings(limits={"attempts": 1}).limits))
    with pytest.raises(EstateError) as told:
        entrance.identity(Account(ACCOUNT, role_arn=f"arn:aws:iam::{ACCOUNT}:role/r"))
    assert "hunter2" not in "".join(traceback.format_exception(told.value))


def test_a_password_in_the_endpoints_url_is_not_told(monkeypatch, tmp_path):
    from estate_assets.scanner.aws import config
    from estate_assets.scanner.settings import Settings

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://ann:hunter2@127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    entrance = Entrance(config(Settings(home=tmp_path, limits={"attempts": 1, "connect_timeout_s": 1}).limits))
    with pytest.raises(EstateError) as told:
        entrance.identity(None)
    assert "hunter2" not in str(told.value)
