"""The error tree, the categories a scan's errors fall into, and the outcome every stage returns.

EstateError
├── UsageError            what the user gave is wrong: exit 2
│   └── SettingsError     ... in estate.toml, ESTATE_* or a flag
├── CredentialsError      no credentials, expired ones, a role that can't be assumed
├── UnreachableError      AWS (or the endpoint named) does not answer
├── CatalogueError        a resource type's description is wrong
├── ListingError          one listing failed; becomes a ScanError, never escapes a scan
├── ModelError            the embedding model is missing or not the pinned one
├── SealError             the key is wrong, or a sealed value was tampered with
└── StoreError            the collection can't be used
    ├── StoreLockedError      another process holds the embedded store
    └── StoreMismatchError    the collection was made with another model or schema
"""

from __future__ import annotations

from enum import StrEnum


class EstateError(Exception):
    """A failure with a message for the person at the terminal: what happened, and the way out."""

    exit_code = 1


class UsageError(EstateError):
    """What the user gave can't be used. Names the field, the value and the fix."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting (estate.toml, ESTATE_*, a flag) is wrong."""


class CredentialsError(EstateError):
    """AWS can't be asked as anyone: no, expired or refused credentials."""


class UnreachableError(EstateError):
    """No answer came from AWS or the endpoint that stands in for it."""


class CatalogueError(EstateError):
    """A resource type's description can't be used."""


class ListingError(EstateError):
    """One resource type could not be listed to its end. `code` is AWS's, or ours where AWS said nothing."""

    def __init__(self, code: str, message: str, operation: str = "") -> None:
        super().__init__(message)
        self.code, self.operation = code, operation


class ModelError(EstateError):
    """The embedding model is missing, or its bytes are not the pinned ones."""


class SealError(EstateError):
    """A sealed value can't be opened: wrong key, or not the place it was sealed for."""


class StoreError(EstateError):
    """The collection can't be used."""


class StoreLockedError(StoreError):
    """Another process holds the embedded store."""


class StoreMismatchError(StoreError):
    """The collection was made with another model or schema."""


class ErrorCategory(StrEnum):
    """Where an error comes from.

    execution: no answer from AWS (network, credentials, timeout). aws: AWS answered with an error.
    parsing: an answer that can't be brought into form. iam: permissions could not be computed.
    embedding, storage: the model or the collection failed.
    """

    EXECUTION = "execution"
    AWS = "aws"
    PARSING = "parsing"
    IAM = "iam"
    EMBEDDING = "embedding"
    STORAGE = "storage"


class Status(StrEnum):
    """How completely one resource type of one cell was seen."""

    COMPLETE = "complete"
    DENIED = "denied"
    THROTTLED = "throttled"
    NOT_ENABLED = "not_enabled"
    NOT_OFFERED = "not_offered"
    FAILED = "failed"
    TRUNCATED = "truncated"
    SKIPPED = "skipped"


#: Statuses that leave no gap: everything there is was seen, or nothing can be there.
GAPLESS = frozenset({Status.COMPLETE, Status.NOT_ENABLED, Status.NOT_OFFERED})
