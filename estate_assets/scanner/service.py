"""ServiceScanner: discover, transform, validate. Driven by specs; subclassed only where data is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.details import Item, batches, described, tag_batch, variable
from estate_assets.scanner.encryption import Place, seal_paths
from estate_assets.scanner.forms import DetailSpec
from estate_assets.scanner.model import RawResource
from estate_assets.scanner.spec import ResourceSpec, search
from estate_assets.scanner.tagging import tells_of
from estate_assets.scanner.transform import arn_of, build, identity_of, plain, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.context import ScanContext
    from estate_assets.scanner.model import AWSResource

#: Where a parent's item keeps its ARN for its children.
ARN = "$arn"


class ServiceScanner:
    """Scans the resource types of one AWS service.

    A subclass overrides `discover` for a type that data can't describe, or `transform` and `validate`. What it must not
    do is hide errors; and if it does, the observation sees them all the same.
    """

    service: str = ""

    def __init__(self, service: str = "", specs: Sequence[ResourceSpec] = ()) -> None:
        self.service = service or self.service
        self.specs = tuple(specs)

    @property
    def by_data(self) -> bool:
        """Whether all is told by the specs, so that types may be listed at once; one's own `discover` sees one after another."""
        return type(self).discover is ServiceScanner.discover

    def discover(self, context: ScanContext, spec: ResourceSpec) -> Iterator[RawResource]:
        """The resources of one type in the context's cell, sealed, page by page. Raises botocore's exceptions."""
        if spec.parent:
            yield from self._below(context, spec, context.found.get(spec.parent.type, []))
            return
        for page in self._pages(context, spec, None):
            yield from self._page(context, spec, page, None)

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

    def _below(self, context: ScanContext, spec: ResourceSpec, parents: list[Any]) -> Iterator[RawResource]:
        """What is below the parents: the first one's alone, since where it is refused the others need not be asked, then the others' at
        once. One parent's failure costs the others nothing.
        """
        bucket = context.observation.pace.of(spec.list.operation) if context.observation.pace else None
        for some in (parents[:1], parents[1:]):
            listed = context.engine.map(lambda parent: self._listed(context, spec, parent), some, bucket)
            failed = None
            for parent, (pages, error) in zip(some, listed, strict=True):
                for page in pages:
                    yield from self._page(context, spec, page, parent)
                failed = failed or error
            if failed:
                raise failed

    def _listed(self, context: ScanContext, spec: ResourceSpec, parent: Any) -> tuple[list[Any], Exception | None]:
        pages: list[Any] = []
        try:
            for page in self._pages(context, spec, parent):
                pages.append(page)  # noqa: PERF402  # a failure later on must not cost the pages before it
        except Exception as error:  # noqa: BLE001  # it is raised where the pages are taken
            return pages, error
        return pages, None

    def _pages(self, context: ScanContext, spec: ResourceSpec, parent: Any) -> Iterator[Any]:
        caller, params = context.caller(spec.list_service), self._params(context, spec, parent)
        return caller.pages(spec.list.operation, params, spec.list.paging)

    def _params(self, context: ScanContext, spec: ResourceSpec, parent: Any) -> dict[str, Any]:
        params = {name: variable(value, context) for name, value in spec.list.params.items()}
        if spec.aws_managed and not context.wants_managed(spec):
            params |= spec.aws_managed.params
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
            self._name(context, spec, item)
        items = [item for item in items if not self._aws_managed(context, spec, item.data, item.arn)]
        self._tag(context, spec, items)
        context.found.setdefault(spec.key, []).extend(_as_parent(item.data, item.arn) for item in items)
        yield from (self._raw(context, spec, item) for item in items)

    def _name(self, context: ScanContext, spec: ResourceSpec, item: Item) -> None:
        item.data, source = plain(item.data), plain(item.source)
        item.id = identity_of(item.data, source, spec)
        item.arn = arn_of(item.data, item.id, spec, context.cell, context.partition, source=source, parent=item.parent)

    def _foreign(self, context: ScanContext, spec: ResourceSpec, data: Any) -> bool:
        """Whether an item is not this cell's: another region's, another account's, or AWS's own."""
        region, owner = search(spec.list.region, data), search(spec.list.owner, data)
        elsewhere = region not in (None, context.cell.region) or owner not in (None, context.cell.account_id)
        return elsewhere or bool(search(spec.list.skip, data)) or self._aws_managed(context, spec, data)

    def _aws_managed(self, context: ScanContext, spec: ResourceSpec, data: Any, arn: str = "") -> bool:
        """Asked before the details, to save them, and after, where only they tell. An ARN may say it: `arn:aws:ram::aws:...`."""
        if context.wants_managed(spec):
            return False
        told = spec.aws_managed and search(spec.aws_managed.when, data)
        return bool(told) or arn.split(":")[4:5] == ["aws"]

    def _tag(self, context: ScanContext, spec: ResourceSpec, items: list[Item]) -> None:
        tags = spec.tags
        if tags is None:
            return
        if tags.operation is None:
            for item in items:
                item.tags = search(tags.path, item.data)
            return
        if context.tag_book and tells_of(spec) and items:
            context.tag_book.fill(context, items)
            return
        detail = DetailSpec(tags.operation, tags.args, tags.items or tags.path, "$tags", tags.batch, tags.absent)
        if tags.match:
            for batch in batches(items, tags.batch):
                tag_batch(context, detail, batch, tags.match, tags.path)
        else:
            described(context, detail, items)

    def _raw(self, context: ScanContext, spec: ResourceSpec, item: Item) -> RawResource:
        sealed = seal_paths(item.data, spec.sensitive, context.sealer, Place(context.cell.account_id, item.arn))
        return RawResource(
            context.cell, spec.key, item.arn, item.id, sealed,
            tags=tags_of(plain(item.tags), spec.tags), notes=tuple(item.notes),
            parent=item.parent.get(ARN, "") if isinstance(item.parent, dict) else "",
            source=item.source if isinstance(item.source, str) else None,  # a whole item would carry its secrets unsealed
        )  # fmt: skip


def _as_parent(data: Any, arn: str) -> Any:
    return {**data, ARN: arn} if isinstance(data, dict) else data
