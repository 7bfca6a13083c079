"""`estate history`, `estate diff` and `estate scans`: what the books tell of the past."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from estate_assets.terminal import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.changes import Change, Scan
    from estate_assets.scanner.history import Diff, History, Unseen

Json = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
Accounts = Annotated[
    list[str] | None, typer.Option("--account", help="Only in this account. Repeatable, like all filters.")
]
Regions = Annotated[list[str] | None, typer.Option("--region", help="Only in this region.")]
Services = Annotated[list[str] | None, typer.Option("--service", help="Only of this service.")]
Types = Annotated[list[str] | None, typer.Option("--type", help="Only of this type, like ec2:instance.")]
COLOURS = {"added": "green", "changed": "cyan", "removed": "red", "purged": "yellow", "passing": "dim"}
SHOWN_FIELDS = 8


def history(
    name: Annotated[str, typer.Argument(help="An ARN, id or name.")],
    as_json: Json = False,
) -> None:
    """Tell what became of one resource: when it was first seen, what changed, when it was removed, and in which scan."""
    from estate_assets import console
    from estate_assets.scanner.errors import EstateError

    found = _past().of(name)
    if not found:
        raise EstateError(
            f"no scan has told of an ARN, id or name {name!r}. Find the right one with: estate search {name!r}"
        )
    if as_json:
        console.print_json([change.to_dict() for change in found])
        return
    for arn in dict.fromkeys(change.arn for change in found):
        console.out.print(f"[bold]{shown(arn)}[/]")
        print_changes([change for change in found if change.arn == arn])


def diff(
    since: Annotated[
        str, typer.Option(help="All since then: 2026-11-23, 2026-11-23T10:00, or an age like 7d, 12h, 30m.")
    ] = "",
    from_: Annotated[str, typer.Option("--from", help="All after this scan; the beginning of its id will do.")] = "",
    to: Annotated[str, typer.Option("--to", help="Up to this scan; default: the latest.")] = "",
    account: Accounts = None,
    region: Regions = None,
    service: Services = None,
    type_: Types = None,
    as_json: Json = False,
) -> None:
    """Tell what was added, changed and removed; by the latest scan, unless you say since when.

    What a scan could not see is told as *not seen*, with the reason, and never as removed.
    """
    from estate_assets import console
    from estate_assets.scanner.history import Scope

    scope = Scope(*(tuple(values or ()) for values in (account, region, service, type_)))
    found = _past().diff(since=since, start=from_, end=to, scope=scope)
    if as_json:
        console.print_json(found.to_dict())
    else:
        _print_diff(found)


def scans(
    limit: Annotated[int, typer.Option(min=1, help="How many, the latest last.")] = 20,
    as_json: Json = False,
) -> None:
    """List the scans: id, when, status, and what each added, changed and removed."""
    from estate_assets import console

    found = _past().scans()[-limit:]
    if as_json:
        console.print_json([scan.to_dict() for scan in found])
    elif found:
        _print_scans(found)
    else:
        console.say("no scan has been recorded here yet; `estate scan` makes one")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (history, diff, scans):
        app.command()(command)


def _past() -> History:
    from estate_assets.scanner.history import History
    from estate_assets.scanner.settings import load

    return History(load().home)


def print_changes(changes: Sequence[Change]) -> None:
    """One resource's changes, a line each."""
    from estate_assets import console

    for one in changes:
        doubt = (
            "" if one.settled else "  (the scan was interrupted; the account's next one tells whether it came to this)"
        )
        what = f"[{COLOURS[one.kind]}]{one.kind.value:<8}[/] {shown(_fields(one))}"
        console.out.print(f"  {one.at[:19]}Z  {what}  scan {one.scan}{doubt}")


def _fields(one: Change) -> str:
    more = len(one.fields) - SHOWN_FIELDS
    return ", ".join(one.fields[:SHOWN_FIELDS]) + (f" and {more} more" if more > 0 else "")


def _print_diff(found: Diff) -> None:
    from estate_assets import console

    for kind in ("added", "changed", "removed", "purged", "passing"):
        for one in getattr(found, kind):
            what = f"{one.account_id} {one.region} {one.resource_type}  [bold]{shown(one.name)}[/]"
            word = "came and went" if kind == "passing" else kind
            console.out.print(f"[{COLOURS[kind]}]{word:<8}[/] {what}  {shown(one.arn)}  {shown(_fields(one))}")
    for unseen in found.not_seen:
        console.out.print(f"[yellow]{shown(_unseen(unseen))}[/]")
    counts = {kind: len(getattr(found, kind)) for kind in (*COLOURS, "not_seen")}
    told = ", ".join(f"{number} {_words(kind)}" for kind, number in counts.items() if number) or "nothing changed"
    console.say(f"{found.start or 'the beginning'} to {found.end}: {told}")


def _words(kind: str) -> str:
    return {"passing": "came and went", "not_seen": "types not seen in full"}.get(kind, kind)


def _unseen(unseen: Unseen) -> str:
    gap = unseen.gap
    cause = " ".join(part for part in (gap.status, gap.operation, gap.code) if part)
    what = "not seen in full" if gap.listed else "not seen"
    kept = (
        f"; {unseen.resources} resources of before are kept as they were" if unseen.resources and not gap.listed else ""
    )
    return f"{what} ({cause})  {gap.account_id} {gap.region} {gap.resource_type}, since {gap.since[:19]}Z{kept}"


def _print_scans(found: Sequence[Scan]) -> None:
    from rich.table import Table

    from estate_assets import console

    table = Table(box=None, pad_edge=False)
    headings = (
        "scan",
        "written from",
        "status",
        "accounts",
        "cells",
        "resources",
        "added",
        "changed",
        "removed",
        "gaps",
    )
    for heading in headings:
        table.add_column(heading)
    for scan in found:
        changes = Counter(scan.changes)
        counts = (scan.accounts, scan.cells, scan.resources, changes["added"], changes["changed"], changes["removed"])
        table.add_row(scan.scan, f"{scan.started_at[:19]}Z", scan.status, *map(str, (*counts, scan.gaps)))
    console.out.print(table)
