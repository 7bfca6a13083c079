"""ServiceScanner: discover, transform, validate. Driven by specs; subclassed only where data is not enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of, python_name
from estate_assets.scanner.classify import UNREADABLE, of_exception
from estate_assets.scanner.encryption import Place, seal_paths
from estate_assets.scanner.model import RawResource
from estate_assets.scanner.observation import Observation
from estate_assets.scanner.spec import DetailSpec, ResourceSpec, compiled, search
from estate_assets.scanner.transform import arn_of, build, identity_of, plain, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.encryption import Sealer
    from estate_assets.scanner.model import Account, AWSResource, Cell

#: How a question ends that AWS did not answer, or not in form.
UNANSWERED = (BotoCoreError, *UNREADABLE)
GONE = ("NotFound", "NoSuch", "NonExistent", "DoesNotExist", "NotExist")


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


@dataclass(slots=True)
class ScanContext:
    """What a scanner works with: where it is, and the only way to AWS. `found` holds the parents' items by type."""

    engine: Engine
    account: Account
    cell: Cell
    api_region: str
    sealer: Sealer
    optional_details: bool = False
    observation: Observation = field(default_factory=Observation)
    found: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def client(self) -> Any:
        """The boto client of this cell's service; its calls are observed."""
        return self.engine.client(self.cell.service, self.api_region)

    @property
    def partition(self) -> str:
        """The partition of this cell's region."""
        return self.engine.partition(self.api_region)

    def call(self, operation: str, params: dict[str, Any]) -> Any:
        """One call. Raises botocore's exceptions."""
        return getattr(self.client, python_name(operation))(**params)


class ServiceScanner:
    """Scans the resource types of one AWS service.

    A subclass overrides `discover` for a type that data can't describe, or `transform` and `validate`. What it must not
    do is hide errors; and if it does, the observation sees them all the same.
    """

    service: str = ""

    def __init__(self, service: str = "", specs: Sequence[ResourceSpec] = ()) -> None:
        self.service = service or self.service
        self.specs = tuple(specs)

    def discover(self, context: ScanContext, spec: ResourceSpec) -> Iterator[RawResource]:
        """The resources of one type in the context's cell, sealed, page by page. Raises botocore's exceptions."""
        for parent in context.found.get(spec.parent.type, []) if spec.parent else [None]:
            for page in context.engine.pages(
                context.client, spec.list.operation, self._params(context, spec, parent), spec.list.paging
            ):
                yield from self._page(context, spec, page, parent)

    def transform(self, raw: RawResource, spec: ResourceSpec, account_name: str) -> AWSResource:
        """The raw record in the form that every service shares."""
        return build(raw, spec, account_name)

    def validate(self, resource: AWSResource) -> list[str]:
        """What is wrong with a record, in words; such a record is kept and the words become errors."""
        problems = []
        if not resource.arn.startswith("arn:"):
            problems.append(f"not an ARN: {resource.arn!r}")
        if not resource.id:
            problems.append("no id")
        return problems

    def _params(self, context: ScanContext, spec: ResourceSpec, parent: Any) -> dict[str, Any]:
        params = dict(spec.list.params)
        if spec.list.region_param:
            params[spec.list.region_param] = context.cell.region
        if spec.parent:
            params |= {name: search(expression, parent) for name, expression in spec.parent.args.items()}
        return params

    def _page(self, context: ScanContext, spec: ResourceSpec, page: Any, parent: Any) -> Iterator[RawResource]:
        found = search(spec.list.items, page) or []
        items = [Item(data, data, parent) for data in found if not self._foreign(context, spec, data)]
        details = spec.details + (spec.optional_details if context.optional_details else ())
        for detail in details:
            items = described(context, detail, items)
        for item in items:
            item.data = plain(item.data)
            item.id, item.arn = identity_of(item.data, plain(item.source), spec), ""
            item.arn = arn_of(item.data, item.id, spec, context)
        self._tag(context, spec, items)
        context.found.setdefault(spec.key, []).extend(item.data for item in items)
        yield from (self._raw(context, spec, item) for item in items)

    def _foreign(self, context: ScanContext, spec: ResourceSpec, data: Any) -> bool:
        region = search(spec.list.region, data)
        return bool(search(spec.list.skip, data)) or (region is not None and region != context.cell.region)

    def _tag(self, context: ScanContext, spec: ResourceSpec, items: list[Item]) -> None:
        tags = spec.tags
        if tags is None:
            return
        if tags.operation is None:
            for item in items:
                item.tags = search(tags.path, item.data)
            return
        detail = DetailSpec(tags.operation, tags.args, tags.items or tags.path, "$tags", tags.batch, tags.absent)
        if tags.match:
            for batch in _batches(items, tags.batch):
                _tag_batch(context, detail, batch, tags.match, tags.path)
        else:
            described(context, detail, items)

    def _raw(self, context: ScanContext, spec: ResourceSpec, item: Item) -> RawResource:
        sealed = seal_paths(item.data, spec.sensitive, context.sealer, Place(context.cell.account_id, item.arn))
        return RawResource(
            context.cell, spec.key, item.arn, item.id, sealed,
            tags=tags_of(plain(item.tags), spec.tags), notes=tuple(item.notes),
            source=item.source if isinstance(item.source, str) else None,  # a whole item would carry its secrets unsealed
        )  # fmt: skip


def described(context: ScanContext, detail: DetailSpec, items: list[Item]) -> list[Item]:
    """The items with one more answer each. An item that is gone by now is left out; one that can't be asked stays, with a note."""
    context.observation.tolerate(detail.operation, detail.absent)
    if detail.batch:
        answers = context.engine.map(
            lambda batch: _described_batch(context, detail, batch), _batches(items, detail.batch)
        )
        return [item for batch in answers for item in batch]
    return [item for item in context.engine.map(lambda item: _described(context, detail, item), items) if item]


def _described(context: ScanContext, detail: DetailSpec, item: Item) -> Item | None:
    try:
        answer = _asked(context, detail, {name: arg(value, item, context) for name, value in detail.args.items()})
    except ClientError as error:
        code = code_of(error)
        if code in detail.absent:
            return item
        if any(word in code for word in GONE):
            context.observation.forgive(detail.operation, code)
            return item if detail.into else None
        return _unanswered(detail, item, code)
    except UNANSWERED as error:
        context.observation.noted(of_exception(error, detail.operation))
        return _unanswered(detail, item, type(error).__name__)
    _take(detail, item, answer)
    return item


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
    answer = context.call(detail.operation, params)
    answer.pop("ResponseMetadata", None)
    return search(detail.path, answer) if detail.path else answer


def _described_batch(context: ScanContext, detail: DetailSpec, batch: list[Item]) -> list[Item]:
    """A batch's answers as items of their own: AWS answers in no given order."""
    answers = _asked(context, detail, _batch_args(context, detail, batch)) or []
    return [Item(answer, None, batch[0].parent) for answer in answers]


def _batch_args(context: ScanContext, detail: DetailSpec, batch: list[Item]) -> dict[str, Any]:
    return {
        name: [arg(value[0], item, context) for item in batch]
        if isinstance(value, list)
        else arg(value, batch[0], context)
        for name, value in detail.args.items()
    }


def _tag_batch(context: ScanContext, detail: DetailSpec, batch: list[Item], match: str, path: str) -> None:
    (key,) = (value[0] for value in detail.args.values() if isinstance(value, list))
    try:
        answers = _asked(context, detail, _batch_args(context, detail, batch)) or []
    except (ClientError, *UNANSWERED) as error:
        context.observation.noted(of_exception(error, detail.operation))
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
        case "$account":
            return context.cell.account_id
        case "$region":
            return context.cell.region
        case str() if expression.startswith("$parent."):
            return search(expression.removeprefix("$parent."), item.parent)
        case str():
            compiled(expression)
            return search(expression, item.data)
    return expression


def _batches(items: list[Item], size: int) -> list[list[Item]]:
    return [items[at : at + size] for at in range(0, len(items), size)]
