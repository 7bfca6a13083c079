"""What the command prints: messages and progress to stderr, data to stdout."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from estate_assets.scanner.answers import answers, possible
from estate_assets.scanner.visible import on_a_line
from estate_assets.terminal import Terminal, literal, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.collection import Hit
    from estate_assets.scanner.counting import Count
    from estate_assets.scanner.findings import Relation
    from estate_assets.scanner.model import AWSResource, LedgerEntry
    from estate_assets.scanner.reply import Answer
    from estate_assets.scanner.results import ScanResult

WIDE = 400  # for files and pipes: nothing is wrapped or cut there
out = Terminal(width=None if sys.stdout.isatty() else WIDE)
err = Terminal(stderr=True, width=None if sys.stderr.isatty() else WIDE)
COLOURS = {
    "complete": "green",
    "partial": "yellow",
    "failed": "red",
    "allowed": "green",
    "denied": "red",
    "not_allowed": "red",
    "blocked": "red",
    "risky": "yellow",
}
SHOWN_GAPS = 12
SHOWN_TEXT = 300
PLAIN_STEP = 0.1  # without a terminal, a line per tenth


def print_json(data: Any) -> None:
    """JSON to stdout, one value."""
    sys.stdout.write(json.dumps(data, indent=2, default=str) + "\n")


def say(text: str) -> None:
    """A message to stderr."""
    err.print(literal(text))


def fail(text: str) -> None:
    """An error message to stderr."""
    err.print(f"[bold red]error:[/] {literal(text)}")


@contextmanager
def progress(total: int) -> Iterator[Any]:
    """A listener for the scanner's progress: a bar on a terminal, plain lines elsewhere. `total` is cells × stages."""
    if not err.is_terminal:
        yield _plain(total)
        return
    shown = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*shown, console=err, transient=True) as bar:
        task = bar.add_task("starting", total=total)

        def listen(stage: str, outcome: Any) -> None:
            bar.update(task, advance=1, description=f"{outcome.cell.account_id} {stage:<10}")

        yield listen


def _plain(total: int) -> Any:
    done = Counter[str]()

    def listen(stage: str, outcome: Any) -> None:
        before = done.total() / total if total else 0
        done[stage] += 1
        if int(before / PLAIN_STEP) != int(done.total() / total / PLAIN_STEP):
            say(f"{done.total() / total:4.0%}  {outcome.cell.account_id}  {stage} {outcome.cell.target}")

    return listen


def scan_summary(result: ScanResult) -> None:
    """A scan in a few lines: what it found and did, and each gap with its reason."""
    colour = COLOURS[result.status]
    err.print(
        f"[{colour}]{result.status}[/]: {result.resources_discovered} resources seen, {result.resources_upserted} written, "
        f"{result.resources_unchanged} unchanged, {result.resources_deleted} removed; {result.api_calls} API calls, "
        f"{result.duration_s:.1f} s"
    )
    err.print("cells: " + ", ".join(f"{count} {status}" for status, count in sorted(result.cells.items())))
    _gaps(result)
    told = {(gap.account_id, gap.code) for gap in result.gaps}
    for error in [error for error in result.errors if (error.account_id, error.code) not in told][:SHOWN_GAPS]:
        say(
            on_a_line(
                f"  {error.category}: {error.account_id} {error.operation} {error.code}: {error.message[:SHOWN_TEXT]}"
            )
        )


def _gaps(result: ScanResult) -> None:
    """The gaps, those with one cause in one line: an account that can't be entered is told once, not per type."""
    causes: dict[tuple[str, ...], list[LedgerEntry]] = {}
    for gap in result.gaps:
        causes.setdefault((gap.account_id, gap.status, gap.operation, gap.code), []).append(gap)
    for (account_id, status, operation, code), gaps in list(causes.items())[:SHOWN_GAPS]:
        first = gaps[0]
        where = f"{first.region} {first.resource_type}" + (f" and {len(gaps) - 1} more" if len(gaps) > 1 else "")
        why = " ".join(part for part in (operation, code) if part)
        say(
            on_a_line(f"  gap: {account_id} {where}: {status}{f' ({why})' if why else ''} {first.message[:SHOWN_TEXT]}")
        )
    if len(causes) > SHOWN_GAPS:
        say(f"  ... and {len(causes) - SHOWN_GAPS} more causes: estate ledger")


def hits(question: str, answer: Answer, offset: int = 0) -> None:
    """A search's answers: how the question was read; a line for each hit, what you may do with it and what its state forbids."""
    out.print(f"[bold]{shown(question)}[/]")
    for line in answer.why:
        out.print(f"  [dim]{shown(line)}[/]")
    if answer.relaxed:
        out.print(f"  [yellow]nothing fulfils all of it; left out: {shown('; '.join(answer.relaxed))}[/]")
    _hits(answer.hits)
    last = offset + len(answer.hits)
    if answer.hits and answer.total > last:
        out.print(f"  [dim]{offset + 1} to {last} of {answer.total}; more with --offset {last}[/]")
    elif answer.undecided:
        out.print(f"  [yellow]{shown(answer.undecided)}[/]" + (" What fulfils the rest:" if answer.nearest else ""))
        _hits(answer.nearest)
    elif not answer.hits:
        past = f"there are only {answer.total}" if answer.total else "no resource matches"
        out.print(f"  [yellow]{past}[/]" + ("; the nearest are:" if answer.nearest else ""))
        _hits(answer.nearest)


def remarks(answer: Answer, ignored: str = "") -> None:
    """To stderr, where stdout is for data: what was left out of a question, and that nothing matches."""
    if answer.relaxed:
        say(f"nothing fulfils all of it; left out: {'; '.join(answer.relaxed)}")
    if ignored:
        say(f"not counted by, since it is no filter: {ignored}")
    if answer.undecided:
        say(answer.undecided)
    elif not answer.hits and not answer.total:
        say("no resource matches" + (f": {'; '.join(answer.why)}" if answer.why else ""))


def counts(fields: Sequence[str], rows: Sequence[Count]) -> None:
    """A table of counts."""
    table = Table(box=None, pad_edge=False)
    for heading in (*fields, "resources"):
        table.add_column(heading, justify="right" if heading == "resources" else "left")
    for row in rows:
        table.add_row(*map(shown, row.values), str(row.count))
    out.print(table)


def _hits(found: Sequence[Hit]) -> None:
    for hit in found:
        one = hit.resource
        place = f"{one.account_name or one.account_id}  {one.region}"
        out.print(
            f"  {hit.score:.2f}  [cyan]{one.resource_type}[/]  [bold]{shown(one.name)}[/]  {shown(place)}  {shown(one.state or '')}"
        )
        for label, text in (("you may", _verbs(one)), ("but", "; ".join(c.text for c in one.constraints))):
            if text:
                out.print(f"        [dim]{label}:[/] {shown(text)}")


def _verbs(resource: AWSResource) -> str:
    return ", ".join(action.partition(":")[2] for action in possible(resource))


Link = tuple["Relation", "AWSResource | None"]


def resource_page(resource: AWSResource, outward: Sequence[Link] = (), inward: Sequence[Link] = ()) -> None:
    """One resource: what it is, what you may do with it, what its state forbids, its relations, and its properties."""
    out.print(f"[bold]{shown(resource.name)}[/]  {resource.resource_type}")
    facts = {
        "arn": resource.arn, "id": resource.id, "account": f"{resource.account_id} {resource.account_name}", "region": resource.region,
        "state": resource.state, "created": resource.created_at, "as of": resource.discovered_at,
        "tags": ", ".join(f"{key}={value}" for key, value in resource.tags.items()), "notes": "; ".join(resource.notes),
    }  # fmt: skip
    for name, value in facts.items():
        if value:
            out.print(f"  {name:<10} {shown(value)}")
    for name, fact in resource.facts.items():
        out.print(f"  {'yes' if fact.holds else 'no':<11} {name.replace('_', ' ')}: {shown(fact.why)}")
    for action, answer in answers(resource).items():
        colour = COLOURS.get(answer.decision, "yellow")
        out.print(f"  [{colour}]{answer.decision:<11}[/] {action}  {shown(answer.reason)}")
    for constraint in resource.constraints:
        out.print(f"  {constraint.kind:<11} {shown(constraint.text)}  {', '.join(constraint.actions)}")
    for relation, one in outward:
        out.print(f"  -> {relation.kind:<20} {shown(f'{one.name}  ' if one else '')}{shown(relation.target)}")
    for relation, one in inward:
        if one:
            out.print(f"  <- {relation.kind:<20} {shown(one.name)}  {one.resource_type}  {shown(one.arn)}")
    out.print(literal(json.dumps(resource.properties, indent=2)))


def ledger_table(entries: Sequence[LedgerEntry]) -> None:
    """The ledger: totals per account and region, then each gap."""
    table = Table(box=None, pad_edge=False)
    for heading in ("account", "region", "types", "resources", "complete", "gaps", "scanned at"):
        table.add_column(heading)
    groups: dict[tuple[str, str], list[LedgerEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.account_id, entry.region), []).append(entry)
    for (account_id, region), rows in groups.items():
        gaps = sum(row.has_gap for row in rows)
        complete = sum(row.status == "complete" for row in rows)
        items, latest = sum(row.items for row in rows), max(row.scanned_at for row in rows)
        table.add_row(
            account_id, region, str(len(rows)), str(items), str(complete), f"[yellow]{gaps}[/]" if gaps else "0", latest
        )
    out.print(table)
    for gap in (entry for entry in entries if entry.has_gap):
        words = f"{gap.account_id} {gap.region} {gap.resource_type}: {gap.operation} {gap.code} {gap.message[:160]}"
        out.print(f"[yellow]{gap.status.value}[/] {shown(words)}")
