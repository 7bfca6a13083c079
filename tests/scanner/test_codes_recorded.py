"""Recorded bodies of AWS's errors, answered over HTTP: each gets the right kind."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import REGION
from fake_aws import model_of
from rendering import rendered_error

from estate_assets.scanner.aws import Engine
from estate_assets.scanner.codes import Kind
from estate_assets.scanner.credentials import ACTING
from estate_assets.scanner.errors import Status
from estate_assets.scanner.observation import CURRENT, Observation
from estate_assets.scanner.settings import Settings

SAMPLES = Path(os.environ.get("ESTATE_SAMPLES", "/nowhere")) / "errors.json"


#: The recorded bodies, by rule. A name that says "not there" (or 404) is not found; one that says "access denied" is access, unless
#: the text says that the service is closed to new customers; a state or an argument that is wrong stays wrong.
EXPECTED = {
    "AccessDenied": Kind.ACCESS, "AccessDeniedException": Kind.ACCESS, "ThrottlingException": Kind.THROTTLE,
    "InvalidAccessException": Kind.NOT_ENABLED, "ConflictException": Kind.PERMANENT, "ResourceInUseException": Kind.PERMANENT,
    "InvalidParameterException": Kind.PERMANENT, "OperationNotPermitted": Kind.PERMANENT, "ValidationException": Kind.PERMANENT,
    "UnsupportedOperationException": Kind.PERMANENT, "ResourceAlreadyExistsException": Kind.PERMANENT,
    "InvalidDocumentOperation": Kind.PERMANENT, "InvalidDocument": Kind.NOT_FOUND,
    "AWS.SimpleQueueService.NonExistentQueue": Kind.NOT_FOUND,
}  # fmt: skip


def expected(row):
    if "no longer available to new customers" in (row["message"] or ""):
        return Kind.NOT_OFFERED
    missing = row["status"] == 404 or "NotFound" in row["code"] or row["code"].startswith("NoSuch")
    return Kind.NOT_FOUND if missing else EXPECTED[row["code"]]


class Recorded(ThreadingHTTPServer):
    """Answers whatever is asked with one recorded error, in its service's protocol."""

    daemon_threads = True
    row: dict = {}  # noqa: RUF012  # set before each call

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            row = self.server.row
            status, headers, body = rendered_error(
                model_of(row["service"]), row["code"], row["status"], row["message"] or ""
            )
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body)

        do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_GET  # noqa: N815

        def log_message(self, *_):
            """Quiet."""


@pytest.mark.skipif(not SAMPLES.exists(), reason="ESTATE_SAMPLES names no folder with recorded errors")
def test_recorded_errors_get_the_right_kind_over_http(monkeypatch):
    """Each in its own protocol, to the real client, and judged by what went over the wire. None is dropped."""
    rows, wrong = json.loads(SAMPLES.read_text()), []
    server = Recorded(("127.0.0.1", 0), Recorded.Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    engine = Engine(Settings(limits={"attempts": 1}).limits)
    ACTING.set(__import__("botocore.session").session.Session().get_credentials())
    for server.row in rows:
        failure = asked(engine, server.row)
        assert failure.code == server.row["code"]
        if failure.kind is not expected(server.row):
            wrong.append((server.row["service"], failure.code, failure.kind))
            assert failure.status is Status.FAILED
    server.shutdown()
    server.server_close()
    assert len(rows) - len(wrong) >= 0.95 * len(rows), wrong
    assert len(rows) > 50


def asked(engine, row):
    observation = Observation()
    token = CURRENT.set(observation)
    client = engine.client(row["service"], REGION)
    model = client.meta.service_model.operation_model(row["op"])
    with pytest.raises(client.exceptions.ClientError):
        client._make_api_call(row["op"], smallest(model.input_shape))
    CURRENT.reset(token)
    failure, _ = observation.failures[-1]  # Timestream's client asks for its endpoint first
    return failure


def smallest(shape):
    """The least that an input shape takes."""
    kind = shape.type_name
    if kind == "structure":
        return {name: smallest(shape.members[name]) for name in shape.required_members}
    if kind in ("list", "map"):
        return [smallest(shape.member)] if kind == "list" else {}
    samples = {"integer": 1, "long": 1, "float": 1.0, "double": 1.0, "boolean": True, "blob": b"x", "timestamp": 1}
    text = (
        shape.enum[0] if getattr(shape, "enum", None) else "arn-of-something".ljust(shape.metadata.get("min", 1), "x")
    )
    return samples.get(kind, text[: shape.metadata.get("max", 99)])
