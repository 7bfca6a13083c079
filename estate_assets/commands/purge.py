"""`estate purge`: takes out what the settings no longer name, which no scan ever does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.model import Cell
    from estate_assets.scanner.purge import Doomed, Selection

NOTHING = "name what to purge: --accounts, --services, --regions (all that are given must hold), or --gone."


def purge(
    accounts: Annotated[str | None, typer.Option(help="Account ids, with commas.")] = None,
    services: Annotated[str | None, typer.Option(help="Services, with commas.")] = None,
    regions: Annotated[str | None, typer.Option(help="Regions, with commas; `global` is one.")] = None,
    gone: Annotated[bool, typer.Option("--gone", help="What the settings no longer cover.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")] = False,
) -> None:
    """Take accounts, services or regions out of the collection, the ledger and the Parquet. Asks before it does.

    Scans never do this: a service or an account that you took out of the settings keeps its points until you purge it.
    AWS itself is not touched. `estate history` will tell these resources as *purged*, not as removed.

    Examples: `estate purge --gone`, `estate purge --accounts 222233334444`, `estate purge --services logs --regions us-east-1`.
    """
    from estate_assets import console
    from estate_assets.scanner.collection import opened
    from estate_assets.scanner.dataset import dataset_of
    from estate_assets.scanner.errors import StoreError, UsageError
    from estate_assets.scanner.locks import Turns
    from estate_assets.scanner.purge import Purge
    from estate_assets.scanner.settings import load

    settings, chosen = load(), _selection(accounts, services, regions, gone)
    with opened(settings.store, settings.home) as collection:
        if not collection.exists:
            raise StoreError(f"there is no collection yet in {settings.store.url or settings.home}: nothing to purge.")
        collection.check()
        work = Purge(settings.home, dataset_of(settings), collection, chosen)
        plan = work.plan()
        _tell(plan)
        if plan and not yes:
            _ask(UsageError)
        with Turns(settings.home / "locks", 0).of(cell.account_id for cell in plan):  # no scan may look meanwhile
            scan = work.carry_out(plan) if plan else ""
    console.say(f"purged; told as scan {scan}" if plan else "nothing of that is here")
    if as_json:
        console.print_json({"scan": scan, "purged": [_row(cell, doomed) for cell, doomed in plan.items()]})


def _selection(accounts: str | None, services: str | None, regions: str | None, gone: bool) -> Selection:
    from estate_assets.flags import split
    from estate_assets.scanner.errors import UsageError
    from estate_assets.scanner.purge import Selection, coverage
    from estate_assets.scanner.scan import EstateScanner

    parts = (split(accounts, "--accounts"), split(services, "--services"), split(regions, "--regions"))
    if not any(parts) and not gone:
        raise UsageError(NOTHING)
    if not gone:
        return Selection(*parts)
    with EstateScanner() as scanner:
        return Selection(*parts, coverage(scanner))


def _ask(refusal: type[Exception]) -> None:
    if not sys.stdin.isatty():
        raise refusal(
            "nothing was purged: there is no terminal to ask at. If the list above is right, repeat with --yes."
        )
    if not typer.confirm("Purge all of this?", default=False, err=True):
        raise typer.Exit(2)


def _tell(plan: Mapping[Cell, Doomed]) -> None:
    """What would go, per account and service."""
    from estate_assets import console

    groups: dict[tuple[str, str], list[int]] = {}
    for cell, doomed in plan.items():
        sums = groups.setdefault((cell.account_id, cell.service), [0, 0, 0, 0])
        for at, number in enumerate((1, doomed.points, doomed.ledger_rows, len(doomed.files))):
            sums[at] += number
    for (account_id, service), (cells, points, rows, files) in groups.items():
        console.say(
            f"  {account_id}  {service:<24} {cells} cells: {points} points, {rows} ledger rows, {files} Parquet files"
        )


def _row(cell: Cell, doomed: Doomed) -> dict[str, Any]:
    return {
        "account_id": cell.account_id, "region": cell.region, "service": cell.service, "points": doomed.points,
        "ledger_rows": doomed.ledger_rows, "files": len(doomed.files),
    }  # fmt: skip
