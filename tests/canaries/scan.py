"""Scans the loopback AWS through Dagster, as `estate scan` does, but that each call says in a header what it is."""

from __future__ import annotations

import os
import socket
import sys

from estate_assets import console, runs
from estate_assets.scanner.embedding import DIMENSION, Embedder
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.scan import EstateScanner
from tests.canaries.answers import REGION, named_calls


def everything_is_here() -> None:
    """Names below the loopback address, which some services put before it, are the loopback's."""
    found = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *more, **other: found(  # type: ignore[assignment]
        "127.0.0.1" if str(host).endswith(".127.0.0.1") else host, *more, **other
    )


def main() -> None:
    """One scan of one region, with a model that costs nothing."""
    os.umask(0o077)
    everything_is_here()
    Embedder._computed = lambda _, texts: [(1.0, *(0.0,) * (DIMENSION - 1)) for _ in texts]  # type: ignore[method-assign]
    with EstateScanner() as scanner:
        named_calls(scanner.discovery.engine.session)
        request = ScanRequest(regions=(REGION,))
        result = runs.scan(request, scanner, runs.plan(request, scanner))
    console.scan_summary(result)
    console.print_json(result.to_dict())
    sys.exit(0)


if __name__ == "__main__":
    main()
