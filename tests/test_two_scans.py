"""Two scans at once, each a process of its own: one waits and says for whom, or is refused; the store is never torn."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PRODUCTION, STAGING, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warm")]

SCAN = ("scan", "--accounts", STAGING, "--services", "sqs", "--json")
LIBRARY = f"""
import sys
from estate_assets.scanner import EstateScanner, ScanRequest
from estate_assets.scanner.errors import StoreLockedError
try:
    with EstateScanner() as scanner:
        print(scanner.scan(ScanRequest(accounts=({STAGING!r},), services=("sqs",))).resources_upserted)
except StoreLockedError as error:
    sys.exit(f"refused: {{error}}")
"""
#: A scan of an account that does not end until its stdin does: the locks of a scan, and nothing else.
HOLDER = f"""
import sys
from estate_assets.scanner import EstateScanner
with EstateScanner() as scanner, scanner.turns.of([{STAGING!r}]):
    print("held", flush=True)
    sys.stdin.read()
"""


class Running:
    """A process that runs, its stderr in a file that can be read meanwhile."""

    def __init__(self, place: Place, *args: str, wait_s: float) -> None:
        self.log = place.folder / f"{time.monotonic_ns()}.log"
        env = place.env | {"ESTATE_STORE__LOCK_WAIT_S": str(wait_s), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, *args], cwd=place.folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=(log := self.log.open("w")), text=True,
        )  # fmt: skip
        log.close()

    def told(self, words: str, within_s: float = 90) -> str:
        """Stderr, as soon as it holds the words."""
        until = time.monotonic() + within_s
        while words not in (text := self.log.read_text()):
            assert time.monotonic() < until, text
            time.sleep(0.02)
        return text

    def ended(self) -> tuple[int, str, str]:
        out, _ = self.process.communicate(timeout=900)
        return self.process.returncode, out, self.log.read_text()


@pytest.fixture
def start(place: Place) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begun(*args: str, wait_s: float) -> Running:
        running.append(Running(place, *args, wait_s=wait_s))
        return running[-1]

    yield begun
    for one in running:
        with one.process:  # closes its pipes
            one.process.kill()


@pytest.fixture
def holder(start: Callable[..., Running]) -> Running:
    """Another process at a scan of the account."""
    running = start("-c", HOLDER, wait_s=0)
    assert running.process.stdout.readline() == "held\n", running.log.read_text()
    return running


@pytest.mark.parametrize("args", [("-m", "estate_assets.cli", *SCAN), ("-c", LIBRARY)], ids=["command", "library"])
def test_a_second_scan_of_an_account_says_at_once_for_whom_it_waits_and_goes_on(
    place: Place, start: Callable[..., Running], holder: Running, args: tuple[str, ...]
) -> None:
    second = start(*args, wait_s=120)
    words = second.told("waiting for it, up to 120 s")
    assert f"account {STAGING} in .estate is in use by" in words
    assert f"(process {holder.process.pid}, since " in words
    before = place.calls()
    time.sleep(0.3)
    assert {name for name, count in place.calls().items() if count != before.get(name)} <= {"sts:GetCallerIdentity"}
    holder.process.stdin.close()
    code, out, _ = second.ended()
    assert code == 0
    assert len(place.json("search", "queue", "--limit", "1000")) == (
        json.loads(out)["resources_upserted"] if out.startswith("{") else int(out)
    )


@pytest.mark.parametrize("args", [("-m", "estate_assets.cli", *SCAN), ("-c", LIBRARY)], ids=["command", "library"])
def test_or_it_is_refused_before_it_has_cost_anything(
    place: Place, start: Callable[..., Running], holder: Running, args: tuple[str, ...]
) -> None:
    lists = place.calls().get("sqs:ListQueues", 0)
    code, _, words = start(*args, wait_s=0.2).ended()
    assert code == 1
    assert f"in use by a Python session (process {holder.process.pid}" in words
    assert "ESTATE_STORE__LOCK_WAIT_S, now 0.2" in words
    assert "Traceback" not in words
    assert place.calls().get("sqs:ListQueues", 0) == lists


def test_two_commands_at_once_leave_one_whole_store(place: Place, start: Callable[..., Running]) -> None:
    first = start("-m", "estate_assets.cli", *SCAN, wait_s=0)
    until_signed(place.home / "locks" / f"{STAGING}.holder")
    second = start("-m", "estate_assets.cli", *SCAN, wait_s=180)
    words = second.told("waiting for it")
    assert f"`estate scan` (process {first.process.pid}, since " in words
    ends = [first.ended(), second.ended()]
    assert [code for code, _, _ in ends] == [0, 0]
    one, two = (json.loads(out) for _, out, _ in ends)
    assert one["resources_upserted"] == two["resources_unchanged"] > 0
    assert two["resources_upserted"] == two["resources_deleted"] == one["resources_deleted"] == 0


def test_scans_of_different_accounts_do_not_wait_for_each_other(
    place: Place, start: Callable[..., Running], holder: Running
) -> None:
    other = start("-m", "estate_assets.cli", "scan", "--accounts", PRODUCTION, "--services", "sqs", wait_s=0)
    code, _, words = other.ended()
    assert (code, "in use by" in words) == (0, False)
    assert holder.process.poll() is None


def test_a_scan_that_was_killed_keeps_nobody_waiting(
    place: Place, start: Callable[..., Running], holder: Running
) -> None:
    holder.process.kill()
    holder.process.wait()
    assert (place.home / "locks" / f"{STAGING}.holder").exists()
    code, _, words = start("-m", "estate_assets.cli", *SCAN, wait_s=0).ended()
    assert (code, "in use by" in words) == (0, False)


def until_signed(note: Path) -> None:
    until = time.monotonic() + 90
    while not note.exists():
        assert time.monotonic() < until
        time.sleep(0.02)
