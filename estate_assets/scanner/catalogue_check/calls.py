"""JMESPath's functions and ours: what they take and what they give, from the signatures that they run with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner.catalogue_check.kinds import (
    ANY,
    BOOLEAN,
    COUNT,
    FLAG,
    LIST,
    MAP,
    NOTHING,
    NUMBER,
    RECORD,
    STRING,
    TEXT,
    TIME,
    UNKNOWN,
    Kind,
    joined,
)  # fmt: skip
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint
from estate_assets.scanner.expressions import Functions

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Kinds by the types of jmespath's signatures.
ACCEPTS = {
    "string": {TEXT, TIME}, "number": {NUMBER}, "boolean": {FLAG}, "array": {LIST}, "object": {RECORD, MAP}, "null": set[str](),
    "array-string": {LIST}, "array-number": {LIST},
}  # fmt: skip
NUMBERS = {"abs", "avg", "ceil", "floor", "sum", "length", "to_number"}
SAME = {"reverse", "sort", "sort_by"}
OF_ELEMENTS = {"max", "min", "max_by", "min_by"}
TEXTS = {"join", "to_string", "type"}
TESTS = {"contains", "starts_with", "ends_with"}
#: Kinds by the return annotations of our own functions.
ANNOTATED = {"str": STRING, "list[str]": Kind(LIST, of=STRING), "bool": BOOLEAN, "int": COUNT, "float": COUNT}
Argument = tuple[bool, Kind]


def known(name: str) -> None:
    """Raises MismatchError with the nearest name where there is no such function."""
    if name not in Functions.FUNCTION_TABLE:
        raise MismatchError(f"there is no function {name}(); {hint(name, Functions.FUNCTION_TABLE)}")


def result(name: str, given: Sequence[Argument]) -> Kind:
    """The kind that a call gives. Each argument is (whether it is an &expression, its kind). Raises MismatchError."""
    _check(name, given)
    kinds = [kind for _, kind in given]
    if name in NUMBERS:
        return COUNT
    if name in TEXTS:
        return STRING
    if name in TESTS:
        _possible(name, *kinds)
        return BOOLEAN
    if name in SAME:
        return kinds[0]
    if name in OF_ELEMENTS:
        return kinds[0].element
    return _built(name, kinds)


def _built(name: str, kinds: list[Kind]) -> Kind:
    if name == "not_null":
        return joined(kinds)
    if name == "map":
        return Kind(LIST, of=kinds[0])
    if name == "to_array":
        return kinds[0] if kinds[0].name == LIST else Kind(LIST, of=kinds[0])
    if name == "keys":
        return Kind(LIST, of=STRING)
    if name == "values":
        return Kind(LIST, of=kinds[0].element if kinds[0].name == MAP else joined(list(kinds[0].members.values())))
    annotation = Functions.FUNCTION_TABLE[name]["function"].__annotations__.get("return", "")
    return ANNOTATED.get(str(annotation).removesuffix(" | None"), UNKNOWN)


def _check(name: str, given: Sequence[Argument]) -> None:
    signature = Functions.FUNCTION_TABLE[name]["signature"]
    variadic = bool(signature) and signature[-1].get("variadic", False)
    if len(given) < len(signature) or (len(given) > len(signature) and not variadic):
        raise MismatchError(f"{name}() takes {len(signature)} values and is given {len(given)}")
    for at, (reference, kind) in enumerate(given):
        types = signature[min(at, len(signature) - 1)]["types"]
        if reference != ("expref" in types):
            raise MismatchError(f"value {at + 1} of {name}() is {'no' if reference else 'an'} &expression")
        if types and not reference:
            _accepted(name, at, types, kind)


def _accepted(name: str, at: int, types: Sequence[str], kind: Kind) -> None:
    if kind.name in (ANY, NOTHING):
        return
    if kind.name not in set().union(*(ACCEPTS[one] for one in types)):
        raise MismatchError(f"value {at + 1} of {name}() is a {kind.told}, and must be: {' or '.join(types)}")
    if kind.name == LIST and "array" not in types:
        elements = set[str]().union(*(ACCEPTS[one.removeprefix("array-")] for one in types))
        if kind.element.name not in {*elements, ANY, NOTHING}:
            raise MismatchError(f"value {at + 1} of {name}() is a {kind.told}, and must be: {' or '.join(types)}")


def _possible(name: str, of: Kind, part: Kind) -> None:
    """A part that none of the possible texts has makes a test that is always false."""
    if of.name == LIST:
        if of.element.name in (TEXT, NUMBER, FLAG) and part.name not in (of.element.name, ANY, NOTHING):
            raise MismatchError(f"a {of.told} never contains a {part.told}")
        _one_of(of.element.values, part)
        return
    if of.values is None or part.values is None or not part.fixed:
        return
    holds = {"contains": str.__contains__, "starts_with": str.startswith, "ends_with": str.endswith}[name]
    for text in part.values:
        if not any(holds(value, text) for value in of.values):
            raise MismatchError(f"{name}: none of its values does, with {text!r}; {hint(text, of.values)}")


def _one_of(values: frozenset[str] | None, part: Kind) -> None:
    if values is not None and part.values is not None and part.fixed and not part.values <= values:
        wrong = min(part.values - values)
        raise MismatchError(f"it never contains {wrong!r}; {hint(wrong, values)}")
