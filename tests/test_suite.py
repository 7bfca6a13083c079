"""The suite itself: its longest files begin, and a command that the forge makes is one that a shell starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.conftest import AWS_VARIABLES, LONGEST, pytest_collection_modifyitems

if TYPE_CHECKING:
    from tests.forge import Forge

ROOT = Path(__file__).parents[1]


def test_the_longest_files_are_there_and_begin() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
    given = ["tests/a.py::x", *[f"{name}::x" for name in reversed(LONGEST)], "tests/a.py::y"]
    items = [SimpleNamespace(nodeid=name) for name in given]
    pytest_collection_modifyitems(items)
    assert [one.nodeid for one in items] == [*[f"{name}::x" for name in LONGEST], "tests/a.py::x", "tests/a.py::y"]


@pytest.mark.parametrize(
    ("args", "stdin", "env", "code"),
    [
        (("--help",), "", {}, 0),
        (("scan", "--servces", "ec2"), "", {}, 2),
        (("ledger", "--json"), "", {"ESTATE_HOME": "elsewhere"}, 1),
        (("search", "-", "--sealed", "A=-"), "x", {}, 2),
    ],
)
def test_a_forged_command_is_as_a_shells(
    forge: Forge, tmp_path: Path, args: tuple[str, ...], stdin: str, env: dict[str, str], code: int
) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(AWS_VARIABLES)} | env
    command = [sys.executable, "-m", "estate_assets.cli", *args]
    started = subprocess.run(
        command, cwd=tmp_path, env=env, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    forged = forge.run(args, tmp_path, env, stdin)
    assert (forged.returncode, forged.stdout, forged.stderr) == (started.returncode, started.stdout, started.stderr)
    assert started.returncode == code


def test_what_a_forged_command_raises_is_its_traceback_and_exit_code_1(forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text("def main():\n    print('so far', flush=True)\n    raise KeyError('odd')\n")
    done = forge.run((), tmp_path, {}, module="odd")
    assert (done.returncode, done.stdout, "KeyError: 'odd'" in done.stderr) == (1, "so far\n", True)
