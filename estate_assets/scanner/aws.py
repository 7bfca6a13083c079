"""The execution engine: one botocore session, clients shared by all accounts, credentials per call.

AWS is reached as botocore resolves it (profiles, AWS_ENDPOINT_URL, proxies); no endpoint is made here.
"""

from __future__ import annotations

import contextvars
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import botocore.session
from botocore.config import Config
from botocore.utils import parse_timestamp

from estate_assets import __version__
from estate_assets.scanner.credentials import ContextCredentials
from estate_assets.scanner.observation import PAID, Watch
from estate_assets.scanner.rate import Buckets, merged
from estate_assets.scanner.rates import KNOWN, Rate
from estate_assets.scanner.reading import loader_of
from estate_assets.scanner.regional import SHARERS, Caller, can_be_shared, shared
from estate_assets.scanner.retries import Retries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from botocore.exceptions import ClientError

    from estate_assets.scanner.rate import TokenBucket
    from estate_assets.scanner.sections import LimitSettings

A = TypeVar("A")
B = TypeVar("B")
BASE_REGION = "us-east-1"
#: A cell has at most one of so many parts of the threads for its items.
SHARES = 4
#: Where a partition's global services answer.
GLOBAL_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


class Engine:
    """Calls AWS for all accounts of this process. Threads share it."""

    def __init__(self, limits: LimitSettings) -> None:
        self.limits = limits
        self.session = botocore.session.Session()
        self.session.register_component("data_loader", loader_of(self.session))
        self.session.register_component("credential_provider", ContextCredentials())
        self.session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=timestamp)
        self._agent = agent(self.session)
        self.watch = Watch(self.session)
        Retries(self.session, limits.attempts)
        self.buckets = Buckets(Rate(limits.rate, limits.burst), rates_of(limits))
        self._clients: dict[tuple[str, str], Any] = {}  # by service, and the region or regions that it is for
        self._callers: dict[tuple[str, str], Caller] = {}
        self._sharing = Counter[tuple[str, str]]()
        self._lock = threading.Lock()
        self._listings = ThreadPoolExecutor(limits.listings, thread_name_prefix="estate-listing")
        self._items = ThreadPoolExecutor(limits.items, thread_name_prefix="estate-item")

    def prepare(self) -> None:
        """Begins to make the client for `enabled_regions`, of the largest model; for a time when AWS is waited for. Never raises: where it
        fails, whoever asks for the regions is told.
        """
        self._listings.submit(self.caller, "ec2", self.home_region)

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region. It signs with the credentials of whoever is `ACTING`."""
        with self._lock:
            return self._client(service, region, region)

    def caller(self, service: str, region: str) -> Caller:
        """Calls a service in a region as its client would; but through a client that it shares with others, where that can be."""
        with self._lock:
            if (service, region) not in self._callers:
                client, own = self._client_for_calls(service, region), partial(self.client, service, region)
                self._callers[service, region] = Caller(client, region, self.watch, own)
            return self._callers[service, region]

    def _client_for_calls(self, service: str, region: str) -> Any:
        partition = self.partition(region)
        if not can_be_shared(self.session, service, partition):
            return self._client(service, region, region)
        place = f"{partition} {self._sharing[service, partition] // SHARERS}"
        self._sharing[service, partition] += 1
        if (service, place) in self._clients:
            return self._clients[service, place]
        return shared(self._client(service, place, region), self.limits.attempts)

    def _client(self, service: str, place: str, region: str) -> Any:
        if (service, place) not in self._clients:
            chosen = config(self.limits).merge(Config(user_agent=self._agent))
            self._clients[service, place] = self.session.create_client(service, region_name=region, config=chosen)
        return self._clients[service, place]

    @property
    def home_region(self) -> str:
        """The region for questions that belong to no region: AWS_REGION, else us-east-1."""
        return str(self.session.get_config_variable("region") or BASE_REGION)

    @property
    def global_region(self) -> str:
        """The region in which services that exist once per account answer."""
        return GLOBAL_REGIONS.get(self.partition(self.home_region), self.home_region)

    def partition(self, region: str) -> str:
        """The partition of a region: aws, aws-cn, aws-us-gov."""
        return str(self.session.get_partition_for_region(region))

    def apart(self, function: Callable[[A], B], groups: Iterable[A]) -> list[B]:
        """The function over groups of a cell's types, at most `limits.listings` of all cells at once, in their order. Each acts
        as the caller does. Not to be called from within: the groups that wait would keep the threads from those they wait for.
        """
        jobs = [self._listings.submit(contextvars.copy_context().run, function, group) for group in groups]
        return [job.result() for job in jobs]

    def map(self, function: Callable[[A], B], items: Iterable[A], bucket: TokenBucket | None = None) -> Iterator[B]:
        """The function over the items, in threads that act as the caller does. Results keep the items' order.

        With a bucket, it is the caller who waits for a token for each item's first call, and no more than a share of the threads
        is at work for it: they are shared by all cells, and a service that takes few calls would keep them from the others.
        """
        room = threading.Semaphore(max(1, self.limits.items // SHARES) if bucket else sys.maxsize)
        jobs = []
        for item in items:
            context = contextvars.copy_context()
            room.acquire()
            if bucket:
                bucket.acquire()
                context.run(PAID.set, [True])
            job = self._items.submit(context.run, function, item)
            job.add_done_callback(lambda _: room.release())
            jobs.append(job)
        return (job.result() for job in jobs)

    def enabled_regions(self) -> tuple[str, ...]:
        """The regions enabled for the acting account. Raises ClientError where it may not be asked."""
        answer = self.caller("ec2", self.home_region).call("DescribeRegions", {})
        return tuple(sorted(region["RegionName"] for region in answer["Regions"]))

    def close(self) -> None:
        """Ends the threads and closes the connections."""
        self._listings.shutdown(cancel_futures=True)
        self._items.shutdown(cancel_futures=True)
        for client in self._clients.values():
            client.close()


def rates_of(limits: LimitSettings) -> dict[str, Rate]:
    """The rates in force: those that AWS documents, if the settings want them, under those that the settings name."""
    named = {key: Rate(rate, 2 * rate) for key, rate in limits.rates.items()}
    return merged(KNOWN if limits.documented_rates else {}, named)


def config(limits: LimitSettings) -> Config:
    """The configuration for every client."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": limits.attempts},
        connect_timeout=limits.connect_timeout_s,
        read_timeout=limits.read_timeout_s,
        max_pool_connections=limits.listings + limits.items,
        user_agent_extra=f"estate/{__version__}",
        account_id_endpoint_mode="disabled",  # the account is known per call, an endpoint per client
    )


def agent(session: Any) -> str:
    """What all calls say of their maker. Left to itself, botocore makes it anew, twice for each: 5 % of a scan's CPU."""
    app = session.get_config_variable("user_agent_appid")
    return f"{session.user_agent()} app/{app}" if app else str(session.user_agent())


def timestamp(value: Any) -> datetime:
    """A time of AWS's. Most are ISO 8601, which the standard library reads ten times as fast as botocore."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    parsed: datetime = parse_timestamp(value)
    return parsed


def code_of(error: ClientError) -> str:
    """AWS's code of an error answer."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))
