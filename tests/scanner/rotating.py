"""A home with sealed secrets in it for tests of rotation: scanned, opened, and which keys are in use."""

import pyarrow.parquet as pq
import pytest
from conftest import REGION, narrow
from fake_aws import ACCOUNT

from estate_assets.scanner import EstateScanner, ScanRequest, Settings, tables
from estate_assets.scanner.collection import opened
from estate_assets.scanner.dataset import dataset_of
from estate_assets.scanner.encryption import Place, open_all
from estate_assets.scanner.keys import sealer_of
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.rotation import uses

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
FUNCTIONS = ScanRequest(regions=(REGION,), services=("lambda",))
REGISTRY = narrow("lambda:function")


class FakeEmbedder:
    texts_embedded = 0

    def embed(self, texts):
        self.texts_embedded += len(texts)
        return [(1.0, *(0.0,) * 383) for _ in texts]


@pytest.fixture(name="secrets")
def secrets_fixture(aws):
    """Functions f0 to f4, each with a secret that a test may change."""
    found = {f"f{number}": f"hunter2-{number}" for number in range(5)}

    def functions(_):
        return {
            "Functions": [
                {"FunctionName": name, "FunctionArn": ARN + name, "Environment": {"Variables": {"TOKEN": text, "MODE": "test"}}}
                for name, text in found.items()
            ]
        }  # fmt: skip

    aws.on("lambda:ListFunctions20150331", functions)
    aws.on("lambda:ListFunctions", functions)
    aws.on("lambda:ListTags", {"Tags": {}})
    return found


@pytest.fixture(name="settings")
def settings_fixture(secrets, tmp_path):
    limits = {"attempts": 1, "read_timeout_s": 10, "cells": 2, "items": 2}
    return Settings(home=tmp_path / "home", limits=limits, permissions={"engine": "off"})


@pytest.fixture(name="scan")
def scan_fixture(_engine):
    """Scans, and leaves Parquet beside it as Dagster does. Clients are shared: EC2's takes 0.3 s to make."""

    def run(settings):
        scanner = EstateScanner(settings, REGISTRY)
        scanner.close()
        scanner.embedder, scanner.discovery.engine = FakeEmbedder(), _engine
        result = scanner.scan(FUNCTIONS)
        raw = list(scanner.discovery.discover(Account(ACCOUNT), [Cell(ACCOUNT, REGION, "lambda")]))
        (enriched,) = scanner.enrich(Account(ACCOUNT), raw)
        folder = settings.home / "parquet"
        folder.mkdir(exist_ok=True)
        pq.write_table(tables.raw_table(raw[0]), folder / "raw.parquet")
        pq.write_table(tables.enriched_table(enriched), folder / "enriched.parquet")
        return result

    return run


def stored(settings):
    with opened(settings.store, settings.home) as collection:
        return sorted(collection.resources(), key=lambda one: one.arn)


def everything(settings):
    """All that is sealed anywhere, opened with the keys at hand; it raises where something does not open."""
    sealer, found = sealer_of(settings, make=False), []
    raw = tables.raw_outcome(pq.read_table(settings.home / "parquet" / "raw.parquet")).items
    enriched = tables.enriched_outcome(pq.read_table(settings.home / "parquet" / "enriched.parquet")).items
    for some in (stored(settings), raw, enriched):
        opened_ = (open_all(one.properties, sealer, Place(ACCOUNT, one.arn)) for one in some)
        found.append(sorted(one["Environment"]["Variables"]["TOKEN"] for one in opened_))
    return found


def in_use(settings):
    with opened(settings.store, settings.home) as collection:
        return set(uses(collection, dataset_of(settings)))
