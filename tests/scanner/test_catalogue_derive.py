"""Drafts come near to what was written by hand; drift tells what is new, and only that."""

from collections import Counter

import pytest

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_check import models
from estate_assets.scanner.catalogue_derive import derive, drift, problems
from estate_assets.scanner.catalogue_derive.drafts import draft
from estate_assets.scanner.catalogue_derive.listings import listing, listings, singular, words
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.spec import ResourceSpec

SPECS = [spec for service in catalogue.services() for spec in catalogue.specs(service)]
#: How many of 100 types of the catalogue a draft from the same operation must hit, field by field; measured: 98, 80, 85, 75, 78.
LEAST = {"items": 95, "arn": 75, "created": 80, "tags": 70, "id": 72}


def test_drafts_from_the_catalogues_own_listings_come_near_to_it():
    hits, own = Counter(), [spec for spec in SPECS if not spec.list.service]
    for spec in own:
        found = listing(spec.service, spec.list.operation)
        if found is None:
            continue
        made = ResourceSpec.from_dict(spec.service, "draft", draft(found))
        hits["items"] += made.list.items == spec.list.items
        hits["arn"] += made.arn == spec.arn if spec.arn else made.arn_template == spec.arn_template
        hits["created"] += made.created == spec.created
        hits["id"] += made.id == spec.id
        hits["tags"] += bool(made.tags) == bool(spec.tags) and getattr(made.tags, "path", 0) == getattr(
            spec.tags, "path", 0
        )
    shares = {field: 100 * hits[field] // len(own) for field in LEAST}
    assert all(shares[field] >= least for field, least in LEAST.items()), shares


def test_a_draft_of_a_plain_service_is_right_as_it_is():
    drafts = derive("amp")
    assert list(drafts) == ["scraper", "workspace"]
    assert problems("amp", drafts) == []
    assert drafts["workspace"] == {
        "words": "amp workspace", "list": {"operation": "ListWorkspaces", "items": "workspaces[]"}, "id": "workspaceId",
        "name": "workspaceId", "created": "createdAt", "arn": "arn", "tags": {"path": "tags"}, "cfn": "AWS::APS::Workspace",
        "iam": ["aps:ListWorkspaces"],
    }  # fmt: skip


def test_names_become_records_by_their_describing_operation():
    (cluster,) = derive("eks", ["ListClusters"]).values()
    assert cluster["details"] == [{"operation": "DescribeCluster", "args": {"name": "@"}, "path": "cluster"}]
    assert (cluster["id"], cluster["arn"], cluster["tags"]) == ("id", "arn", {"path": "tags"})


def test_what_needs_a_parent_finds_it_among_the_known_types_or_asks_for_it():
    known = catalogue.specs("lambda")
    assert derive("lambda", [], known)["alias"]["parent"] == {
        "type": "lambda:function",
        "args": {"FunctionName": "FunctionName"},
    }
    assert "alias" not in derive("lambda")
    assert derive("lambda", ["ListAliases"])["alias"]["parent"] == {
        "type": "lambda:FIXME",
        "args": {"FunctionName": "FIXME"},
    }


def test_what_types_use_already_is_not_drafted_unless_asked_for():
    known = catalogue.specs("lambda")
    assert "function" not in derive("lambda", [], known)
    assert derive("lambda", ["ListFunctions"], known)["function"]["sensitive"][0] == "Environment.Variables"


@pytest.mark.parametrize(
    ("service", "operations", "words"),
    [("sqss", [], "'sqs'"), ("sqs", ["ListQueue"], "'ListQueues'"), ("sqs", ["GetQueueUrl"], "no list")],
)
def test_what_there_is_not_is_told_with_the_nearest(service, operations, words):
    with pytest.raises(UsageError, match=words):
        derive(service, operations)


def test_listings_list_resources_not_tags_or_histories():
    names = {found.operation for found in listings("kms")}
    assert {"ListAliases", "ListKeys"} <= names
    assert not names & {"ListResourceTags", "GetKeyPolicy"}


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("Queues", "Queue"),
        ("Policies", "Policy"),
        ("Indexes", "Index"),
        ("Aliases", "Alias"),
        ("Access", "Access"),
        ("Databases", "Database"),
    ],
)
def test_singulars(many, one):
    assert singular(many) == one


def test_a_nouns_words():
    assert (words("DBInstance"), words("VpcEndpointV2"), words("OpenIDConnectProvider")) == (
        ["db", "instance"], ["vpc", "endpoint", "v2"], ["open", "id", "connect", "provider"],
    )  # fmt: skip


SOME = ("sqs", "ecr", "amp", "kms")


def test_what_is_used_or_known_is_no_drift(monkeypatch):
    assert drift.new(SPECS, SOME) == []
    monkeypatch.setattr(drift, "known", set)
    found = drift.new(SPECS, SOME)
    assert ("amp", "ListWorkspaces") in found
    assert ("sqs", "ListQueues") not in found
    assert ("sqs", "ListQueues") in drift.new([spec for spec in SPECS if spec.service != "sqs"], SOME)


def test_the_file_of_what_is_known_reads_as_it_is_written(monkeypatch, tmp_path):
    pairs = {("b", "ListB"), ("a", "ListZ"), ("a", "ListA")}
    (tmp_path / drift.LEFT_OUT).write_text(drift.written(pairs, "1.0"))
    monkeypatch.setattr(drift.resources, "files", lambda _: tmp_path)
    assert drift.known() == pairs
    assert "a: ListA ListZ\nb: ListB\n" in (tmp_path / drift.LEFT_OUT).read_text()


@pytest.mark.slow
def test_nothing_of_the_botocore_that_was_looked_at_is_new():
    import botocore

    head = drift.resources.files(drift.__package__).joinpath(drift.LEFT_OUT).read_text().splitlines()[0]
    if f"botocore {botocore.__version__}." not in head:
        pytest.skip(f"written for another botocore: {head}")
    every = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]
    assert drift.new(every) == []
    assert len(drift.known()) > 1_000
    assert len(models.services()) > 400
