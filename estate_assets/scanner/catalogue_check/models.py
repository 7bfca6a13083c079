"""Botocore's models as installed, read once: operations, their shapes and their paging."""

from __future__ import annotations

import functools
from typing import Any

import botocore.session
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.model import OperationNotFoundError

from estate_assets.scanner.catalogue_check.problem import MismatchError, hint
from estate_assets.scanner.paging import TokenPair, token_pair


@functools.cache
def session() -> Any:
    """The session whose loader holds the models."""
    return botocore.session.Session()


@functools.cache
def services() -> tuple[str, ...]:
    """The names that botocore has for AWS's services."""
    return tuple(session().get_component("data_loader").list_available_services("service-2"))


@functools.cache
def service(name: str) -> Any:
    """The model of a service. Raises MismatchError for one that botocore has not."""
    try:
        return session().get_service_model(name)
    except (UnknownServiceError, DataNotFoundError) as error:
        raise MismatchError(f"botocore {botocore.__version__} has no such service; {hint(name, services())}") from error


@functools.cache
def operation(service_name: str, name: str) -> Any:
    """The model of an operation. Raises MismatchError with the nearest name."""
    try:
        return service(service_name).operation_model(name)
    except OperationNotFoundError as error:
        names = service(service_name).operation_names
        raise MismatchError(f"{service_name} has no such operation; {hint(name, names)}") from error


@functools.cache
def paginator(service_name: str, name: str) -> dict[str, Any] | None:
    """Botocore's paginator of an operation, None where it has none."""
    try:
        found: dict[str, Any] = session().get_paginator_model(service_name).get_paginator(name)
    except (ValueError, DataNotFoundError, UnknownServiceError):
        return None
    return found


@functools.cache
def pair(service_name: str, name: str) -> TokenPair:
    """The names under which an operation takes and gives its page token."""
    return token_pair(paginator(service_name, name), operation(service_name, name))
