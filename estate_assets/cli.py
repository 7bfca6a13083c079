"""The `estate` command."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import Annotated, Any, Literal, NoReturn

import typer

from estate_assets import __version__
from estate_assets.commands import catalogue, export, history, key, mcp, policy, purge, serve, upgrade
from estate_assets.commands.search import search
from estate_assets.flags import split
from estate_assets.scanner.errors import EstateError, UsageError
from estate_assets.scanner.garbage import GARBAGE

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown",
    help="Scan AWS accounts into a searchable collection that stays true to AWS.\n\n"
    "Begin with `estate demo` (no account needed), or `estate scan` with your usual AWS credentials; then "
    "`estate search 'unencrypted databases in Frankfurt'`.\n\n"
    "Exit codes: 0 complete, 3 partial (something could not be seen), 1 failed, 2 wrong usage.",
)  # fmt: skip
app.command()(export.export)
app.command()(mcp.mcp)
app.command()(purge.purge)
app.command()(serve.serve)
app.command()(upgrade.upgrade)
app.command()(policy.policy)
app.command()(search)
accounts_app = typer.Typer(no_args_is_help=True, help="The accounts that a scan enters.")
app.add_typer(accounts_app, name="accounts")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(key.app, name="key")
PARTIAL, FAILED = 3, 1
Tier = Literal["core", "extended", "all"]
Actions = Literal["curated", "all"]
Json = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]


def main() -> None:
    """Runs the command; an error becomes one message and its exit code."""
    logging.getLogger("estate_assets").addHandler(Said())
    os.umask(0o077)  # what a scan leaves is for its owner only
    GARBAGE.process_is_ours()
    try:
        app(prog_name="estate")
    except EstateError as error:
        _fail(str(error), error.exit_code)
    except OSError as error:
        words = (
            f"{error.strerror or error}: {error.filename or 'no file'}. Check the disk, its rights, and ESTATE_HOME."
        )
        _fail(words, FAILED)
    except KeyboardInterrupt:
        _fail("interrupted; what was written is right, and the next scan goes on from it", 130)


def _fail(words: str, code: int) -> NoReturn:
    from estate_assets import console

    console.fail(words)
    sys.exit(code)


class Said(logging.Handler):
    """What the library logs (it waits, and for whom), as messages to stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        """One message."""
        from estate_assets import console

        console.say(record.getMessage())


def _scanner() -> Any:
    from estate_assets.scanner.scan import EstateScanner

    return EstateScanner()


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"estate {__version__}")
        raise typer.Exit


@app.command()
def scan(
    accounts: Annotated[str | None, typer.Option(help="Account ids, with commas; default: all configured.")] = None,
    accounts_file: Annotated[Path | None, typer.Option(help="A file with an account id per line.")] = None,
    regions: Annotated[str | None, typer.Option(help="Regions, with commas; default: those enabled.")] = None,
    services: Annotated[str | None, typer.Option(help="Services, with commas; default: all of the catalogue.")] = None,
    tier: Annotated[
        Tier | None, typer.Option(help="Which types: core (the usual), extended (derived by machine), or all.")
    ] = None,
    incremental: Annotated[
        bool, typer.Option(help="Lists everything, as always; only changes are embedded and written.")
    ] = False,
    cleanup: Annotated[bool, typer.Option(help="Remove points of resources that are surely gone.")] = True,
    force_deletes: Annotated[bool, typer.Option(help="Remove them even where most of a cell would go.")] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with the scan that was interrupted last; what it listed is not listed again."
        ),
    ] = False,
    as_principal: Annotated[
        str | None, typer.Option("--as", help="Say what this user or role may do, by its ARN, not who scans.")
    ] = None,
    actions: Annotated[
        Actions | None, typer.Option(help="Which actions to ask about: curated (the usual), or all of each type.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Scan accounts into the collection, through Dagster: the runs, their lineage and checks are in `estate ui` afterwards."""
    from estate_assets import console, runs
    from estate_assets.scanner.results import ScanRequest

    if tier:
        os.environ["ESTATE_TIER"] = tier  # Dagster's code location reads the settings by itself
    _permissions(as_principal, actions)
    del incremental  # every scan is: unchanged resources are neither embedded nor written
    chosen = (*split(accounts, "--accounts"), *_from_file(accounts_file))
    request = ScanRequest(chosen, split(regions, "--regions"), split(services, "--services"), cleanup, force_deletes)
    if resume and request != ScanRequest():
        raise UsageError(
            "--resume goes on with a scan as it was begun: leave accounts, regions, services and cleanup out."
        )
    result = runs.scan_shown(request, resume=resume)
    console.scan_summary(result)
    if as_json:
        console.print_json(result.to_dict())
    raise typer.Exit({"complete": 0, "partial": PARTIAL}.get(result.status, FAILED))


def _permissions(principal: str | None, actions: str | None) -> None:
    """The flags of the permission answers as settings. Raises UsageError for an ARN of nobody."""
    from estate_assets.scanner.permissions.arns import arn_problem

    if principal is not None:
        if problem := arn_problem(principal):
            raise UsageError(f"--as {principal!r}: {problem}.")
        os.environ["ESTATE_PERMISSIONS__PRINCIPAL"] = principal
    if actions:
        os.environ["ESTATE_PERMISSIONS__ACTIONS"] = actions


def _from_file(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = [line.partition("#")[0].strip() for line in path.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--accounts-file {path}: {error}. Give a text file with an account id per line.") from error
    found = tuple(line for line in lines if line)
    if not found:
        raise UsageError(
            f"--accounts-file {path}: names no account. Give an account id per line, or leave the flag out."
        )
    return found


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="An ARN, id or name.")],
    as_json: Json = False,
    reveal: Annotated[bool, typer.Option(help="Open sealed fields with the key.")] = False,
) -> None:
    """Show one resource: its state, what you may do with it, what forbids it, and its properties."""
    from estate_assets import searching

    searching.show(name, as_json=as_json, reveal=reveal)


@app.command()
def ledger(as_json: Json = False) -> None:
    """What the last scan of each cell saw completely, and what it did not, and why."""
    from estate_assets import searching

    searching.ledger(as_json=as_json)


@app.command()
def ui(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 3000,
    demo: Annotated[bool, typer.Option(help="Start the AWS stand-in beside it.")] = False,
) -> None:
    """Open the Dagster UI on this project: materialize, backfill, inspect lineage and checks. Loopback only."""
    from estate_assets import serving

    serving.ui(port, with_stand_in=demo)


@app.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Only serve the stand-in, for tools that develop against it.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The stand-in's port; 0 takes a free one.")] = 0,
) -> None:
    """No account needed: a stand-in AWS with a seeded estate, scanned through Dagster, and three sample searches."""
    from estate_assets import serving

    raise typer.Exit(serving.stand_in(port) if serve else serving.demo(port))


@accounts_app.command("list")
def list_accounts(as_json: Json = False) -> None:
    """The accounts of the settings. Asks AWS nothing."""
    from estate_assets import searching
    from estate_assets.scanner.settings import load

    searching.accounts(load().configured_accounts, as_json=as_json)


@accounts_app.command("discover")
def discover_accounts(
    register: Annotated[
        bool,
        typer.Option("--register", help="Also make them known to Dagster: they are partitions there, before a scan."),
    ] = False,
    as_json: Json = False,
) -> None:
    """The accounts that a scan would enter: configured, of the organization, or of the default credentials."""
    from estate_assets import dagster_home, searching

    with _scanner() as scanner:
        found = scanner.accounts()
        if register:
            dagster_home.register(scanner.settings, found)
        searching.accounts(found, as_json=as_json)


history.register(app)

if __name__ == "__main__":
    main()
