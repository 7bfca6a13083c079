"""The copy in memory answers as the embedded store that it was made of: any filter, ranking, page and facet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import REGISTRY, resource
from wordy import Wordy, store_all

from estate_assets.scanner.collection import opened
from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.errors import StoreMismatchError
from estate_assets.scanner.findings import Fact, Relation
from estate_assets.scanner.model import Cell
from estate_assets.scanner.sections import StoreSettings
from estate_assets.scanner.snapshot import Snapshot, copied, quick

TYPES = ("sqs:queue", "rds:db_instance", "ec2:instance")
STATES = (None, "running", "stopped", "")


def estate():
    for at in range(40):
        kind = TYPES[at % 3]
        cell = Cell(f"11112222333{at % 2}", ("eu-west-1", "us-east-1")[at // 3 % 2], kind.partition(":")[0])
        yield resource(
            f"orders-{at}-{'prod' if at % 4 else 'dev'}", kind, cell, state=STATES[at % 4],
            tags={"Team": "payments", "n": str(at % 5)} if at % 3 else {}, created_at=f"20{10 + at % 9}-01-02" if at % 5 else None,
            facts={"public": Fact(at % 2 == 0, "w")} if at % 4 else {}, properties={"Engine": "mysql", "Ip": f"10.0.0.{at}"},
            relations=(Relation("queue", f"orders-{at // 2}"),),
        )  # fmt: skip


@pytest.fixture(scope="module")
def stores(engine, tmp_path_factory):
    with opened(StoreSettings(engine=engine), tmp_path_factory.mktemp("store")) as collection:
        collection.ensure()
        store_all(collection, list(estate()), REGISTRY)
        collection.upsert([resource("no-vector")], {})
        yield collection, copied(collection)


FIELDS = (
    "region",
    "service",
    "resource_type",
    "state",
    "tags",
    "tag_keys",
    "facts",
    "lacks",
    "words",
    "identifiers",
    "team",
    "none",
)
VALUES = ("eu-west-1", "rds", "ec2:instance", "running", "", "Team=payments", "n=3", "team", "public", "not_public", "tags", "prod",
          "orders", "10.0.0.7", "payments", "nothing")  # fmt: skip
EPOCH = st.none() | st.integers(1_200_000_000, 1_600_000_000)
said = st.builds(
    Condition, st.sampled_from(FIELDS), st.lists(st.sampled_from(VALUES), max_size=3).map(tuple), st.booleans()
)
times = st.builds(
    lambda a, b, n: Condition("created_epoch", negated=n, at_least=a, below=b), EPOCH, EPOCH, st.booleans()
)
conditions = st.lists(said | times, max_size=4)


@settings(max_examples=80, deadline=None)
@given(conditions, st.sampled_from(FIELDS[:-1]))
def test_filters_choose_the_same_and_facets_count_the_same(stores, chosen, field):
    store, copy = stores
    assert copy.count(chosen) == store.count(chosen)
    assert {one.id for one in copy.resources(chosen)} == {one.id for one in store.resources(chosen)}
    assert copy.facet(field, chosen) == store.facet(field, chosen)
    assert list(copy.facet(field, chosen)) == list(store.facet(field, chosen))
    assert copy.listed(chosen, 3, 5) == store.listed(chosen, 3, 5)


@settings(max_examples=60, deadline=None)
@given(
    conditions, st.lists(st.sampled_from(("orders", "prod", "queue", "mysql", "10.0.0.7", "turquoise")), min_size=1, max_size=3),
    st.sampled_from(("meaning", "words", "both")), st.integers(0, 3),
)  # fmt: skip
def test_rankings_score_the_same(stores, chosen, words, how, offset):
    store, copy = stores
    text = " ".join(words)
    (vector,) = Wordy().embed([text])
    asked = {"meaning": (vector, ""), "words": (None, text), "both": (vector, text)}[how]
    first, many = (0, 50) if how == "both" else (offset, 4)
    one, other = (at.search(asked[0], chosen, many, words=asked[1], offset=first) for at in (store, copy))
    if how == "both":  # which of several alike comes first is left open, and with it what each rank adds
        assert {hit.resource.id for hit in other} == {hit.resource.id for hit in one}
    else:
        assert [hit.score for hit in other] == pytest.approx([hit.score for hit in one], abs=1e-4)


def test_fused_ranks_are_scored_as_the_store_scores_them(engine, tmp_path):
    """Without ties, even the order is the same."""
    some = [resource(name) for name in ("apples", "apples-pears", "apples-pears-plums", "plums-plums")]
    with opened(StoreSettings(engine=engine), tmp_path) as store:
        store.ensure()
        store_all(store, some, REGISTRY)
        copy = copied(store)
        (vector,) = Wordy().embed(["plums pears"])
        one, other = (at.search(vector, (), 4, words="plums pears") for at in (store, copy))
    assert [(hit.resource.name, pytest.approx(hit.score)) for hit in one] == [
        (hit.resource.name, hit.score) for hit in other
    ]


def test_single_resources_are_found_the_same_way(stores):
    store, copy = stores
    some = next(iter(store.resources()))
    assert copy.by_id(some.point_id) == some
    assert copy.by_id("6f1d7c0e-54b5-5b0e-9d6b-0c1f3a1f6a52") is None
    assert copy.get(some.arn) == copy.get(some.name) == [some]
    assert copy.get("nothing") == []


def test_the_copy_stays_as_it_was_and_a_collection_of_another_making_is_refused(engine, tmp_path):
    with opened(StoreSettings(engine=engine), tmp_path) as store:
        store.ensure()
        store.upsert([resource("a")], {})
        copy = copied(store)
        store.upsert([resource("b")], {})
        assert (copy.count(), store.count()) == (1, 2)
        store._client.update_collection(store._name, metadata={"schema": 1})
        with pytest.raises(StoreMismatchError):
            quick(store)
    assert [one.name for one in copy.resources()] == ["a"]


def test_nothing_is_found_in_an_empty_copy():
    empty = Snapshot([])
    assert empty.search((1.0, *(0.0,) * 383), (), 5, words="apples") == []
    assert (empty.count(), empty.facet("region"), empty.listed((), 0, 5)) == (0, {}, (0, []))
