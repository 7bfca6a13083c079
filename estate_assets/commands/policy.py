"""`estate policy`: what IAM must allow for a scan to see everything, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from estate_assets.flags import split

Tier = Literal["core", "extended", "all"]
if TYPE_CHECKING:
    from estate_assets.scanner.policy import Policy


def policy(
    services: Annotated[str | None, typer.Option(help="Services, with commas; default: those of the settings.")] = None,
    tier: Annotated[
        Tier | None, typer.Option(help="Which types: core, extended or all; default: as the settings say.")
    ] = None,
    optional_details: Annotated[
        bool | None,
        typer.Option(help="With the questions that cost a call per resource; default: as the settings say."),
    ] = None,
    permissions: Annotated[
        bool | None, typer.Option(help="With the questions to IAM of what may be done; default: as the settings say.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of {name, holder, characters, document}.")
    ] = False,
) -> None:
    """Print the least-privilege IAM policy of a scan. Asks AWS nothing.

    It allows what the scan of these services calls, and no more; all of it only reads. Where one managed policy is too small
    (6,144 characters), there are several: attach all. With roles or an organization in the settings there is one more, for
    the identity that starts scans. The same settings give the same policies, to the letter.
    """
    from estate_assets import console
    from estate_assets.scanner.policy import ATTACHED, policies
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.settings import load

    settings = load()
    registry = Registry(tier=tier or settings.tier)
    named = split(services, "--services") or settings.services
    chosen = registry.services if named in ("all", ("all",)) else tuple(named)
    registry.check(chosen)
    found = policies(
        [spec for service in chosen for spec in registry.specs(service)], settings,
        optional_details=settings.scan.optional_details if optional_details is None else optional_details,
        permissions=settings.permissions.engine != "off" if permissions is None else permissions,
    )  # fmt: skip
    if as_json:
        console.print_json([one.to_dict() for one in found])
        return
    for one in found:
        _print(one)
    if len(found) > ATTACHED:
        console.say(
            f"a role takes {ATTACHED} managed policies unless AWS raises the quota: choose fewer --services, or ask for more"
        )


def _print(policy: Policy) -> None:
    """The document alone to stdout, so that it can be piped where there is one; its name beside it."""
    from estate_assets import console

    console.say(f"{policy.name}, for {policy.holder}: {policy.characters:,} characters")
    console.print_json(policy.document)
