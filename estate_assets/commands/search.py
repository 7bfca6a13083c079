"""`estate search`: questions in plain words, look-ups, and counts."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from estate_assets.flags import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from estate_assets.scanner.asking import Asker
    from estate_assets.scanner.reply import Answer

Several = list[str] | None
ONE_STDIN = "the questions and a value of --sealed can't both come from stdin: give one of them as an argument"
EMPTY = "the question is empty. Say what to look for, for example: estate search 'stopped servers'"


def search(
    text: Annotated[
        str,
        typer.Argument(
            help="What to look for, in plain words; or an ARN, id, address or name. `-` reads a question a line."
        ),
    ] = "",
    account: Annotated[
        Several, typer.Option(help="Only in this account (id or name). Repeatable, like all filters.")
    ] = None,
    region: Annotated[Several, typer.Option(help="Only in this region.")] = None,
    service: Annotated[Several, typer.Option(help="Only of this service.")] = None,
    type_: Annotated[Several, typer.Option("--type", help="Only of this type, like ec2:instance.")] = None,
    tag: Annotated[Several, typer.Option(help="Only with this tag, as KEY=VALUE.")] = None,
    can: Annotated[
        Several, typer.Option(help="Only where you may do this and the state lets you, like ec2:StopInstances.")
    ] = None,
    sealed: Annotated[
        Several,
        typer.Option(
            metavar="PATH=VALUE",
            help="Only where a sealed field holds this value; PATH `*`: any field. VALUE `-` is asked for, or read from stdin, "
            "and stays out of the shell's history.",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Count instead, by these: service,region,type,account,environment,team,...")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many answers.")] = 10,
    offset: Annotated[int, typer.Option(min=0, max=100_000, help="How many of the first answers to leave out.")] = 0,
    understand: Annotated[
        bool, typer.Option(help="Read the question's words as filters; without, rank by meaning alone.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")] = False,
) -> None:
    """Search the collection in plain words. Asks AWS nothing.

    Words for kinds, places, teams, environments, states, times and exposure become filters, also negated: "unencrypted
    production databases in Frankfurt owned by payments, older than a year". What was read as what is printed with the
    answers. Words that nothing fulfils are left out, and that is printed too. Where words that may turn the answer were not
    understood (`not turquoise`), there is none: they are printed, and the exit code is 2.
    """
    chosen = {"accounts": account, "regions": region, "services": service, "types": type_, "tags": tag, "can": can}
    given = {name: tuple(values or ()) for name, values in chosen.items()}
    fields = split(by, "--by")
    _run(Search(text, given, tuple(sealed or ()), limit, offset, fields, understand=understand, as_json=as_json))


@dataclass(frozen=True)
class Search:
    """What `estate search` was asked for. `by` names what to count by, instead of listing."""

    text: str
    chosen: Mapping[str, tuple[str, ...]]
    sealed: tuple[str, ...]
    limit: int
    offset: int
    by: tuple[str, ...]
    understand: bool
    as_json: bool


def _run(asked: Search) -> None:
    from estate_assets import sealed
    from estate_assets.scanner import query
    from estate_assets.scanner.asking import Asker
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.settings import load
    from estate_assets.scanner.snapshot import quick
    from estate_assets.searching import reading

    filters, hidden = _checked(asked)
    with reading() as stored:
        settings, registry, collection = load(), Registry(), quick(stored)
        filters = query.checked(filters, collection, registry)
        if hidden:
            filters["sealed"] = sealed.marks(hidden, collection, settings)
        # The embedder has no cache: a question is not kept. The vectors of names are.
        asker = Asker(collection, Embedder(), registry, memory=settings.home / "vectors.db", tell=_wait)
        if asked.by:
            is_answered = _count(asker, asked, filters)
        elif asked.text == "-":
            is_answered = _each(asker, asked, filters)
        else:
            is_answered = _tell(asked, _answer(asker, asked, filters))
    if not is_answered:  # a script must not take the empty list for `there are none`
        raise typer.Exit(2)


def _wait(texts: int) -> None:
    from estate_assets import console

    console.say(f"embedding {texts:,} names and ways to say things, once for this store: some seconds")


def _checked(asked: Search) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The filters, and the values of sealed fields. Raises UsageError before the store is opened."""
    from estate_assets import sealed
    from estate_assets.scanner import counting, query
    from estate_assets.scanner.errors import UsageError

    filters = query.filters(**asked.chosen)
    counting.fields(asked.by)
    if not asked.text.strip() and not (asked.by or asked.sealed):
        raise UsageError(EMPTY)
    if asked.text == "-" and any(one.endswith("=-") for one in asked.sealed):
        raise UsageError(ONE_STDIN)
    return filters, sealed.given(asked.sealed)


def _answer(asker: Asker, asked: Search, filters: Mapping[str, Any]) -> Answer:
    from estate_assets.sealed import WHY

    ask = asker.ask if asked.understand else asker.nearest
    answer = ask(asked.text, filters, asked.limit, asked.offset)
    return replace(answer, why=(WHY, *answer.why)) if asked.sealed else answer


def _each(asker: Asker, asked: Search, filters: Mapping[str, Any]) -> bool:
    """A line of JSON for each line of stdin; to stderr, which of them have no answer because they were not understood."""
    from estate_assets import console
    from estate_assets.scanner.query import answer_of

    is_answered = True
    for question in _questions():
        answer = _answer(asker, replace(asked, text=question), filters)
        sys.stdout.write(json.dumps([answer_of(hit, answer) for hit in answer.hits]) + "\n")
        sys.stdout.flush()
        if answer.undecided:
            console.say(f"{question}: {answer.undecided}")
            is_answered = False
    return is_answered


def _questions() -> Iterator[str]:
    return (line.strip() for line in sys.stdin if line.strip())


def _tell(asked: Search, answer: Answer) -> bool:
    """Prints an answer; whether there is one."""
    from estate_assets import console
    from estate_assets.scanner.query import answer_of

    if asked.as_json:
        console.print_json([answer_of(hit, answer) for hit in answer.hits])
        console.remarks(answer)
    else:
        console.hits(asked.text, answer, asked.offset)
    return not answer.undecided


def _count(asker: Asker, asked: Search, filters: Mapping[str, Any]) -> bool:
    """`estate search --by`: how many resources, by the values of some fields; whether the question could be answered."""
    from estate_assets import console
    from estate_assets.scanner.counting import counts, fields

    read = asker.read(asked.text, filters)
    rows = counts(asker.collection, fields(asked.by), read.conditions) if read.answer.total else []
    if asked.as_json:
        console.print_json([{**dict(zip(asked.by, row.values, strict=True)), "count": row.count} for row in rows])
    else:
        console.counts(asked.by, rows)
    console.remarks(read.answer, ignored=read.rest)
    return not read.answer.undecided
