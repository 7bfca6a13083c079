"""kill -9 at any moment of the command's scans, through Dagster, and once more: what is left is what nobody's disturbance leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.killing import ANY, KILLED, MODES, killed_and_once_more
from tests.crash.moments import STAGES

if TYPE_CHECKING:
    from tests.crash.cloud import Cloud
    from tests.crash.conftest import Nursery
    from tests.crash.killing import Undisturbed

pytestmark = pytest.mark.slow
#: Of the stages that the library's scans are killed in as well, each takes its turn in one mode.
CASES = [(MODES[n % 2], stage, 2) for n, stage in enumerate(STAGES) if stage not in ("enrich", "delete")]
CASES += [("re-scan", "delete", 2), *((mode, ANY, 3) for mode in MODES)]


@pytest.mark.parametrize(("mode", "stage", "number"), CASES, ids=lambda value: str(value).replace(" ", "-"))
def test_killed_and_once_more(
    mode: str, stage: str, number: int, undisturbed: Undisturbed, nursery: Nursery, cloud: Cloud
) -> None:
    before = KILLED["command", stage]
    killed_and_once_more("command", mode, stage, number, undisturbed, nursery, cloud)
    assert stage == ANY or KILLED["command", stage] > before
