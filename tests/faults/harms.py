"""What can happen to a request on its way to AWS and back. Each harm gets the call and the way to the true answer."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from estate_assets.demo import answers
from tests.faults.paging import PAGED, retokened
from tests.faults.proxy import Cut

if TYPE_CHECKING:
    from estate_assets.demo.wire import Call
    from tests.faults.proxy import Forward, Harm, Reply

EXPIRED = {"ec2": "RequestExpired", "query": "ExpiredToken", "rest-xml": "ExpiredToken"}
PAGE = b"<html><head><title>503 Service Temporarily Unavailable</title></head><body>a load balancer's</body></html>"


def error(code: str, status: int = 400, message: str = "planted") -> Harm:
    """An error of AWS's, in the protocol of the call."""

    def harm(call: Call, _forward: Forward) -> Reply:
        answer = answers.error(call, answers.AwsError(code, message, status))
        return answer.status, answer.headers, answer.body

    return harm


def expired(call: Call, forward: Forward) -> Reply:
    """The session's token has ended, each protocol in its own word."""
    return error(EXPIRED.get(call.protocol, "ExpiredTokenException"), 400, "The token has expired")(call, forward)


def page(status: int, body: bytes = PAGE) -> Harm:
    """A page of something on the way that is not AWS."""
    return lambda _call, _forward: (status, {"Content-Type": "text/html"}, body)


def reset(_call: Call, _forward: Forward) -> Reply:
    """The connection is reset."""
    raise Cut


def cut(share: float) -> Harm:
    """The connection ends when this share of the body is sent."""

    def harm(_call: Call, forward: Forward) -> Reply:
        raise Cut(forward(), share)

    return harm


def silent(seconds: float) -> Harm:
    """No answer for longer than the client waits."""

    def harm(_call: Call, _forward: Forward) -> Reply:
        time.sleep(seconds)
        raise Cut

    return harm


def garbled(_call: Call, forward: Forward) -> Reply:
    """A good answer with a body that is nobody's language."""
    _, headers, _ = forward()
    return 200, headers, b"{<\x00\xff not what was asked for"


def token(to: int) -> Harm:
    """A page that sends its reader to page `to`, for ever."""

    def harm(call: Call, forward: Forward) -> Reply:
        status, headers, body = forward()
        return status, headers, retokened(body, PAGED[call.key], to)

    return harm


def without_region(region: str) -> Harm:
    """EC2's list of enabled regions, less one."""

    def harm(_call: Call, forward: Forward) -> Reply:
        status, headers, body = forward()
        item = rf"<item>(?:(?!</item>).)*>{region}<.*?</item>"
        return status, headers, re.sub(item, "", body.decode(), flags=re.DOTALL).encode()

    return harm
