"""Questions read with the words of a small estate, and what was read, in brief."""

from datetime import UTC, datetime

from records import REGISTRY

from estate_assets.scanner.understanding import Lexicon, Vocabulary, understand

NOW = datetime(2026, 11, 18, tzinfo=UTC)
HELD = {"orders-db-1", "i-0abc1234def567890", "10.0.0.9", "arn:aws:sqs:eu-west-1:111122223333:orders"}
VALUES = {
    "account_id": {"111122223333": 9}, "account_name": {"acme-production": 5, "acme-dev": 4},
    "region": {"eu-west-1": 5, "eu-central-1": 3, "us-east-1": 1},
    "service": {"rds": 3, "ec2": 3}, "resource_type": {"rds:db_instance": 3}, "environment": {"prod": 4, "staging": 2, "blue": 1},
    "team": {"payments": 3, "data platform": 2, "data-tools": 1}, "state": {"running": 2, "stopped": 1, "ALARM": 1, "OK": 1, "in-use": 1},
    "traits": {"postgres": 2, "t3.micro": 1, "python3.9": 1, "python3.12": 1, "aurora-postgresql": 1, "string": 1},
    "tag_keys": {"team": 3, "cost center": 1, "env": 2}, "tags": {"Cost Center=42": 1, "Env=Prod": 2},
    "words": {"order": 4, "payment": 3, "checkout": 2, "dlq": 1, "app": 3, "data": 2, "login": 1},
}  # fmt: skip
VOCABULARY = Vocabulary(
    VALUES,
    lambda name: name.lower() in HELD,
    lambda word: word in {"best", "pizza", "sidney", "stage", "listen", "reached"},
)
KNOWN = (
    "ec2",
    "rds",
    "dynamodb",
    "sqs",
    "sns",
    "ecs",
    "eks",
    "lambda",
    "cloudwatch",
    "kms",
    "iam",
    "events",
    "secretsmanager",
    "elbv2",
)
LEXICON = Lexicon((spec for service in KNOWN for spec in REGISTRY.specs(service)), VOCABULARY)


def read(question):
    return understand(question, LEXICON, VOCABULARY, NOW)


def brief(question):
    """Each condition as `field=values`, `field!values` where negated."""
    return {f"{one.field}{'!' if one.negated else '='}{','.join(one.values)}" for one in read(question).filters}


DATABASES = "resource_type=dynamodb:table,rds:db_cluster,rds:db_instance"
SERVERS = "resource_type=ec2:instance"
QUEUES = "resource_type=sqs:queue"
