"""What a scan asks of AWS for a type, in its order: the listing, its paging, its parent, the details."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import models, paging, params
from estate_assets.scanner.catalogue_check.kinds import (
    ANY,
    LIST,
    RECORD,
    STRING,
    UNKNOWN,
    Kind,
    of_shape,
)
from estate_assets.scanner.catalogue_check.problem import hint
from estate_assets.scanner.never import is_never_asked

if TYPE_CHECKING:
    from estate_assets.scanner.catalogue_check.subject import Subject
    from estate_assets.scanner.forms import DetailSpec

#: Every service's errors, which the models do not list.
COMMON = {
    "AccessDenied",
    "AccessDeniedException",
    "UnrecognizedClientException",
    "ValidationException",
    "ValidationError",
}
READS = re.compile(r"(Get|List|Describe|Search|BatchGet|BatchDescribe|Lookup|Query|Scan|View)[A-Z]")


def examine(subject: Subject) -> None:
    """Examines all questions but that for tags; `subject.item` is the record's kind afterwards."""
    operation = _reading(subject, "list.operation", subject.spec.list.operation, subject.spec.list_service)
    if operation is not None:
        _listing(subject, operation)
        paging.examine(subject, operation)
    _details(subject)
    for name in subject.spec.never:
        params.model(subject, "never", name)


def _reading(subject: Subject, field: str, name: str, service: str = "") -> Any:
    """The model of an operation that may be asked in a scan, which reads and fetches no secret."""
    operation = params.model(subject, field, name, service)
    if operation is None:
        return None
    if name in subject.spec.never or is_never_asked(operation.service_model.service_name, name):
        subject.problem(field, name, "it is never asked: it would fetch secret values, or stands under `never`")
    if not READS.match(name):
        subject.problem(field, name, "a scan only reads: the operation must be a List, Describe or Get")
    return operation


def _listing(subject: Subject, operation: Any) -> None:
    spec = subject.spec.list
    given: dict[str, Kind | None] = {name: params.literal(value) for name, value in spec.params.items()}
    if spec.region_param:
        given[spec.region_param] = STRING
    given |= from_parent(subject)
    params.given(subject, "list.params", operation, given)
    answer = of_shape(operation.output_shape)
    read: set[tuple[str, ...]] = set()
    found = subject.typed("list.items", spec.items, answer, (LIST,), read)
    subject.listed = subject.item = found.element
    _paged_over(subject, operation, read)


def from_parent(subject: Subject) -> dict[str, Kind | None]:
    """The parameters that a listing gets from the parent, with their kinds."""
    parent = subject.spec.parent
    if parent is None:
        return {}
    before = {sibling.key: sibling for sibling in subject.before}
    if parent.type not in before:
        subject.problem(
            "parent.type", parent.type, f"no type of this service that is listed before it; {hint(parent.type, before)}"
        )
        return dict.fromkeys(parent.args)
    if before[parent.type].scope != subject.spec.scope:
        subject.problem(
            "parent.type", parent.type, f"its scope is {before[parent.type].scope}: parent and child must share theirs"
        )
    return {name: _argument_of_parent(subject, name, expression) for name, expression in parent.args.items()}


def _argument_of_parent(subject: Subject, name: str, expression: str) -> Kind | None:
    found = subject.typed(f"parent.args.{name}", expression, subject.parent)
    return None if found is UNKNOWN else found


def _paged_over(subject: Subject, operation: Any, read: set[tuple[str, ...]]) -> None:
    """The paginator must page over the very list that the items are taken from: of another, only a part comes."""
    paginator = models.paginator(subject.spec.list_service, operation.name)
    keys = [] if paginator is None else paginator.get("result_key", [])
    heads = {key.split(".")[0].split("[")[0] for key in ([keys] if isinstance(keys, str) else keys)}
    if heads and read and not heads & {path[0] for path in read}:
        subject.problem(
            "list.items",
            subject.spec.list.items,
            f"{operation.name} pages over another list: {', '.join(sorted(heads))}",
        )


def _details(subject: Subject) -> None:
    for name in ("details", "optional_details"):
        for number, detail in enumerate(getattr(subject.spec, name)):
            _detail(subject, f"{name}[{number}]", detail)


def _detail(subject: Subject, field: str, detail: DetailSpec) -> None:
    operation = _reading(subject, f"{field}.operation", detail.operation)
    if operation is None:
        subject.item = UNKNOWN
        return
    arguments(subject, field, operation, detail.args, batch=detail.batch, with_arn=False)
    absent_codes(subject, f"{field}.absent", operation, detail.absent)
    answer = of_shape(operation.output_shape)
    found = subject.typed(f"{field}.path", detail.path, answer) if detail.path else answer
    if found.fixed:
        subject.problem(f"{field}.path", detail.path, "it is a literal: the answer is not read")
    if detail.batch:
        if found.name not in (LIST, ANY):
            subject.problem(
                f"{field}.path", detail.path, f"a batch answers with a list of items, and this is a {found.told}"
            )
        found, subject.source_kept = found.element, False
    _take(subject, field, detail, found)


def _take(subject: Subject, field: str, detail: DetailSpec, answer: Kind) -> None:
    """The record's kind after an answer: replaced, or wider by its fields."""
    item = subject.item
    if detail.into:
        if item.name not in (RECORD, ANY):
            subject.problem(
                f"{field}.into", detail.into, f"the item is a {item.told} yet: only a record can take a field"
            )
        if item.name == RECORD and detail.into in item.members and detail.into not in subject.intos:
            subject.problem(
                f"{field}.into", detail.into, "the item has a field of that name: the answer would replace it"
            )
        subject.intos.add(detail.into)
        answer = Kind(RECORD, fields={detail.into: answer})
    if item.name == RECORD and answer.name == RECORD:
        subject.item = Kind(RECORD, item.shape, fields={**item.members, **answer.members})
    elif not detail.into or item.name != RECORD:
        subject.item = answer if not detail.into else UNKNOWN


def arguments(subject: Subject, field: str, operation: Any, args: Any, *, batch: int, with_arn: bool) -> None:
    """Problems with the parameters of a question about an item, or about a batch of them."""
    given: dict[str, Kind | None] = {}
    lists = [name for name, value in args.items() if isinstance(value, list)]
    if batch and len(lists) != 1:
        subject.problem(
            f"{field}.args", lists or None, "a batch has one parameter in [brackets], which takes a value of each item"
        )
    for name, value in args.items():
        one = value[0] if isinstance(value, list) and value else value
        kind = params.argument(subject, f"{field}.args.{name}", one, with_arn=with_arn)
        given[name] = Kind(LIST, of=kind) if isinstance(value, list) and kind is not None else kind
    params.given(subject, f"{field}.args", operation, given)
    for name in lists if batch else ():
        _size(subject, field, operation, name, batch)


def _size(subject: Subject, field: str, operation: Any, name: str, batch: int) -> None:
    shape = operation.input_shape.members.get(name) if operation.input_shape else None
    most = shape.metadata.get("max") if shape is not None else None
    if most and batch > int(most):
        subject.problem(f"{field}.batch", batch, f"{operation.name} takes at most {most} at once")


def absent_codes(subject: Subject, field: str, operation: Any, codes: tuple[str, ...]) -> None:
    """Codes that mean "it has none" must be among the operation's errors, where the model knows them."""
    known = {shape.metadata.get("error", {}).get("code") or shape.name for shape in operation.error_shapes}
    known |= {shape.name for shape in operation.error_shapes}
    for code in codes:
        if known and code not in known | COMMON:
            subject.problem(field, code, f"{operation.name} has no such error; {hint(code, known)}")
