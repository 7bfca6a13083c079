"""Outcomes into Arrow tables and back, unchanged, with the knowledge of their completeness."""

import json
import string

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner import tables
from estate_assets.scanner.encryption import Place, Sealer
from estate_assets.scanner.errors import ErrorCategory, Status, StoreMismatchError
from estate_assets.scanner.findings import Constraint, Fact, Relation, Verdict
from estate_assets.scanner.model import AWSResource, Cell, EmbeddedText, LedgerEntry, Outcome, RawResource, ScanError

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NAME = st.text(string.ascii_lowercase, min_size=1, max_size=6)
TAGS = st.dictionaries(TEXT, TEXT, max_size=3)
SEALED = st.builds(lambda value: Sealer(b"k" * 32).seal(value, Place("1", "arn"), "A"), TEXT)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT | SEALED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
CELLS = st.builds(Cell, NAME, NAME, NAME)
ERRORS = st.builds(ScanError, st.sampled_from(ErrorCategory), *[TEXT] * 7, st.booleans())
NOTES = st.lists(TEXT, max_size=2).map(tuple)
STATS = st.dictionaries(NAME, st.integers(0, 99) | st.floats(0, 9), max_size=2)


def rows(build):
    """Outcomes of one cell, with any items, ledger, errors and stats."""

    def of(cell):
        entry = st.builds(
            LedgerEntry, st.just(cell.account_id), st.just(cell.region), st.just(cell.service), NAME,
            st.sampled_from(Status), TEXT, TEXT, TEXT, st.integers(0, 9), st.booleans(), TEXT,
        )  # fmt: skip
        return st.builds(
            Outcome,
            st.just(cell),
            st.lists(build(cell), max_size=3).map(tuple),
            st.lists(entry, max_size=2).map(tuple),
            st.lists(ERRORS, max_size=2).map(tuple),
            STATS,
        )

    return CELLS.flatmap(of)


def raw(cell):
    properties = st.dictionaries(TEXT, JSON, max_size=3)
    return st.builds(RawResource, st.just(cell), NAME, TEXT, TEXT, properties, TAGS, JSON, NOTES)


def enriched(cell):
    verdicts = st.dictionaries(TEXT, st.builds(Verdict, TEXT, TEXT), max_size=2)
    constraint = st.builds(Constraint, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple), TEXT)
    facts = st.dictionaries(TEXT, st.builds(Fact, st.booleans(), TEXT), max_size=2)
    relation = st.builds(Relation, TEXT, TEXT)
    return st.builds(
        AWSResource, st.just(cell.account_id), TEXT, st.just(cell.region), st.just(cell.service), NAME, TEXT, TEXT, TEXT,
        st.none() | TEXT, st.none() | TEXT, TAGS, st.dictionaries(TEXT, JSON, max_size=3), st.none() | TEXT, verdicts,
        st.lists(constraint, max_size=2).map(tuple), facts, st.lists(relation, max_size=2).map(tuple), NOTES, TEXT, TEXT,
    )  # fmt: skip


def through_file(table):
    """The table as Arrow's own bytes and back: what a Parquet file would carry."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return pa.ipc.open_stream(sink.getvalue()).read_all()


@given(rows(raw))
def test_raw_outcomes_come_back_equal(outcome):
    assert tables.raw_outcome(through_file(tables.raw_table(outcome))) == outcome


@given(rows(enriched))
def test_enriched_outcomes_come_back_equal(outcome):
    assert tables.enriched_outcome(through_file(tables.enriched_table(outcome))) == outcome


@given(rows(enriched), st.lists(st.tuples(NAME, TEXT, st.booleans()), max_size=3, unique_by=lambda one: one[0]))
def test_embedded_texts_come_back_equal_and_the_failed_ones_stay_without_a_vector(outcome, some):
    texts = {name: EmbeddedText(name, text, (0.5,) * 384 if whole else ()) for name, text, whole in some}
    table = through_file(tables.embedded_table(outcome, texts))
    assert tables.embedded_texts(table) == texts
    bare = tables.bare_outcome(table)
    assert (bare.cell, bare.items, bare.ledger, bare.errors) == (outcome.cell, (), outcome.ledger, outcome.errors)


def test_an_outcome_without_items_still_says_what_was_not_seen():
    entry = LedgerEntry("1", "r", "s", "s:t", Status.DENIED, "List", "AccessDenied")
    back = tables.raw_outcome(through_file(tables.raw_table(Outcome(Cell("1", "r", "s"), (), (entry,)))))
    assert back.status is Status.DENIED
    assert isinstance(back.ledger[0].status, Status)


@pytest.mark.parametrize("meta", [None, {}, {"version": tables.VERSION + 1}])
@pytest.mark.parametrize(
    "read", [tables.raw_outcome, tables.enriched_outcome, tables.embedded_texts, tables.bare_outcome]
)
def test_a_table_of_another_version_is_refused(read, meta):
    schema = pa.schema(
        [("x", pa.string())], metadata=None if meta is None else {tables.META: json.dumps(meta).encode()}
    )
    with pytest.raises(StoreMismatchError, match="estate upgrade"):
        read(schema.empty_table())


def test_vectors_of_another_length_are_counted():
    outcome = Outcome(Cell("1", "r", "s"), ())
    lengths = [384, 384, 383, 0]
    texts = {str(n): EmbeddedText(str(n), "", (0.0,) * length) for n, length in enumerate(lengths)}
    counts = tables.dimensions(tables.embedded_table(outcome, texts))
    assert counts == {384: 2, 383: 1, 0: 1}
    assert tables.wrong_dimensions(counts) == 1  # a text without a vector is missing, not wrong


def test_vectors_of_another_model_are_not_taken_for_ours(monkeypatch):
    texts = {"a": EmbeddedText("a", "text", (0.5,) * 384, "hash")}
    with monkeypatch.context() as patch:
        patch.setattr(tables, "FINGERPRINT", "older")
        table = tables.embedded_table(Outcome(Cell("1", "r", "s"), ()), texts)
    assert tables.embedded_texts(table) == {"a": EmbeddedText("a", "text", (), "hash")}
