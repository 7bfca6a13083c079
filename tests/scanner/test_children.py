"""Children over HTTP: listed under their parents and described in batches; what either hides when it fails."""

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT, Fault

from estate_assets.scanner.errors import Status

ECS = f"arn:aws:ecs:{REGION}:{ACCOUNT}:"


@pytest.fixture
def containers(aws):
    """Two clusters with a service each."""
    clusters = [f"{ECS}cluster/{name}" for name in ("one", "two")]
    aws.on("ecs:ListClusters", {"clusterArns": clusters})
    aws.on(
        "ecs:DescribeClusters",
        lambda p: {"clusters": [{"clusterArn": arn, "clusterName": arn[-3:]} for arn in p["clusters"]]},
    )
    aws.on("ecs:ListServices", lambda p: {"serviceArns": [f"{ECS}service/{p['cluster'][-3:]}/web"]})
    aws.on(
        "ecs:DescribeServices",
        lambda p: {"services": [{"serviceArn": arn, "serviceName": arn[-7:]} for arn in p["services"]]},
    )
    return aws


def ecs(scan):
    return scan("ecs", registry=narrow("ecs:cluster", "ecs:service"))


def test_children_are_listed_under_each_parent_and_described_in_batches(scan, containers):
    outcome = ecs(scan)
    assert [item.id for item in outcome.items if item.resource_type == "ecs:service"] == ["one/web", "two/web"]
    assert entry_of(outcome, "ecs:service").listed
    assert containers.count("ecs:DescribeClusters") == 1
    assert [p["cluster"] for p in containers.params_of("ecs:ListServices")] == [
        f"{ECS}cluster/one",
        f"{ECS}cluster/two",
    ]


def test_a_batch_is_no_larger_than_the_service_takes(scan, containers):
    containers.on("ecs:ListServices", {"serviceArns": [f"{ECS}service/one/web{n}" for n in range(25)]})
    ecs(scan)
    asked = sorted(len(params["services"]) for params in containers.params_of("ecs:DescribeServices"))
    assert asked == [5, 5, 10, 10, 10, 10]


def test_a_batch_that_fails_hides_its_items_so_the_listing_is_not_whole(scan, containers):
    containers.on("ecs:DescribeServices", Fault("AccessDeniedException"))
    entry = entry_of(ecs(scan), "ecs:service")
    assert (entry.status, entry.listed, entry.operation) == (Status.DENIED, False, "DescribeServices")


def test_children_of_parents_that_were_not_all_seen_are_not_all_seen(scan, containers):
    one = f"{ECS}cluster/one"
    containers.paged(
        "ecs:ListClusters", "nextToken", "nextToken", {"clusterArns": [one]}, Fault("AccessDeniedException")
    )
    outcome = ecs(scan)
    entry = entry_of(outcome, "ecs:service")
    assert [item.id for item in outcome.items] == ["one", "one/web"]
    assert (entry.status, entry.listed, entry.code, entry.items) == (Status.TRUNCATED, False, "ParentIncomplete", 1)


def test_children_of_parents_that_could_not_be_listed_share_their_status(scan, containers):
    containers.on("ecs:ListClusters", Fault("AccessDeniedException"))
    entry = entry_of(ecs(scan), "ecs:service")
    assert (entry.status, entry.listed, entry.code) == (Status.DENIED, False, "ParentIncomplete")


def test_where_there_are_no_parents_there_are_completely_no_children(scan, containers):
    containers.on("ecs:ListClusters", {"clusterArns": []})
    entry = entry_of(ecs(scan), "ecs:service")
    assert (entry.status, entry.listed, entry.items) == (Status.COMPLETE, True, 0)


def test_one_parent_whose_children_are_denied_leaves_the_others_and_a_gap(scan, containers):
    denied = Fault("AccessDeniedException")
    ok = {"serviceArns": [f"{ECS}service/two/web"]}
    containers.on("ecs:ListServices", lambda p: denied if p["cluster"].endswith("one") else ok)
    assert not entry_of(ecs(scan), "ecs:service").listed
