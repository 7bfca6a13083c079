"""How fast AWS lets itself be asked, as far as AWS says so: data, with its sources. What is not here begins at `limits.rate` and learns.

Keys are `service:Operation` (a bucket of its own), `service:*` (a bucket for each of its operations) or `service` (one for all). All
limits are per account and region. AWS changes them, and grants more on request: `limits.rates` overrides them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls a second, and how many may come at once after a pause."""

    per_second: float = 40.0
    burst: float = 80.0


KNOWN: dict[str, Rate] = {
    # Amazon EC2 developer guide, "Request throttling": buckets per API; non-mutating ones 100 tokens and 20 a second, unfiltered and
    # unpaginated ones 50 and 10. Listings are the latter.
    "ec2:*": Rate(10, 50),
    # Lambda developer guide, "Lambda quotas": 15 a second over all of the control plane; GetFunction 100, GetPolicy 15 of their own.
    "lambda": Rate(15, 15),
    "lambda:GetFunction": Rate(100, 100),
    "lambda:GetPolicy": Rate(15, 15),
    # Route 53 developer guide, "Quotas": five requests a second per account, with code Throttling.
    "route53": Rate(5, 5),
    # API Gateway developer guide, "Quotas for creating, deploying and managing an API": 10 a second, 40 at once, over all others.
    "apigateway": Rate(10, 40),
    "apigatewayv2": Rate(10, 40),
    # CloudWatch user guide, "Service quotas": DescribeAlarms 9 a second.
    "cloudwatch:DescribeAlarms": Rate(9, 9),
    # The rest: the operations' own documentation, as it stands in botocore's models.
    "cognito-identity:ListTagsForResource": Rate(10, 10),
    "dax:ListTags": Rate(10, 10),
    "dynamodb:DescribeBackup": Rate(10, 10),
    "dynamodb:DescribeContinuousBackups": Rate(10, 10),
    "dynamodb:ListBackups": Rate(5, 5),
    "dynamodb:ListTagsOfResource": Rate(10, 10),
    "firehose:ListTagsForDeliveryStream": Rate(5, 5),
    "kinesis:DescribeStream": Rate(10, 10),
    "kinesis:DescribeStreamSummary": Rate(20, 20),
    "kinesis:ListStreams": Rate(5, 5),
    "kinesis:ListTagsForStream": Rate(5, 5),
    "logs:DescribeLogStreams": Rate(25, 25),
    "sns:ListPlatformApplications": Rate(15, 15),
    "sns:ListSubscriptions": Rate(30, 30),
    "sns:ListSubscriptionsByTopic": Rate(30, 30),
    "sns:ListTopics": Rate(30, 30),
}
