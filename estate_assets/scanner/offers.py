"""Which services a region offers: botocore's endpoint data, and the DNS where that says no. Makes no call to AWS.

The data lags behind AWS by weeks: of the 36 regions that botocore knows, its endpoint data knows 34. So its no is believed only
where the endpoint's name does not exist either, asked of a resolver that knows AWS's names; where it is silent, AWS is asked.
"""

from __future__ import annotations

import functools
import socket
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from estate_assets.scanner.classify import NO_SUCH_HOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.sections import EndpointData

#: Offered in every region: a resolver that does not know its name there knows none of AWS's (behind a proxy, say).
CONTROL = "ec2"


class Offers:
    """What is offered where. Threads share it."""

    def __init__(self, session: Any, belief: EndpointData) -> None:
        self._session, self._belief = session, belief
        self._lock = threading.Lock()
        self.listed: Callable[[str, str], bool | None] = functools.cache(self._listed)
        self._exists: Callable[[str], bool | None] = functools.cache(_exists)

    def absent(self, service: str, region: str, url: str) -> str:
        """Why a service surely has no resources in a region, in words; empty where AWS has to be asked.

        Args:
            service: botocore's name of it.
            region: an AWS region.
            url: where its client would call; an endpoint of the user's own is always asked.
        """
        if self._belief == "ask" or self.listed(service, region) is not False:
            return ""
        words = f"botocore's endpoint data has no {service} in {region}"
        if self._belief == "trust":
            return words
        host = urlsplit(url).hostname or ""
        _, own, rest = host.partition(f".{region}.")
        if own and self._exists(host) is False and self._exists(f"{CONTROL}{own}{rest}"):
            return f"{words}, and there is no host {host}"
        return ""

    def _listed(self, service: str, region: str) -> bool | None:
        """What the data says; None where it is silent: a global service, a service or region it does not know."""
        with self._lock:
            partition = self._session.get_partition_for_region(region)
            offered = self._session.get_available_regions(service, partition)
            known = self._session.get_available_regions(CONTROL, partition)
        return region in offered if offered and region in known else None


def _exists(host: str) -> bool | None:
    """Whether a name is in the DNS; None where nobody could tell."""
    try:
        socket.getaddrinfo(host, None)
    except socket.gaierror as error:
        return False if error.errno in NO_SUCH_HOST else None
    except (OSError, UnicodeError):
        return None
    return True
