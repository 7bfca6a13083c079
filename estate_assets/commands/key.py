"""`estate key`: the sealing keys, by their ids; a key itself is never shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True,
    help="The keys that seal sensitive fields: which are in use, and making a new one.\n\n"
    "A key comes from ESTATE_KEY, from a key file (made on first use), or wrapped by AWS KMS (`encryption.kms_key`). "
    "It is named by an id of 8 digits, which tells nothing of it.",
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]


@app.command()
def show(as_json: Json = False) -> None:
    """The key that seals: its id, where it comes from, and its age. Never the key."""
    _print(_rows()[:1], as_json=as_json)


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """All keys: those at hand, and those that something stored was sealed with. Never the keys themselves."""
    _print(_rows(), as_json=as_json)


@app.command()
def rotate(as_json: Json = False) -> None:
    """Make a new key, and seal everything that is stored with it. Killed in the middle, run it again: it goes on.

    With ESTATE_KEY, give the new key first and the old one after a comma: `ESTATE_KEY=NEW,OLD estate key rotate`.
    The same moves from one source to another: set `encryption.kms_key`, then rotate.
    The next scan finds nothing changed.
    """
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.rotation import rotate as rotated
    from estate_assets.scanner.settings import load

    _tell(rotated(load(), Registry()), "no longer needed", as_json=as_json)


@app.command()
def forget(
    key_id: Annotated[str, typer.Argument(help="The id of a key that is lost, as `estate key list` shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Give up what was sealed with a key that is lost. The next scan reads those values anew."""
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.rotation import forget as forgotten
    from estate_assets.scanner.settings import load

    if not yes:
        typer.confirm(f"Values sealed with key {key_id} become empty until the next scan. Go on?", abort=True, err=True)
    _tell(forgotten(load(), Registry(), key_id), "forgotten", as_json=as_json)


def _rows() -> list[dict[str, Any]]:
    """A row per key: those at hand first, the one that seals before all."""
    from estate_assets.scanner.collection import opened
    from estate_assets.scanner.dataset import dataset_of
    from estate_assets.scanner.errors import SealError
    from estate_assets.scanner.keys import others_at_hand, source_of
    from estate_assets.scanner.rotation import uses
    from estate_assets.scanner.settings import load

    settings = load()
    source = source_of(settings)
    held = [(key, one.name) for one in (source, *others_at_hand(settings)) for key in one.load()]
    with opened(settings.store, settings.home) as collection:
        used = uses(collection, dataset_of(settings))
    rows = [
        {"id": key.id, "source": name, "made_at": key.made_at, "seals": number == 0 and name == source.name, "uses": used.pop(key.id, 0)}
        for number, (key, name) in enumerate(held)
    ]  # fmt: skip
    rows += [
        {"id": id_, "source": "not at hand", "made_at": "", "seals": False, "uses": used[id_]} for id_ in sorted(used)
    ]
    if not rows:
        raise SealError(f"there is no key yet in {source.name}: the first scan makes one.")
    return rows


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    from estate_assets import console

    if as_json:
        console.print_json(rows)
        return
    for row in rows:
        role = "seals" if row["seals"] else "opens" if row["source"] != "not at hand" else "is missing"
        age = f"made {row['made_at']} ({_age(row['made_at'])})" if row["made_at"] else "age unknown"
        console.out.print(f"{row['id']}  {role:<10}  {age}  in use {row['uses']} times  {row['source']}", markup=False)


def _age(made_at: str) -> str:
    from datetime import UTC, datetime

    return f"{(datetime.now(UTC) - datetime.fromisoformat(made_at)).days} days old"


def _tell(done: Any, fate: str, *, as_json: bool) -> None:
    from estate_assets import console

    if as_json:
        console.print_json(asdict(done))
    console.say(f"key {done.key_id} seals; {done.points} resources and {done.files} Parquet files were sealed anew")
    if done.given_up:
        console.say(f"{done.given_up} resources held values that did not open; they are empty until the next scan")
    for key_id in done.dropped:
        console.say(f"key {key_id} is {fate}; if ESTATE_KEY holds it, take it out")
