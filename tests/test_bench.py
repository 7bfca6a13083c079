"""Each benchmark runs in its small mode and prints its table. How fast is not a test's business."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLES = ("imports", "stages", "large", "embedding", "discovery", "memory", "scale", "stores", "dagster")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("imports", "| `estate --help` |"),
        ("discovery", "| boto3, one after the other |"),
        ("stores", "| count what matches |"),
        pytest.param("stages", "| unchanged | 0 |", marks=pytest.mark.slow),
        pytest.param("embedding", "| Estate, torch |", marks=pytest.mark.slow),
        pytest.param("dagster", "| first | Dagster, SQLite |", marks=pytest.mark.slow),
        pytest.param("memory", "| embedded | 2 |", marks=pytest.mark.slow),
        pytest.param("scale", "| peak memory, MB |", marks=pytest.mark.slow),
    ],
)
def test_a_benchmark_runs(name, row):
    command = [sys.executable, "-m", f"bench.{name}", "--small"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert row in done.stdout
    assert "Traceback" not in done.stderr


def test_the_page_has_a_place_for_each_table(tmp_path, monkeypatch):
    from bench import report

    page = tmp_path / "performance.md"
    page.write_text(report.PAGE.read_text())
    monkeypatch.setattr(report, "PAGE", page)
    for name in TABLES:
        report.told(name, ("a", "b"), [(name, 1)], write=True)
        report.told(name, ("a", "b"), [(name, 2)], write=True)
    text = page.read_text()
    assert [f"| {name} | 2 |" in text for name in TABLES] == [True] * len(TABLES)
    assert text.count("<!-- end of ") == len(TABLES)
    assert "| 1 |" not in text
    assert text.startswith("# Performance")


def test_fresh_questions_have_answers_and_those_without_have_none():
    from bench.estate import resources
    from bench.fresh import fresh

    asked, estate = fresh(), resources()
    wrong = [one.text for one in asked if any(map(one.relevant, estate)) == (one.kind == "no answer")]
    both = [one.text for one in asked if any(one.relevant(r) and one.opposite(r) for r in estate)]
    assert (wrong, both) == ([], [])
    assert len({one.text for one in asked}) == len(asked) >= 100
