"""The commands that read the collection and the ledger."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from estate_assets import console
from estate_assets.commands.history import print_changes
from estate_assets.scanner.answers import answers
from estate_assets.scanner.collection import Collection, opened
from estate_assets.scanner.encryption import Place, Sealer, open_all
from estate_assets.scanner.errors import EstateError, StoreError
from estate_assets.scanner.history import History
from estate_assets.scanner.keys import sealer_of
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.relations import incoming, outgoing
from estate_assets.scanner.settings import Settings, load
from estate_assets.terminal import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.findings import Relation
    from estate_assets.scanner.model import Account, AWSResource

NO_STORE = "there is no collection yet in {}. Run `estate scan` (or `estate demo`) first."


@contextmanager
def reading() -> Iterator[Collection]:
    """The collection, to be read. Raises StoreError where there is none yet, or one of another making."""
    settings = load()
    with opened(settings.store, settings.home) as collection:
        _require(collection, settings)
        yield collection


def show(name: str, *, as_json: bool, reveal: bool) -> None:
    """`estate show`."""
    settings = load()
    with opened(settings.store, settings.home) as collection:
        _require(collection, settings)
        found = collection.get(name)
        linked = [(outgoing(collection, one), incoming(collection, one)) for one in found]
    if not found:
        raise EstateError(
            f"nothing with the ARN, id or name {name!r} is in the collection. Find it with: estate search {name!r}"
        )
    if reveal:
        sealer = sealer_of(settings, make=False)
        found = [_revealed(resource, sealer) for resource in found]
    if as_json:
        pages = [
            one.to_dict()
            | {
                "answers": {k: asdict(v) for k, v in answers(one).items()},
                "pointed_to_by": [_brief(*pair) for pair in inward],
            }
            for one, (_, inward) in zip(found, linked, strict=True)
        ]
        console.print_json(pages[0] if len(pages) == 1 else pages)
        return
    past = History(settings.home)
    for resource, links in zip(found, linked, strict=True):
        console.resource_page(resource, *links)
        console.out.print(shown(past.seen(resource)))
        print_changes([change for change in past.of(resource.arn) if change.account_id == resource.account_id])


def _brief(relation: Relation, one: AWSResource) -> dict[str, str]:
    return {"kind": relation.kind, "arn": one.arn, "resource_type": one.resource_type, "name": one.name}


def _revealed(resource: AWSResource, sealer: Sealer) -> AWSResource:
    return replace(resource, properties=open_all(resource.properties, sealer, Place(resource.account_id, resource.arn)))


def ledger(*, as_json: bool) -> None:
    """`estate ledger`."""
    settings = load()
    entries = Ledger(settings.home / "ledger.db").entries()
    if not entries:
        raise EstateError(f"nothing was scanned yet into {settings.home}. Run `estate scan` (or `estate demo`) first.")
    if as_json:
        console.print_json(
            [{key: value for key, value in asdict(entry).items() if key != "listed"} for entry in entries]
        )
    else:
        console.ledger_table(entries)


def accounts(found: Sequence[Account], *, as_json: bool) -> None:
    """`estate accounts list` and `discover`."""
    if as_json:
        console.print_json([asdict(account) for account in found])
        return
    for account in found:
        console.out.print(
            f"{account.id}  {shown(account.name):<24} {shown(account.role_arn or account.profile or 'default credentials')}"
        )
    if not found:
        console.say("no accounts in the settings: a scan enters the account of the default credentials")


def _require(collection: Collection, settings: Settings) -> Any:
    if not collection.exists:
        raise StoreError(NO_STORE.format(settings.store.url or settings.home))
    collection.check()
