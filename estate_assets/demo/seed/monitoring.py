"""CloudWatch alarms and log groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.demo.seed.place import workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_METRICS = (("AWS/EC2", "CPUUtilization"), ("AWS/RDS", "FreeStorageSpace"), ("AWS/Lambda", "Errors"))


def plant(place: Place) -> None:
    """What watches one region."""
    cloudwatch = place.client("cloudwatch")
    for number in place.some(20, least=2):
        name = place.name(number, ("cpu-high", "disk-low", "errors")[number % 3])
        namespace, metric = _METRICS[number % len(_METRICS)]
        cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace=namespace, MetricName=metric, Statistic="Average", Period=300,
            EvaluationPeriods=2, Threshold=80.0, ComparisonOperator="GreaterThanThreshold",
            ActionsEnabled=number % 4 != 1, Tags=place.tag_list(number, name),
        )  # fmt: skip
        place.count("cloudwatch:alarm")
    logs = place.client("logs")
    for number in place.some(54, least=2):
        work = workload(number)
        name = f"/acme/{place.environment(number)}/{work.team}/{work.service}-{number}"
        logs.create_log_group(logGroupName=name, tags=place.tags(number, name))
        if number % 3:
            logs.put_retention_policy(logGroupName=name, retentionInDays=(14, 365)[number % 2])
        place.count("logs:log_group")
