"""The form of a catalogue file: fields that are not there, misspelt or of the wrong kind, before anything else is looked at."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import yaml

from estate_assets.scanner import forms, spec
from estate_assets.scanner.catalogue_check.problem import Problem, hint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

#: The fields of a type that are records themselves, or lists of them.
PARTS: dict[str, Any] = {
    "list": forms.ListSpec, "details": forms.DetailSpec, "optional_details": forms.DetailSpec, "tags": forms.TagSpec,
    "parent": forms.ParentSpec, "actions": forms.ActionSpec, "constraints": forms.RuleSpec, "facts": forms.FactSpec,
    "aws_managed": forms.ManagedSpec,
    "policy": forms.PolicySpec,
}  # fmt: skip
LISTS = frozenset(
    field.name for field in dataclasses.fields(spec.ResourceSpec) if str(field.type).startswith("tuple")
) - {"facts"}
GIVEN_ELSEWHERE = {"ResourceSpec": {"service", "type"}, "FactSpec": {"fact"}}


def misshapen(path: Traversable) -> list[Problem]:
    """What is wrong with a file's form. Raises OSError where it can't be read."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return [Problem(path.name, "", "", None, f"it is not YAML: {error}")]
    top = {"service", "types"}
    if not isinstance(data, dict) or set(data) != top or not isinstance(data["types"], dict) or not data["types"]:
        return [
            Problem(
                path.name, "", "", None, "a file has two fields: `service` (botocore's name) and `types` (name: fields)"
            )
        ]
    return [
        Problem(path.name, str(name), field, value, expected)
        for name, body in data["types"].items()
        for field, value, expected in _of_record("", body, spec.ResourceSpec)
    ]


Told = tuple[str, Any, str]


def _of_record(field: str, data: Any, record: Any) -> Iterator[Told]:
    if not isinstance(data, dict):
        yield field, data, f"it has fields: {', '.join(_names(record))}"
        return
    names = _names(record)
    for name in data:
        if name not in names:
            yield _dotted(field, name), None, f"there is no such field; {hint(name, names)}"
    for name, needed in names.items():
        if needed and name not in data:
            yield _dotted(field, name), None, "the field is missing"
    for name, value in data.items():
        if record is spec.ResourceSpec and name in names:
            yield from _of_field(name, value)


def _of_field(name: str, value: Any) -> Iterator[Told]:
    if name in LISTS and not isinstance(value, list):
        yield name, value, "it is a list: put it in [brackets]"
    elif name == "facts":
        yield from _of_facts(value)
    elif name in PARTS and isinstance(value, list) and name in LISTS:
        for number, one in enumerate(value):
            if not (name == "actions" and isinstance(one, str)):
                yield from _of_record(f"{name}[{number}]", one, PARTS[name])
    elif name in PARTS:
        yield from _of_record(name, value, PARTS[name])


def _of_facts(value: Any) -> Iterator[Told]:
    if not isinstance(value, dict):
        yield "facts", value, "it has a field for each fact, such as `encrypted: StorageEncrypted`"
        return
    for fact, ways in value.items():
        for way in ways if isinstance(ways, list) else ():
            yield from _of_record(f"facts.{fact}", way, forms.FactSpec)


def _names(record: Any) -> dict[str, bool]:
    """The fields of a record, and whether each is needed."""
    none = dataclasses.MISSING
    return {
        one.name: one.default is none and one.default_factory is none
        for one in dataclasses.fields(record)
        if one.name not in GIVEN_ELSEWHERE.get(record.__name__, ())
    }


def _dotted(field: str, name: Any) -> str:
    return f"{field}.{name}" if field else str(name)
