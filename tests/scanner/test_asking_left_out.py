"""Questions that nothing answers: what is left out in the open, what never is, and what is said instead."""

import pytest
from askable import asker_fixture, model_fixture, names, store_fixture  # noqa: F401


def test_what_else_was_said_of_a_thing_that_is_named_is_left_out_in_the_open(asker):
    assert asker.ask("databases with 10.0.0.9").relaxed != ()
    assert asker.ask("servers with 10.0.0.9").relaxed == ()


@pytest.mark.parametrize(
    "question", ["i-00000000000000000", "10.9.9.9", "arn:aws:sqs:eu-west-1:111122223333:none", "no-such-thing-9"]
)
def test_an_identifier_that_nothing_has_finds_nothing(asker, question):
    answer = asker.ask(question)
    assert (answer.hits, answer.total) == ((), 0)
    assert answer.nearest


def test_a_place_that_leaves_nothing_is_left_out_in_the_open(asker):
    answer = asker.ask("unencrypted databases in Tokyo")
    assert set(names(answer)) == {"orders-db-prod", "refunds-db-dev"}
    assert answer.relaxed == ("'tokyo' read as region is ap-northeast-1",)
    assert not any("tokyo" in line for line in answer.why)


def test_what_is_denied_is_never_left_out_for_all_that_is_found_would_be_just_that(asker):
    for question in ("volumes not in Ireland", "servers not named api", "volumes outside Ireland, in Tokyo"):
        answer = asker.ask(question)
        assert (answer.hits, answer.total, answer.relaxed) == ((), 0, ()), question
    answer = asker.ask("postgres databases in Ireland that are not of the refunds team, created since 2020")
    assert (names(answer), len(answer.relaxed)) == (["orders-db-prod"], 1)


def test_the_doubtful_is_left_out_before_the_sure_and_no_more_than_needed(asker):
    answer = asker.ask("orders databases in Frankfurt")
    assert (names(answer), len(answer.relaxed)) == (["refunds-db-dev"], 1)
    assert "'orders'" in answer.relaxed[0]


@pytest.mark.parametrize(
    "question",
    [
        "public databases in Frankfurt running oracle",
        "stopped databases",
        "encrypted volumes",
        "lambda functions",
        "redshift clusters",
    ],
)
def test_kind_fact_and_state_are_never_left_out(asker, question):
    answer = asker.ask(question)
    kinds = {hit.resource.resource_type for hit in answer.hits}
    if question.startswith("public"):
        assert names(answer) == ["orders-db-prod"]
        assert len(answer.relaxed) == 2
    else:
        assert (kinds, answer.total) == (set(), 0)
        assert answer.nearest
        assert answer.why


def test_what_is_like_nothing_is_said_to_be(asker):
    answer = asker.ask("best pizza downtown")
    assert (answer.hits, answer.total) == ((), 0)
    assert len(answer.nearest) == 3


def test_explicit_filters_hold_for_every_way_and_are_never_left_out(asker):
    for question in ("databases", "databases turquoise", "i-0abc1234def567890", "databases in Tokyo"):
        answer = asker.ask(question, {"service": ["ec2"]})
        assert {hit.resource.service for hit in answer.hits} <= {"ec2"}
    assert asker.ask("orders-db-prod", {"service": ["ec2"]}).hits == ()
    assert names(asker.ask("refunds", {"region": ["eu-central-1"]})) == ["refunds-db-dev"]
