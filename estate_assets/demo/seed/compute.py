"""EC2 instances, key pairs, launch templates and the groups that scale them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from estate_assets.demo import secrets
from estate_assets.demo.seed.place import pairs, workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_TYPES = ("t3.micro", "t3.large", "m6i.xlarge", "c6i.2xlarge", "r6i.large", "m7g.large")
# A fixed public key: one drawn at every start would be another each time.
_PUBLIC_KEY = (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDusXfgTE4eBP50NglSzCSEGnIL6+cr6m3H6cZANOQ+P1o/W4BdtcAL3sor4iGi7SOeJgo8kweyMQrhrt6H"
    "aKGgromRiz37LQx+4YIAcBi4Zd023mO/V7Rc2Chh18mWgLSmA6ng+j37ip6452zxtv0jHAz9pJolbKBpJzbZlPN45ZCTk9ck0fSVHRl6VRSSPQcpqi65XpRf"
    "+35zNOCGCc1mAOOTmw59Q2a6A3t8mL7r91aM5q6QOQm219lctFM8O7HRJnDgmhGpnjRwE1LyKktWTbgFZ4SNWU2XqusUO07jKuSxzPumXBeU+JEtx0J1tqZw"
    "JlpGt2R+0qN7nKnPl2+h"
)


def plant(place: Place) -> None:
    """The machines of one region."""
    _key_pairs(place)
    for number in place.some(42, least=2):
        _instance(place, number)
    for number in place.some(2):
        _launch_configuration(place, number)
    templates = [_launch_template(place, number) for number in place.some(6)]
    for number in place.some(6):
        _scaling_group(place, number, templates[number % len(templates)])


def _key_pairs(place: Place) -> None:
    for number in place.some(4):
        name = place.name(number, "key")
        tags = [{"ResourceType": "key-pair", "Tags": pairs(place.tags(number, name))}]
        place.client("ec2").import_key_pair(KeyName=name, PublicKeyMaterial=_PUBLIC_KEY, TagSpecifications=tags)
        place.count("ec2:key_pair")


def _instance(place: Place, number: int) -> None:
    ec2 = place.client("ec2")
    name, found = place.name(number), place.found
    tags = pairs(place.tags(number, name))
    user_data = f"#!/bin/sh\nexport DB_PASSWORD={secrets.EC2_USER_DATA_PASSWORD}\nsystemctl start {name}\n"
    made = ec2.run_instances(
        ImageId=found["images"][number % len(found["images"])],
        InstanceType=_TYPES[number % len(_TYPES)],
        MinCount=1,
        MaxCount=1,
        KeyName=place.name(0, "key"),
        SubnetId=found["subnets"][number % len(found["subnets"])],
        SecurityGroupIds=[found["groups"][number % len(found["groups"])]],
        TagSpecifications=[{"ResourceType": kind, "Tags": tags} for kind in ("instance", "volume")],
        **({"UserData": user_data} if number % 5 == 0 else {}),
        **({"IamInstanceProfile": {"Name": f"{workload(number).team}-instance"}} if number % 2 else {}),
    )["Instances"][0]["InstanceId"]
    if number % 6 == 1:
        ec2.stop_instances(InstanceIds=[made])
    if number % 8 == 0:
        ec2.modify_instance_attribute(InstanceId=made, DisableApiTermination={"Value": True})
    place.count("ec2:instance")
    place.count("ec2:volume")
    place.count("ec2:network_interface")


def _launch_template(place: Place, number: int) -> str:
    name = place.name(number, "template")
    user_data = f"#!/bin/sh\ncurl -H 'Authorization: {secrets.LAUNCH_TEMPLATE_TOKEN}' https://boot.acme.example\n"
    template: str = place.client("ec2").create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={
            "ImageId": place.found["images"][0],
            "InstanceType": _TYPES[number % len(_TYPES)],
            "UserData": base64.b64encode(user_data.encode()).decode(),
        },
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": pairs(place.tags(number, name))}],
    )["LaunchTemplate"]["LaunchTemplateId"]
    place.count("ec2:launch_template")
    return template


def _launch_configuration(place: Place, number: int) -> None:
    name = place.name(number, "legacy-config")
    place.client("autoscaling").create_launch_configuration(
        LaunchConfigurationName=name,
        ImageId=place.found["images"][0],
        InstanceType=_TYPES[0],
        UserData=f"#!/bin/sh\necho {secrets.LAUNCH_CONFIGURATION_TOKEN} > /etc/token\n",
    )
    place.count("autoscaling:launch_configuration")


def _scaling_group(place: Place, number: int, template: str) -> None:
    autoscaling = place.client("autoscaling")
    name = place.name(number, "asg")
    tags: list[dict[str, Any]] = [
        {**tag, "ResourceId": name, "ResourceType": "auto-scaling-group", "PropagateAtLaunch": False}
        for tag in place.tag_list(number, name)
    ]
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name,
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
        MinSize=0, MaxSize=number % 4 + 1, DesiredCapacity=0,
        VPCZoneIdentifier=",".join(place.found["subnets"][:2]),
        NewInstancesProtectedFromScaleIn=number % 3 == 0,
        Tags=tags,
    )  # fmt: skip
    place.count("autoscaling:auto_scaling_group")
