"""What AWS gives every account and moto makes only when somebody looks: made while the clock is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_LOOKS = (
    ("ec2", "describe_vpcs"),
    ("ec2", "describe_vpc_endpoint_services"),
    ("ec2", "describe_managed_prefix_lists"),
    ("kms", "list_aliases"),
    ("events", "list_event_buses"),
    ("rds", "describe_db_parameter_groups"),
    ("ssm", "describe_patch_baselines"),
    ("elasticache", "describe_users"),
    ("scheduler", "list_schedule_groups"),
    ("sso-admin", "list_instances"),
)
# All of them are made, one is told of: telling of all would take a tenth of the start-up time.
_PARAMS = {"describe_vpc_endpoint_services": {"MaxResults": 1}}


def touch(place: Place) -> None:
    """Look at everything that comes into being by being looked at."""
    for service, operation in _LOOKS:
        getattr(place.client(service), operation)(**_PARAMS.get(operation, {}))
