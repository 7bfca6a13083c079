"""What an operation is given: its parameters are there, the required ones too, and each takes what it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import models
from estate_assets.scanner.catalogue_check.infer import infer, member
from estate_assets.scanner.catalogue_check.kinds import (
    ANY,
    LIST,
    MAP,
    NOTHING,
    RECORD,
    STRING,
    TEXT,
    TIME,
    Kind,
    of_shape,
    of_value,
)  # fmt: skip
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.catalogue_check.subject import Subject

VARIABLES = ("$account", "$arn", "$input", "$parent.", "$region")


def model(subject: Subject, field: str, name: str, service: str = "") -> Any:
    """The model of an operation, the type's own service's if not told; None, and a problem, where there is none."""
    with subject.examining(field, name):
        return models.operation(service or subject.spec.service, name)
    return None


def given(subject: Subject, field: str, operation: Any, kinds: Mapping[str, Kind | None]) -> None:
    """Problems where parameters (name -> kind given, None for one whose expression is wrong already) do not fit."""
    shape = operation.input_shape
    members = shape.members if shape else {}
    for name, kind in kinds.items():
        with subject.examining(f"{field}.{name}", name):
            if name not in members:
                raise MismatchError(f"{operation.name} has no such parameter; {hint(name, members)}")
        if name in members and kind is not None:
            with subject.examining(f"{field}.{name}", None):
                takes(kind, of_shape(members[name]))
    missing = sorted(set(shape.required_members if shape else ()) - set(kinds))
    if missing:
        subject.problem(field, None, f"{operation.name} requires: {', '.join(missing)}")


def literal(value: Any) -> Kind:
    """The kind of a listing's parameter: a value as it is, but for `$account` and `$region`."""
    return STRING if value in ("$account", "$region") else of_value(value)


def takes(kind: Kind, wanted: Kind) -> None:
    """Raises MismatchError where a value of a kind is not what a parameter takes."""
    if ANY in (kind.name, wanted.name) or kind.name == NOTHING:
        return
    if kind.name == RECORD and wanted.name in (RECORD, MAP) and kind.fields is not None:
        for name, value in kind.fields.items():
            if wanted.name == RECORD and name not in wanted.members:
                raise MismatchError(f"{wanted.told} has no field {name!r}; {hint(name, wanted.members)}")
            takes(value, wanted.element if wanted.name == MAP else wanted.members[name])
        return
    if kind.name != wanted.name and {kind.name, wanted.name} != {TEXT, TIME}:
        raise MismatchError(f"it is given {kind.told}, and takes {wanted.told}")
    if kind.name == LIST:
        takes(kind.element, wanted.element)
    member(kind, wanted)
    _bounded(kind, wanted)


def _bounded(kind: Kind, wanted: Kind) -> None:
    """A literal text must be as long as the parameter asks. An unbounded one may not be empty either."""
    if kind.name == TEXT and kind.fixed and kind.values and wanted.shape is not None:
        least = wanted.shape.metadata.get("min", 0)
        if any(len(value) < int(least) for value in kind.values):
            raise MismatchError(f"it is shorter than {least} characters")


def argument(subject: Subject, field: str, expression: Any, *, with_arn: bool) -> Kind | None:
    """The kind of a parameter's expression (a variable, JMESPath, or a literal); None, and a problem, where it has none."""
    with subject.examining(field, expression):
        if isinstance(expression, str) and expression.startswith("$"):
            return variable(subject, expression, with_arn=with_arn)
        if isinstance(expression, str):
            return infer(expression, subject.item)
        return of_value(expression)
    return None


def variable(subject: Subject, expression: str, *, with_arn: bool = False) -> Kind:
    """The kind of a `$variable`. Raises MismatchError where it has no value there."""
    if expression.startswith("$parent."):
        if subject.spec.parent is None:
            raise MismatchError("the type has no `parent`")
        return infer(expression.removeprefix("$parent."), subject.parent)
    if expression not in VARIABLES:
        raise MismatchError(f"there is no such variable; {hint(expression, VARIABLES)}")
    if expression == "$input":
        if not subject.source_kept:
            raise MismatchError("$input is not known after a batch: its answers are items of their own")
        return subject.listed
    if expression == "$arn" and not with_arn:
        raise MismatchError("the ARN is not known before all details are; name the field that holds it")
    return STRING
