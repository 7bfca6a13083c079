"""For authors of scanners: `check_scanner(MyScanner())` says in words what is wrong with it; an empty list is a pass.

    def test_my_scanner():
        assert check_scanner(MyScanner("myservice", SPECS)) == []

It runs the scanner against a loopback AWS that answers from botocore's models: made-up items, two pages where a listing
pages; then again with each listing denied, throttled, failing, and failing on page 2. No account, no moto, no pytest.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from estate_assets.scanner.never import CODE
from estate_assets.testing.bench import HARMS, Bench, Harm, Seen, on_bench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.service import ServiceScanner
    from estate_assets.scanner.spec import ResourceSpec

__all__ = ["check_scanner"]

READS = ("BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search", "Select", "Simulate")


def check_scanner(scanner: ServiceScanner) -> list[str]:
    """What is wrong with a scanner, a sentence each; empty where nothing is.

    Args:
        scanner: with its `service` and `specs` set. Every type's list operation must be one that botocore knows.
    """
    if not scanner.service or not scanner.specs:
        return [f"{type(scanner).__name__} has no service or no specs: set both"]
    with on_bench(scanner) as bench:
        return [f"{spec.key}: {words}" for spec in scanner.specs for words in _findings(bench, spec)]


def _findings(bench: Bench, spec: ResourceSpec) -> Iterator[str]:
    seen, operation = bench.walk(spec), spec.list.operation
    if seen.strangers:
        yield "calls AWS by a client of its own: use context.client, whose calls are observed"
    if not seen.calls:
        if not seen.strangers:
            yield "made no call"
        return
    names = {name for name, _ in seen.calls}
    yield from (f"writes (calls {name})" for name in sorted(names) if not name.startswith(READS))
    if seen.entry and seen.entry.code == CODE:
        yield f"reads secret values (calls {seen.entry.operation})"
        return
    short = bool(bench.pages(spec)) and operation in names and (operation, 2) not in seen.calls
    if short:
        yield f"asked only for page 1 of 2 of {operation}"
    elif seen.entry and seen.entry.status != "complete":
        yield f"undisturbed, the ledger said {seen.entry.status} ({seen.entry.operation}: {seen.entry.code} {seen.entry.message})"
    yield from _of_items(bench.scanner.scanner, spec, seen)
    for harm in HARMS:
        if harm.page == 1 or (bench.pages(spec) and not short):
            yield from _of_harm(bench.walk(spec, harm), operation, harm)


def _of_items(scanner: ServiceScanner, spec: ResourceSpec, seen: Seen) -> Iterator[str]:
    batched = any(detail.batch for detail in spec.details)
    if len(seen.items) < seen.listed and not batched and not (spec.list.skip or spec.list.region):
        yield f"yields {len(seen.items)} of the {seen.listed} items that {spec.list.operation} listed"
    elif not seen.items:
        yield f"yields nothing of what {spec.list.operation} listed"
    twice = [arn for arn, times in Counter(item.arn for item in seen.items).items() if times > 1]
    yield from (f"yields two resources with one ARN: {arn}" for arn in twice[:1])
    for item in seen.items[:1]:
        try:
            yield from scanner.validate(scanner.transform(item, spec, "made up"))
        except Exception as error:  # noqa: BLE001  # the scanner may be anyone's code
            yield f"transform or validate raises {type(error).__name__}: {error}"


def _of_harm(seen: Seen, operation: str, harm: Harm) -> Iterator[str]:
    if seen.entry and seen.entry.listed:
        yield f"with {operation} {harm.words}, the ledger said {seen.entry.status}: the scanner hides its errors"
    elif not seen.raised:
        status = seen.entry.status if seen.entry else "nothing"
        yield f"with {operation} {harm.words}, discover ended as if all were well (the ledger said {status}): let the error pass"
