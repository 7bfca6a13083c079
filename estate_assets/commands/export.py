"""`estate export`: the collection as a file for other tools."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.scanner.model import AWSResource


class Format(StrEnum):
    """What `--format` takes."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


def export(
    format_: Annotated[Format, typer.Option("--format", help="parquet and csv have a row, jsonl a line per resource.")],
    output: Annotated[
        Path | None, typer.Option(help="The file, written whole or not at all, for its owner only; default: stdout.")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="Only of this account. Repeatable, like all filters.")
    ] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only of this region.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="Only of this service.")] = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only of this type, like ec2:instance.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only with this tag, as KEY=VALUE.")] = None,
    can: Annotated[list[str] | None, typer.Option(help="Only where you may do this, like ec2:StopInstances.")] = None,
) -> None:
    """Export the collection's resources to Parquet, CSV or JSON lines. Asks AWS nothing.

    What is sealed stays sealed. In CSV, nested fields are JSON, and a cell that a spreadsheet would take for a formula
    (`=`, `+`, `-`, `@` and the like at its beginning) gets an apostrophe before it: for exact values take the other two.

    Examples: `estate export --format jsonl | jq .arn`, `estate export --format parquet --output estate.parquet --service rds`.
    """
    from estate_assets import console
    from estate_assets.scanner import query
    from estate_assets.scanner.collection import opened
    from estate_assets.scanner.errors import StoreError
    from estate_assets.scanner.settings import load

    settings = load()
    _check(format_, output)
    chosen = {"accounts": account, "regions": region, "services": service, "types": type_, "tags": tag, "can": can}
    filters = query.filters(**{name: tuple(values or ()) for name, values in chosen.items()})
    with opened(settings.store, settings.home) as collection:
        if not collection.exists:
            place = settings.store.url or settings.home
            raise StoreError(f"there is no collection yet in {place}. Run `estate scan` (or `estate demo`) first.")
        collection.check()
        count = _write(format_, collection.resources(filters), output)
    console.say(f"{count} resources exported" + (f" to {output}" if output else ""))


def _check(format_: Format, output: Path | None) -> None:
    from estate_assets.scanner.errors import UsageError

    if output is None and format_ is Format.PARQUET:
        raise UsageError("--format parquet needs a file: name it with --output, for example --output estate.parquet")
    if output and (output.is_dir() or not output.parent.is_dir()):
        raise UsageError(
            f"--output {output}: is a folder, or in a folder that is not there. Name a file in one that is."
        )


def _write(format_: Format, resources: Iterable[AWSResource], output: Path | None) -> int:
    from estate_assets.scanner import export as writers
    from estate_assets.scanner.files import whole

    if output is None:
        return writers.TEXTS[format_](resources, sys.stdout)
    with whole(output) as draft:
        if format_ is Format.PARQUET:
            return writers.parquet(resources, draft)
        with draft.open("w", encoding="utf-8", newline="") as file:
            return writers.TEXTS[format_](resources, file)
