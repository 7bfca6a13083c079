"""CONTRIBUTING's example of a new type is right, short, and its messages are those of the checker."""

import re
from pathlib import Path

import pytest

from estate_assets.scanner.catalogue_check import check_file

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()
EXAMPLE = re.search(r"```yaml\n(service: amp.*?)```", TEXT, re.DOTALL)[1]
SLIPS = [
    ("'workspaces[]'", "'workspace[]'"),
    ("name: alias", "name: aliases"),
    ("{path: tags}", "{path: tags, key: Name}"),
    ("!='ACTIVE'", "!='ACTIV'"),
    ("'aps:ListWorkspaces'", "'amp:ListWorkspaces'"),
    ("aps:QueryMetrics", "aps:QueryMetric"),
    ("    cfn:", "    volatle: [status]\n    cfn:"),
]


def told(folder, text):
    (folder / "amp.yaml").write_text(text)
    return [str(problem) for problem in check_file(folder / "amp.yaml")]


def test_the_example_is_right_and_at_most_twenty_lines(tmp_path):
    assert told(tmp_path, EXAMPLE) == []
    assert len(EXAMPLE.splitlines()) <= 20


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_each_slip_is_told_as_the_page_says(tmp_path, right, wrong):
    messages = told(tmp_path, EXAMPLE.replace(right, wrong, 1))
    assert messages
    page = [line.strip() for line in TEXT.splitlines()]
    assert [message for message in messages if message not in page] == []
