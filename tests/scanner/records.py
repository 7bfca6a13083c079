"""Records for tests: one resource, one cell's outcome, with only what a test says about them."""

from __future__ import annotations

from typing import Any

from fake_aws import ACCOUNT

from estate_assets.scanner.errors import Status
from estate_assets.scanner.hashing import with_content_hash
from estate_assets.scanner.model import AWSResource, Cell, EmbeddedText, LedgerEntry, Outcome
from estate_assets.scanner.registry import Registry

REGION = "eu-west-1"
CELL = Cell(ACCOUNT, REGION, "sqs")
REGISTRY = Registry(entry_points=False)


def resource(name: str, /, resource_type: str = "sqs:queue", cell: Cell = CELL, **more: Any) -> AWSResource:
    """A resource of a cell, with its content hash."""
    arn = f"arn:aws:{cell.service}:{cell.region}:{cell.account_id}:{resource_type.partition(':')[2]}/{name}"
    made = AWSResource(
        **{
            "account_id": cell.account_id, "account_name": "", "region": cell.region, "service": cell.service,
            "resource_type": resource_type, "arn": arn, "id": name, "name": name, **more,
        }
    )  # fmt: skip
    return with_content_hash(made, made.properties, "test")


def entry(resource_type: str = "sqs:queue", cell: Cell = CELL, *, listed: bool = True, **more: Any) -> LedgerEntry:
    """A ledger entry: complete, or denied."""
    status = Status.COMPLETE if listed else Status.DENIED
    fields = {"status": status, "listed": listed, **more}
    return LedgerEntry(cell.account_id, cell.region, cell.service, resource_type, **fields)


def outcome(*items: AWSResource, cell: Cell = CELL, ledger: tuple[LedgerEntry, ...] | None = None) -> Outcome[Any]:
    """A cell's outcome; its types were listed to the end unless a ledger says otherwise."""
    types = {item.resource_type for item in items} | ({"sqs:queue"} if cell.service == "sqs" else set())
    return Outcome(cell, items, (tuple(entry(name, cell) for name in sorted(types)) if ledger is None else ledger))


def texts(items: Any, vector: tuple[float, ...] = (1.0, *(0.0,) * 383)) -> dict[str, EmbeddedText]:
    """A text and a vector for each."""
    return {
        item.point_id: EmbeddedText(item.point_id, f"text of {item.name}", vector, item.content_hash)
        for item in reversed(list(items))
    }
