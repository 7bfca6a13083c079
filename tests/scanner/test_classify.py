"""What each code and exception means for the completeness of a scan."""

import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from estate_assets.scanner.classify import of_code, of_exception
from estate_assets.scanner.errors import ErrorCategory, ListingError, Status

AWS, EXECUTION = ErrorCategory.AWS, ErrorCategory.EXECUTION
#: code, HTTP status -> status, category, retryable
CODES = [
    ("Throttling", 400, Status.THROTTLED, AWS, True),
    ("ThrottlingException", 400, Status.THROTTLED, AWS, True),
    ("Throttled", 429, Status.THROTTLED, AWS, True),  # SNS's own word, unknown to botocore
    ("RequestLimitExceeded", 503, Status.THROTTLED, AWS, True),
    ("TooManyRequestsException", 429, Status.THROTTLED, AWS, True),
    ("SlowDown", 503, Status.THROTTLED, AWS, True),
    ("AccessDenied", 403, Status.DENIED, AWS, False),
    ("AccessDeniedException", 400, Status.DENIED, AWS, False),
    ("UnauthorizedOperation", 403, Status.DENIED, AWS, False),
    ("AuthorizationError", 403, Status.DENIED, AWS, False),
    ("OptInRequired", 403, Status.NOT_ENABLED, AWS, False),
    ("SubscriptionRequiredException", 400, Status.NOT_ENABLED, AWS, False),
    ("RegionDisabledException", 400, Status.NOT_ENABLED, AWS, False),
    ("AWSOrganizationsNotInUseException", 400, Status.NOT_ENABLED, AWS, False),
    ("UnsupportedOperation", 400, Status.NOT_OFFERED, AWS, False),
    ("UnknownOperationException", 404, Status.NOT_OFFERED, AWS, False),
    ("InvalidAction", 400, Status.NOT_OFFERED, AWS, False),
    ("ExpiredToken", 403, Status.FAILED, EXECUTION, True),
    ("UnrecognizedClientException", 400, Status.FAILED, EXECUTION, True),
    ("AuthFailure", 401, Status.FAILED, EXECUTION, True),
    ("InternalFailure", 500, Status.FAILED, AWS, True),
    ("ServiceUnavailable", 503, Status.FAILED, AWS, True),
    ("ValidationError", 400, Status.FAILED, AWS, False),
    ("404", 404, Status.FAILED, AWS, False),
]


@pytest.mark.parametrize(("code", "http", "status", "category", "retryable"), CODES)
def test_a_code_of_aws_means(code, http, status, category, retryable):
    found = of_code(code, http, "ListThings", "words")
    assert (found.status, found.category, found.retryable) == (status, category, retryable)
    assert (found.code, found.operation, found.message) == (code, "ListThings", "words")


def client_error(code, http=400):
    answer = {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": http}}
    return boto.ClientError(answer, "DescribeThings")


@pytest.mark.parametrize(
    ("error", "status", "category", "code", "retryable"),
    [
        (client_error("AccessDenied", 403), Status.DENIED, AWS, "AccessDenied", False),
        (client_error("Odd", 500), Status.FAILED, AWS, "Odd", True),
        (boto.ClientError({}, "DescribeThings"), Status.FAILED, AWS, "Unknown", False),
        (boto.EndpointConnectionError(endpoint_url="u"), Status.FAILED, EXECUTION, "EndpointConnectionError", True),
        (boto.ReadTimeoutError(endpoint_url="u"), Status.FAILED, EXECUTION, "ReadTimeoutError", True),
        (boto.NoCredentialsError(), Status.FAILED, EXECUTION, "NoCredentialsError", True),
        (OSError("cable"), Status.FAILED, EXECUTION, "OSError", True),
        (ListingError("PageTokenLoop", "loops", "List"), Status.TRUNCATED, AWS, "PageTokenLoop", True),
        (ResponseParserError("<secret/>"), Status.FAILED, ErrorCategory.PARSING, "ResponseParserError", True),
        (KeyError("x"), Status.FAILED, ErrorCategory.PARSING, "KeyError", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_an_exception_means(error, status, category, code, retryable):
    found = of_exception(error, "ListThings")
    assert (found.status, found.category, found.code, found.retryable) == (status, category, code, retryable)


def test_the_operation_is_the_answers_own_or_else_the_one_that_was_asked():
    assert of_exception(client_error("X"), "ListThings").operation == "DescribeThings"
    assert of_exception(OSError(), "ListThings").operation == "ListThings"


def test_an_answer_that_cannot_be_read_is_not_repeated_in_the_message():
    assert "secret" not in of_exception(ResponseParserError("<secret/>"), "Op").message
