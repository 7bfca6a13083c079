"""Questions: filters from flags, identifiers by look-up, the rest by meaning."""

import pytest
from records import resource, texts

from estate_assets.scanner.collection import Hit, opened
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.findings import Constraint, Verdict
from estate_assets.scanner.query import answer_of, ask, filters
from estate_assets.scanner.settings import StoreSettings


class Model:
    """Answers every question with the same vector, and notes them."""

    def __init__(self):
        self.asked = []

    def embed(self, questions):
        self.asked += questions
        return [(1.0, *(0.0,) * 383)] * len(questions)


@pytest.fixture
def model():
    return Model()


@pytest.fixture
def store(tmp_path):
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
        may_send = {"sqs:SendMessage": Verdict("allowed")}
        some = [
            resource("orders", tags={"env": "prod"}, permissions=may_send),
            resource("refunds", tags={"env": "dev"}),
        ]
        collection.upsert(some, texts(some))
        yield collection


def test_flags_become_filters_on_the_payload_and_empty_ones_none():
    assert filters() == {}
    assert filters(accounts=["1"], regions=["r"], services=["s"], types=["t"], tags=["a=b=c"], can=["x:Y"]) == {
        "account_id": ["1"], "region": ["r"], "service": ["s"], "resource_type": ["t"], "tags": ["a=b=c"],
        "can": ["x:Y"],
    }  # fmt: skip


@pytest.mark.parametrize("tag", ["prod", "", "a:b"])
def test_a_tag_that_is_not_key_and_value_is_told_with_an_example(tag):
    with pytest.raises(UsageError, match="KEY=VALUE, for example") as told:
        filters(tags=["a=b", tag])
    assert repr(tag) in str(told.value)


def test_an_arn_an_id_or_a_name_is_looked_up_and_the_model_not_asked(store, model):
    (orders,) = store.get("orders")
    for question in (orders.arn, "orders"):
        hits, why = ask(store, model, question, {}, 5)
        assert [(hit.score, hit.resource.name) for hit in hits] == [(1.0, "orders")]
        assert "exact" in why
    assert model.asked == []


def test_anything_else_goes_by_meaning_under_the_filters(store, model):
    hits, why = ask(store, model, "where do orders go", {"tags": ["env=dev"]}, 5)
    assert ([hit.resource.name for hit in hits], why) == (["refunds"], "nearest in meaning")
    assert len(ask(store, model, "where do orders go", {}, 1)[0]) == 1


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"tags": ["env=prod"]}, True),
        ({"tags": ["env=dev"]}, False),
        ({"allowed_actions": ["sqs:SendMessage", "sqs:Purge"]}, True),
        ({"allowed_actions": ["sqs:Purge"]}, False),
        ({"region": ["us-east-1"]}, False),
    ],
)
def test_an_exact_match_obeys_the_filters_too(store, model, chosen, found):
    hits, why = ask(store, model, "orders", chosen, 5)
    assert ("exact" in why) is found
    assert ("orders" in [hit.resource.name for hit in hits]) is found


def test_an_answer_is_plain_data_with_what_may_be_done_and_what_forbids_it():
    one = resource(
        "q",
        permissions={"a:B": Verdict("allowed"), "a:C": Verdict("denied")},
        constraints=(Constraint("r", "block", (), "t"),),
    )
    answer = answer_of(Hit(0.123456, one), "why")
    assert (answer["score"], answer["allowed_actions"], answer["constraints"]) == (0.1235, ["a:B"], ["t"])
    assert set(answer) == {
        "score", "arn", "resource_type", "service", "account_id", "region", "name", "tags", "allowed_actions", "constraints", "why",
    }  # fmt: skip
