"""VPCs with all that is in them: subnets, routes, gateways, addresses, security groups, network interfaces."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from estate_assets.demo.seed.place import pairs

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_ZONES = ("a", "b", "c")
_ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]
_INTERNAL = [{"CidrIp": "10.0.0.0/8"}]


def plant(place: Place) -> None:
    """The networks of one region; leaves subnets and security groups for the rest to use."""
    place.found |= {"subnets": [], "groups": [], "vpcs": []}
    for number in place.some(3):
        _vpc(place, number)
    _addresses(place)
    _interfaces(place)


def _tagged(place: Place, kind: str, number: int, name: str) -> dict[str, Any]:
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": pairs(place.tags(number, name))}]}


def _vpc(place: Place, number: int) -> None:
    ec2 = place.client("ec2")
    base = ipaddress.ip_network(f"10.{number + 1}.0.0/16")
    label = f"{('main', 'data', 'tools')[number]}-{place.account.environment}"
    vpc = ec2.create_vpc(CidrBlock=str(base), **_tagged(place, "vpc", number, label))["Vpc"]["VpcId"]
    place.found["vpcs"].append(vpc)
    gateway = ec2.create_internet_gateway(**_tagged(place, "internet-gateway", number, label))
    gateway_id = gateway["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc)
    place.count("ec2:vpc")
    place.count("ec2:internet_gateway")
    subnets = [_subnet(place, vpc, base, label, index) for index in range(2 * len(_ZONES))]
    place.found["subnets"] += subnets
    nat = _nat_gateway(place, subnets[0], number, label)
    _routes(place, vpc, subnets, {"public": {"GatewayId": gateway_id}, "private": {"NatGatewayId": nat}})
    for index in place.some(10, least=2):
        _security_group(place, vpc, index + 20 * number)


def _subnet(place: Place, vpc: str, base: Any, label: str, index: int) -> str:
    ec2 = place.client("ec2")
    zone, kind = _ZONES[index % len(_ZONES)], "public" if index < len(_ZONES) else "private"
    block = str(list(base.subnets(new_prefix=20))[index])
    subnet: str = ec2.create_subnet(
        VpcId=vpc,
        CidrBlock=block,
        AvailabilityZone=place.region + zone,
        **_tagged(place, "subnet", index, f"{label}-{kind}-{zone}"),
    )["Subnet"]["SubnetId"]
    if kind == "public":
        ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    place.count("ec2:subnet")
    return subnet


def _nat_gateway(place: Place, subnet: str, number: int, label: str) -> str:
    ec2 = place.client("ec2")
    address = ec2.allocate_address(Domain="vpc", **_tagged(place, "elastic-ip", number, f"{label}-nat"))["AllocationId"]
    tags = _tagged(place, "natgateway", number, f"{label}-nat")
    nat: str = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address, **tags)["NatGateway"]["NatGatewayId"]
    place.count("ec2:nat_gateway")
    place.count("ec2:elastic_ip")
    return nat


def _routes(place: Place, vpc: str, subnets: list[str], ways_out: dict[str, dict[str, str]]) -> None:
    ec2 = place.client("ec2")
    halves = (subnets[: len(_ZONES)], subnets[len(_ZONES) :])
    for index, ((kind, way_out), members) in enumerate(zip(ways_out.items(), halves, strict=True)):
        table = ec2.create_route_table(VpcId=vpc, **_tagged(place, "route-table", index, f"{kind}-routes"))
        table_id = table["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", **way_out)
        for subnet in members:
            ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet)
        place.count("ec2:route_table")


def _security_group(place: Place, vpc: str, number: int) -> None:
    ec2 = place.client("ec2")
    name = place.name(number, "sg")
    group = ec2.create_security_group(
        GroupName=f"{name}-{number}", Description=f"Traffic of {name}", VpcId=vpc,
        **_tagged(place, "security-group", number, name),
    )["GroupId"]  # fmt: skip
    place.found["groups"].append(group)
    # Every fifth group is open to the world: half of those for the web, half for what nobody should open.
    port = 443 if number % 2 else (22, 5432, 3389)[number % 3]
    source = _ANYWHERE if number % 5 == 0 else _INTERNAL
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": source}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    place.count("ec2:security_group")


def _addresses(place: Place) -> None:
    ec2 = place.client("ec2")
    for number in place.some(6):
        ec2.allocate_address(Domain="vpc", **_tagged(place, "elastic-ip", number, place.name(number, "ip")))
        place.count("ec2:elastic_ip")


def _interfaces(place: Place) -> None:
    ec2 = place.client("ec2")
    subnets, groups = place.found["subnets"], place.found["groups"]
    for number in place.some(6):
        ec2.create_network_interface(
            SubnetId=subnets[number % len(subnets)],
            Groups=[groups[number % len(groups)]],
            Description=place.name(number, "eni"),
            **_tagged(place, "network-interface", number, place.name(number, "eni")),
        )
        place.count("ec2:network_interface")
