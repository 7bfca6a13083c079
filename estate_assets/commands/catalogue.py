"""`estate catalogue`: the resource types, and whether what is said of them is true."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from estate_assets.scanner.catalogue_check import Problem

app = typer.Typer(no_args_is_help=True, help="The resource types: what there is, and whether it is right.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
Services = Annotated[list[str] | None, typer.Argument(metavar="[SERVICE]...", help="Only these; default: all.")]


@app.command("list")
def list_types(
    service: Annotated[list[str] | None, typer.Option(help="Only of this service. Repeatable.")] = None,
    tier: Annotated[str | None, typer.Option(help="Only of this tier: core or extended.")] = None,
    as_json: Json = False,
) -> None:
    """List the resource types: what lists them, their tier, ARN, IAM actions, sealed fields and CloudFormation names."""
    from estate_assets import console
    from estate_assets.scanner.catalogue_page import TIERS, row
    from estate_assets.scanner.errors import UsageError
    from estate_assets.scanner.registry import Registry

    if tier not in (None, *TIERS):
        raise UsageError(f"--tier {tier!r} is none of: {', '.join(TIERS)}")
    registry = Registry(tier="all")
    registry.check(service or ())
    rows = [row(spec) for name in service or registry.services for spec in registry.specs(name)]
    rows = [one for one in rows if tier in (None, one["tier"])]
    if as_json:
        console.print_json(rows)
    else:
        _table(rows)


def _table(rows: Sequence[dict[str, Any]]) -> None:
    from rich.table import Table

    from estate_assets import console

    table = Table(box=None, pad_edge=False)
    for heading in ("type", "tier", "scope", "operation", "arn", "cloudformation"):
        table.add_column(heading, overflow="fold")
    for one in rows:
        table.add_row(
            f"{one['service']}:{one['type']}",
            one["tier"],
            one["scope"],
            one["operation"],
            one["arn"],
            one["cfn_type"] or "",
        )
    console.out.print(table)
    console.say(f"{len(rows)} types of {len({one['service'] for one in rows})} services")


@app.command()
def check(
    services: Services = None,
    file: Annotated[Path | None, typer.Option(help="A file of types that is not in the catalogue (yet).")] = None,
    as_json: Json = False,
) -> None:
    """Check types against botocore's models as installed and AWS's authorization reference. Asks AWS nothing.

    Operations, parameters, paging, every JMESPath, ARNs, tags, IAM actions. Exits with 1 where something is wrong; each
    message names the file, the type and the field, the value, and what was expected.
    """
    from estate_assets import console
    from estate_assets.scanner.errors import UsageError

    if file and services:
        raise UsageError("--file F checks that file alone: leave the services out")
    count, problems = _of_file(file) if file else _of_services(services or ())
    if as_json:
        console.print_json([problem.to_dict() for problem in problems])
    else:
        for problem in problems:
            console.out.print(str(problem), markup=False, soft_wrap=True)
    types = {(problem.file, problem.type) for problem in problems}
    console.say(
        f"{len(problems)} problems in {len(types)} of {count} types" if problems else f"{count} types, nothing wrong"
    )
    raise typer.Exit(1 if problems else 0)


def _of_file(path: Path) -> tuple[int, list[Problem]]:
    import yaml

    from estate_assets.scanner.catalogue_check import check_file
    from estate_assets.scanner.errors import UsageError

    try:
        problems = check_file(path)
        count = len(yaml.safe_load(path.read_text())["types"]) if not any(p.type == "" for p in problems) else 0
    except OSError as error:
        raise UsageError(f"--file {path}: {error.strerror}. Give a YAML file of resource types.") from error
    return count, problems


def _of_services(names: Sequence[str]) -> tuple[int, list[Problem]]:
    from estate_assets.scanner.catalogue_check import Problem, check_specs
    from estate_assets.scanner.errors import CatalogueError
    from estate_assets.scanner.registry import Registry

    registry, count, problems = Registry(tier="all"), 0, list[Problem]()
    registry.check(names)
    for name in names or registry.services:
        try:
            specs = registry.specs(name)
        except CatalogueError as error:
            problems.append(Problem(f"{name}.yaml", "", "", None, str(error)))
            continue
        count += len(specs)
        problems += check_specs(specs)
    return count, problems


@app.command()
def derive(
    service: Annotated[str, typer.Argument(help="botocore's name of the service, like ecr.")],
    operation: Annotated[list[str] | None, typer.Option(help="Only from this listing. Repeatable.")] = None,
) -> None:
    """Draft resource types as YAML from botocore's models, for you to read, mend and add.

    Every listing of the service that no type uses yet. FIXME stands where the models do
    not tell; what the checker says of the rest stands at the end, as comments.
    """
    import yaml

    from estate_assets import console
    from estate_assets.scanner.catalogue_derive import derive, problems
    from estate_assets.scanner.registry import Registry

    registry = Registry(tier="all")
    known = registry.specs(service) if service in registry.services else ()
    drafts = derive(service, operation or (), known)
    if not drafts:
        console.say(f"every listing of {service} that can be asked for without more is in the catalogue")
        return
    data = {"service": service, "types": drafts}
    typer.echo(yaml.safe_dump(data, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True), nl=False)
    for problem in problems(service, drafts, known):
        typer.echo(f"# {problem}")
    console.say(
        f"{len(drafts)} drafts. Read each: what it is called, its actions and constraints, what is secret, what is AWS's own"
    )


@app.command()
def drift(services: Services = None, as_json: Json = False) -> None:
    """List what the installed botocore can list and the catalogue cannot, as far as that is new.

    What was looked at and left out is not shown again. All services take a quarter of a minute.
    """
    import botocore

    from estate_assets import console
    from estate_assets.scanner.catalogue_check import models
    from estate_assets.scanner.catalogue_check.problem import hint
    from estate_assets.scanner.catalogue_derive.drift import new
    from estate_assets.scanner.errors import UsageError
    from estate_assets.scanner.registry import Registry

    for name in services or ():
        if name not in models.services():
            raise UsageError(
                f"botocore {botocore.__version__} has no service {name!r}; {hint(name, models.services())}"
            )
    registry = Registry(tier="all")
    found = new([spec for name in registry.services for spec in registry.specs(name)], services or ())
    if as_json:
        console.print_json([{"service": service, "operation": name} for service, name in found])
    else:
        for service, name in found:
            console.out.print(f"{service} {name}", markup=False)
    console.say(
        f"botocore {botocore.__version__}: {len(found)} listings that are new. Draft one: estate catalogue derive SERVICE"
    )
