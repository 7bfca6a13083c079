"""Raw answers into the form that every service shares: ARN, id, tags, name, state, times."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.ledger import now
from estate_assets.scanner.model import AWSResource, RawResource
from estate_assets.scanner.relations import relations_of
from estate_assets.scanner.spec import fill, search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.forms import TagSpec
    from estate_assets.scanner.model import Cell
    from estate_assets.scanner.spec import ResourceSpec

MILLISECONDS = 10**11  # an epoch beyond this (the year 5138 in seconds) is in milliseconds


def plain(value: Any) -> Any:
    """A value of botocore's as JSON data: times as ISO 8601 in UTC, bytes as base64."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case dict():
            return {str(key): plain(item) for key, item in value.items() if key != "ResponseMetadata"}
        case list() | tuple() | set():
            return [plain(item) for item in value]
        case datetime():
            return utc(value)
        case bytes():
            return base64.b64encode(value).decode()
        case Decimal():
            return float(value)
    return str(value)


def utc(time: datetime) -> str:
    """A time as ISO 8601 in UTC, to the second."""
    return (time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def identity_of(data: Any, source: Any, spec: ResourceSpec) -> str:
    """An item's id; `$input` is the list operation's own item. Empty where it has none."""
    found = value_of(spec.id, data, source)
    return str(found) if found not in (None, "") else ""


def value_of(expression: str | None, data: Any, source: Any = None, parent: Any = None) -> Any:
    """What an expression finds in an item; `$input` is the list operation's own item, `$parent.FIELD` the parent's."""
    if expression == "$input":
        return source
    if expression and expression.startswith("$parent."):
        return search(expression.removeprefix("$parent."), parent)
    return search(expression, data)


def arn_of(  # what an ARN is made of
    data: Any, id_: str, spec: ResourceSpec, cell: Cell, partition: str, *, source: Any = None, parent: Any = None
) -> str:
    """An item's ARN: AWS's own, else built from its template, else a canonical synthetic one that says so."""
    own = search(spec.arn, data)
    if isinstance(own, str) and own.startswith("arn:"):
        return own
    owner = search(spec.arn_account, data) or cell.account_id
    known = {"Partition": partition, "Region": cell.region, "Account": owner}
    values = {name: value_of(expression, data, source, parent) for name, expression in spec.arn_vars.items()}
    if spec.arn_template and (built := fill(spec.arn_template, {**values, **known})):
        return built
    telling = steady(data, (*spec.sensitive, *spec.volatile))  # a hash over a secret would let it be guessed
    mark = id_ or hashlib.blake2b(json.dumps(telling, sort_keys=True).encode(), digest_size=8).hexdigest()
    return f"arn:{partition}:{cell.service}:{cell.region}:{cell.account_id}:estate-synthetic/{spec.type}/{mark}"


def tags_of(found: Any, spec: TagSpec | None) -> dict[str, str]:
    """Tags as a mapping, from AWS's two forms: a mapping, or a list of pairs."""
    if isinstance(found, dict):
        return {str(key): str(value) for key, value in found.items()}
    if isinstance(found, list) and spec:
        pairs = [pair for pair in found if isinstance(pair, dict) and pair.get(spec.key) is not None]
        return {str(pair[spec.key]): str(pair.get(spec.value) or "") for pair in pairs}
    return {}


def build(raw: RawResource, spec: ResourceSpec, account_name: str) -> AWSResource:
    """The finished record, permissions and constraints still to come."""
    name = search(spec.name, raw.properties)
    state = search(spec.state, raw.properties)
    return AWSResource(
        account_id=raw.cell.account_id,
        account_name=account_name,
        region=raw.cell.region,
        service=raw.cell.service,
        resource_type=raw.resource_type,
        arn=raw.arn,
        id=raw.id,
        name=str(name) if name else raw.tags.get("Name", "") or raw.id,
        state=None if state is None else str(state),
        created_at=when(search(spec.created, raw.properties)),
        tags=dict(sorted(raw.tags.items())),
        properties=raw.properties,
        cfn_type=spec.cfn,
        relations=relations_of(raw, spec),
        notes=raw.notes,
        discovered_at=now(),
    )


def when(value: Any) -> str | None:
    """A time in any of AWS's forms (ISO text, epoch in seconds or milliseconds, as text or number) as ISO 8601 in UTC."""
    try:
        if isinstance(value, str) and value.isdecimal():
            value = int(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return utc(datetime.fromtimestamp(value / 1000 if value > MILLISECONDS else value, UTC))
        return utc(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def steady(properties: Mapping[str, Any], volatile: tuple[str, ...]) -> Mapping[str, Any]:
    """The properties without the paths (`A.B[].C`) that change by themselves."""
    for path in volatile:
        properties = _without(properties, path.replace("[]", "").split("."))
    return properties


def _without(data: Any, steps: list[str]) -> Any:
    if isinstance(data, list):
        return [_without(item, steps) for item in data]
    if not isinstance(data, dict) or steps[0] not in data:
        return data
    if len(steps) == 1:
        return {key: value for key, value in data.items() if key != steps[0]}
    return {**data, steps[0]: _without(data[steps[0]], steps[1:])}
