"""Qdrant's HTTP contract on loopback: bodies are read by the official client's own models, points are held by its local engine.

It asks for the API key, speaks TLS, and refuses, as a server in strict mode does, to filter by a field without an index. It is
no Qdrant: speed, durability and replication are not to be learned here. `QDRANT_TEST_URL` names a real one.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, TypeAdapter, ValidationError
from qdrant_client import QdrantClient, models

if TYPE_CHECKING:
    from pathlib import Path

#: Method, what follows /collections/NAME, and the body that the client's models know for it.
BODIES: dict[tuple[str, str], Any] = {
    ("PUT", ""): models.CreateCollection,
    ("PATCH", ""): models.UpdateCollection,
    ("PUT", "/index"): models.CreateFieldIndex,
    ("PUT", "/points"): models.PointInsertOperations,
    ("POST", "/points"): models.PointRequest,
    ("POST", "/points/batch"): models.UpdateOperations,
    ("POST", "/points/count"): models.CountRequest,
    ("POST", "/points/delete"): models.PointsSelector,
    ("POST", "/points/query"): models.QueryRequest,
    ("POST", "/points/scroll"): models.ScrollRequest,
    ("POST", "/facet"): models.FacetRequest,
}


class RefusedError(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class QdrantServer(ThreadingHTTPServer):
    """Serves until it is closed; `url` is where. `writes` counts points that were upserted, by account; `requests`, what was asked."""

    daemon_threads = True

    def __init__(self, api_key: str, certificate: tuple[Path, Path] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.api_key, self.lock = api_key, threading.Lock()
        self.engine = QdrantClient(":memory:")
        self.indexed: dict[str, dict[str, Any]] = {}
        self.writes: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.order: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.url = f"https://localhost:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """A client that has gone away, or that does not trust the certificate."""

    def answer(self, method: str, path: str, key: str | None, body: bytes) -> Any:
        """The result of a request. Raises RefusedError."""
        if key != self.api_key:
            raise RefusedError(401, "Must provide an API key or an Authorization bearer token")
        url = urlsplit(path)
        _, _, name, rest = (*url.path.split("/", 3), "")[:4]
        rest = f"/{rest}" if rest else ""
        with self.lock:
            self.requests[f"{method} {rest}"] += 1
            if (method, rest) == ("GET", "/exists"):
                return {"exists": self.engine.collection_exists(name)}
            if (method, rest) != ("PUT", "") and not self.engine.collection_exists(name):
                raise RefusedError(404, f"Not found: Collection `{name}` doesn't exist!")
            if (method, rest) == ("GET", ""):
                return self._info(name)
            if (method, rest) == ("DELETE", ""):
                return self.engine.delete_collection(name)
            if (method, rest) not in BODIES:
                raise RefusedError(404, f"{method} {path} is not in the contract")
            if method in ("PUT", "DELETE") and rest == "/points" and parse_qs(url.query).get("wait") != ["true"]:
                raise RefusedError(400, "a write that is not waited for")
            request = TypeAdapter(BODIES[method, rest]).validate_json(body)
            self._strict(name, json.loads(body))
            return getattr(self, "_" + (rest.strip("/").replace("/", "_") or method.lower()))(name, request)

    def _strict(self, name: str, body: Any) -> None:
        for field in _filtered(body):
            if field not in self.indexed.get(name, {}):
                raise RefusedError(400, f"Bad request: Index required but not found for {field!r}")

    def _info(self, name: str) -> Any:
        info = self.engine.get_collection(name).model_dump(mode="json")
        schemas = {field: {"data_type": kind, "points": 0} for field, kind in self.indexed.get(name, {}).items()}
        return info | {"payload_schema": schemas}

    def _put(self, name: str, request: models.CreateCollection) -> Any:
        return self.engine.create_collection(
            name, request.vectors, sparse_vectors_config=request.sparse_vectors, metadata=request.metadata
        )

    def _patch(self, name: str, request: models.UpdateCollection) -> Any:
        return self.engine.update_collection(name, metadata=request.metadata)

    def _index(self, name: str, request: models.CreateFieldIndex) -> Any:
        self.indexed.setdefault(name, {})[request.field_name] = request.field_schema
        return {"operation_id": 0, "status": "completed"}

    def _points(self, name: str, request: Any) -> Any:
        if isinstance(request, models.PointRequest):
            return self.engine.retrieve(
                name, request.ids, with_payload=request.with_payload, with_vectors=request.with_vector or False
            )
        for point in request.points:
            account = point.payload["account_id"]
            self.writes[account] += 1
            self.order.append(account)
        return self.engine.upsert(name, request.points)

    def _points_batch(self, name: str, request: models.UpdateOperations) -> Any:
        return self.engine.batch_update_points(name, request.operations)

    def _points_count(self, name: str, request: models.CountRequest) -> Any:
        return self.engine.count(name, request.filter, exact=bool(request.exact))

    def _points_delete(self, name: str, request: Any) -> Any:
        return self.engine.delete(name, request)

    def _points_scroll(self, name: str, request: models.ScrollRequest) -> Any:
        points, following = self.engine.scroll(
            name, request.filter, request.limit or 10, offset=request.offset,
            with_payload=request.with_payload, with_vectors=request.with_vector or False,
        )  # fmt: skip
        return {"points": _plain(points), "next_page_offset": following}

    def _points_query(self, name: str, request: models.QueryRequest) -> Any:
        return self.engine.query_points(
            name, request.query, using=request.using, prefetch=request.prefetch, query_filter=request.filter,
            limit=request.limit or 10, offset=request.offset, with_payload=request.with_payload,
            with_vectors=request.with_vector or False, score_threshold=request.score_threshold,
        )  # fmt: skip

    def _facet(self, name: str, request: models.FacetRequest) -> Any:
        if request.key not in self.indexed.get(name, {}):
            raise RefusedError(400, f"Bad request: Index required but not found for {request.key!r}")
        return self.engine.facet(
            name, request.key, request.filter, limit=request.limit or 10, exact=bool(request.exact)
        )


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive."""

    protocol_version = "HTTP/1.1"
    server: QdrantServer

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            result = self.server.answer(self.command, self.path, self.headers.get("api-key"), body)
            status, said = 200, {"time": 0.0, "status": "ok", "result": _plain(result)}
        except RefusedError as error:
            status, said = error.status, {"time": 0.0, "status": {"error": str(error)}}
        except (ValidationError, ValueError) as error:
            status, said = 400, {"time": 0.0, "status": {"error": f"Format error in JSON body: {error}"[:500]}}
        data = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def _filtered(body: Any) -> set[str]:
    """The payload fields by which a body filters, wherever it does so."""
    if isinstance(body, list):
        return {field for one in body for field in _filtered(one)}
    if not isinstance(body, dict):
        return set()
    found = {field for name in ("filter", "facet_filter") for field in _keys(body.get(name))}
    inner = [
        body[name] for name in ("prefetch", "query", "delete", "set_payload") if isinstance(body.get(name), dict | list)
    ]
    return found | _filtered([one for part in inner for one in (part if isinstance(part, list) else [part])])


def _keys(condition: Any) -> set[str]:
    if isinstance(condition, list):
        return {key for one in condition for key in _keys(one)}
    if not isinstance(condition, dict):
        return set()
    own = {condition["key"]} if isinstance(condition.get("key"), str) else set()
    return own.union(*(_keys(value) for value in condition.values()))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_plain(one) for one in value] if isinstance(value, list) else value
