"""The fields of a record: id, name, times, state, ARN, tags, and what is sealed or left out of comparisons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import params, questions
from estate_assets.scanner.catalogue_check.infer import infer
from estate_assets.scanner.catalogue_check.kinds import ANY, FLAG, LIST, MAP, NUMBER, RECORD, TEXT, TIME, Kind, of_shape
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint
from estate_assets.scanner.spec import VARIABLE

if TYPE_CHECKING:
    from estate_assets.scanner.catalogue_check.subject import Subject
    from estate_assets.scanner.forms import TagSpec

STANDARD = ("Partition", "Region", "Account")
#: Sealed should it ever come: no operation that is asked gives it today.
GUARDS = frozenset({("ec2:instance", "UserData")})
TIMELY = re.compile(r"(?i)(time|date|created|modified|updated|_?at$|timestamp|when|since)")
CFN = re.compile(r"(AWS|Alexa)::[A-Z]\w+::[A-Z]\w+")


def examine(subject: Subject) -> None:
    """Examines each field that a record is made of; `subject.item` must be known."""
    _scalars(subject)
    _arn(subject)
    if subject.spec.tags:
        _tags(subject, subject.spec.tags)
    for name in ("sensitive", "volatile"):
        for path in getattr(subject.spec, name):
            if (subject.spec.key, path) in GUARDS:
                continue
            with subject.examining(name, path):
                _follow(path, subject.item)
    if subject.spec.scope not in ("regional", "global"):
        subject.problem("scope", subject.spec.scope, "it is regional or global")


def _scalars(subject: Subject) -> None:
    spec = subject.spec
    naming(subject, "id", spec.id)
    for name, kinds in (("name", (TEXT, NUMBER)), ("state", (TEXT, FLAG))):
        if expression := getattr(spec, name):
            clear(subject, name, expression, kinds)
    if spec.created:
        found = clear(subject, "created", spec.created, (TIME, TEXT, NUMBER))
        if found.name in (TEXT, NUMBER) and not TIMELY.search(spec.created):
            subject.problem("created", spec.created, f"it gives a {found.told} that by its name is no time")


def naming(subject: Subject, field: str, expression: str) -> None:
    """Examines what an id or ARN is made of: a text or number of the item's, of its parent's, or the listing's own item."""
    if not str(expression).startswith("$"):
        clear(subject, field, expression, (TEXT, NUMBER))
        return
    with subject.examining(field, expression):
        found = params.variable(subject, expression)
        if found.name not in (TEXT, NUMBER, ANY):
            raise MismatchError(f"it gives a {found.told}, and must give a text")


def clear(subject: Subject, field: str, expression: str, kinds: tuple[str, ...]) -> Kind:
    """The kind of what is in clear everywhere: it may not be read from a sealed field."""
    read: set[tuple[str, ...]] = set()
    found = subject.typed(field, expression, subject.item, kinds, read)
    unsealed(subject, field, expression, read)
    return found


def unsealed(subject: Subject, field: str, expression: str, read: set[tuple[str, ...]]) -> None:
    """A problem where an expression reads a sensitive path: there is a sealed value, not AWS's."""
    for path in subject.spec.sensitive:
        steps = tuple(path.replace("[]", "").split("."))
        if any(one[: len(steps)] == steps for one in read):
            subject.problem(field, expression, f"it reads {path}, which is sealed (`sensitive`)")


def _arn(subject: Subject) -> None:
    spec = subject.spec
    if not spec.arn and not spec.arn_template:
        subject.problem("arn", None, "give `arn` (the field that holds it) or `arn_template` with `arn_vars`")
    if spec.arn:
        clear(subject, "arn", spec.arn, (TEXT,))
    used = VARIABLE.findall(spec.arn_template or "")
    for name in used:
        if name not in (*STANDARD, *spec.arn_vars):
            subject.problem(
                "arn_template",
                name,
                f"the variable has no value in `arn_vars`; {hint(name, (*STANDARD, *spec.arn_vars))}",
            )
    for name, expression in spec.arn_vars.items():
        if name not in used:
            subject.problem("arn_vars", name, f"`arn_template` has no such variable; {hint(name, used)}")
        naming(subject, f"arn_vars.{name}", expression)
        _own_name(subject, name, expression)


def _own_name(subject: Subject, name: str, expression: str) -> None:
    """Where the item has a field of the variable's own name, it is meant."""
    held = subject.item.members.get(name) if subject.item.name == RECORD else None
    if held is not None and held.name == TEXT and not re.search(rf"\b{name}\b", expression):
        subject.problem(f"arn_vars.{name}", expression, f"the item has a field {name!r} of its own")


def _tags(subject: Subject, tags: TagSpec) -> None:
    if tags.operation is None:
        for name in ("args", "batch", "items", "match", "absent"):
            if getattr(tags, name):
                subject.problem(f"tags.{name}", getattr(tags, name), "it belongs to an `operation`, and there is none")
        _pairs(subject, tags, subject.item)
        return
    operation = params.model(subject, "tags.operation", tags.operation)
    if operation is None:
        return
    if not questions.READS.match(tags.operation):
        subject.problem(
            "tags.operation", tags.operation, "a scan only reads: the operation must be a List, Describe or Get"
        )
    questions.arguments(subject, "tags", operation, tags.args, batch=tags.batch, with_arn=True)
    questions.absent_codes(subject, "tags.absent", operation, tags.absent)
    answer = of_shape(operation.output_shape)
    if bool(tags.batch) != bool(tags.match) or bool(tags.match) != bool(tags.items):
        subject.problem(
            "tags", None, "`batch`, `items` and `match` go together: how many, the answers, and what names the resource"
        )
    if tags.items:
        answer = subject.typed("tags.items", tags.items, answer, (LIST,)).element
        if tags.match:
            subject.typed("tags.match", tags.match, answer, (TEXT,))
    _pairs(subject, tags, answer)


def _pairs(subject: Subject, tags: TagSpec, of: Kind) -> None:
    """Tags are a map of texts, or a list of records with a key and a value."""
    found = subject.typed("tags.path", tags.path, of, (LIST, MAP, RECORD))
    if found.name == MAP and found.element.name not in (TEXT, ANY):
        subject.problem("tags.path", tags.path, f"tags are texts, and these are {found.element.told}")
    if found.name == RECORD and found.shape is not None:
        subject.problem("tags.path", tags.path, f"tags are a map, or a list of pairs, and this is a {found.told}")
    if found.name == LIST and found.element.name != ANY:
        for name, member in (("key", tags.key), ("value", tags.value)):
            with subject.examining(f"tags.{name}", member):
                held = found.element.members
                if found.element.name != RECORD:
                    raise MismatchError(f"tags are pairs, and {tags.path} is a {found.told}")
                if member not in held:
                    raise MismatchError(f"a tag has no such field; {hint(member, held)}")
                if held[member].name != TEXT:
                    raise MismatchError(f"it is a {held[member].told}, and a tag's {name} is a text")
    if found.name == MAP and (tags.key, tags.value) != ("Key", "Value"):
        subject.problem("tags.key", tags.key, "these tags are a map: `key` and `value` are for lists of pairs")


def _follow(path: Any, item: Kind) -> None:
    """Raises MismatchError where a path `A.B[].C` leads nowhere: nothing would be sealed, or left out."""
    if not isinstance(path, str) or not re.fullmatch(r"[\w$-]+(\[\])*(\.[\w$-]+(\[\])*)*", path):
        raise MismatchError("it is no path of the form A.B[].C")
    if path.endswith("[]"):
        raise MismatchError("leave [] at the end out: the whole list is meant")
    infer(re.sub(r"([\w$-]+)", r'"\1"', path), item)
