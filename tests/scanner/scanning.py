"""Scanners on one home, and three queues for them to scan."""

import pytest
from conftest import REGION
from fake_aws import ACCOUNT

from estate_assets.scanner import EstateScanner, ScanRequest, Settings
from estate_assets.scanner.registry import Registry

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:"
QUEUES = ScanRequest(regions=(REGION,), services=("sqs",))


class FakeEmbedder:
    def __init__(self):
        self.texts = 0

    def embed(self, texts):
        self.texts += len(texts)
        return [(1.0, *(0.0,) * 383) for _ in texts]


@pytest.fixture(name="estate")
def estate_fixture(aws):
    """Three queues."""
    aws.on("sqs:ListQueues", {"QueueUrls": [f"https://q/{name}" for name in ("a", "b", "c")]})
    aws.on("sqs:GetQueueAttributes", lambda params: {"Attributes": {"QueueArn": ARN + params["QueueUrl"][10:]}})
    aws.on("sqs:ListQueueTags", {"Tags": {}})
    return aws


@pytest.fixture(name="scanner")
def scanner_fixture(aws, tmp_path):
    """Makes scanners on one home; permissions off unless said otherwise."""
    made = []
    assert aws.url

    def make(**more):
        limits = {"attempts": 1, "read_timeout_s": 10, "cells": 2, "items": 2}
        settings = Settings(**{"home": tmp_path, "limits": limits, "permissions": {"engine": "off"}, **more})
        made.append(EstateScanner(settings, Registry(entry_points=False)))
        made[-1].embedder = FakeEmbedder()
        return made[-1]

    yield make
    for one in made:
        one.close()
