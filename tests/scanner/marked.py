"""What AWS's models mark as sensitive in the answers that make a type's items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check.models import operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.spec import ResourceSpec


def marked(spec: ResourceSpec) -> set[str]:
    """The paths in a type's properties that are marked, without `[]`; none of tags, which are asked for, and of page tokens."""
    items = plain(spec.list.items).rpartition("|")[2].strip()
    answer = operation(spec.list_service, spec.list.operation).output_shape
    found = {below(path, items) for path in walk(answer)}
    for detail in (*spec.details, *spec.optional_details):
        answer = operation(spec.service, detail.operation).output_shape
        told = {below(path, plain(detail.path or "")) for path in walk(answer)}
        found |= {f"{detail.into}.{path}" if detail.into else path for path in told if path is not None}
    return {path for path in found if path is not None}


def plain(path: str) -> str:
    return path.strip("[]").replace("[]", "").replace(".*", "").split("[")[0]


def below(path: str, prefix: str) -> str | None:
    if not prefix:
        return path
    return path[len(prefix) :].lstrip(".") if path == prefix or path.startswith(f"{prefix}.") else None


def walk(shape: Any, path: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
    if shape is None or shape.name in seen:
        return
    if shape.metadata.get("sensitive"):
        yield path
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from walk(member, f"{path}.{name}".lstrip("."), (*seen, shape.name))
    elif shape.type_name in ("list", "map"):
        yield from walk(shape.member if shape.type_name == "list" else shape.value, path, (*seen, shape.name))


def open_ones(spec: ResourceSpec) -> set[str]:
    """Those that are neither sealed nor taken out."""
    closed = [plain(path) for path in (*spec.sensitive, *spec.never)]
    return {path for path in marked(spec) if not any(below(path, one) is not None for one in closed)}
