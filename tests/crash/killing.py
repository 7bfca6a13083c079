"""Killing scans, and what must be left when they have been made once more: what tests of the library's scans and of Dagster's share.

The moments are random: KILL_SEED repeats those of another run.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner.checkpoints import Checkpoints, Stage, Way
from tests.crash.cloud import ACCOUNTS, CELLS, SERVICES, Cloud

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.conftest import Nursery

SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
MODES = ("first scan", "re-scan")
ANY = "any"
#: A child that is told to waits for its end before or after a call; within one, the call may be over when the signal comes.
SURE, MOMENTS = ("before", "after"), ("before", "within", "after")
TRIES = 5  # for a moment that a scan reaches before it ends
LISTINGS = {
    "ListGraphqlApis": "appsync", "DescribeAutoScalingGroups": "autoscaling", "DescribeLaunchConfigurations": "autoscaling",
    "DescribeLogGroups": "logs", "ListSecrets": "secretsmanager", "ListQueues": "sqs",
}  # fmt: skip
#: Work and stage -> how many died there.
KILLED: Counter[tuple[str, str]] = Counter()


class Undisturbed:
    """What scans leave that nobody kills: of the estate as it is now, and of it over a store of how it was."""

    def __init__(self, nursery: Nursery, cloud: Cloud, folder: Path) -> None:
        self._nursery, self._cloud, self.folder = nursery, cloud, folder
        self._courses: dict[tuple[str, str, bool], tuple[dict[str, Any], dict[str, Any]]] = {}

    def of(self, work: str, mode: str, part: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What became of the child that scanned, and what it left. Made once."""
        key = (work, mode, bool(part))
        if key not in self._courses:
            home = self.home(mode, f"{work} undisturbed", narrow=bool(part))
            course = self._nursery.order(work, home, **part)
            assert course["answer"]["status"] == "complete"
            self._courses[key] = course, self._nursery.done("look", home)
        return self._courses[key]

    def _aged(self, *, narrow: bool) -> Path:
        found = self.folder / f"aged-{narrow}" / "home"
        if not found.exists():
            self._cloud.age = 0
            self._nursery.done("library", found, narrow=narrow)
            self._cloud.age = 1
        return found

    def home(self, mode: str, name: str, *, narrow: bool) -> Path:
        """A home to scan from: empty, but for the key and IAM's answers, or with the store of how the estate was."""
        home = self.folder / f"{name}-{narrow}".replace(" ", "-") / mode.replace(" ", "-") / "home"
        if mode == "re-scan":
            shutil.copytree(
                self._aged(narrow=narrow), home, ignore=shutil.ignore_patterns("vectors.db")
            )  # so that it embeds, too
        else:
            home.mkdir(parents=True, mode=0o700)
            shutil.copy(self._aged(narrow=narrow) / "key", home)
        return home


def killed_and_once_more(
    work: str, mode: str, stage: str, number: int, undisturbed: Undisturbed, nursery: Nursery, cloud: Cloud
) -> None:
    """Kills scans of one home, one after another; resumes the last one, or begins anew; and compares what is left."""
    dice = random.Random(f"{SEED} {work} {mode} {stage}")  # noqa: S311
    part = {} if stage == ANY else {"narrow": True}  # at any moment, in all accounts and regions
    course, expected = undisturbed.of(work, mode, part)
    home = undisturbed.home(mode, f"{work} {stage}", narrow=bool(part))
    for _ in range(number):
        killed(nursery, work, home, stage, dice, course, part)
    finished = marked(home, work)
    cloud.forget()
    resume = dice.random() < 0.5
    done = nursery.done(work, home, resume=resume, **part)
    assert done["status"] == "complete"
    assert done["cells"] == {"complete": len(SERVICES) if part else CELLS}
    if done["resumed"]:
        assert asked(cloud) & finished == set()
    left = nursery.done("look", home, again=True, **part)
    again = left.pop("again")
    assert left == expected
    assert (again["resources_upserted"], again["resources_deleted"]) == (0, 0)
    shutil.rmtree(home.parent)


def moment(stage: str, moments: tuple[str, ...], dice: random.Random, course: dict[str, Any]) -> dict[str, Any]:
    """When to kill."""
    if stage == ANY:
        return {"delay_s": dice.uniform(0, course["seconds"])}
    when, number = dice.choice(moments), dice.randint(1, course["begun"][stage])
    return {"stage": stage, "number": number, "when": when, "delay_s": dice.uniform(0, 0.02) if when == "within" else 0}


def killed(
    nursery: Nursery,
    work: str,
    home: Path,
    stage: str,
    dice: random.Random,
    course: dict[str, Any],
    part: dict[str, Any],
) -> None:
    """A scan that has been killed in this stage; notes where it really was. A cache of vectors may be gone at any time: it is."""
    for moments in (MOMENTS, *[SURE] * TRIES):
        (home / "vectors.db").unlink(missing_ok=True)
        child = nursery.order(work, home, **moment(stage, moments, dice, course), **part)
        if child["signal"] != 9:
            continue
        KILLED.update((work, at) for at in child["at_work"] or ["elsewhere"])
        KILLED[work, "in all"] += 1
        if stage in (ANY, *child["at_work"]):
            return
    pytest.fail(f"not killed in {stage} in {TRIES} scans")


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
