"""The commands that read the collection and the ledger."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from estate_assets import console, sealed
from estate_assets.commands.history import print_changes
from estate_assets.scanner import query
from estate_assets.scanner.answers import answers
from estate_assets.scanner.collection import Collection, Hit, opened
from estate_assets.scanner.embedding import Embedder
from estate_assets.scanner.encryption import Place, Sealer, open_all
from estate_assets.scanner.errors import EstateError, StoreError, UsageError
from estate_assets.scanner.history import History
from estate_assets.scanner.keys import sealer_of
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.relations import incoming, outgoing
from estate_assets.scanner.settings import Settings, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from estate_assets.scanner.findings import Relation
    from estate_assets.scanner.model import Account, AWSResource

NO_STORE = "there is no collection yet in {}. Run `estate scan` (or `estate demo`) first."


def search(
    text: str, chosen: Mapping[str, tuple[str, ...]], limit: int, *, as_json: bool, hidden: Sequence[str] = ()
) -> None:
    """`estate search`; `-` answers each line of stdin with one line of JSON. `hidden`: PATH=VALUE of sealed fields."""
    settings = load()
    filters = query.filters(**chosen)
    if text == "-" and any(one.endswith("=-") for one in hidden):
        raise UsageError(
            "the questions and a value of --sealed can't both come from stdin: give one of them as an argument"
        )
    wanted = sealed.given(hidden)
    with opened(settings.store, settings.home) as collection:
        _require(collection, settings)
        if wanted:
            filters["sealed"] = sealed.marks(wanted, collection, settings)
        embedder = Embedder()  # without a cache: a question is not kept
        if text == "-":
            for question in _questions():
                hits, why = query.ask(collection, embedder, question, filters, limit)
                sys.stdout.write(json.dumps([query.answer_of(hit, why) for hit in hits]) + "\n")
                sys.stdout.flush()
            return
        if not text.strip() and not wanted:
            raise UsageError(
                "the question is empty. Say what to look for, for example: estate search 'stopped servers'"
            )
        hits, why = (
            query.ask(collection, embedder, text, filters, limit)
            if text.strip()
            else ([Hit(1.0, one) for one in islice(collection.resources(filters), limit)], sealed.WHY)
        )
    if as_json:
        console.print_json([query.answer_of(hit, why) for hit in hits])
    else:
        console.hits(text, hits)


def _questions() -> Iterator[str]:
    return (line.strip() for line in sys.stdin if line.strip())


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
        console.out.print(escape(past.seen(resource)))
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
            f"{account.id}  {account.name:<24} {account.role_arn or account.profile or 'default credentials'}"
        )
    if not found:
        console.say("no accounts in the settings: a scan enters the account of the default credentials")


def _require(collection: Collection, settings: Settings) -> Any:
    if not collection.exists:
        raise StoreError(NO_STORE.format(settings.store.url or settings.home))
    collection.check()
