"""The further questions about listed items: details one by one or in batches, and tags behind an operation of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE, Failure, of_exception
from estate_assets.scanner.codes import Kind, says_gone
from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.spec import compiled, search

if TYPE_CHECKING:
    from estate_assets.scanner.context import ScanContext
    from estate_assets.scanner.forms import DetailSpec

#: How a question ends that AWS did not answer, or not in form.
UNANSWERED = (BotoCoreError, *UNREADABLE)
INCOMPLETE = "ItemIncomplete"
#: What one item of a batch may be the cause of.
OF_ONE = (Kind.NOT_FOUND, Kind.PERMANENT)


@dataclass(slots=True)
class Item:
    """One item on its way from listing to record. `data` grows with each detail."""

    data: Any
    source: Any
    parent: Any = None
    arn: str = ""
    id: str = ""
    tags: Any = None
    notes: list[str] = field(default_factory=list)


def described(context: ScanContext, detail: DetailSpec, items: list[Item]) -> list[Item]:
    """The items with one more answer each. An item that is gone by now is left out; one that can't be asked stays, with a note."""
    context.observation.tolerate(detail.operation, detail.absent)
    bucket = context.observation.pace.of(detail.operation) if context.observation.pace else None
    if detail.batch:
        whole = [item for item in items if _can_be_asked(context, detail, item)]
        incomplete = [item for item in items if all(item is not one for one in whole) and isinstance(item.data, dict)]
        answers = context.engine.map(
            lambda some: _described_batch(context, detail, some), batches(whole, detail.batch), bucket
        )
        return [*(item for some in answers for item in some), *incomplete]
    return [item for item in context.engine.map(lambda item: _described(context, detail, item), items, bucket) if item]


def _described(context: ScanContext, detail: DetailSpec, item: Item) -> Item | None:
    try:
        answer = _asked(context, detail, {name: arg(value, item, context) for name, value in detail.args.items()})
    except ClientError as error:
        code = code_of(error)
        if code in detail.absent:
            return item
        if says_gone(code):
            context.observation.forgive(detail.operation, code)
            return item if detail.into else None
        return _unanswered(detail, item, code)
    except UNANSWERED as error:
        context.observation.noted(of_exception(error, detail.operation))
        return _unanswered(detail, item, type(error).__name__)
    _take(detail, item, answer)
    return item


def _can_be_asked(context: ScanContext, detail: DetailSpec, item: Item) -> bool:
    """Whether an item has what a batch names it by; one that has not must not keep its batch from being asked."""
    keys = [value[0] for value in detail.args.values() if isinstance(value, list)]
    if all(arg(key, item, context) not in (None, "") for key in keys):
        return True
    item.notes.append(f"{detail.operation}: {INCOMPLETE}")
    words = f"an item was listed without {', '.join(keys)}"
    failure = Failure(Status.FAILED, ErrorCategory.PARSING, detail.operation, INCOMPLETE, words)
    context.observation.noted(failure)
    return False


def _unanswered(detail: DetailSpec, item: Item, code: str) -> Item | None:
    item.notes.append(f"{detail.operation}: {code}")
    return item if isinstance(item.data, dict) else None


def _take(detail: DetailSpec, item: Item, answer: Any) -> None:
    if detail.into == "$tags":
        item.tags = answer
    elif detail.into:
        item.data = {**item.data, detail.into: answer}
    elif isinstance(item.data, dict) and isinstance(answer, dict):
        item.data = {**item.data, **answer}
    else:
        item.data = answer


def _asked(context: ScanContext, detail: DetailSpec, params: dict[str, Any]) -> Any:
    answer = _answer(context, detail, params)
    return search(detail.path, answer) if detail.path else answer


def _answer(context: ScanContext, detail: DetailSpec, params: dict[str, Any]) -> Any:
    answer = context.call(detail.operation, params)
    answer.pop("ResponseMetadata", None)
    return answer


def _described_batch(context: ScanContext, detail: DetailSpec, batch: list[Item]) -> list[Item]:
    """A batch's answers as items of their own: AWS answers in no given order. Those neither answered nor said to be gone are a gap."""
    answer = _answer(context, detail, _batch_args(context, detail, batch))
    found = search(detail.path, answer) or []
    gone = search("length(failures[?reason=='MISSING'])", answer) or 0
    if len(found) + gone < len(batch):
        words = f"{len(batch) - len(found) - gone} of {len(batch)} were listed and not described"
        failure = Failure(
            Status.TRUNCATED, ErrorCategory.AWS, detail.operation, "BatchIncomplete", words, retryable=True
        )
        context.observation.noted(failure)
    return [Item(one, None, batch[0].parent) for one in found]


def _batch_args(context: ScanContext, detail: DetailSpec, batch: list[Item]) -> dict[str, Any]:
    return {
        name: [arg(value[0], item, context) for item in batch]
        if isinstance(value, list)
        else arg(value, batch[0], context)
        for name, value in detail.args.items()
    }


def tag_batch(context: ScanContext, detail: DetailSpec, batch: list[Item], match: str, path: str) -> None:
    """Gives a batch's items their tags: each answer names its resource under `match`, the tags are under `path`."""
    (key,) = (value[0] for value in detail.args.values() if isinstance(value, list))
    try:
        answers = _asked(context, detail, _batch_args(context, detail, batch)) or []
    except (ClientError, *UNANSWERED) as error:
        failure = of_exception(error, detail.operation)
        if failure.kind in OF_ONE and isinstance(error, ClientError):
            context.observation.forgive(detail.operation, failure.code)
            if len(batch) > 1:  # one that is gone, or bad, must not cost the others theirs
                for half in batches(batch, (len(batch) + 1) // 2):
                    tag_batch(context, detail, half, match, path)
                return
            if says_gone(failure.code):
                return
        context.observation.noted(failure)
        for item in batch:
            item.notes.append(f"{detail.operation}: {type(error).__name__}")
        return
    by_key = {search(match, answer): search(path, answer) for answer in answers}
    for item in batch:
        item.tags = by_key.get(arg(key, item, context))


def arg(expression: Any, item: Item, context: ScanContext) -> Any:
    """The value of a parameter: JMESPath over the item, or one of the variables."""
    match expression:
        case list():
            return [arg(part, item, context) for part in expression]
        case "$arn":
            return item.arn
        case "$input":
            return item.source
        case "$account" | "$region":
            return variable(expression, context)
        case str() if expression.startswith("$parent."):
            return search(expression.removeprefix("$parent."), item.parent)
        case str():
            compiled(expression)
            return search(expression, item.data)
    return expression


def variable(value: Any, context: ScanContext) -> Any:
    """A parameter's value as it is, `$account` and `$region` filled."""
    return (
        {"$account": context.cell.account_id, "$region": context.cell.region}.get(value, value)
        if isinstance(value, str)
        else value
    )


def batches(items: list[Item], size: int) -> list[list[Item]]:
    """The items in lists of at most `size`."""
    return [items[at : at + size] for at in range(0, len(items), size)]
