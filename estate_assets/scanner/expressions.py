"""JMESPath, with what it lacks to take identifiers apart and to read policies and firewall rules."""

from __future__ import annotations

import functools
import re
from typing import Any

import jmespath

from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.exposure import open_ports, public_statements

signature = jmespath.functions.signature
#: A path of plain names. Most expressions are no more; walking them here is six times as fast.
PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
#: A path into lists. Where its first field is not there, neither is the rest: most records lack most fields.
CHAIN = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\.[A-Za-z_][A-Za-z0-9_]*|\[\d*\])+")
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


#: One for all searches, as it keeps nothing of them: jmespath makes one for each, at a third of a search's cost.
INTERPRETER = jmespath.visitor.TreeInterpreter(jmespath.Options(custom_functions=Functions()))


@functools.cache
def _names(expression: str) -> tuple[str, ...]:
    return tuple(expression.split(".")) if PATH.fullmatch(expression) else ()


@functools.cache
def _head(expression: str) -> str | None:
    found = CHAIN.fullmatch(expression)
    return found[1] if found else None


@functools.cache
def compiled(expression: str) -> Any:
    """The compiled JMESPath. Raises CatalogueError where it does not parse."""
    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        raise CatalogueError(f"not a JMESPath expression: {expression!r} ({error})") from error


def search(expression: str | None, data: Any) -> Any:
    """What the expression finds in `data`; None where there is no expression or the data has another shape."""
    if expression is None:
        return None
    if names := _names(expression):
        for name in names:
            if not isinstance(data, dict):
                return None
            data = data.get(name)
        return data
    if (head := _head(expression)) and isinstance(data, dict) and data.get(head) is None:
        return None
    try:
        return INTERPRETER.visit(compiled(expression).parsed, data)
    except jmespath.exceptions.JMESPathTypeError:
        return None
