"""Names, tags, states and messages that would take over a terminal, forge lines or be read as markup: printed as what they are."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_assets import console, searching
from estate_assets.commands import history
from estate_assets.scanner.changes import Change, Kind
from estate_assets.scanner.collection import Hit
from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.export import as_csv, jsonl
from estate_assets.scanner.findings import Constraint, Fact, Verdict
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, AWSResource, LedgerEntry, ScanError
from estate_assets.scanner.reply import Answer
from estate_assets.scanner.results import ScanResult
from estate_assets.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ESC, BEL, CSI = "\x1b", "\x07", "\x9b"
EVIL = [
    f"{ESC}]0;owned{BEL}", f"{ESC}[2J{ESC}[H", f"{CSI}31m", f"{ESC}]8;;http://evil{ESC}\\click{ESC}]8;;{ESC}\\", f"{ESC}P+q544e{ESC}\\",
    f"{ESC}]52;c;cm0gLXJmIH4K{BEL}", "a\rb", "a\x08\x08b", "a\x00b", "user\u202egpj.exe", "zero\u200bwidth", "tag\U000e0041",
    "[bold red]x[/]", "[/]", "[link=http://evil]x[/link]", "x\\", "[", ":boom:", "[[x]]", "][/", "[bold", "]", "\\[x]",
    "fine\n  0.99  rds:db_instance  forged",
    "\ud800", "\u2028second",
]  # fmt: skip
ANYTHING = st.text(st.characters(), max_size=30) | st.sampled_from(EVIL) | st.text("[]/\\\x1b\n:a", max_size=12)
#: What rich writes for our own colours: nothing else may begin with ESC.
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def printed(monkeypatch: pytest.MonkeyPatch, do: Callable[[], Any]) -> str:
    file = io.StringIO()
    for name in ("out", "err"):
        monkeypatch.setattr(
            console, name, Terminal(file=file, force_terminal=True, width=10_000, color_system="standard")
        )
    do()
    return STYLE.sub("", file.getvalue())


def resource(text: str) -> AWSResource:
    return AWSResource(
        "111122223333", text, "eu-west-1", "sqs", "sqs:queue", f"arn:aws:sqs:eu-west-1:111122223333:{text}", text, text, state=text,
        created_at=text, tags={text: text, "Name": text}, properties={text: text}, permissions={"sqs:X": Verdict("denied", text)},
        constraints=(Constraint("r", "block", ("sqs:X",), text),), facts={"public": Fact(True, text)}, notes=(text,),
    )  # fmt: skip


def answer(text: str) -> Answer:
    return Answer((Hit(0.5, resource(text)),), (text,), (text,), 9)


def entry(text: str) -> LedgerEntry:
    return LedgerEntry("111122223333", "eu-west-1", "sqs", "sqs:queue", Status.DENIED, "ListQueues", text, text)


def result(text: str) -> ScanResult:
    error = ScanError(ErrorCategory.AWS, "111122223333", "eu-west-1", "sqs", "", "ListQueues", f"other{text}", text)
    return ScanResult(resources_discovered=1, gaps=[entry(text)], errors=[error])


def change(text: str) -> Change:
    what = resource(text)
    place = (what.account_id, what.region, what.service, what.resource_type)
    return Change("s", "2026-11-23", Kind.CHANGED, *place, what.arn, text, text, (text,))


PRINTS: dict[str, tuple[Callable[[str], Any], int]] = {
    "search": (lambda text: console.hits(text, answer(text)), 7),
    "show": (lambda text: console.resource_page(resource(text)), 0),
    "ledger": (lambda text: console.ledger_table([entry(text)]), 3),
    "scan": (lambda text: console.scan_summary(result(text)), 4),
    "accounts": (lambda text: searching.accounts([Account("1", text, role_arn=text)], as_json=False), 1),
    "history": (lambda text: history.print_changes([change(text)]), 1),
    "error": (lambda text: console.fail(f"not there: {text}"), 0),
    "message": (lambda text: console.say(f"{text}!"), 0),
}


@pytest.mark.parametrize("what", PRINTS)
@given(text=ANYTHING)
@settings(max_examples=150)
def test_nothing_that_is_printed_controls_the_terminal_or_leaves_its_line(what: str, text: str) -> None:
    """`lines` is how many a record has at most where its texts are harmless; pages and messages may have more."""
    do, lines = PRINTS[what]
    with pytest.MonkeyPatch.context() as patch:
        found = printed(patch, lambda: do(text))
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]", found.replace("\t", "")
    )
    assert not lines or found.count("\n") <= lines


@pytest.mark.parametrize("text", EVIL)
def test_what_is_harmless_in_it_is_shown_as_it_is(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        found = printed(patch, lambda: console.hits("q", answer(text)))
    spelt = text.encode("unicode_escape", "surrogatepass").decode().replace("\\\\", "\\")
    assert spelt in found


@pytest.mark.parametrize("text", EVIL)
def test_exports_to_a_terminal_hold_no_control_sequence(text: str) -> None:
    for write in (as_csv, jsonl):
        file = io.StringIO()
        write([resource(text)], file)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", file.getvalue())


def test_the_command_prints_a_hostile_ledger_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("ESTATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    Ledger(tmp_path / "ledger.db").record(
        replace(entry(text.encode("utf-8", "replace").decode()), resource_type=f"sqs:{n}")
        for n, text in enumerate(EVIL)
    )
    searching.ledger(as_json=False)
    searching.ledger(as_json=True)
    shown = capsys.readouterr().out
    assert "\\x1b]0;owned\\x07" in shown
    assert ESC not in shown
    assert CSI not in shown
