"""`estate catalogue`: as its user sees it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

import pytest

from estate_assets import cli

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


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """The command, run in this process (a start costs a second) and in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.GARBAGE, "process_is_ours", lambda: None)  # it is not

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["estate", "catalogue", *args])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Done(ended.value.code or 0, told.out, told.err)

    return run


def test_the_check_of_named_services_says_that_nothing_is_wrong(run):
    done = run("check", "sqs", "sns")
    assert (done.returncode, done.stdout) == (0, "")
    assert "types, nothing wrong" in done.stderr


@pytest.mark.parametrize("as_json", [False, True])
def test_a_file_with_mistakes_exits_with_1_and_names_each(run, tmp_path, as_json):
    (tmp_path / "ecr.yaml").write_text(
        GOOD.replace("'repositories[]'", "'repository[]'").replace("repositoryArn", "Arn")
    )
    done = run("check", "--file", "ecr.yaml", *(["--json"] if as_json else []))
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


def test_a_file_that_is_right_is_checked_without_being_in_the_catalogue(run, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD)
    done = run("check", "--file", "mine.yaml", "--json")
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
def test_wrong_usage_exits_with_2(run, tmp_path, args, words):
    done = run(*args)
    assert done.returncode == 2
    assert words in done.stderr


def test_the_list_has_a_row_for_each_type_and_narrows_by_service(run):
    rows = json.loads(run("list", "--json").stdout)
    queues = json.loads(run("list", "--service", "sqs", "--json").stdout)
    assert len(rows) >= 100
    assert [one for one in rows if one["service"] == "sqs"] == queues
    (queue,) = queues
    assert queue == {
        "service": "sqs", "type": "queue", "tier": "core", "scope": "regional", "operation": "ListQueues",
        "arn": "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}", "cfn_type": "AWS::SQS::Queue",
        "iam_actions": ["sqs:GetQueueAttributes", "sqs:ListQueueTags", "sqs:ListQueues"], "sensitive": [],
    }  # fmt: skip


def test_the_list_for_people_is_a_table_with_its_count_on_stderr(run):
    done = run("list", "--service", "lambda")
    assert "lambda:function" in done.stdout
    assert "ListFunctions" in done.stdout
    assert "types of 1 services" in done.stderr


@pytest.mark.parametrize("args", [("--service", "sqss"), ("--tier", "cor")])
def test_a_list_of_what_there_is_not_exits_with_2(run, args):
    done = run("list", *args)
    assert done.returncode == 2
    assert args[1] in done.stderr


def test_a_draft_is_yaml_that_the_check_accepts_as_a_file(run, tmp_path):
    done = run("derive", "amp")
    assert "2 drafts" in done.stderr
    (tmp_path / "amp.yaml").write_text(done.stdout)
    assert run("check", "--file", "amp.yaml").returncode == 0


def test_a_draft_says_what_is_to_be_filled_in_and_what_the_checker_says(run):
    done = run("derive", "ecr", "--operation", "ListReplicationBackfills")
    assert "FIXME" in done.stdout
    assert (
        "# ecr.yaml: replication_backfill: iam: 'ecr:ListReplicationBackfills': IAM has no such action" in done.stdout
    )


def test_drift_of_a_service_that_is_known_is_empty(run):
    done = run("drift", "sqs", "amp", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "0 listings that are new" in done.stderr


@pytest.mark.parametrize(
    "args", [("derive", "sqss"), ("derive", "sqs", "--operation", "DeleteQueue"), ("drift", "sqss")]
)
def test_what_botocore_has_not_exits_with_2(run, args):
    done = run(*args)
    assert done.returncode == 2
    assert args[-1] in done.stderr
