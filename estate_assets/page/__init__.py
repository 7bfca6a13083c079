"""The page for people: search, a page per resource, and the ledger as a map. Server-made HTML, no script, no build step."""

from __future__ import annotations

import socket
import threading
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from estate_assets import console
from estate_assets.page import views
from estate_assets.reading import Reader
from estate_assets.scanner.errors import EstateError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from estate_assets.scanner.settings import Settings

#: Nothing but our own style sheet: were something from the store to reach a page as markup, it could load and run nothing.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def app(reader: Reader, hosts: tuple[str, ...] = LOOPBACK) -> Starlette:
    """The page over one reader. `hosts`: the names it may be called by; another site's name must not resolve to it."""

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=reader.warm, daemon=True).start()
        yield
        reader.close()

    views_of = {"/": views.search, "/resource/{point_id:uuid}": views.resource, "/ledger": views.ledger}
    routes = [Route(path, partial(_answered, reader, view), methods=["GET"]) for path, view in views_of.items()]
    static = Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts])
    return Starlette(routes=[*routes, static], middleware=[guard], lifespan=living)


def _answered(reader: Reader, view: views.View, request: Request) -> Response:
    """A view's page; what went wrong is a page of its own. Runs in a worker thread."""
    try:
        answer = view(reader, request)
    except EstateError as error:
        answer = views.problem(request, str(error), 400 if isinstance(error, UsageError) else 503)
    answer.headers.update(HEADERS)
    return answer


def serve(settings: Settings, host: str, port: int) -> None:
    """Serves the page until it is interrupted. Raises UsageError where the port is taken."""
    listening = _listening(host, port)
    shown = listening.getsockname()
    console.say(f"the page opens at http://{host}:{shown[1]}; stop it with Ctrl-C")
    if host not in LOOPBACK:
        console.say(
            f"warning: {host} is not loopback, and the page has no log-in: everyone who reaches it reads the estate"
        )
    hosts = LOOPBACK if host in LOOPBACK else ("*",)
    config = uvicorn.Config(app(Reader(settings), hosts), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family: Any = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.socket(family)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen()
    except OSError as error:
        raise UsageError(
            f"--host {host} --port {port}: {error.strerror or error}. Name another port, or 0 for a free one."
        ) from error
    return made
