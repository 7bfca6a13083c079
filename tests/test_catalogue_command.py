"""`estate catalogue`: as its user sees it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

GOOD = """
service: ecr
types:
  repository:
    list: {operation: DescribeRepositories, items: 'repositories[]'}
    id: repositoryName
    created: createdAt
    arn: repositoryArn
    iam: ['ecr:DescribeRepositories']
"""


def run(*args, cwd=None):
    command = [sys.executable, "-m", "estate_assets.cli", "catalogue", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=cwd)


def test_the_check_of_named_services_says_that_nothing_is_wrong():
    done = run("check", "sqs", "sns")
    assert (done.returncode, done.stdout) == (0, "")
    assert "types, nothing wrong" in done.stderr


@pytest.mark.parametrize("as_json", [False, True])
def test_a_file_with_mistakes_exits_with_1_and_names_each(tmp_path, as_json):
    (tmp_path / "ecr.yaml").write_text(
        GOOD.replace("'repositories[]'", "'repository[]'").replace("repositoryArn", "Arn")
    )
    done = run("check", "--file", "ecr.yaml", *(["--json"] if as_json else []), cwd=tmp_path)
    assert done.returncode == 1
    if as_json:
        (problem,) = json.loads(done.stdout)
        assert problem == {
            "file": "ecr.yaml", "type": "repository", "field": "list.items", "value": "repository[]",
            "expected": "record DescribeRepositoriesResponse has no field 'repository'; did you mean 'repositories'?",
        }  # fmt: skip
    else:
        assert "ecr.yaml: repository: list.items: 'repository[]': " in done.stdout
        assert "1 problems in 1 of 1 types" in done.stderr


def test_a_file_that_is_right_is_checked_without_being_in_the_catalogue(tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD)
    done = run("check", "--file", "mine.yaml", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("check", "sqss"), "unknown service 'sqss'"),
        (("check", "--file", "nowhere.yaml"), "nowhere.yaml"),
        (("check", "--file", "."), "Give a YAML file"),
        (("check", "sqs", "--file", "x.yaml"), "leave the services out"),
        (("chek",), "chek"),
    ],
)
def test_wrong_usage_exits_with_2(tmp_path, args, words):
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
