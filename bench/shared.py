"""What the deployments of an account share: the network of a region, and people, roles and zones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.estate import Maker
    from bench.parts import Record


def network(m: Maker) -> Iterator[Record]:
    vpc, name = m.hex("vpc"), m.name("vpc")
    yield "ec2:vpc", {"VpcId": vpc, "CidrBlock": "10.0.0.0/16", "State": "available", "IsDefault": False}, m.tags(name)
    for zone in "abc":
        subnet = m.hex("subnet")
        yield "ec2:subnet", {
            "SubnetId": subnet, "SubnetArn": m.arn("ec2", f"subnet/{subnet}"), "VpcId": vpc, "AvailabilityZone": f"{m.region}{zone}", "State": "available",
            "MapPublicIpOnLaunch": zone == "a", "CidrBlock": f"10.0.{ord(zone)}.0/24",
        }, m.tags(m.name(f"subnet-{zone}"))  # fmt: skip
    yield "ec2:nat_gateway", {
        "NatGatewayId": m.hex("nat"), "VpcId": vpc, "State": "available", "CreateTime": m.time(),
        "NatGatewayAddresses": [{"PublicIp": m.public_address(), "PrivateIp": m.address()}],
    }, m.tags(m.name("nat"))  # fmt: skip
    yield (
        "ec2:internet_gateway",
        {"InternetGatewayId": m.hex("igw"), "Attachments": [{"State": "available", "VpcId": vpc}]},
        m.tags(m.name("igw")),
    )
    yield (
        "ec2:key_pair",
        {"KeyPairId": m.hex("key"), "KeyName": m.name("bastion"), "CreateTime": m.time()},
        m.tags(m.name("bastion")),
    )
    yield (
        "ecs:cluster",
        {"clusterName": m.name("ecs"), "clusterArn": m.arn("ecs", f"cluster/{m.name('ecs')}"), "status": "ACTIVE"},
        m.tags(m.name("ecs")),
    )
    if m.odds(0.6):
        name = m.name("eks")
        yield "eks:cluster", {
            "name": name, "arn": m.arn("eks", f"cluster/{name}"), "status": "ACTIVE", "version": m.dice.choice(("1.29", "1.33")), "createdAt": m.time(),
            "endpoint": f"https://{m.digits(16)}.gr7.{m.region}.eks.amazonaws.com",
            "resourcesVpcConfig": {"endpointPublicAccess": m.odds(0.5), "publicAccessCidrs": ["0.0.0.0/0"], "vpcId": vpc},
        }, m.tags(name)  # fmt: skip


def people(m: Maker) -> Iterator[Record]:
    def iam(kind: str, name: str) -> dict[str, Any]:
        return {"Arn": f"arn:aws:iam::{m.account.id}:{kind}/{name}", "CreateDate": m.time()}

    for user in ("ada.king", "grace.hopper", "linus.berg", "mei.tan", "ci-runner", "backup-robot"):
        yield "iam:user", {"UserName": user, "UserId": f"AIDA{m.digits(16).upper()}", **iam("user", user)}, {}
    for group in ("developers", "administrators", "auditors"):
        yield "iam:group", {"GroupName": group, "GroupId": f"AGPA{m.digits(16).upper()}", **iam("group", group)}, {}
    for policy in ("deny-root", "read-only-billing", "deploy-anything"):
        yield (
            "iam:policy",
            {"PolicyName": policy, "PolicyId": f"ANPA{m.digits(16).upper()}", **iam("policy", policy)},
            {},
        )
    for zone in (f"{m.account.name}.example.com.", f"internal.{m.account.name}.example.net."):
        yield (
            "route53:hosted_zone",
            {
                "Id": f"/hostedzone/Z{m.digits(16).upper()}",
                "Name": zone,
                "Config": {"PrivateZone": zone.startswith("internal")},
            },
            {},
        )


ONCE_A_REGION = (network,)
ONCE_AN_ACCOUNT = (people,)
