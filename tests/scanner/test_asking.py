"""Questions to a collection: look-ups, conditions, ranking, pages, and what is told of each."""

import pytest
from askable import EC2, ESTATE, asker_fixture, model_fixture, names, store_fixture  # noqa: F401
from records import REGISTRY, resource
from wordy import Wordy, store_all

from estate_assets.scanner import asking, likeness
from estate_assets.scanner.asking import Asker
from estate_assets.scanner.collection import opened
from estate_assets.scanner.model import Cell
from estate_assets.scanner.sections import StoreSettings


def test_what_is_understood_wholly_needs_no_model_and_each_hit_scores_one(asker, model):
    answer = asker.ask("unencrypted databases in Ireland")
    assert names(answer) == ["orders-db-prod"]
    assert (answer.hits[0].score, answer.total, answer.relaxed, model.asked) == (1.0, 1, (), [])
    assert "'unencrypted' read as not encrypted" in answer.why


def test_what_is_not_understood_ranks_by_meaning_and_words_under_the_rest(asker, model):
    answer = asker.ask("stopped servers with a turquoise api")
    assert names(answer)[0] == "api-1"
    assert 0 < answer.hits[0].score <= 1
    assert "stopped servers with a turquoise api" in model.asked
    assert answer.why[-1].startswith("'turquoise' ranked by meaning and words")


def test_a_kind_that_is_clearly_meant_but_not_said_is_read_and_told(store):
    """The tests' model knows words alone: these are a gloss of instances, none of which is a phrase that is read."""
    model = Wordy({"metal", "virtual"})
    answer = Asker(store, model, REGISTRY).ask("virtual metal", limit=6)
    assert [hit.resource.resource_type for hit in answer.hits] == ["ec2:instance"] * 2
    assert "'virtual metal' read as type is ec2:instance (nearest in meaning)" in answer.why


def test_what_is_denied_in_unknown_words_is_not_ranked_by(asker, model):
    answer = asker.ask("turquoise databases but not refunds stripes")
    assert "'not refunds stripes' was not understood, and is left out" in answer.why
    compared = {"refunds stripes", "not refunds stripes"}  # with what can be so, and never ranked by
    assert {text for text in model.asked if "refunds stripes" in text} <= compared
    nothing = asker.ask("not purple stripes")
    assert (nothing.hits, nothing.total) == ((), 0)
    assert nothing.why == ("'not purple stripes' was not understood, and is left out",)


def test_what_may_turn_the_answer_leaves_none_and_the_rest_is_shown_as_what_it_is(asker, store):
    answer = asker.ask("databases that are not turquoise, in Ireland", limit=1)
    assert (answer.hits, answer.total, answer.turning) == ((), 0, ("not turquoise",))
    assert [hit.resource.name for hit in answer.nearest] == ["orders-db-prod"]
    assert answer.undecided.startswith(
        "no answer: 'not turquoise' was not understood beyond doubt, and may turn it into its opposite"
    )
    assert asker.read("databases that are not turquoise").answer.total == 0
    assert asker.read("databases that are not turquoise").answer.undecided == answer.undecided
    assert len(asker.nearest("databases that are not turquoise", limit=2).hits) == 2
    assert len(asker.ask("databases in Ireland").hits) == 2
    assert not asker.ask("databases in Ireland").undecided


def test_the_oldest_and_the_largest_come_first_page_by_page_and_those_of_unknown_age_last(tmp_path):
    ages = {"b": "2024-05-01", "a": "2026-01-01", "c": None, "d": "2025-03-01"}
    disks = [
        resource(
            name,
            "ec2:volume",
            EC2,
            id=f"vol-{name}",
            created_at=day and f"{day}T00:00:00+00:00",
            properties={"Size": at} if at else {},
        )
        for at, (name, day) in enumerate(ages.items())
    ]
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
        store_all(collection, disks, REGISTRY)
        asker = Asker(collection, Wordy(), REGISTRY)
        assert names(asker.ask("oldest volumes")) == ["b", "d", "a", "c"]
        newest = asker.ask("the newest volumes", limit=2)
        assert (names(newest), newest.total, newest.why[-1]) == (["a", "d"], 4, "'newest' read as newest first")
        assert names(asker.ask("the newest volumes", limit=2, offset=2)) == ["b", "c"]
        assert names(asker.ask("largest volumes")) == ["d", "c", "a", "b"]
        untold = asker.ask("volumes with the most memory")
        assert (untold.hits, untold.total, untold.turning) == ((), 0, ())
        assert untold.undecided.startswith("no answer: nothing tells of these what comes first")


def test_what_is_named_is_found_whatever_else_was_said_of_it(asker):
    assert names(asker.ask("i-0abc1234def567890 that is not turquoise"))[0] == "api-1"


def test_names_that_mean_the_same_come_first_page_by_page_and_their_vectors_are_kept(store, tmp_path):
    """The tests' model knows words alone: `refunds` is near to what is named so, and to nothing else."""
    question = "who handles refunds"
    first, second = Wordy({"handles"}), Wordy({"handles"})
    answer = Asker(store, first, REGISTRY, memory=tmp_path / "v.db").ask(question, limit=6)
    assert {hit.resource.name for hit in answer.hits[:2]} == {"refunds-db-dev", "refunds-db-prod"}
    assert "first what is like refunds-db-" in answer.why[-1]
    asker = Asker(store, second, REGISTRY, memory=tmp_path / "v.db")
    pages = [name for at in range(7) for name in names(asker.ask(question, limit=1, offset=at))]
    assert pages == names(answer)
    assert len(set(pages)) == store.count()
    assert not set(second.asked) & {"refunds db", "orders db"}


@pytest.mark.parametrize(
    ("question", "first", "why"),
    [
        ("i-0abc1234def567890", ["api-1", "data"], "exact: id is i-0abc1234def567890"),
        (ESTATE[0].arn, ["orders-db-prod"], "exact: arn is"), ("refunds-db-dev", ["refunds-db-dev"], "id is refunds-db-dev"),
        ("10.0.0.9", ["api-1"], "PrivateIpAddress is 10.0.0.9"),
        ("what listens at R.db.example.com?", ["refunds-db-dev"], "Endpoint.Address is"),
        ("volumes of i-0abc1234def567890", ["data"], "Attachments.InstanceId is"), ("data", ["data"], "name is data"),
        ("databases with 10.0.0.9", ["api-1"], "PrivateIpAddress is 10.0.0.9"),
    ],
)  # fmt: skip
def test_what_is_named_is_looked_up_its_own_names_first_and_the_field_is_told(asker, model, question, first, why):
    answer = asker.ask(question)
    assert names(answer) == first
    assert why in answer.hits[0].why
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    assert model.asked == []


def test_pages_follow_each_other_without_gap_or_double(asker):
    whole = names(asker.ask("databases"))
    assert len(whole) == 3
    assert [name for at in range(3) for name in names(asker.ask("databases", limit=1, offset=at))] == whole
    past = asker.ask("databases", offset=9)
    assert (past.hits, past.total) == ((), 3)


def test_raw_vectors_read_nothing(asker, model):
    answer = asker.nearest("databases in Tokyo", {"region": ["eu-west-1"]}, limit=2)
    assert len(answer.hits) == 2
    assert (answer.why, answer.relaxed, answer.total) == (("nearest in meaning",), (), 5)
    assert model.asked == ["databases in Tokyo"]


def test_for_counting_a_question_is_its_conditions_and_the_rest_is_told(asker, store):
    read = asker.read("turquoise databases in Ireland")
    assert store.count(read.conditions) == read.answer.total == 2
    assert read.rest == "turquoise"


def test_what_an_earlier_version_may_not_have_known_is_told(store, model, monkeypatch):
    monkeypatch.setattr(asking, "VERSION", asking.VERSION + 1)
    asker = Asker(store, model, REGISTRY)
    told = asking.OLDER.format(len(ESTATE))
    assert told in asker.ask("unencrypted databases").why
    assert told in asker.ask("databases that are not backed up").why  # nothing has it
    assert told in asker.ask("databases larger than 500 GB").why
    assert told in asker.ask("databases on version 15").why
    assert told not in asker.ask("databases in Ireland").why


def test_of_points_of_this_version_nothing_is_told(asker):
    assert not [line for line in asker.ask("unencrypted databases").why if "earlier" in line]


def test_that_a_question_waits_for_the_model_is_told_once(store, tmp_path, monkeypatch):
    monkeypatch.setattr(likeness, "MANY", 100)
    told = []
    for _ in range(2):
        Asker(store, Wordy(), REGISTRY, memory=tmp_path / "v.db", tell=told.append).ask("monitors that moan")
    assert told
    assert min(told) >= 100
    again = []
    Asker(store, Wordy(), REGISTRY, memory=tmp_path / "v.db", tell=again.append).ask("monitors that moan")
    assert again == []


def test_who_is_named_by_the_words_of_the_kind_comes_first_page_by_page(tmp_path):
    cell = Cell("111122223333", "eu-west-1", "secretsmanager")
    made = [
        resource(name, "secretsmanager:secret", cell) for name in ("a-key", "b-key", "orders-api-token", "z-api-token")
    ]
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
        store_all(collection, made, REGISTRY)
        asker = Asker(collection, Wordy(), REGISTRY)
        assert names(asker.ask("API tokens")) == ["orders-api-token", "z-api-token", "a-key", "b-key"]
        pages = [names(asker.ask("API tokens", limit=3, offset=at)) for at in (0, 1, 3)]
    assert pages == [["orders-api-token", "z-api-token", "a-key"], ["z-api-token", "a-key", "b-key"], ["b-key"]]


def test_instances_of_an_engine_are_those_that_can_have_it(asker):
    answer = asker.ask("MySQL instances")
    assert names(answer) == ["refunds-db-dev"]
    assert "type is rds:db_instance" in " ".join(answer.why)
