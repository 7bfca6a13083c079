"""The HTTP side of the stand-in: a threaded loopback server that keeps connections open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

    from estate_assets.demo.application import Application

HOST = "127.0.0.1"


class Handler(MotoRequestHandler):  # type: ignore[misc]
    """HTTP/1.1 with kept-alive connections, quiet, and one write per answer.

    werkzeug closes every connection and waits 10 ms for stray input; boto3 reuses its connections, and the application
    always reads the whole body, so that neither is needed here.
    """

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request."""

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            code, phrase = status.split(" ", 1)
            self.send_response(int(code), phrase)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()

        for chunk in self.server.app(self.make_environ(), start_response):
            self.wfile.write(chunk)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a scan makes thousands of requests."""


def listen(port: int, application: Application) -> BaseWSGIServer:
    """Bind the loopback address; port 0 takes a free one. Serves when `serve_forever` is called.

    Raises:
        OSError: the port is taken.
    """
    server: Any = make_server(HOST, port, application, threaded=True, request_handler=Handler)
    server.daemon_threads = True
    return server
