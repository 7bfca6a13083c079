"""JMESPath, with what it lacks to take identifiers apart and to read policies and firewall rules."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import jmespath

from estate_assets.scanner.closures import Closures
from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.exposure import open_ports, public_statements

if TYPE_CHECKING:
    from estate_assets.scanner.closures import Find

signature = jmespath.functions.signature
TEXT = {"types": ["string", "null"]}


class Functions(jmespath.functions.Functions):  # type: ignore[misc]  # jmespath publishes no types
    """Our functions: after_last, split, strip_left, public_statements, open_ports."""

    @signature(TEXT, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_after_last(self, text: str | None, mark: str) -> str | None:
        return text.rsplit(mark, 1)[-1] if text else None

    @signature(TEXT, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_split(self, text: str | None, mark: str) -> list[str] | None:
        return text.split(mark) if text else None

    @signature(TEXT, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_strip_left(self, text: str | None, mark: str) -> str | None:
        return text.lstrip(mark) if text else None

    @signature({"types": ["string", "object", "null"]})  # type: ignore[untyped-decorator]
    def _func_public_statements(self, policy: Any) -> list[str] | None:
        return public_statements(policy)

    @signature({"types": ["array", "null"]})  # type: ignore[untyped-decorator]
    def _func_open_ports(self, permissions: list[Any] | None) -> list[str] | None:
        return None if permissions is None else open_ports(permissions)


FUNCTIONS = Functions()
CLOSURES = Closures(jmespath.visitor.TreeInterpreter(jmespath.Options(custom_functions=FUNCTIONS)), FUNCTIONS)


@functools.cache
def compiled(expression: str) -> Any:
    """The compiled JMESPath. Raises CatalogueError where it does not parse."""
    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        raise CatalogueError(f"not a JMESPath expression: {expression!r} ({error})") from error


@functools.cache
def _found_by(expression: str) -> Find:
    return CLOSURES.of(compiled(expression).parsed)


def search(expression: str | None, data: Any) -> Any:
    """What the expression finds in `data`; None where there is no expression or the data has another shape."""
    if expression is None:
        return None
    try:
        return _found_by(expression)(data)
    except jmespath.exceptions.JMESPathTypeError:
        return None
