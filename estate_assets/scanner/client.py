"""Qdrant's client: which one the settings mean, and its errors in our words.

Its import costs 2 CPU seconds, so it waits for the first use: Dagster loads the code location in every process.
"""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from estate_assets.scanner.errors import StoreError
from estate_assets.scanner.redaction import unshaped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qdrant_client import QdrantClient

    from estate_assets.scanner.sections import StoreSettings


def client_of(settings: StoreSettings, home: Path) -> QdrantClient:
    """Opens the embedded files, or a server by its URL."""
    from qdrant_client import QdrantClient

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Api key is used with an insecure connection")
        if settings.url is None:
            return QdrantClient(path=str(home / "qdrant"))
        return QdrantClient(
            url=settings.url, api_key=settings.api_key, timeout=60, check_compatibility=False
        )  # it only warns


@contextmanager
def told_of(settings: StoreSettings) -> Iterator[None]:
    """The client's errors as ours: the embedded store and the server raise different ones."""
    from qdrant_client.http.exceptions import ApiException

    place = unshaped(settings.url or "the embedded store")
    try:
        yield
    except ApiException as error:
        raise StoreError(f"{place}: {str(error)[:300]}. Check ESTATE_STORE__URL and ESTATE_STORE__API_KEY.") from error
    except (ValueError, RuntimeError, sqlite3.Error) as error:
        raise StoreError(f"{place}: {str(error)[:300]}") from error
