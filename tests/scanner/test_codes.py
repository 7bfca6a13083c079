"""What AWS's errors mean: known answers and botocore's models; and that only what can succeed is asked again."""

import pytest
from botocore.retries import standard
from error_table import Answer, answers
from fake_aws import SESSION, Fault
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner import codes
from estate_assets.scanner.classify import of_code
from estate_assets.scanner.codes import CODES, RETRYABLE, Kind, kind_of, says_gone
from estate_assets.scanner.errors import GAPLESS, ErrorCategory, Status

STATUS = {
    Kind.ACCESS: Status.DENIED, Kind.THROTTLE: Status.THROTTLED, Kind.NOT_ENABLED: Status.NOT_ENABLED, Kind.NOT_OFFERED: Status.NOT_OFFERED,
}  # fmt: skip


@pytest.mark.parametrize("answer", answers(), ids=lambda one: f"{one.service}-{one.code}-{one.kind}")
def test_a_well_known_answer_means(answer: Answer):
    found = of_code(answer.code, answer.status, "ListThings", answer.message)
    assert found.kind is answer.kind
    assert found.status is STATUS.get(answer.kind, Status.FAILED)
    assert found.retryable is (answer.kind in RETRYABLE)
    assert found.category is (ErrorCategory.EXECUTION if answer.kind is Kind.CREDENTIALS else ErrorCategory.AWS)
    assert (found.code, found.message) == (answer.code, answer.message)


def test_the_table_is_as_large_as_it_says_and_has_every_kind():
    assert len(answers()) == len({one[1:] for one in answers()}) >= 200
    assert {one.kind for one in answers()} == set(Kind)


def test_no_code_is_in_two_lists():
    assert sum(map(len, CODES.values())) == len(frozenset().union(*CODES.values()))
    assert not codes.UNSUPPORTED & frozenset().union(*CODES.values())


@given(st.text(), st.integers(200, 599), st.text())
def test_what_nobody_knows_is_never_taken_for_complete(code, status, message):
    if kind_of(code, status, message) in (Kind.NOT_ENABLED, Kind.NOT_OFFERED):
        known = CODES[Kind.NOT_ENABLED] | CODES[Kind.NOT_OFFERED] | codes.UNSUPPORTED
        assert code.rpartition("#")[2].partition(":")[0] in known


@given(st.text(st.characters(categories=["L"]), min_size=1), st.integers(400, 499))
def test_a_code_of_no_list_is_kept_and_judged_by_its_status_alone(code, status):
    found = of_code("Zz" + code, status, "Op", "")
    assert found.code == "Zz" + code
    assert found.kind is codes.STATUSES.get(status, Kind.PERMANENT)
    assert found.status not in GAPLESS


@pytest.mark.parametrize(
    "code", ["com.amazon.coral.service#AccessDeniedException", "AccessDeniedException:http://x/", "x#AccessDenied"]
)
def test_a_code_in_its_longer_forms_is_the_same(code):
    assert kind_of(code) is Kind.ACCESS


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        ("NoSuchEntity", True),
        ("ResourceNotFoundException", True),
        ("404", True),
        ("ValidationError", False),
        ("AccessDenied", False),
    ],
)
def test_only_a_code_says_that_a_resource_is_gone(code, gone):
    """By it a live resource would be left out: "role r does not exist" may be said of something else."""
    assert says_gone(code) is gone


#: Services of the size and protocols that there are; all 400 take a minute to read.
MODELLED = (
    "ec2", "iam", "s3", "lambda", "dynamodb", "rds", "kms", "sqs", "sns", "logs", "ecs", "eks", "organizations", "route53", "cloudfront",
    "apigateway", "glue", "kafka", "efs", "cognito-idp", "codeartifact", "securityhub", "sagemaker", "redshift", "bedrock",
)  # fmt: skip
BY_STATUS = {401: Kind.ACCESS, 403: Kind.ACCESS, 404: Kind.NOT_FOUND, 429: Kind.THROTTLE, 500: Kind.TRANSIENT, 502: Kind.TRANSIENT,
             503: Kind.TRANSIENT, 504: Kind.TRANSIENT}  # fmt: skip
#: Where the name says more than the status that the model gives it.
NAMED = {
    "InvalidAccessException": Kind.NOT_ENABLED, "KMSAccessDeniedException": Kind.ACCESS, "KMSNotFoundException": Kind.NOT_FOUND,
    "EC2AccessDeniedException": Kind.ACCESS, "EC2ThrottledException": Kind.THROTTLE, "SubscriptionRequiredException": Kind.NOT_ENABLED,
    "LimitExceededException": Kind.THROTTLE, "ConcurrentModificationException": Kind.TRANSIENT,
}  # fmt: skip


@pytest.mark.parametrize("service", MODELLED)
def test_botocores_models_agree(service):
    """Of 365 pairs of code and telling status in all 400 models, 348 agree; the others are those where the name says more."""
    for shape in shapes(service):
        error = shape.get("error", {})
        code, status = error.get("code", ""), error.get("httpStatusCode", 0)
        kind = kind_of(code, status)
        if status in BY_STATUS:
            assert kind is NAMED.get(code, BY_STATUS[status]), (code, status)
        if shape.get("retryable", {}).get("throttling"):
            assert kind in (Kind.THROTTLE, Kind.TRANSIENT), code


def shapes(service):
    data = SESSION.get_component("data_loader").load_service_model(service, "service-2")
    for name, shape in data["shapes"].items():
        if shape.get("exception"):
            yield {**shape, "error": {"code": name, **shape.get("error", {})}}


def test_botocore_still_retries_what_we_leave_to_it():
    throttled = standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES
    transient = standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES
    assert {*throttled, *transient} == codes.RETRIED_CODES
    assert frozenset(standard.TransientRetryableChecker._TRANSIENT_STATUS_CODES) == codes.RETRIED_STATUSES


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr("estate_assets.scanner.retries.LONGEST_S", 0.0)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)


@pytest.mark.parametrize(
    ("code", "status", "message", "times"),
    [
        ("AccessDenied", 403, "", 1), ("AccessDeniedException", 400, "", 1), ("ValidationException", 400, "", 1),
        ("ResourceNotFoundException", 404, "", 1), ("OptInRequired", 403, "", 1), ("UnsupportedOperation", 400, "", 1),
        ("ExpiredToken", 403, "", 1), ("InvalidClientTokenId", 403, "", 1), ("NobodyKnows", 400, "", 1),
        ("ThrottlingException", 400, "", 3), ("RequestLimitExceeded", 503, "", 3), ("Throttled", 429, "", 3),
        ("NobodyKnows", 429, "", 3), ("LimitExceededException", 400, "Rate exceeded", 3), ("InternalError", 500, "", 3),
        ("ServiceUnavailable", 503, "", 3), ("InternalServerException", 400, "", 3),
        ("ConcurrentModificationException", 409, "", 3), ("NobodyKnows", 502, "", 3),
    ],
)  # fmt: skip
def test_only_what_can_succeed_is_asked_again(aws, scan, quick, code, status, message, times):
    aws.on("sqs:ListQueues", Fault(code, status, message))
    outcome = scan("sqs", attempts=3)
    assert aws.count("sqs:ListQueues") == times
    (entry,) = outcome.ledger
    assert (entry.code, entry.listed) == (code, False)
    assert {error.retryable for error in outcome.errors} <= {kind_of(code, status, message) in RETRYABLE}


def test_a_throttle_that_passes_is_no_gap(aws, scan, quick):
    aws.on("sqs:ListQueues", Fault("Throttled", 429), Fault("Throttled", 429), {"QueueUrls": []})
    outcome = scan("sqs", attempts=3)
    assert [entry.status for entry in outcome.ledger] == [Status.COMPLETE]
    assert (aws.count("sqs:ListQueues"), outcome.stats["throttles"]) == (3, 2)
