"""Load balancers with their target groups and listeners."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place


def plant(place: Place) -> None:
    """The load balancers of one region: internal and internet-facing, HTTP and HTTPS."""
    elbv2 = place.client("elbv2")
    for number in place.some(6):
        name = place.name(number, "lb")[:32].strip("-")
        tags = place.tag_list(number, name)
        balancer = elbv2.create_load_balancer(
            Name=name,
            Subnets=place.found["subnets"][:3],
            SecurityGroups=place.found["groups"][:1],
            Scheme="internal" if number % 2 else "internet-facing",
            Tags=tags,
        )["LoadBalancers"][0]["LoadBalancerArn"]
        protected = {"Key": "deletion_protection.enabled", "Value": str(number % 3 == 0).lower()}
        elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[protected])
        group = elbv2.create_target_group(
            Name=place.name(number, "tg")[:32].strip("-"),
            Protocol="HTTP", Port=8080, VpcId=place.found["vpcs"][0], TargetType="ip", Tags=tags,
        )["TargetGroups"][0]["TargetGroupArn"]  # fmt: skip
        forward = [{"Type": "forward", "TargetGroupArn": group}]
        elbv2.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward, Tags=tags)
        for kind in ("load_balancer", "target_group", "listener"):
            place.count(f"elbv2:{kind}")
