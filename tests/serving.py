"""`estate serve` in a folder that was scanned, and where it is to be found."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Place

ADDRESS = re.compile(r"http://[\d.]+:\d+")


@pytest.fixture(name="address", scope="module")
def address_fixture(scanned: Place) -> Iterator[str]:
    """`estate serve` in a folder that was scanned."""
    command = [sys.executable, "-m", "estate_assets.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=scanned.folder, env=scanned.env, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr
        found = ADDRESS.search(served.stderr.readline())
        assert found
        yield found.group()
        served.terminate()
