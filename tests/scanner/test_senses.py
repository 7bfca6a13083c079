"""Kinds and facts heard by meaning: what is clearly nearest is read, the right way round; only what the estate has is ever meant."""

import numpy as np
import pytest
from records import REGISTRY, resource
from wordy import Wordy, store_all

from estate_assets.scanner.collection import opened
from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.embedding import VectorCache
from estate_assets.scanner.findings import Fact
from estate_assets.scanner.likeness import Vectors
from estate_assets.scanner.model import Cell
from estate_assets.scanner.nearness import Classes
from estate_assets.scanner.sections import StoreSettings
from estate_assets.scanner.senses import Senses

CELL = Cell("111122223333", "eu-west-1", "rds")
ABOUT = (Condition("resource_type", ("rds:db_instance",)),)
ESTATE = [
    resource("a", "rds:db_instance", CELL, state="available", facts={"public": Fact(True, "w")}, tags={"Team": "parcels"}),
    resource("b", "rds:db_instance", CELL, state="stopped", facts={"public": Fact(False, "w")}),
]  # fmt: skip


@pytest.fixture(scope="module")
def senses(tmp_path_factory):
    with opened(StoreSettings(), tmp_path_factory.mktemp("store")) as collection:
        collection.ensure()
        store_all(collection, ESTATE, REGISTRY)
        specs = [spec for service in REGISTRY.services for spec in REGISTRY.specs(service)]
        yield Senses(collection, Vectors(Wordy()), specs)


@pytest.mark.parametrize(
    ("clause", "field", "values", "negated"),
    [
        ("that are hidden from the internet", "facts", ("not_public",), False),
        ("that are not hidden from the internet", "facts", ("public",), False),
        ("that nobody has hidden from the internet", "facts", ("public",), False), ("keep strangers out", "facts", ("not_public",), False),
        ("that do not keep strangers out", "facts", ("public",), False), ("somebody powered down", "state", ("stopped",), False),
        ("nobody powered down", "state", ("stopped",), True), ("whose owner is known", "lacks", ("team",), True),
        ("whose owner is not known", "lacks", ("team",), False),
    ],
)  # fmt: skip
def test_a_clause_is_read_the_right_way_round_and_told_as_nearest(senses, clause, field, values, negated):
    found = senses.fact(clause, ABOUT, is_whole=True)
    assert (found.field, found.values, found.negated) == (field, values, negated)
    assert found.why.endswith("(nearest in meaning)")


def test_what_the_things_asked_for_cannot_have_is_not_meant(senses):
    """No encryption is known of these; of `scrambled on disk` nothing else is said."""
    assert senses.fact("scrambled on disk", ABOUT, is_whole=True) is None
    assert senses.fact("that purple elephants paint", ABOUT, is_whole=True) is None


def test_only_kinds_that_are_there_are_meant_and_only_if_clearly(senses):
    at, kind = senses.kind(["purple elephants", "relational stores"])
    assert (at, kind.values, kind.reading) == (1, ("rds:db_instance",), "sense")
    assert senses.kind(["message buffers"]) is None  # no queue is there


def test_a_team_is_found_by_its_name_and_no_other_guessed(senses):
    assert senses.team("parcels").values == ("parcels",)
    assert senses.team("unicorns") is None


def test_a_text_is_of_the_class_whose_examples_it_is_like_however_few_they_are():
    axes = np.eye(4, dtype=np.float32)
    many = np.array([axes[0], axes[0] * 0.8 + axes[3] * 0.6, axes[0] * 0.6 + axes[3] * 0.8, axes[1]], dtype=np.float32)
    classes = Classes(many, [("one",), ("one",), ("one",), ("other",)])
    (first, second, none) = classes.of(np.array([axes[0], axes[1], axes[2]], dtype=np.float32))
    assert (first[0][0], second[0][0]) == ("one", "other")
    assert first[0][1] > first[1][1] + 0.3
    assert none[0][1] < first[0][1] - 0.3


def test_what_a_long_running_server_remembers_is_bounded(senses, monkeypatch):
    monkeypatch.setattr("estate_assets.scanner.senses.MOST_CLASSES", 2)
    monkeypatch.setattr("estate_assets.scanner.senses.MOST_HELD", 2)
    places = [
        (*ABOUT, Condition("region", ("eu-west-1",), words=said)) for said in ("here", "Ireland", "Dublin", "home")
    ]
    found = {senses.fact("that are hidden from the internet", about, is_whole=True).values for about in places}
    assert found == {("not_public",)}
    assert len(senses._classes) <= 2
    assert len(senses._held) <= 2


def test_what_was_asked_is_in_no_file_and_is_forgotten_in_time(tmp_path, monkeypatch):
    cache, model = VectorCache(tmp_path / "vectors.db"), Wordy()
    vectors = Vectors(model, cache)
    kept = vectors.of(["hidden from the internet"])
    first = vectors.asked(["where are my secrets", "hidden from the internet", "where are my secrets"])
    assert set(cache.read(["hidden from the internet", "where are my secrets"])) == {"hidden from the internet"}
    assert np.array_equal(first[1], kept[0])
    assert np.array_equal(first[0], first[2])
    monkeypatch.setattr("estate_assets.scanner.likeness.MOST_ASKED", 3)
    for number in range(9):
        assert vectors.asked([f"question {number}", "where are my secrets"]).shape == first[:2].shape
        assert len(vectors._asked) <= 3
