"""Any sequence of scans, any incompleteness: nothing live is lost, and a complete scan makes the store equal the estate."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from qdrant_client import QdrantClient
from records import CELL, entry, resource, texts

from estate_assets.scanner.changes import Changes
from estate_assets.scanner.collection import Collection
from estate_assets.scanner.edge import EdgeClient
from estate_assets.scanner.journal import Journal
from estate_assets.scanner.model import Cell, Outcome
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.sections import DeletionSettings
from estate_assets.scanner.stages import Keeper

CELLS = (CELL, Cell(CELL.account_id, "us-east-1", "sqs"))
TYPES = ("sqs:queue", "sqs:other")
PLACES = [(cell, kind) for cell in CELLS for kind in TYPES]
KEYS = st.tuples(st.sampled_from(PLACES), st.sampled_from("abcd"))


class Estate(RuleBasedStateMachine):
    """An estate that changes, scans of it that see more or less, and a store in memory."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.store = self.made(Path(self.folder.name))
        self.store.ensure()
        self.book, self.scans = Changes(Path(self.folder.name) / "changes.db"), 0
        self.live = {}
        self.seen = {}  # what a scan has seen and that has not been seen to be gone

    def made(self, _):
        return Collection(QdrantClient(":memory:"), "estate", embedded=True)

    @rule(key=KEYS, version=st.integers(0, 3))
    def make(self, key, version):
        self.live[key] = version

    @rule(key=KEYS)
    def destroy(self, key):
        self.live.pop(key, None)

    @rule(
        hidden=st.sets(KEYS), unlisted=st.sets(st.sampled_from(PLACES)), skipped=st.sets(st.sampled_from(CELLS)),
        vectors=st.booleans(), breaker=st.booleans(),
    )  # fmt: skip
    def scan(self, hidden, unlisted, skipped, vectors, breaker):
        """Of a place that was not listed to the end anything may be hidden; of one that was, nothing is."""
        limits = DeletionSettings(max_share=0.3, min_count=2) if breaker else DeletionSettings(max_share=1)
        keeper = self.keeper(ScanRequest(), limits)
        for cell in CELLS:
            if cell not in skipped:
                visible = {
                    key: version
                    for key, version in self.live.items()
                    if key[0][0] == cell and not (key in hidden and key[0] in unlisted)
                }
                self.keep(keeper, cell, visible, unlisted, (1.0,) * 384 if vectors else ())

    @rule()
    def scan_completely(self):
        keeper = self.keeper(ScanRequest(force_deletes=True), DeletionSettings())
        for cell in CELLS:
            self.keep(keeper, cell, {k: v for k, v in self.live.items() if k[0][0] == cell}, set(), (1.0,) * 384)
        assert self.held() == self.live
        assert all(known.content_hash for known in self.store.known(CELL.account_id).values())

    def keeper(self, request, limits):
        self.scans += 1
        journal = Journal(self.book, str(self.scans), CELL.account_id, self.store, lambda _: ())
        return Keeper(self.store, CELL.account_id, request, limits, journal)

    def keep(self, keeper, cell, visible, unlisted, vector):
        items = tuple(self.record(key, version) for key, version in visible.items())
        ledger = tuple(entry(kind, cell, listed=(cell, kind) not in unlisted) for kind in TYPES)
        stored = keeper.keep(Outcome(cell, items, ledger), texts(items, vector))
        assert not [error for error in stored.errors if error.code != "DeletionBreaker"]
        self.seen |= visible

    def record(self, key, version):
        (cell, kind), name = key
        return resource(name, kind, cell, tags={"version": str(version)})

    def held(self):
        found = {}
        for one in self.store.resources():
            found[(one.cell, one.resource_type), one.name] = int(one.tags["version"])
        return found

    @invariant()
    def nothing_live_that_was_ever_seen_is_missing(self):
        if hasattr(self, "store"):
            self.seen = {key: version for key, version in self.seen.items() if key in self.live}
            assert set(self.seen) <= set(self.held())

    @invariant()
    def the_book_holds_what_the_store_holds(self):
        if hasattr(self, "store"):
            assert {one.point_id for one in self.book.present()} == set(self.store.known(CELL.account_id))

    def teardown(self):
        if hasattr(self, "store"):
            self.store._client.close()
            self.folder.cleanup()


class OnEdge(Estate):
    """The same, kept by the engine of Qdrant's server."""

    def made(self, folder):
        return Collection(EdgeClient(folder), "estate", embedded=False)


TestEstate, TestOnEdge = Estate.TestCase, OnEdge.TestCase
TestEstate.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOnEdge.settings = settings(TestEstate.settings, max_examples=6)
