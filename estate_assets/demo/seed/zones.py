"""Route 53: hosted zones, public and private, and health checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.demo.seed.place import workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place


def plant(place: Place) -> None:
    """The zones of one account."""
    route53 = place.client("route53")
    for number in place.some(16, least=3):
        work = workload(number)
        domain = f"{work.service}.{work.team}.{place.account.environment}.acme.example"
        zone = route53.create_hosted_zone(
            Name=domain,
            CallerReference=f"{place.account.id}-{number}",
            HostedZoneConfig={"Comment": f"{work.team} {work.service}", "PrivateZone": False},
        )["HostedZone"]["Id"].split("/")[-1]
        tags = place.tag_list(number, domain)
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone, AddTags=tags)
        place.count("route53:hosted_zone")
    for number in place.some(6):
        domain = f"{workload(number).service}.acme.example"
        check = {"Type": "HTTPS", "FullyQualifiedDomainName": domain, "ResourcePath": "/health", "Port": 443}
        route53.create_health_check(CallerReference=f"check-{place.account.id}-{number}", HealthCheckConfig=check)
        place.count("route53:health_check")
