"""kill -9 at any moment of the library's scans, and once more: store, ledger and book of changes are those of a scan nobody disturbed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.crash.killing import ANY, KILLED, MODES, killed_and_once_more
from tests.crash.moments import LIBRARY

if TYPE_CHECKING:
    from tests.crash.cloud import Cloud
    from tests.crash.conftest import Nursery
    from tests.crash.killing import Undisturbed

pytestmark = pytest.mark.slow
#: How many are killed in each stage, and at any time. KILLS=50 takes some minutes. KILL_ENGINE=edge kills them on the other engine.
AT_EACH, AT_ANY = int(os.environ.get("KILLS", "6")), 10
#: A first scan removes nothing: there is no such moment.
CASES = [(mode, stage, AT_EACH // 2) for mode in MODES for stage in LIBRARY if stage != "delete"]
CASES += [("re-scan", "delete", AT_EACH), *((mode, ANY, AT_ANY // 2) for mode in MODES)]


@pytest.mark.parametrize(("mode", "stage", "number"), CASES, ids=lambda value: str(value).replace(" ", "-"))
def test_killed_and_once_more(
    mode: str, stage: str, number: int, undisturbed: Undisturbed, nursery: Nursery, cloud: Cloud
) -> None:
    before = KILLED["library", stage]
    killed_and_once_more("library", mode, stage, number, undisturbed, nursery, cloud)
    assert stage == ANY or KILLED["library", stage] - before >= number
