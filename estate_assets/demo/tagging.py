"""tag:GetResources over all services, with stateless pages; moto's own leaves services out, and lists each bucket in every region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.resource_tagging import iter_taggable_backends
from moto.ecr.models import ecr_backends
from moto.elbv2.models import elbv2_backends
from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.route53.models import route53_backends
from moto.s3.models import s3_backends

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from estate_assets.demo.wire import Call

_MOST = 100
#: Where AWS tells of what exists once per account.
_GLOBALS = "us-east-1"
Tagged = tuple[str, "Mapping[str, str]"]


def get_resources(call: Call, account: str) -> dict[str, Any]:
    """The tagged resources of a region by ARN; `ResourcesPerPage` pages with a `PaginationToken`. Filters are not heeded."""
    params = call.params()
    start, size = int(params.get("PaginationToken") or 0), int(params.get("ResourcesPerPage") or _MOST)
    found = sorted((arn, tags) for arn, tags in dict(_tagged(account, call.region)).items() if tags)
    listed = [
        {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
        for arn, tags in found[start : start + size]
    ]
    more = start + size < len(found)
    return {"ResourceTagMappingList": listed, "PaginationToken": str(start + size) if more else ""}


def _tagged(account: str, region: str) -> Iterator[Tagged]:
    here = {bucket.arn for bucket in s3_backends[account]["aws"].buckets.values() if bucket.region_name == region}
    for backend in iter_taggable_backends(account, region):
        for one in backend.iter_tagged_resources():
            if backend.SERVICE_NAMESPACE != "s3" or one.arn in here:
                yield one.arn, one.tags
    yield from _left_out(account, region)
    if region == _GLOBALS:
        yield from _global(account)


def _left_out(account: str, region: str) -> Iterator[Tagged]:
    """What moto has tags of and its own listing lacks."""
    ecr, events, elbv2 = (backends[account][region] for backends in (ecr_backends, events_backends, elbv2_backends))
    for repository in ecr.repositories.values():
        yield repository.arn, ecr.tagger.get_tag_dict_for_resource(repository.arn)
    for bus in events.event_buses.values():
        for rule in bus.rules.values():
            yield rule.arn, events.tagger.get_tag_dict_for_resource(rule.arn)
    for balancer in elbv2.load_balancers.values():
        for arn in balancer.listeners:
            yield arn, elbv2.tagging_service.get_tag_dict_for_resource(arn)


def _global(account: str) -> Iterator[Tagged]:
    for policy in iam_backends[account]["aws"].managed_policies.values():
        yield policy.arn, {tag["Key"]: tag["Value"] for tag in policy.get_tags()}
    zones = route53_backends[account]["aws"]
    for id_ in zones.zones:
        yield f"arn:aws:route53:::hostedzone/{id_}", zones.list_tags_for_resource(id_)
