"""Slips of the keyboard: what is put right, and what is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner.understanding.spelling import corrected, distance, jumbled, nearest

KNOWN = {"database", "bucket", "queue", "frankfurt", "encrypted", "stopped", "stage", "state"}
WORD = st.text(alphabet="abcde", min_size=0, max_size=7)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("databse", "database"), ("dtaabase", "database"), ("buckett", "bucket"), ("frnkfrt", "frankfurt"), ("stoped", "stopped"),
        ("database", "database"), ("stafe", None), ("cat", None), ("unicorn", None), ("buck3t", None), ("", None),
    ],
)  # fmt: skip
def test_a_word_one_slip_away_from_just_one_known_word_is_that_word(word, meant):
    assert corrected(word, KNOWN) == meant


@pytest.mark.parametrize(
    ("word", "meant"), [("stoped", "stopped"), ("stroed", "stored"), ("stxred", "stored"), ("stoked", None)]
)
def test_of_two_that_are_as_near_the_one_with_a_doubled_or_swapped_letter_was_meant(word, meant):
    assert (
        corrected(
            word, {"stopped", "stored", "stoxed", "stohed"} - ({"stoxed", "stohed"} if word != "stoked" else set())
        )
        == meant
    )


@given(WORD, WORD)
def test_the_distance_is_symmetric_zero_only_for_equals_and_bounded_as_asked(one, other):
    far = distance(one, other, 99)
    assert far == distance(other, one, 99)
    assert (far == 0) == (one == other)
    assert abs(len(one) - len(other)) <= far <= max(len(one), len(other))
    assert distance(one, other, 1) == min(far, 2)


def test_neighbours_swapped_are_one_slip():
    assert distance("queue", "quueue", 3) == 1
    assert distance("stage", "satge", 3) == 1
    assert distance("ab", "ba", 3) == 1


def test_the_nearest_names_keep_their_case():
    assert nearest("env=prod", ["Env=prod", "Team=x"]) == ["Env=prod"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("ogeron", "oregon"),
        ("oregon", "oregon"),
        ("orogen", "oregon"),
        ("oregan", None),
        ("tens", None),
        ("stale", None),
    ],
)
def test_a_jumbled_word_is_the_one_word_of_its_letters(word, meant):
    assert jumbled(word, {"oregon", "nest", "least", "steal"}) == meant
