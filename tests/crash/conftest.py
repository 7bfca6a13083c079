"""The cloud, and the nursery whose children scan it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "scanner"))  # the loopback AWS's modules stand there alone

from tests.crash.cloud import Cloud, serving  # noqa: E402
from tests.crash.killing import KILLED, SEED, Undisturbed  # noqa: E402


@dataclass
class Nursery:
    """Orders children, one after another."""

    process: subprocess.Popen[str]
    url: str

    def order(self, work: str, home: Path, **more: Any) -> dict[str, Any]:
        """What became of a child."""
        home.parent.mkdir(parents=True, exist_ok=True)
        self.process.stdin.write(json.dumps({"work": work, "home": str(home), "url": self.url, **more}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def done(self, work: str, home: Path, **more: Any) -> dict[str, Any]:
        """The answer of a child that was left alone."""
        child = self.order(work, home, **more)
        assert child["signal"] == 0
        assert "raised" not in child["answer"], child["answer"]["raised"]
        return child["answer"]


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with serving() as found:
        yield found


@pytest.fixture(scope="session")
def nursery(cloud: Cloud) -> Iterator[Nursery]:
    env = dict(os.environ) | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.crash.nursery"]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield Nursery(process, cloud.url)
        process.stdin.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kill")


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery, cloud: Cloud, folder: Path) -> Undisturbed:
    return Undisturbed(nursery, cloud, folder)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Where the scans died."""
    if KILLED:
        terminalreporter.section(f"killed scans (KILL_SEED={SEED})")
        for (work, stage), number in sorted(KILLED.items()):
            terminalreporter.write_line(f"{work:<8} {stage:<16} {number}")
