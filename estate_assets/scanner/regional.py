"""One client of a service for many regions of a partition. A client costs 10 to 50 ms of CPU, and a service's model in memory.

A call names its region, and botocore's events carry it to the endpoint's rules and to the signature, as they do for S3's redirects.
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from botocore import xform_name
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.regions import EndpointResolverBuiltins
from botocore.retries.standard import register_retry_handler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from estate_assets.scanner.observation import Watch

A = TypeVar("A")
#: Where the call at hand goes.
REGION: ContextVar[str] = ContextVar("region")
#: In a call's context: the region that its endpoint was made for.
DIRECTED = "estate-region"
#: Regions to a client at most. Each is a host, and urllib3 keeps connections to ten: the eleventh would close the first one's.
SHARERS = 10
#: Their clients learn a bucket's region from AWS's answers, or take hosts from ARNs.
S3 = frozenset({"s3", "s3control"})


class NotDirectedError(LookupError):
    """This botocore does not let a shared client's call go to its region. Raised before anything is sent."""

    def __init__(self) -> None:
        super().__init__(
            "botocore did not take the region of this call; nothing was sent. Estate knows the botocore of its constraints.txt: "
            "install that one, or report this with the output of `pip show botocore`"
        )


class Caller:
    """Calls a service in one region, through a client that may be `shared`; if it can't be, through the region's own. Threads share it."""

    def __init__(self, client: Any, region: str, watch: Watch, own: Callable[[], Any]) -> None:
        self._client, self._region, self._watch, self._own = client, region, watch, own

    def call(self, operation: str, params: Mapping[str, Any]) -> Any:
        """One call. Raises botocore's exceptions."""
        return self._directed(lambda client: getattr(client, python_name(operation))(**params))

    def pages(self, operation: str, params: Mapping[str, Any], tokens: Mapping[str, str] | None) -> Iterator[Any]:
        """The pages of a listing, also where botocore has no paginator for it."""
        if tokens is None and self._client.can_paginate(python_name(operation)):
            yield from self._paginated(operation, params)
            return
        pair = self._watch.pair(self._client.meta.service_model.operation_model(operation), tokens)
        token = None
        while True:
            page = self.call(operation, {**params, **({pair.inputs[0]: token} if token else {})})
            yield page
            token = pair.token(page)
            if not token or not pair.inputs:
                return

    def _paginated(self, operation: str, params: Mapping[str, Any]) -> Iterator[Any]:
        def begun(client: Any) -> tuple[Any, Any]:
            pages = iter(client.get_paginator(python_name(operation)).paginate(**params))
            return next(pages, None), pages

        page, pages = self._directed(begun)
        while page is not None:
            yield page
            # Not by another client where this one fails: its pages would be at their end, and the listing look whole.
            page = self._there(lambda: next(pages, None))

    def _directed(self, ask: Callable[[Any], A]) -> A:
        try:
            return self._there(lambda: ask(self._client))
        except NotDirectedError:
            self._client = self._own()
            return self._there(lambda: ask(self._client))

    def _there(self, ask: Callable[[], A]) -> A:
        token = REGION.set(self._region)
        try:
            return ask()
        finally:
            REGION.reset(token)


def can_be_shared(session: Any, service: str, partition: str) -> bool:
    """Whether nothing of a service's clients depends on their region but endpoint and signature.

    Not where there is one endpoint for a partition: botocore signs for its region, wherever the call goes (health, shield). Nor where
    clients ask AWS for their endpoint (timestream).
    """
    names = session.get_available_regions(service, partition, allow_non_regional=True)
    if service in S3 or f"{partition}-global" in names:
        return False
    operations = session.get_service_data(service)["operations"].values()
    return not any(operation.get("endpointoperation") for operation in operations)


def shared(client: Any, attempts: int) -> Any:
    """The client, fit for calls in any region of its partition, each as `REGION` says; without it a call raises LookupError."""
    events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
    events.register_first(f"provide-client-params.{service}", _named)
    events.register_first(f"before-endpoint-resolution.{service}", _directed)
    events.register_first(f"before-call.{service}", _checked)
    Retrying(client, service, attempts)
    client.get_paginator = functools.cache(client.get_paginator)  # each would be a class of its own
    events._event_aliases = {}  # noqa: SLF001  # looking for another name took 80 µs for each event of each operation; calls' have none
    return client


def _named(context: dict[str, Any], **_: Any) -> None:
    context["client_region"] = REGION.get()
    context.setdefault("signing", {})["region"] = REGION.get()


def _directed(builtins: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    if EndpointResolverBuiltins.AWS_REGION not in builtins:
        raise NotDirectedError
    builtins[EndpointResolverBuiltins.AWS_REGION] = context[DIRECTED] = REGION.get()


def _checked(context: dict[str, Any], **_: Any) -> None:
    """A botocore that tells its events otherwise must not send a call to another region unnoticed."""
    if not context.get(DIRECTED) == context.get("client_region") == REGION.get():
        raise NotDirectedError


class Retrying:
    """botocore's retries, with a quota for each region: one that does not answer must not use up the others'."""

    def __init__(self, client: Any, service: str, attempts: int) -> None:
        self._model, self._service, self._attempts = client.meta.service_model, service, attempts
        self._emitters: dict[str, EventAliaser] = {}
        events = client.meta.events
        events.unregister(f"needs-retry.{service}", unique_id=f"retry-config-{service}")  # its one quota for all
        events.register(f"needs-retry.{service}", self._asked, unique_id=f"estate-retries-{service}")
        events.register(f"after-call.{service}", self._released)

    def _asked(self, **told: Any) -> Any:
        events = self._of(told["request_dict"]["context"]["client_region"])
        return events.emit_until_response(told.pop("event_name"), **told)[1]

    def _released(self, **told: Any) -> None:
        self._of(told["context"]["client_region"]).emit(told.pop("event_name"), **told)

    def _of(self, region: str) -> EventAliaser:
        if region not in self._emitters:
            events = EventAliaser(HierarchicalEmitter())
            meta = SimpleNamespace(events=events, service_model=self._model)
            register_retry_handler(SimpleNamespace(meta=meta), self._attempts)
            self._emitters.setdefault(region, events)
        return self._emitters[region]


def python_name(operation: str) -> str:
    """The client's method for an operation."""
    return str(xform_name(operation))
