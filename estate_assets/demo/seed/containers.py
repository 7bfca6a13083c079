"""ECS clusters, task definitions and services; EKS clusters and node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.demo import secrets
from estate_assets.demo.seed.place import pairs, workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place


def plant(place: Place) -> None:
    """The containers of one region."""
    ecs = place.client("ecs")
    clusters = []
    for number in place.some(3):
        name = place.name(number, "cluster")
        ecs.create_cluster(clusterName=name, tags=pairs(place.tags(number, name), "key", "value"))
        clusters.append(name)
        place.count("ecs:cluster")
    for number in place.some(11):
        _service(place, number, clusters[number % len(clusters)])
    for number in place.some(2):
        _kubernetes(place, number)


def _service(place: Place, number: int, cluster: str) -> None:
    ecs = place.client("ecs")
    name = place.name(number)
    tags = pairs(place.tags(number, name), "key", "value")
    ecs.register_task_definition(
        family=name,
        containerDefinitions=[_container(number, name)],
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=place.role(number),
        tags=tags,
    )
    ecs.create_service(
        cluster=cluster, serviceName=name, taskDefinition=name, desiredCount=number % 4, launchType="FARGATE", tags=tags
    )
    place.count("ecs:task_definition")
    place.count("ecs:service")


def _container(number: int, name: str) -> dict[str, Any]:
    variables = {"SERVICE": name, "REGION_HINT": "local"}
    if number % 2 == 0:
        variables["REDIS_PASSWORD"] = secrets.ECS_ENVIRONMENT_SECRET
    command = {"command": ["serve", "--token", secrets.ECS_COMMAND_SECRET]} if number % 3 == 0 else {}
    return {
        "name": workload(number).service,
        "image": f"registry.acme.example/{workload(number).team}/{workload(number).service}:1.{number}",
        "essential": True,
        "environment": pairs(variables, "name", "value"),
        **command,
    }


def _kubernetes(place: Place, number: int) -> None:
    eks = place.client("eks")
    name, subnets = place.name(number, "k8s"), place.found["subnets"][:3]
    network = {"subnetIds": subnets, "endpointPublicAccess": number % 2 == 0, "endpointPrivateAccess": True}
    eks.create_cluster(
        name=name, version="1.31", roleArn=place.role(number), resourcesVpcConfig=network,
        tags=place.tags(number, name),
    )  # fmt: skip
    place.count("eks:cluster")
    for index, kind in enumerate(("general", "batch")):
        eks.create_nodegroup(
            clusterName=name,
            nodegroupName=f"{name}-{kind}",
            subnets=subnets,
            nodeRole=place.role(index),
            instanceTypes=["m6i.large"],
            scalingConfig={"minSize": 0, "maxSize": 5, "desiredSize": 0},
            tags=place.tags(index, f"{name}-{kind}"),
        )
        place.count("eks:nodegroup")
