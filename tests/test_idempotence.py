"""A second scan of what has not changed: counted at AWS's wire, at Qdrant's wire and at the model's door."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from estate_assets.scanner import EstateScanner, ScanRequest
from estate_assets.scanner.engines import Engine
from tests.conftest import STAGING, Place
from tests.qdrant_server import QdrantServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REQUEST = ScanRequest(accounts=(STAGING,), services=("lambda", "sqs"), regions=("us-east-1",))
WRITING = ("PUT /points", "POST /points/batch", "POST /points/delete", "PATCH ")


@pytest.fixture
def server(inside: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[QdrantServer]:
    running = QdrantServer("a key")
    monkeypatch.setenv("ESTATE_STORE__URL", running.url)
    monkeypatch.setenv("ESTATE_STORE__API_KEY", running.api_key)
    monkeypatch.setenv("ESTATE_PERMISSIONS__ENGINE", "simulate")
    yield running
    running.close()


def test_an_unchanged_estate_costs_no_write_no_text_and_no_question_to_iam(
    inside: Place, server: QdrantServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    encode = Engine.encode

    def counted(self: Engine, texts: Sequence[str]) -> tuple[list[list[float]], list[int]]:
        embedded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(Engine, "encode", counted)

    def scanned() -> tuple[int, int, Counter[str], Counter[str], int]:
        aws, asked, texts = Counter(inside.calls()), server.requests.copy(), len(embedded)
        with EstateScanner() as scanner:
            result = scanner.scan(REQUEST)
        assert result.status == "complete"
        counts = result.resources_discovered, result.resources_upserted
        return *counts, Counter(inside.calls()) - aws, server.requests - asked, len(embedded) - texts

    found, written, aws, asked, texts = scanned()
    assert found == written > 20
    assert (aws["iam:SimulatePrincipalPolicy"] > 0, asked["PUT /points"] + asked["POST /points/batch"] > 0) == (
        True,
        True,
    )
    assert texts > 0

    again, written, aws, asked, texts = scanned()
    assert (again, written, texts) == (found, 0, 0)
    assert {kind: asked[kind] for kind in WRITING} == dict.fromkeys(WRITING, 0)
    assert aws["iam:SimulatePrincipalPolicy"] == 0
    assert {name for name in aws if name.startswith("iam:")} <= {"iam:GetAccountAuthorizationDetails", "iam:GetRole"}
