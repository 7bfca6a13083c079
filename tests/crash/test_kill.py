"""kill -9 at any moment, and once more: the store, the ledger and the book of changes are those of a scan that nobody disturbed.

Each test kills scans in one of their stages, or at any time at all; half of them are then resumed, half are begun anew. The moments
are random: KILL_SEED repeats those of another run.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner.checkpoints import Checkpoints, Stage, Way
from tests.crash.cloud import ACCOUNTS, CELLS, Cloud
from tests.crash.moments import DAGSTER, LIBRARY, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crash.conftest import Nursery

pytestmark = pytest.mark.slow
SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
MODES = ("first scan", "re-scan")
ANY = "any"
#: How many kills a test does; with those at any time, 78 in all.
IN_LIBRARY, IN_DAGSTER, AT_ANY = 2, 1, {"library": 9, "command": 4}
TRIES = 5  # for a moment that a scan reaches before it ends
LISTINGS = {
    "ListGraphqlApis": "appsync", "DescribeAutoScalingGroups": "autoscaling", "DescribeLaunchConfigurations": "autoscaling",
    "DescribeLogGroups": "logs", "ListSecrets": "secretsmanager", "ListQueues": "sqs",
}  # fmt: skip
CASES = [
    *(("library", mode, stage, IN_LIBRARY) for mode in MODES for stage in LIBRARY),
    *(("command", mode, stage, IN_DAGSTER) for mode in MODES for stage in (*LIBRARY, *DAGSTER) if stage != "enrich"),
    *((work, mode, ANY, number) for work, number in AT_ANY.items() for mode in MODES),
]
#: A first scan removes nothing: there is no such moment.
CASES = [case for case in CASES if case[1:3] != ("first scan", "delete")]
#: Work and stage -> how many died there.
KILLED: Counter[tuple[str, str]] = Counter()


class Undisturbed:
    """What scans leave that nobody kills: of the estate as it is now, and of it over a store of how it was."""

    def __init__(self, nursery: Nursery, cloud: Cloud, folder: Path) -> None:
        self.aged, self.folder = folder / "aged" / "home", folder
        cloud.age = 0
        nursery.done("library", self.aged)
        cloud.age = 1
        self.left: dict[str, Any] = {}
        self.course: dict[tuple[str, str], dict[str, Any]] = {}
        for mode in MODES:
            for work in ("command", "library"):
                home = self.home(mode, f"{work} undisturbed")
                self.course[work, mode] = nursery.order(work, home)
                assert self.course[work, mode]["answer"]["status"] == "complete"
                left = nursery.done("look", home)
                assert self.left.setdefault(mode, left) == left

    def home(self, mode: str, name: str) -> Path:
        """A home to scan from: empty, but for the key and IAM's answers, or with the store of how the estate was."""
        home = self.folder / name.replace(" ", "-") / mode.replace(" ", "-") / "home"
        if mode == "re-scan":
            shutil.copytree(self.aged, home, ignore=shutil.ignore_patterns("vectors.db"))  # so that it embeds, too
        else:
            home.mkdir(parents=True, mode=0o700)
            shutil.copy(self.aged / "key", home)
        return home


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory, where there is such a place: what a killed process has written is there either way."""
    memory = Path("/dev/shm") / f"estate-kill-{os.getpid()}"
    found = memory if memory.parent.is_dir() else tmp_path_factory.mktemp("kill")
    found.mkdir(exist_ok=True)
    yield found
    shutil.rmtree(found)


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery, cloud: Cloud, folder: Path) -> Undisturbed:
    return Undisturbed(nursery, cloud, folder)


@pytest.mark.parametrize(("work", "mode", "stage", "number"), CASES, ids=lambda value: str(value).replace(" ", "-"))
def test_killed_and_once_more(
    work: str, mode: str, stage: str, number: int, undisturbed: Undisturbed, nursery: Nursery, cloud: Cloud
) -> None:
    dice = random.Random(f"{SEED} {work} {mode} {stage}")  # noqa: S311
    for n in range(number):
        home = undisturbed.home(mode, f"{work} {stage} {n}")
        killed(work, mode, stage, dice, undisturbed, nursery, home)
        finished = marked(home, work)
        cloud.forget()
        resume = dice.random() < 0.5
        done = nursery.done(work, home, resume=resume)
        assert done["status"] == "complete"
        assert done["cells"] == {"complete": CELLS}
        if done["resumed"]:
            assert asked(cloud) & finished == set()
        left = nursery.done("look", home, again=True)
        again = left.pop("again")
        assert left == undisturbed.left[mode]
        assert (again["resources_upserted"], again["resources_deleted"]) == (0, 0)
        shutil.rmtree(home.parent)


def killed(
    work: str, mode: str, stage: str, dice: random.Random, undisturbed: Undisturbed, nursery: Nursery, home: Path
) -> None:
    """A scan that has been killed, at a moment of the stage; notes where it really was."""
    course = undisturbed.course[work, mode]
    for _ in range(TRIES):
        if stage == ANY:
            order: dict[str, Any] = {"delay_s": dice.uniform(0, course["seconds"])}
        else:
            when = dice.choice(("before", "within", "after"))
            number = dice.randint(1, course["begun"][stage])
            delay_s = dice.uniform(0, 0.02) if when == "within" else 0
            order = {"stage": stage, "number": number, "when": when, "delay_s": delay_s}
        child = nursery.order(work, home, **order)
        if child["signal"] == 9:
            KILLED.update((work, at) for at in child["at_work"] or ["elsewhere"])
            KILLED[work, "in all"] += 1
            return
    pytest.fail(f"not killed in {TRIES} scans")


def marked(home: Path, work: str) -> set[tuple[str, str, str]]:
    """The cells that a resumed scan must not list again."""
    way, stages = (Way.LIBRARY, [Stage.KEPT]) if work == "library" else (Way.DAGSTER, [Stage.LISTED, Stage.KEPT])
    book = Checkpoints(home / "checkpoints.db")
    if (found := book.interrupted(way)) is None:
        return set()
    cells = [cell for account in ACCOUNTS for cell in book.marked(found.scan_id, account, *stages)]
    assert len(cells) == found.done
    return {(cell.account_id, cell.region, cell.service) for cell in cells}


def asked(cloud: Cloud) -> set[tuple[str, str, str]]:
    """The cells that were listed."""
    return {(account, region, LISTINGS[operation]) for account, region, operation in cloud.lists}


def test_every_stage_was_hit(request: pytest.FixtureRequest) -> None:
    if not request.session.testscollected > len(CASES):
        pytest.skip("only some of the kills were asked for")
    assert sum(KILLED[work, "in all"] for work in AT_ANY) >= 50
    assert {stage: KILLED["library", stage] for stage in LIBRARY if KILLED["library", stage] < 2} == {}
    assert {
        stage: KILLED["command", stage] for stage in STAGES if KILLED["command", stage] < 1 and stage != "enrich"
    } == {}
