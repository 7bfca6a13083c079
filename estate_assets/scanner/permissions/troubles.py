"""What went wrong with IAM, told once per account and not once per resource."""

from __future__ import annotations

from botocore.exceptions import ClientError

from estate_assets.scanner import ledger
from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import kind_of_error, of_exception
from estate_assets.scanner.codes import Kind
from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.model import Cell, LedgerEntry, ScanError
from estate_assets.scanner.redaction import unshaped

#: The ledger's row of an account's permissions, beside those of its resource types.
ROW = "iam:permissions"
LIMIT = 500
#: How the reason of an answer begins that IAM refused to give.
DENIED = "iam denied"


class Troubles:
    """The troubles of one account, each kind once."""

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id
        self._found: dict[tuple[str, str], tuple[ScanError, Status]] = {}
        self._told = 0

    def note(
        self, operation: str, code: str, message: str, status: Status = Status.FAILED, *, retryable: bool = False
    ) -> None:
        """One trouble. One of the same operation and code is the same."""
        error = ScanError(
            ErrorCategory.IAM, self._account_id, "global", "iam", "", operation, code, message[:LIMIT], retryable
        )
        self._found.setdefault((operation, code), (error, status))

    def note_error(self, operation: str, error: Exception) -> None:
        """The trouble that an exception is."""
        failure = of_exception(error, operation)
        code = code_of(error) if isinstance(error, ClientError) else type(error).__name__
        retryable = failure.retryable or not isinstance(error, ClientError)
        words = str(error) if isinstance(error, ClientError) else failure.message
        self.note(operation, code, unshaped(words), failure.status, retryable=retryable)

    def new_errors(self) -> tuple[ScanError, ...]:
        """Those that came up since this was last asked."""
        errors = [error for error, _ in self._found.values()][self._told :]
        self._told = len(self._found)
        return tuple(errors)

    def entry(self, principal: str) -> LedgerEntry:
        """The ledger's row: complete, or the first trouble."""
        cell = Cell(self._account_id, "global", "iam")
        if not self._found:
            return ledger.unseen(cell, ROW, Status.COMPLETE, message=f"as {principal}" if principal else "")
        error, status = next(iter(self._found.values()))
        return ledger.unseen(cell, ROW, status, error.code, error.message, error.operation)


def refusal(operation: str, error: Exception) -> str:
    """Why nothing is known after a question to IAM failed, as a verdict's reason."""
    if not isinstance(error, ClientError):
        return f"no answer to {operation}: {type(error).__name__}"
    kind = kind_of_error(error)
    if kind is Kind.THROTTLE:
        return f"throttled: {operation}"
    return f"{DENIED}: {operation}: {code_of(error)}" if kind is Kind.ACCESS else f"{operation}: {code_of(error)}"
