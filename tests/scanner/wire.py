"""In the network's place: what clients of several regions would send, and an engine whose clients send it there."""

import io
import re
import threading

import botocore.endpoint
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse

from estate_assets.scanner.aws import Engine
from estate_assets.scanner.settings import Settings

HOME, FAR, NEAR = "us-east-1", "ap-southeast-2", "eu-west-1"
ATTEMPTS = 5


class Raw(io.BytesIO):
    def stream(self, *_, **__):
        yield self.read()


class Wire:
    """In the network's place: keeps what would be sent, and answers by the region and the number of its call there."""

    def __init__(self, session, answer=lambda _region, _turn: (400, "ValidationError")):
        self.sent, self.answer, self._lock = [], answer, threading.Lock()
        session.get_component("event_emitter").register_first("before-send", self._send)

    def count(self, region):
        return sum(one == region for one, _ in self.sent)

    def _send(self, request, **_):
        region = found[1] if (found := re.search(r"[.]([a-z-]+-\d)[.]", request.url)) else ""
        with self._lock:
            self.sent.append((region, request))
            status, said = self.answer(region, self.count(region))
        body = said if said.startswith("<") else f"<R><Errors><Error><Code>{said}</Code></Error></Errors></R>"
        return AWSResponse(request.url, status, {"Content-Length": str(len(body))}, Raw(body.encode()))


@pytest.fixture(name="engine")
def engine_fixture(monkeypatch):
    found = Engine(Settings(limits={"attempts": ATTEMPTS}).limits)
    credentials = botocore.session.Session()
    credentials.set_credentials("AKID", "s")
    monkeypatch.setattr(found.session, "get_credentials", credentials.get_credentials)
    monkeypatch.setattr(botocore.endpoint.time, "sleep", lambda _: None)
    yield found
    found.close()
