"""What an error code of AWS, or an exception of botocore, means for the completeness of a scan."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from estate_assets.scanner.errors import ErrorCategory, ListingError, Status

THROTTLES = frozenset({
    "Throttling", "ThrottlingException", "ThrottledException", "Throttled", "RequestThrottledException", "RequestThrottled",
    "TooManyRequestsException", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "TransactionInProgressException",
})  # fmt: skip
DENIALS = frozenset({
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "AuthorizationErrorException",
    "UnauthorizedException", "NotAuthorized", "NotAuthorizedException", "ForbiddenException", "Forbidden", "AllAccessDisabled",
    "KMSAccessDeniedException", "OrganizationAccessDeniedException", "NoPermissionException", "InsufficientPermissionsException",
})  # fmt: skip
NOT_ENABLED = frozenset({
    "OptInRequired", "SubscriptionRequiredException", "AWSOrganizationsNotInUseException", "InvalidAccessException",
    "RegionDisabledException", "RegionNotEnabled", "NotSignedUp", "AccountNotRegisteredException",
})  # fmt: skip
NOT_OFFERED = frozenset({
    "UnknownEndpoint", "UnsupportedOperation", "UnsupportedOperationException", "InvalidAction", "UnknownOperationException",
})  # fmt: skip
#: The credentials themselves: gone stale, or not known in this region.
CREDENTIALS = frozenset({
    "ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "UnrecognizedClientException",
    "AuthFailure", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException", "MissingAuthenticationToken",
    "IncompleteSignature", "TokenRefreshRequired", "InvalidToken",
})  # fmt: skip
#: What botocore's parsers raise over an answer that is not AWS's: no XML, XML of another root, bytes that are no text.
UNREADABLE = (ResponseParserError, KeyError, ValueError)
SERVER_ERROR = 500
#: The resolver's words for a name that does not exist, as opposed to a resolver that does not answer.
NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
UNKNOWN_HOST = "UnknownHost"


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed call, understood."""

    status: Status
    category: ErrorCategory
    operation: str
    code: str
    message: str
    retryable: bool = False


def of_code(code: str, http_status: int, operation: str, message: str) -> Failure:
    """What an error answer means. `http_status` decides only where AWS's code is not known."""
    if code in THROTTLES:
        status, retryable = Status.THROTTLED, True
    elif code in DENIALS:
        status, retryable = Status.DENIED, False
    elif code in NOT_ENABLED:
        status, retryable = Status.NOT_ENABLED, False
    elif code in NOT_OFFERED:
        status, retryable = Status.NOT_OFFERED, False
    else:
        status, retryable = Status.FAILED, http_status >= SERVER_ERROR or code in CREDENTIALS
    category = ErrorCategory.EXECUTION if code in CREDENTIALS else ErrorCategory.AWS
    return Failure(status, category, operation, code, message, retryable)


def excused(failure: Failure, operation: str, codes: tuple[str, ...]) -> Failure:
    """A failure of the operation as "not enabled", if it has one of the codes (`Code`, or `Code: part of the message`)."""
    pairs = [code.partition(": ") for code in codes]
    if failure.operation == operation and any(
        failure.code == code and part in failure.message for code, _, part in pairs
    ):
        return replace(failure, status=Status.NOT_ENABLED)
    return failure


def of_exception(error: Exception, operation: str) -> Failure:
    """What an exception on the way to or from AWS means."""
    if isinstance(error, boto.ClientError):
        answer = error.response
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        detail = answer.get("Error", {})
        return of_code(
            detail.get("Code", "Unknown"), status, error.operation_name or operation, detail.get("Message", "")
        )
    if isinstance(error, ListingError):
        return Failure(
            Status.TRUNCATED, ErrorCategory.AWS, error.operation or operation, error.code, str(error), retryable=True
        )
    if isinstance(error, boto.PaginationError):  # botocore's own guard sees the loop before ours does
        return Failure(Status.TRUNCATED, ErrorCategory.AWS, operation, "PageTokenLoop", str(error), retryable=True)
    if isinstance(error, ResponseParserError):
        return Failure(
            Status.FAILED,
            ErrorCategory.PARSING,
            operation,
            type(error).__name__,
            "AWS's answer can't be read",
            retryable=True,
        )
    if unknown_host(error):
        return Failure(Status.FAILED, ErrorCategory.EXECUTION, operation, UNKNOWN_HOST, str(error), retryable=True)
    network = isinstance(error, (boto.BotoCoreError, OSError))
    category = ErrorCategory.EXECUTION if network else ErrorCategory.PARSING
    return Failure(Status.FAILED, category, operation, type(error).__name__, str(error), retryable=network)


def unknown_host(error: BaseException | None) -> bool:
    """Whether a call failed since its endpoint's name is not in the DNS."""
    while error:
        if isinstance(error, socket.gaierror):
            return error.errno in NO_SUCH_HOST
        error = error.__cause__ or error.__context__
    return False
