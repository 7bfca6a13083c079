"""What breaks on our side of the wire: the model, the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from qdrant_client.http.exceptions import UnexpectedResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner import EstateScanner


class NoModel:
    """An embedder whose model has no memory left."""

    def embed(self, texts: list[str]) -> Any:
        raise RuntimeError(f"out of memory over {len(texts)} texts")


def no_model(scanner: EstateScanner) -> None:
    scanner.embedder = NoModel()


def refusing(account_id: str, region: str, service: str) -> Callable[[EstateScanner], None]:
    """A collection that refuses batches with points of one cell, as a server does that has no room."""

    def sabotage(scanner: EstateScanner) -> None:
        opened = scanner.store

        def store() -> Any:
            return _Refusing(opened(), (account_id, region, service))

        scanner.store = store

    return sabotage


class _Refusing:
    def __init__(self, opened: Any, cell: tuple[str, str, str]) -> None:
        self._opened, self._cell = opened, cell

    def __enter__(self) -> Any:
        collection = self._opened.__enter__()
        upsert = collection._client.upsert

        def refused(name: str, points: list[Any], **more: Any) -> Any:
            cells = {tuple(point.payload[key] for key in ("account_id", "region", "service")) for point in points}
            if self._cell in cells:
                raise UnexpectedResponse(507, "Insufficient Storage", b"No space left on device", httpx.Headers())
            return upsert(name, points, **more)

        collection._client.upsert = refused
        return collection

    def __exit__(self, *error: object) -> Any:
        return self._opened.__exit__(*error)
