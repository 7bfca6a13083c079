"""Enrichment and embedding: what fails annotates a record, and never drops it."""

import weakref
from dataclasses import replace

import pytest
from fake_aws import ACCOUNT
from records import CELL, REGISTRY, outcome, resource

from estate_assets.scanner.collection import Known
from estate_assets.scanner.errors import ErrorCategory, ModelError, Status
from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.model import Account, Cell, LedgerEntry, Outcome, RawResource
from estate_assets.scanner.progress import LISTENER
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.stages import WINDOW, embed, enrich
from estate_assets.scanner.summaries import incomplete, type_counts

PROD = Account(ACCOUNT, "prod")
ARN = f"arn:aws:sqs:{CELL.region}:{ACCOUNT}:orders"


def raw(**more):
    fields = {"arn": ARN, "id": "https://q/orders", "properties": {"QueueArn": ARN, "CreatedTimestamp": "1714979289"}}
    return RawResource(CELL, "sqs:queue", **{**fields, **more})


def enriched(*items, registry=REGISTRY, permissions=None):
    (found,) = enrich([Outcome(CELL, items)], PROD, registry, permissions)
    return found


class FakePermissions:
    """Says yes to everything, with one error."""

    window = 0

    def permissions(self, resources, specs):  # noqa: ARG002
        return [replace(one, permissions={"sqs:Send": Verdict("allowed")}) for one in resources]

    def new_errors(self):
        return ("iam-error",)

    def new_stats(self):
        return {"permissions_compared": 3}


def test_cells_are_gathered_where_iam_is_asked_and_each_has_its_own_answers_again():
    class Gathering(FakePermissions):
        window = 3

        def permissions(self, resources, specs):
            asked.append(len(resources))
            answered = super().permissions(resources, specs)
            return [replace(one, permissions={one.id: Verdict("allowed")}) for one in answered]

    asked = []
    ids = [["a", "b"], [], ["c"], ["d"]]
    outcomes = [Outcome(CELL, tuple(raw(id=id_, arn=f"{ARN}-{id_}") for id_ in some)) for some in ids]
    found = list(enrich(outcomes, PROD, REGISTRY, Gathering()))
    assert asked == [3, 1]
    assert [[list(item.permissions) for item in one.items] for one in found] == [[[i] for i in some] for some in ids]


class FakeEmbedder:
    """A vector for each text, and a record of the batches; or the error it was told to raise."""

    def __init__(self, error=None):
        self.batches, self.error = [], error

    def embed(self, texts):
        self.batches.append(list(texts))
        if self.error:
            raise self.error
        return [(float(len(text)),) * 384 for text in texts]


def test_a_raw_record_becomes_a_resource_in_the_shared_form():
    (found,) = enriched(raw(tags={"b": "2", "a": "1"}, notes=("n",))).items
    assert (found.arn, found.name, found.account_name, found.cfn_type) == (ARN, "orders", "prod", "AWS::SQS::Queue")
    assert found.created_at == "2024-05-06T07:08:09+00:00"
    assert (list(found.tags), found.notes, found.cell) == (["a", "b"], ("n",), CELL)
    assert found.content_hash


def test_what_changes_by_itself_does_not_change_the_content_hash_and_all_else_does():
    def hash_of(**more):
        (found,) = enriched(raw(**more)).items
        return found.content_hash

    base = {"QueueArn": ARN}
    same = hash_of(properties=base)
    assert hash_of(properties={**base, "ApproximateNumberOfMessages": "7"}) == same
    changed = [hash_of(properties={**base, "DelaySeconds": "7"}), hash_of(properties=base, tags={"a": "1"})]
    changed += [hash_of(properties=base, notes=("n",)), hash_of(properties=base, id="other")]
    assert len({same, *changed}) == 5


def test_permissions_are_part_of_the_record_and_its_hash_and_their_errors_of_the_outcome():
    with_permissions = enriched(raw(), permissions=FakePermissions())
    assert with_permissions.items[0].permissions == {"sqs:Send": Verdict("allowed")}
    assert with_permissions.errors == ("iam-error",)
    assert with_permissions.stats == {"permissions_compared": 3}
    assert with_permissions.items[0].content_hash != enriched(raw()).items[0].content_hash


def test_a_record_that_is_invalid_is_kept_and_told():
    found = enriched(raw(arn="nonsense", id=""))
    assert len(found.items) == 1
    assert [(error.category, error.code) for error in found.errors] == [(ErrorCategory.PARSING, "InvalidRecord")] * 2


def test_a_scanner_of_ones_own_may_transform_and_validate():
    class Mine(ServiceScanner):
        def transform(self, raw, spec, account_name):
            return replace(super().transform(raw, spec, account_name), name="mine")

        def validate(self, resource):
            return [f"{resource.name} is odd"]

    registry = Registry(entry_points=False)
    registry.register(Mine("sqs", registry.specs("sqs")))
    found = enriched(raw(), registry=registry)
    assert (found.items[0].name, found.errors[0].message) == ("mine", f"{ARN}: mine is odd")


def test_constraints_come_from_the_state():
    cell = Cell(ACCOUNT, CELL.region, "ec2")
    volume = RawResource(cell, "ec2:volume", "arn:aws:ec2:v", "v", {"VolumeId": "v", "State": "in-use"})
    (found,) = enrich([Outcome(cell, (volume,))], PROD, REGISTRY, None)
    assert [one.rule for one in found.items[0].constraints] == ["in-use"]


def test_the_ledger_passes_through_untouched():
    ledger = (LedgerEntry(ACCOUNT, CELL.region, "sqs", "sqs:queue", Status.DENIED),)
    source = Outcome(CELL, (raw(),), ledger, (), {"api_calls": 3})
    (found,) = enrich([source], PROD, REGISTRY, None)
    ((embedded, _),) = embed([found], REGISTRY, FakeEmbedder())
    assert embedded.ledger == ledger
    assert embedded.stats == {"api_calls": 3}


def test_cells_share_a_batch_and_each_gets_its_own_vectors_back():
    model = FakeEmbedder()
    cells = [outcome(resource(f"one{n}"), resource(f"second-queue-{n}")) for n in range(5)]
    found = list(embed(iter(cells), REGISTRY, model))
    assert len(model.batches) == 1
    assert [one for one, _ in found] == cells
    for one, texts in found:
        assert list(texts) == [item.point_id for item in one.items]
        assert all(text.vector[0] == len(text.text) for text in texts.values())


def test_a_window_is_not_held_for_ever():
    model = FakeEmbedder()
    big = outcome(*[resource(f"q{n}") for n in range(WINDOW)])
    stream = embed(iter([big, outcome(resource("late"))]), REGISTRY, model)
    next(stream)
    assert len(model.batches) == 1


@pytest.mark.parametrize("error", [ModelError("no model"), RuntimeError("no memory"), OSError("no disk")])
def test_a_model_that_fails_leaves_every_record_with_its_text_and_an_error(error):
    cells = [outcome(resource("a")), outcome()]
    (full, texts), (empty, _) = embed(cells, REGISTRY, FakeEmbedder(error))
    assert [one.vector for one in texts.values()] == [()]
    assert all(one.text for one in texts.values())
    assert full.items == cells[0].items
    (told,) = full.errors
    assert (told.category, told.code) == (ErrorCategory.EMBEDDING, "EmbeddingFailed")
    assert str(error) in told.message
    assert empty.errors == ()


@pytest.mark.parametrize("error", [None, ModelError("no model")])
def test_what_the_collection_has_with_this_content_needs_no_text(error):
    same, other, new = resource("same"), resource("other"), resource("new")
    known = {
        same.point_id: Known(CELL.region, "sqs", "sqs:queue", same.content_hash),
        other.point_id: Known(CELL.region, "sqs", "sqs:queue", "of other content"),
    }
    model = FakeEmbedder(error)
    (found, texts), (unchanged, none) = embed([outcome(same, other, new), outcome(same)], REGISTRY, model, known)
    assert found.items == (same, other, new)
    assert list(texts) == [other.point_id, new.point_id]
    assert [len(batch) for batch in model.batches] == [2]
    assert (len(found.errors), len(unchanged.errors), none) == (1 if error else 0, 0, {})


def test_each_stage_tells_the_listener_of_each_cell():
    heard = []
    token = LISTENER.set(lambda stage, outcome: heard.append((stage, outcome.cell)))
    try:
        list(embed(enrich([Outcome(CELL, (raw(),))], PROD, REGISTRY, None), REGISTRY, FakeEmbedder()))
    finally:
        LISTENER.reset(token)
    assert heard == [("enriched", CELL), ("embedded", CELL)]


def test_gaps_in_words_name_the_types_together_that_share_a_reason():
    def row(kind, status, code=""):
        return LedgerEntry(ACCOUNT, CELL.region, "ec2", f"ec2:{kind}", status, "Describe" if code else "", code)

    ledger = (
        row("a", Status.DENIED, "X"),
        row("b", Status.DENIED, "X"),
        row("c", Status.COMPLETE),
        row("d", Status.SKIPPED),
    )
    words = incomplete(Outcome(CELL, (), ledger))
    assert words == "ec2:a, ec2:b denied (Describe: X); ec2:d skipped (: )"
    assert incomplete(Outcome(CELL, (), (row("c", Status.NOT_ENABLED),))) == ""
    assert type_counts(outcome(resource("a"), resource("b"))) == {"sqs:queue": 2}


def test_memory_holds_a_window_of_cells_not_all_of_them():
    """Each record is followed by a weak reference: of 200 cells, no more may live at once than fit into a few windows."""
    per_cell, cells = 50, 200
    alive, most = weakref.WeakSet(), [0]

    class Properties(dict):
        """A dict that can be watched."""

        __hash__ = object.__hash__

    def outcomes():
        for at in range(cells):
            cell = Cell(ACCOUNT, CELL.region, "sqs")
            arns = [f"arn:aws:sqs:{CELL.region}:{ACCOUNT}:q{at}-{n}" for n in range(per_cell)]
            held = [Properties(QueueArn=arn) for arn in arns]
            alive.update(held)
            most[0] = max(most[0], len(alive))
            yield Outcome(
                cell, tuple(RawResource(cell, "sqs:queue", arn, arn, one) for arn, one in zip(arns, held, strict=True))
            )

    for _ in embed(enrich(outcomes(), PROD, REGISTRY, None), REGISTRY, FakeEmbedder()):
        pass
    assert most[0] <= 3 * (WINDOW + per_cell) < cells * per_cell
