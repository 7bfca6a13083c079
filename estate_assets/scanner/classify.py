"""What an error code of AWS, or an exception of botocore, means for the completeness of a scan."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from estate_assets.scanner.codes import RETRYABLE, Kind, kind_of
from estate_assets.scanner.errors import ErrorCategory, ListingError, Status

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

#: What a kind of failure means for completeness; every other one is a failure.
STATUSES = {
    Kind.ACCESS: Status.DENIED, Kind.THROTTLE: Status.THROTTLED, Kind.NOT_ENABLED: Status.NOT_ENABLED, Kind.NOT_OFFERED: Status.NOT_OFFERED,
}  # fmt: skip
#: What botocore's parsers raise over an answer that is not AWS's: no XML, XML of another root, bytes that are no text.
UNREADABLE = (ResponseParserError, KeyError, ValueError)
UNREAD = "AWS's answer can't be read"
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
    kind: Kind = Kind.PERMANENT


def of_code(code: str, http_status: int, operation: str, message: str) -> Failure:
    """What an error answer means, by its kind (`codes.py`)."""
    kind = kind_of(code, http_status, message)
    category = ErrorCategory.EXECUTION if kind is Kind.CREDENTIALS else ErrorCategory.AWS
    status = STATUSES.get(kind, Status.FAILED)
    return Failure(status, category, operation, code, message, kind in RETRYABLE, kind)


def kind_of_error(error: ClientError) -> Kind:
    """The kind of an error answer that botocore raised."""
    detail = error.response.get("Error", {})
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return kind_of(str(detail.get("Code", "Unknown")), status, str(detail.get("Message", "")))


def excused(failure: Failure, operation: str, codes: tuple[str, ...]) -> Failure:
    """A failure of the operation as "not enabled", if it has one of the codes (`Code`, or `Code: part of the message`)."""
    pairs = [code.partition(": ") for code in codes]
    if failure.operation == operation and any(
        failure.code == code and part in failure.message for code, _, part in pairs
    ):
        return replace(failure, status=Status.NOT_ENABLED, kind=Kind.NOT_ENABLED)
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
        return Failure(Status.FAILED, ErrorCategory.PARSING, operation, type(error).__name__, UNREAD, retryable=True)
    if unknown_host(error):
        return Failure(Status.FAILED, ErrorCategory.EXECUTION, operation, UNKNOWN_HOST, str(error), retryable=True)
    network = isinstance(error, (boto.BotoCoreError, OSError))
    category = ErrorCategory.EXECUTION if network else ErrorCategory.PARSING
    words = UNREAD if of_parser(error) else str(error)
    return Failure(Status.FAILED, category, operation, type(error).__name__, words, retryable=network)


def of_parser(error: Exception) -> bool:
    """Whether an exception comes out of botocore's parsers: its words quote the answer, which may hold anything."""
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_globals.get("__name__") == "botocore.parsers":
            return True
        frame = frame.tb_next
    return False


def unknown_host(error: BaseException | None) -> bool:
    """Whether a call failed since its endpoint's name is not in the DNS."""
    while error:
        if isinstance(error, socket.gaierror):
            return error.errno in NO_SUCH_HOST
        error = error.__cause__ or error.__context__
    return False
