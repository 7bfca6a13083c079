"""A store of an earlier version, as a user meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qdrant_client import QdrantClient, models

from estate_assets.scanner.model import AWSResource

if TYPE_CHECKING:
    from tests.conftest import Place

ARN = "arn:aws:sqs:eu-west-1:111122223333:payments-retry"
QUEUE = AWSResource("111122223333", "acme", "eu-west-1", "sqs", "sqs:queue", ARN, "payments-retry", "payments-retry")


def test_an_old_store_is_refused_with_the_way_and_the_way_works(place: Place) -> None:
    client = QdrantClient(path=str(place.home / "qdrant"))
    vectors = {"dense": models.VectorParams(size=384, distance=models.Distance.COSINE)}
    client.create_collection("estate", vectors_config=vectors, metadata={"schema": 2, "model": "53aa51172d14"})
    client.upsert("estate", [models.PointStruct(id=1, vector={}, payload={"record": json.dumps(QUEUE.to_dict())})])
    client.close()
    for command in (
        ("search", "queues"),
        ("show", ARN),
        ("export", "--format", "jsonl"),
        ("purge", "--accounts", QUEUE.account_id),
    ):
        refused = place.run(*command)
        assert (refused.returncode, "estate upgrade" in refused.stderr, refused.stdout) == (1, True, ""), refused.stderr
    done = place.run("upgrade")
    assert (done.returncode, "1 points written anew" in done.stderr) == (0, True), done.stderr
    assert [hit["arn"] for hit in place.json("search", "queues of payments")] == [ARN]
    assert "0 points written anew" in place.run("upgrade").stderr
