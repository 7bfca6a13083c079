"""A stand-in AWS for the whole session, and an empty place with the settings to scan it."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.demo.process import StandIn
from tests.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterator

REGIONS = ("us-east-1", "eu-west-1")
STAGING = "333344445555"
PRODUCTION = "222233334444"
AWS_VARIABLES = ("AWS_", "ESTATE_", "DAGSTER_")

#: The files that take longest begin first, so that at the end no worker is alone with one while the others have nothing to do.
LONGEST = (
    "tests/faults/test_matrix.py", "tests/test_demo.py", "tests/crash/test_kill_dagster.py", "tests/test_bench.py",
    "tests/crash/test_kill.py", "tests/test_assets.py", "tests/test_assets_failing.py", "tests/canaries/test_canaries.py",
    "tests/test_two_scans.py", "tests/demo/test_determinism.py", "tests/catalogue/test_synthesised.py", "tests/test_cli.py",
    "tests/test_daemon.py", "tests/test_key.py", "tests/test_policy_command.py", "tests/test_agents.py", "tests/test_deployed.py",
    "tests/test_cli_failures.py",
)  # fmt: skip

MEMORY, ROOM = Path("/dev/shm"), 2 << 30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    # Homes in memory, where there is room: on disk each commit of a book waits (22 ms against 0.7, measured), and a scan has hundreds.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


# A worker holds thousands of tests and all libraries: looking through them for garbage as often as Python does was a seventh of its time.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    with Forge() as running:
        yield running


@dataclass
class Place:
    """A folder of a user's own, and the command run in it."""

    folder: Path
    env: dict[str, str]
    endpoint: str
    first: dict[str, Any] = field(default_factory=dict)
    #: What starts its commands, which otherwise import for seconds; without it, they start as a user starts them.
    forge: Forge | None = None

    @property
    def home(self) -> Path:
        return self.folder / ".estate"

    def run(
        self, *args: str, stdin: str | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        if self.forge:
            return self.forge.run(args, self.folder, self.env | (env or {}), stdin or "")
        command = [sys.executable, "-m", "estate_assets.cli", *args]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.env | (env or {}),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    def json(self, *args: str, code: int = 0) -> Any:
        done = self.run(*args, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def faults(self, *faults: dict[str, Any]) -> None:
        """Makes the stand-in answer with these errors from now on."""
        request = urllib.request.Request(f"{self.endpoint}/estate/faults", json.dumps(faults).encode(), method="POST")
        urllib.request.urlopen(request).close()

    def settle(self) -> None:
        """Takes all faults back."""
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/estate/faults", method="DELETE")).close()

    def calls(self) -> dict[str, int]:
        """Calls that the stand-in has had, by service:operation."""
        with urllib.request.urlopen(f"{self.endpoint}/estate/calls") as answer:
            return json.load(answer)


def settings_of(stand_in: StandIn, regions: tuple[str, ...] = REGIONS) -> str:
    accounts = "".join(
        f'[[accounts]]\nid = "{a["id"]}"\nname = "{a["name"]}"\nrole_arn = "{a["role_arn"]}"\nexternal_id = "{a["external_id"]}"\n'
        for a in stand_in.accounts
    )
    chosen = f"regions = {json.dumps(list(regions))}\nservices = {json.dumps(stand_in.services)}\n"
    return f"{chosen}{accounts}\n[limits]\nsimulate_rate = 200\ndocumented_rates = false\nattempts = 2\n"


def place_in(folder: Path, stand_in: StandIn, forge: Forge) -> Place:
    (folder / "estate.toml").write_text(settings_of(stand_in))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(AWS_VARIABLES)}
    return Place(folder, clean | stand_in.env | {"COLUMNS": "200"}, stand_in.endpoint, forge=forge)


@pytest.fixture
def place(stand_in: StandIn, forge: Forge, tmp_path: Path) -> Iterator[Place]:
    found = place_in(tmp_path, stand_in, forge)
    yield found
    found.settle()


@pytest.fixture(scope="session")
def scanned(stand_in: StandIn, forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place where two accounts have been scanned; tests that use it only read. `first` is what the scan printed."""
    found = place_in(tmp_path_factory.mktemp("scanned"), stand_in, forge)
    found.first = found.json("scan", "--accounts", f"{STAGING},{PRODUCTION}", "--services", "lambda,sqs")
    return found


@pytest.fixture
def warm(place: Place, scanned: Place) -> Place:
    """A place with the vectors of what `scanned` scanned: loading the model is most of a small scan's time."""
    place.home.mkdir(mode=0o700)
    shutil.copy(scanned.home / "vectors.db", place.home)
    return place


@pytest.fixture
def inside(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The same place for code that runs in this process."""
    for name in [name for name in os.environ if name.startswith(AWS_VARIABLES)]:
        monkeypatch.delenv(name)
    for name, value in place.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(place.folder)
    return place
