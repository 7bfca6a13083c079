"""Words and identifiers as sparse vectors: what a token is, and that a whole identifier is found by itself and by its parts."""

from hypothesis import given
from hypothesis import strategies as st
from records import resource

from estate_assets.scanner.collection import opened
from estate_assets.scanner.lexical import GROUND, document, question, stem, tokens
from estate_assets.scanner.sections import StoreSettings
from tests.scanner.test_identifiers import INSTANCE


def test_compounds_stay_whole_and_give_their_parts_and_stopwords_go():
    assert list(tokens("Show me the payments-api-prod-3, please!")) == [
        "payments-api-prod-3", "payment", "api", "prod", "3",
    ]  # fmt: skip
    assert list(tokens("i-0abc1234def567890.")) == ["i-0abc1234def567890", "0abc1234def567890"]


def test_plurals_share_a_stem_and_short_names_stay():
    pairs = {"databases": "database", "policies": "policy", "addresses": "address", "boxes": "box", "queues": "queue"}
    assert {word: stem(word) for word in pairs} == pairs
    assert [stem(word) for word in ("sns", "dns", "status", "access", "analysis", "db2s")] == [
        "sns", "dns", "status", "access", "analysis", "db2s",
    ]  # fmt: skip


@given(st.text())
def test_any_text_is_a_valid_sparse_vector(text):
    indices, weights = question(text)
    assert indices[0] == GROUND
    assert indices == sorted(set(indices))
    assert len(indices) == len(weights)
    assert all(0 <= index < 2**32 for index in indices)
    assert all(weight > 0 for weight in weights)


def test_a_repeated_word_weighs_more_but_not_twice_as_much():
    once, twice = (
        dict(zip(*document(resource("x"), text, ()), strict=True)) for text in ("alpha beta", "alpha alpha beta")
    )
    (alpha,) = set(question("alpha")[0]) - {GROUND}
    assert once[alpha] < twice[alpha] < 2 * once[alpha]


def test_words_and_identifiers_rank_those_that_have_them_first_and_all_others_after(tmp_path):
    some = [
        resource("orders-api", properties={"InstanceId": INSTANCE}),
        resource("orders-db", tags={"Team": "Ledger"}),
        resource("refunds"),
    ]
    with opened(StoreSettings(), tmp_path) as store:
        store.ensure()
        store.upsert(some, {})
        for words, first in [
            ("ledger", "orders-db"), ("team=ledger", "orders-db"), (INSTANCE, "orders-api"), ("orders-db", "orders-db"),
            ("the refund", "refunds"),
        ]:  # fmt: skip
            hits = store.search(None, {}, 9, words=words)
            assert hits[0].resource.name == first
            assert len(hits) == 3
            assert hits[0].score > hits[-1].score
        assert [hit.resource.name for hit in store.search(None, {}, 1, words="ledger", offset=0)] == ["orders-db"]
        assert "orders-db" not in [hit.resource.name for hit in store.search(None, {}, 9, words="ledger", offset=1)]
