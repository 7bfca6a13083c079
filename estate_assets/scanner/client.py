"""Qdrant's client: which one the settings mean, and its errors in our words.

Its import costs 2 CPU seconds, so it waits for the first use: Dagster loads the code location in every process.
"""

from __future__ import annotations

import sqlite3
import ssl
import warnings
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, cast

from estate_assets.scanner.edge import EdgeClient, mark
from estate_assets.scanner.errors import SettingsError, StoreError
from estate_assets.scanner.redaction import unshaped
from estate_assets.scanner.secrets import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qdrant_client import QdrantClient

    from estate_assets.scanner.sections import StoreSettings


def client_of(settings: StoreSettings, home: Path) -> QdrantClient:
    """Opens the embedded files, or a server by its URL. Raises SettingsError where the engine is not installed."""
    if settings.engine == "edge":
        return cast("QdrantClient", EdgeClient(home))  # as far as Collection goes
    from qdrant_client import QdrantClient

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Api key is used with an insecure connection")
        if settings.url is None:
            _write_ahead(home / "qdrant" / "collection" / settings.collection / "storage.sqlite")
            return QdrantClient(path=str(home / "qdrant"))
        key = settings.api_key and resolved(settings.api_key, "ESTATE_STORE__API_KEY")
        trust: dict[str, Any] = {"verify": _trusting(settings.ca_file)} if settings.ca_file else {}
        # The check of compatibility only warns.
        return QdrantClient(url=settings.url, api_key=key, timeout=60, check_compatibility=False, **trust)


def files_of(settings: StoreSettings, home: Path) -> list[Path]:
    """The files of the embedded store whose change says that it has been written to."""
    if settings.engine == "edge":
        return [path for path in (mark(home, settings.collection),) if path.exists()]
    return [path for path in sorted((home / "qdrant").rglob("*")) if path.is_file() and path.name != ".lock"]


def _trusting(ca_file: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # SSLError is one
        raise SettingsError(f"store.ca_file = {ca_file}: holds no certificate in PEM form ({error}).") from error


def _write_ahead(file: Path) -> None:
    """Has SQLite write ahead: the embedded client commits point by point, and so waits once for the disk instead of thrice."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


#: Of a server in strict mode, to whoever asks by a field that is new since the last scan.
NO_INDEX = "The collection has no index for it yet: the next `estate scan` makes those that this version searches by."


@contextmanager
def told_of(settings: StoreSettings) -> Iterator[None]:
    """The client's errors as ours: the embedded store and the server raise different ones."""
    from qdrant_client.http.exceptions import ApiException

    place = unshaped(settings.url or "the embedded store")
    try:
        yield
    except ApiException as error:
        hint = NO_INDEX if "Index required" in str(error) else "Check ESTATE_STORE__URL and ESTATE_STORE__API_KEY."
        raise StoreError(f"{place}: {str(error)[:300]}. {hint}") from error
    except (ValueError, RuntimeError, sqlite3.Error) as error:
        raise StoreError(f"{place}: {str(error)[:300]}") from error
