"""Paging: what a listing hands out for its next page is followed. Else all after page one would silently be missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import models
from estate_assets.scanner.catalogue_check.infer import infer
from estate_assets.scanner.catalogue_check.kinds import FLAG, NUMBER, TEXT, of_shape
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.catalogue_check.subject import Subject

#: Names under which AWS hands out the next page, or says that there is one.
TOKEN = re.compile(r"(?i)^(next.*token|.*marker|position|next.*page.*|(pagination|continuation|page)token)$")
MORE = re.compile(r"(?i)^(has_?more.*|is_?truncated|truncated)$")


def examine(subject: Subject, operation: Any) -> None:
    """Examines how a listing is paged: by botocore's paginator, by the names of its tokens, or by the pair that is given."""
    service, given = subject.spec.list_service, subject.spec.list.paging
    if given is None:
        if not models.pair(service, operation.name).outputs and (token := next(_tokens(operation.output_shape), None)):
            words = f"{operation.name} hands out {token} and has no paginator: all after page one would be lost. Give"
            takes = ", ".join(operation.input_shape.members) if operation.input_shape else ""
            subject.problem(
                "list.paging", None, f"{words} {{input: PARAMETER, output: {token}}}; its parameters: {takes}"
            )
        return
    for side, shape in (("input", operation.input_shape), ("output", operation.output_shape)):
        with subject.examining(f"list.paging.{side}", given.get(side)):
            _token(side, given, shape)
    if "more" in given:
        subject.typed("list.paging.more", given["more"], of_shape(operation.output_shape), (FLAG,))
    if models.paginator(service, operation.name):
        subject.problem("list.paging", dict(given), "botocore has a paginator for this operation: leave it out")


def _tokens(shape: Any) -> Iterator[str]:
    """The page tokens of an answer, those in a record within it too, and flags that say that there is more."""
    members = shape.members if shape is not None else {}
    inner = {name: one for name, one in members.items() if one.type_name == "structure"}
    yield from (name for name in members if TOKEN.match(name))
    yield from (f"{outer}.{name}" for outer, one in inner.items() for name in one.members if TOKEN.match(name))
    yield from (name for name in members if MORE.match(name))


def _token(side: str, given: Any, shape: Any) -> None:
    """Raises MismatchError where a side of the pair is missing, no text, or no page token by its name."""
    members = shape.members if shape is not None else {}
    tokens = [name for name in members if TOKEN.match(name)]
    if side not in given:
        raise MismatchError(f"it is missing; {hint('token', members)}")
    found = infer(str(given[side]), of_shape(shape))
    if found.name not in (TEXT, NUMBER):
        raise MismatchError(f"a page token is a text, and this is a {found.told}; {hint(given[side], tokens)}")
    if side == "output" and "more" not in given and not TOKEN.match(given[side].rpartition(".")[2]):
        raise MismatchError("that is no page token; " + hint(given[side], tokens))
