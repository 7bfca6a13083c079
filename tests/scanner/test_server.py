"""Questions to a server in strict mode, which refuses to filter or count by a field without an index."""

import pytest
from askable import ESTATE
from hypothesis import given
from hypothesis import strategies as st
from qdrant_client import QdrantClient
from records import REGISTRY
from wordy import Wordy, store_all

from estate_assets.scanner import counting, schema
from estate_assets.scanner.asking import Asker
from estate_assets.scanner.collection import opened
from estate_assets.scanner.errors import StoreError
from estate_assets.scanner.points import KEYWORDS, NUMBERS
from estate_assets.scanner.sections import StoreSettings
from estate_assets.scanner.snapshot import Snapshot, quick
from estate_assets.scanner.understanding import Lexicon, Vocabulary, understand
from tests.qdrant_server import QdrantServer

QUESTIONS = (
    "unencrypted databases in Ireland", "databases in Tokyo", "stopped servers with a turquoise api", "i-0abc1234def567890", "10.0.0.9",
    "volumes of i-0abc1234def567890", "databases of the orders team older than a day", "untagged resources", "who handles refunds",
    "arn:aws:ec2:eu-west-1:111122223333:*", "Team=orders", "refunds databases not in Frankfurt or Ireland", "best pizza downtown",
    "no-such-thing-9",
)  # fmt: skip
INDEXED = {*KEYWORDS, *NUMBERS}


@pytest.fixture(scope="module")
def server():
    running = QdrantServer("a key")
    yield running
    running.close()
    running.engine.close()


@pytest.fixture(scope="module")
def store(server, tmp_path_factory):
    settings = StoreSettings(url=server.url, api_key="a key")
    with opened(settings, tmp_path_factory.mktemp("home")) as collection:
        collection.ensure()
        store_all(collection, ESTATE, REGISTRY)
        yield collection


def test_every_field_that_is_filtered_by_has_an_index_and_making_them_again_changes_nothing(server, store):
    assert {*server.indexed[store._name]} == INDEXED
    store.ensure()
    assert {*server.indexed[store._name]} == INDEXED
    with (
        pytest.raises(StoreError, match="Index required"),
        opened(StoreSettings(url=server.url, api_key="a key"), None) as again,
    ):
        again.count({"record": "x"})


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_server_answers_as_the_copy_of_an_embedded_store_does(store, question):
    """A server is asked itself, by nothing that it refuses."""
    assert quick(store) is store
    copy = Snapshot(store.points())
    one, other = (Asker(at, Wordy({"handles"}), REGISTRY).ask(question, limit=20) for at in (store, copy))
    assert {hit.resource.id for hit in one.hits} == {hit.resource.id for hit in other.hits}
    assert (one.why, one.relaxed, one.total) == (other.why, other.relaxed, other.total)


def test_a_server_counts_by_whatever_one_may_count_by(store):
    for name in counting.FIELDS:
        assert counting.counts(store, counting.fields([name]), ()) is not None


SPECS = [spec for service in ("ec2", "rds", "sqs", "iam", "lambda", "kms") for spec in REGISTRY.specs(service)]
VOCABULARY = Vocabulary({
    "region": {"eu-west-1": 1}, "service": {"ec2": 1}, "resource_type": {"ec2:instance": 1, "iam:access_key": 1},
        "environment": {"prod": 1},
    "team": {"payments": 1}, "state": {"running": 1}, "traits": {"postgres": 1}, "tag_keys": {"cost center": 1}, "words": {"checkout": 1},
    "account_name": {"acme-production": 1}, "tags": {"Cost Center=42": 1},
})  # fmt: skip
LEXICON = Lexicon(SPECS, VOCABULARY)
MORE = (
    "not",
    "without",
    "owned by",
    "team",
    "last week",
    "older than a year",
    "k=v",
    "111122223333",
    "arn:aws:ec2:eu-west-1:*",
    "checkout",
    "nobody can delete",
)
said = st.lists(st.sampled_from([*(" ".join(phrase) for phrase in LEXICON.meanings), *MORE]), max_size=8).map(" ".join)


@given(said)
def test_no_question_comes_to_a_condition_on_a_field_without_an_index(question):
    assert {one.field for one in understand(question, LEXICON, VOCABULARY).filters} <= INDEXED


def test_no_phrase_means_a_field_without_an_index():
    assert {one.field for meanings in LEXICON.meanings.values() for one in meanings} <= INDEXED


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_of_two_scans_that_find_no_collection_the_second_takes_the_firsts():
    server = QdrantServer("a key")
    try:
        client = QdrantClient(url=server.url, api_key="a key", check_compatibility=False)
        schema.ensure(client, "estate", embedded=False)
        answers = iter([False])  # as it was before the other one made it
        exists, client.collection_exists = client.collection_exists, lambda name: next(answers, exists(name))
        schema.ensure(client, "estate", embedded=False)
        assert schema.check(client, "estate").config.metadata["schema"] == schema.SCHEMA
        client.close()
    finally:
        server.close()
