"""A scanner on its loopback AWS: what it asks, what it yields, and what it does when a listing comes to harm."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import GLOBAL, Account, Cell
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.settings import Settings
from estate_assets.scanner.spec import search
from estate_assets.scanner.walk import Walk
from estate_assets.testing.loopback import ACCOUNT, CALL, Server, made_up, refused, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.context import ScanContext
    from estate_assets.scanner.model import LedgerEntry, RawResource
    from estate_assets.scanner.spec import ResourceSpec

REGION, HOME = "eu-west-1", "us-east-1"
LIMITS = {"attempts": 1, "rate": 1e6, "burst": 1e6, "items": 4, "read_timeout_s": 10}
TOKEN = "page-2".ljust(64, "-")  # botocore refuses tokens that are shorter than their shape allows
ENDLESS = 2_000  # calls of one type: it goes in circles


@dataclass(frozen=True)
class Harm:
    """What becomes of a listing: AWS's code, the HTTP status, and from which page on."""

    words: str
    code: str
    status: int = 400
    page: int = 1


HARMS = (
    Harm("denied", "AccessDenied", 403), Harm("throttled", "ThrottlingException"), Harm("answered with a 500", "InternalError", 500),
    Harm("failing on page 2", "InternalError", 500, page=2),
)  # fmt: skip


@dataclass
class Seen:
    """What one type's walk showed: the calls as (operation, page), the items listed and yielded, and how it ended."""

    calls: list[tuple[str, int]] = field(default_factory=list)
    listed: int = 0
    strangers: int = 0
    items: Sequence[RawResource] = ()
    raised: bool = False
    entry: LedgerEntry | None = None


class Watched(ServiceScanner):
    """The scanner under test, and whether its listing raised."""

    def __init__(self, scanner: ServiceScanner) -> None:
        super().__init__(scanner.service, scanner.specs)
        self.scanner, self.raised = scanner, False

    def discover(self, context: ScanContext, spec: ResourceSpec) -> Iterator[RawResource]:
        """The scanner's own items, and its own exceptions."""
        try:
            yield from self.scanner.discover(context, spec)
        except Exception:
            self.raised = True
            raise


class Bench:
    """The scanner on its loopback AWS. `harm` befalls the listing of the type `target`."""

    def __init__(self, scanner: ServiceScanner, discovery: Discovery) -> None:
        self.scanner, self._discovery = Watched(scanner), discovery
        self._harm: Harm | None = None
        self._seen, self._spec, self._target = Seen(), scanner.specs[0], scanner.specs[0]
        events = discovery.engine.session.get_component("event_emitter")
        events.register("before-parameter-build", _noted)
        events.register("before-call", _announced)

    def walk(self, target: ResourceSpec, harm: Harm | None = None) -> Seen:
        """Lists the types of the target's scope, the target (and its parents) under the harm. What it showed of the target."""
        self._target, self._harm, found = target, harm, Seen()
        place, region = (GLOBAL, HOME) if target.is_global else (REGION, REGION)
        cell = Cell(ACCOUNT, place, self.scanner.service)
        with self._discovery.entrance.acting(None):
            walk = Walk(self._discovery, self._discovery.context(Account(ACCOUNT, "made up"), cell, region))
            for spec in self._chain(target):
                self._spec, self._seen, self.scanner.raised, before = spec, Seen(), False, len(walk.items)
                walk.type(spec)
                walk.close()
                found = self._seen
                found.items, found.raised, found.entry = walk.items[before:], self.scanner.raised, walk.entries[-1]
        return found

    def pages(self, spec: ResourceSpec) -> tuple[str, str] | None:
        """The names under which a listing takes and gives its token; None where it does not page."""
        if paging := spec.list.paging:
            return paging["input"], paging["output"]
        pair = self._discovery.engine.watch.pair(self._model(spec.service, spec.list.operation))
        plain = pair.inputs and pair.outputs and pair.outputs[0].replace(".", "").isalnum()
        return (pair.inputs[0], pair.outputs[0]) if plain else None

    def answer(self, call: tuple[str, str, dict[str, Any]] | None) -> tuple[int, bytes]:
        """What the loopback AWS says."""
        if call is None or len(self._seen.calls) > ENDLESS:
            self._seen.strangers += call is None
            return 501, b""
        model, spec, params = self._model(call[0], call[1]), self._spec, call[2]
        is_listing, pages = call[1] == spec.list.operation, self.pages(spec)
        page = 2 if is_listing and pages and params.get(pages[0]) else 1
        self._seen.calls.append((call[1], page))
        harm = self._harm if is_listing and spec is self._target else None
        if harm and page >= harm.page:
            return harm.status, refused(model, harm.code)
        body = self._body(model, params, page if is_listing else 0, pages)
        self._seen.listed += len(search(spec.list.items, body) or ()) if is_listing else 0
        return 200, rendered(model, body)

    def _body(self, model: Any, params: dict[str, Any], page: int, pages: tuple[str, str] | None) -> dict[str, Any]:
        """An answer without tokens, but for the first page of a listing; a question's own names come back in it."""
        rest = {key: value for key, value in params.items() if not (pages and key == pages[0])}
        place = HOME if self._spec.is_global else REGION
        body = made_up(model, place, f"{model.name} {page} {json.dumps(rest, sort_keys=True, default=str)}")
        pair = self._discovery.engine.watch.pair(model)
        for path in {*pair.outputs, *((pages[1],) if pages and page else ()), *((pair.more,) if pair.more else ())}:
            *outer, last = path.split(".")
            inner = search(".".join(outer), body) if outer else body
            if isinstance(inner, dict):
                token = True if path == pair.more else TOKEN
                inner.update({last: token} if page == 1 and pages else {last: None})
        return body

    def _chain(self, spec: ResourceSpec) -> list[ResourceSpec]:
        parents = [one for one in self.scanner.specs if spec.parent and one.key == spec.parent.type]
        return [*(one for parent in parents for one in self._chain(parent)), spec]

    def _model(self, service: str, operation: str) -> Any:
        return self._discovery.engine.client(service, REGION).meta.service_model.operation_model(operation)


def _noted(params: Any, context: dict[str, Any], **_: Any) -> None:
    context["asked"] = params


def _announced(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    call = (model.service_model.service_name, model.name, context.get("asked") or {})
    params["headers"][CALL] = json.dumps(call, default=str)


@contextmanager
def on_bench(scanner: ServiceScanner) -> Iterator[Bench]:
    """The scanner on its loopback AWS, in an environment that knows no other."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="estate-check-")))
        server = Server(lambda call: bench.answer(call))  # noqa: PLW0108  # it is not there yet
        stack.callback(server.close)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ESTATE_"))}
        own = {"AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up"}
        own |= dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
        stack.enter_context(mock.patch.dict(os.environ, clean | own, clear=True))
        registry = Registry(entry_points=False)
        discovery = Discovery(
            Settings(home=home, limits=LIMITS), registry, Sealer(bytes(32)), Ledger(home / "ledger.db")
        )
        stack.callback(discovery.close)
        bench = Bench(scanner, discovery)
        registry.register(bench.scanner)
        yield bench
