"""EBS volumes, snapshots and the images made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.demo.seed.place import pairs

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_KINDS = ("gp3", "gp2", "io1", "st1")


def plant(place: Place) -> None:
    """Volumes that no instance holds, and what is made from them."""
    ec2 = place.client("ec2")
    volumes = [_volume(place, number) for number in place.some(14, least=2)]
    snapshots = []
    for number in place.some(20, least=2):
        name = place.name(number, "backup")
        snapshot = ec2.create_snapshot(
            VolumeId=volumes[number % len(volumes)],
            Description=f"Nightly backup of {name}",
            TagSpecifications=[{"ResourceType": "snapshot", "Tags": pairs(place.tags(number, name))}],
        )
        snapshots.append(snapshot["SnapshotId"])
        place.count("ec2:snapshot")
    place.found["images"] = [_image(place, number, snapshots) for number in place.some(6)]


def _volume(place: Place, number: int) -> str:
    name, kind = place.name(number, "data"), _KINDS[number % len(_KINDS)]
    extra: dict[str, Any] = {"Iops": 3000} if kind == "io1" else {}
    volume: str = place.client("ec2").create_volume(
        AvailabilityZone=f"{place.region}{'abc'[number % 3]}",
        Size=(20, 100, 500)[number % 3],
        VolumeType=kind,
        Encrypted=number % 3 != 1,
        TagSpecifications=[{"ResourceType": "volume", "Tags": pairs(place.tags(number, name))}],
        **extra,
    )["VolumeId"]
    place.count("ec2:volume")
    return volume


def _image(place: Place, number: int, snapshots: list[str]) -> str:
    name = place.name(number, "base-image")
    disk = {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshots[number % len(snapshots)], "VolumeSize": 20}}
    image: str = place.client("ec2").register_image(
        Name=f"{name}-{number}",
        Description=f"Golden image of {name}",
        Architecture="arm64" if number % 2 else "x86_64",
        RootDeviceName="/dev/xvda",
        VirtualizationType="hvm",
        BlockDeviceMappings=[disk],
        TagSpecifications=[{"ResourceType": "image", "Tags": pairs(place.tags(number, name))}],
    )["ImageId"]
    place.count("ec2:image")
    return image
