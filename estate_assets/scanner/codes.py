"""AWS's error codes, as data: what kind of failure each one is, by its name, its message, or at last its HTTP status.

Names are AWS's own; the patterns hold for those that no list has (botocore's models know 2,675). What is taken for "nothing can
be there" (not enabled, not offered) is never guessed from a pattern in a name: it would hide a gap.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """What kind of failure an error answer is. `RETRYABLE` are those of which the same call may succeed later."""

    ACCESS = "access"
    CREDENTIALS = "credentials"
    THROTTLE = "throttle"
    NOT_ENABLED = "not_enabled"
    NOT_OFFERED = "not_offered"
    NOT_FOUND = "not_found"
    TRANSIENT = "transient"
    PERMANENT = "permanent"


RETRYABLE = frozenset({Kind.THROTTLE, Kind.TRANSIENT, Kind.CREDENTIALS})
CODES: dict[Kind, frozenset[str]] = {
    # LimitExceededException is a quota where something is made, and a rate where something is read: Kinesis says it so.
    Kind.THROTTLE: frozenset({
        "Throttling", "ThrottlingException", "ThrottledException", "Throttled", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "TooManyRequests", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "RequestLimitExceededException", "BandwidthLimitExceeded", "LimitExceededException", "ClientLimitExceededException",
        "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "TransactionInProgressException", "RateLimitError",
        "CallRateLimitExceededException",
    }),
    Kind.ACCESS: frozenset({
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "AuthorizationErrorException",
        "UnauthorizedException", "NotAuthorized", "NotAuthorizedException", "ForbiddenException", "Forbidden", "AllAccessDisabled",
        "KMSAccessDeniedException", "OrganizationAccessDeniedException", "NoPermissionException", "InsufficientPermissionsException",
        "InsufficientPrivilegesException", "AccountProblem", "InvalidSecurity", "Blocked", "PendingVerification",
    }),
    Kind.NOT_ENABLED: frozenset({
        "OptInRequired", "OptInRequiredException", "SubscriptionRequiredException", "AWSOrganizationsNotInUseException",
        "InvalidAccessException", "RegionDisabledException", "RegionNotEnabled", "NotSignedUp", "AccountNotRegisteredException",
        "HomeRegionNotSetException",
    }),
    Kind.NOT_OFFERED: frozenset({
        "UnknownEndpoint", "InvalidAction", "UnknownOperationException", "UnsupportedRegionException",
        "UnsupportedAPIEndpointException", "NoLongerSupportedException",
    }),
    # The credentials themselves: gone stale, or not known in this region.
    Kind.CREDENTIALS: frozenset({
        "ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "UnrecognizedClientException",
        "AuthFailure", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "IncompleteSignature", "IncompleteSignatureException", "TokenRefreshRequired",
        "InvalidToken", "RequestTimeTooSkewed", "NotSignedIn",
    }),
    Kind.NOT_FOUND: frozenset({"404", "InvalidAMIID.Unavailable", "GoneException"}),
    Kind.TRANSIENT: frozenset({
        "Unavailable", "Busy", "RetryableConflictException", "OperationAborted", "DependencyTimeoutException", "DependencyTimeout",
        "KeyUnavailableException", "ModelNotReadyException", "ServerException", "ServiceException", "ServiceFailure",
        "ServiceFailureException", "InternalException", "Internal", "503 Service Unavailable",
    }),
    Kind.PERMANENT: frozenset({"RequestEntityTooLarge", "LimitExceeded"}),
}  # fmt: skip
#: An operation that is unknown here, unless the message speaks of the resource that it was asked for.
UNSUPPORTED = frozenset({
    "UnsupportedOperation", "UnsupportedOperationException", "OperationNotSupportedException", "UnsupportedActionException",
    "UnsupportedCommandException", "FeatureNotAvailableException",
})  # fmt: skip
#: By parts of the name, the first that fits.
NAMES = (
    (Kind.THROTTLE, re.compile(r"Throttl|TooManyRequests?(?:Exception|Error|$)|RateExceeded|RateLimit|SlowDown")),
    (Kind.NOT_FOUND, re.compile(r"NotFound|NoSuch|Non[Ee]xist|DoesNotExist|NotExist|^Unknown(?:Resource|Subscription|Snapshot)")),
    (Kind.ACCESS, re.compile(r"Access\w*Denied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|PermissionDenied|InsufficientPermission")),
    (
        Kind.TRANSIENT,
        re.compile(
            r"Internal(?:Server|Service|Dependency)?(?:Error|Failure|Fault|Exception)|^Server(?:Internal|Shutdown)"
            r"|Unavailable(?:Exception|Fault|Error)?$|TimedOut|^(?!Invalid).*Timeout|BadGateway|Concurrent(?:Modification|Update|Access)"
        ),
    ),
)  # fmt: skip
#: What the status alone says, where neither code nor message is known.
STATUSES = {
    401: Kind.ACCESS, 403: Kind.ACCESS, 404: Kind.NOT_FOUND, 408: Kind.TRANSIENT, 410: Kind.NOT_FOUND, 429: Kind.THROTTLE,
}  # fmt: skip
SERVER_ERROR = 500
RATE = re.compile(
    r"(?i)rate (?:limit )?exceeded|reduce your request rate|too many requests|request(?:s)? (?:was|were) throttled"
)
MISSING = re.compile(
    r"(?i)\b(?:does|do) not exist|\bdoesn't exist|\b(?:was |could |can)?not (?:be )?found\b|can't find"
)
#: IAM's own words for a denial: whatever else the message says, it is one.
DENIED = re.compile(r"(?i)not authori[sz]ed to perform|explicit deny")
WITHDRAWN = re.compile(
    r"(?i)no longer (?:available|open|offered|accepting)|only existing [\w ]*customers"
    r"|not (?:available|supported|offered) in (?:this|the|your) [\w ]*region"
)
DORMANT = re.compile(
    r"(?i)not (?:currently )?(?:subscribed to|enabled for|opted[ -]in|enrolled|registered for|signed up)|\bis not enabled\b"
    r"|to enable this action in this account"
)
#: A sentence about one resource: what it can't do says nothing of the service.
PARTICULAR = re.compile(r"arn:|(?i:for this operation|not valid|invalid)")
_BY_CODE = {code: kind for kind, codes in CODES.items() for code in codes}
#: What botocore's standard mode sends again by itself: these codes and statuses, and what its models call retryable.
RETRIED_CODES = frozenset({
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
    "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "RequestTimeout",
    "RequestTimeoutException",
})  # fmt: skip
RETRIED_STATUSES = frozenset({500, 502, 503, 504})


def kind_of(code: str, http_status: int = 0, message: str = "") -> Kind:
    """The kind of an error answer: by AWS's code, corrected by the message where one code says two things; else by its status."""
    code = code.rpartition("#")[2].partition(":")[0]
    kind = _named(code)
    if code in UNSUPPORTED:
        return Kind.PERMANENT if PARTICULAR.search(message) and not WITHDRAWN.search(message) else Kind.NOT_OFFERED
    if kind is Kind.ACCESS and not DENIED.search(message):
        return Kind.NOT_OFFERED if WITHDRAWN.search(message) else Kind.NOT_ENABLED if DORMANT.search(message) else kind
    if kind in (None, Kind.TRANSIENT) and RATE.search(message):
        return Kind.THROTTLE
    return kind or _by_status(http_status, message)


def says_gone(code: str) -> bool:
    """Whether a code itself, not its message or status, says that what was asked for is not there (any more)."""
    return _named(code) is Kind.NOT_FOUND


def _named(code: str) -> Kind | None:
    return _BY_CODE.get(code) or next((kind for kind, words in NAMES if words.search(code)), None)


def _by_status(http_status: int, message: str) -> Kind:
    if http_status >= SERVER_ERROR:
        return Kind.TRANSIENT
    return STATUSES.get(http_status) or (Kind.NOT_FOUND if MISSING.search(message) else Kind.PERMANENT)
