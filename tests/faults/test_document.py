"""docs/faults.md and the table of faults are of one mind. Quick: no scan."""

from __future__ import annotations

import os

import pytest

from tests.faults import report
from tests.faults.cases import NAMES


@pytest.mark.skipif(os.environ.get("ESTATE_WRITE_DOCS") == "1", reason="it is written at the end of this run")
def test_the_documents_table_names_these_faults_and_no_others() -> None:
    assert report.names() == list(NAMES)
