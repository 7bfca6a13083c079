"""Help for those who extend the catalogue: drafts of types from botocore's models, and what a newer botocore has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import check_spec, models
from estate_assets.scanner.catalogue_check.problem import MismatchError
from estate_assets.scanner.catalogue_derive.drafts import FIXME, draft, parent_of
from estate_assets.scanner.catalogue_derive.listings import listing, listings, words
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.spec import ResourceSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from estate_assets.scanner.catalogue_derive.listings import Listing


def derive(
    service: str, operations: Sequence[str] = (), known: Sequence[ResourceSpec] = ()
) -> dict[str, dict[str, Any]]:
    """Drafts of a service's types by name, for those of its listings that `known` types do not use, or for those named.

    Raises:
        UsageError: botocore has no such service or operation, or the operation lists nothing.
    """
    try:
        models.service(service)
        chosen = [_listing(service, name) for name in operations] or list(listings(service))
    except MismatchError as error:
        raise UsageError(f"{', '.join((service, *operations))}: {error}") from error
    used = {spec.list.operation for spec in known}
    drafts: dict[str, dict[str, Any]] = {}
    for found in chosen:
        if operations or found.operation not in used:
            drafts |= _drafted(found, [*known, *_specs(service, drafts)], wanted=bool(operations))
    return drafts


def problems(service: str, drafts: dict[str, dict[str, Any]], known: Iterable[ResourceSpec] = ()) -> list[str]:
    """What the checker says of drafts, a line each; what is to be filled in is not told once more."""
    specs = [*known, *_specs(service, drafts)]
    found = [problem for spec in specs if spec.type in drafts for problem in check_spec(spec, specs)]
    return [str(problem) for problem in found if FIXME not in f"{problem.value} {problem.expected}"]


def _listing(service: str, name: str) -> Listing:
    found = listing(service, name)
    if found is None:
        raise MismatchError(f"{name} answers with no list of texts or records")
    return found


def _drafted(found: Listing, types: Sequence[ResourceSpec], *, wanted: bool) -> dict[str, dict[str, Any]]:
    """A draft by its name; none of a listing that needs parameters which no other type has, unless it is wanted by name."""
    data = draft(found)
    if found.needs:
        parent = parent_of(found, types)
        if parent is None and not wanted:
            return {}
        parent = parent or {"type": f"{found.service}:{FIXME}", "args": dict.fromkeys(found.needs, FIXME)}
        at = list(data).index("list") + 1
        data = dict([*list(data.items())[:at], ("parent", parent), *list(data.items())[at:]])
    return {"_".join(words(found.noun)): data}


def _specs(service: str, drafts: dict[str, dict[str, Any]]) -> Iterator[ResourceSpec]:
    for name, data in drafts.items():
        yield ResourceSpec.from_dict(service, name, data)
