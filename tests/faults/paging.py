"""Cuts the stand-in's listings into small pages, so that there is a page 2 to fail: JSON and XML alike."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.demo.wire import Call

Reply = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Paged:
    """The wire's names of a listing: its items, the token it takes and the token it gives; and how many items a page."""

    items: str
    takes: str
    gives: str
    size: int


PAGED = {
    "ec2:DescribeVolumes": Paged("volumeSet", "NextToken", "nextToken", 6),
    "lambda:ListFunctions": Paged("Functions", "Marker", "NextMarker", 6),
    "sns:ListTopics": Paged("Topics", "NextToken", "NextToken", 2),
    "sqs:ListQueues": Paged("QueueUrls", "NextToken", "NextToken", 2),
}


def page_of(call: Call) -> int:
    """The page that a request asks for, from 1."""
    paged = PAGED.get(call.key)
    token = call.params().get(paged.takes) if paged else None
    return int(str(token).removeprefix("page-")) if token else 1


class Pager:
    """Hands out pages of the answers that it has taken from the stand-in, one whole answer per first page."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, str, str], Reply] = {}
        self._lock = threading.Lock()

    def answer(self, call: Call, account: str, forward: Callable[[], Reply]) -> Reply:
        paged, page = PAGED.get(call.key), page_of(call)
        if paged is None:
            return forward()
        listing = (account, call.region, call.key)
        if page == 1:
            whole = forward()
            with self._lock:
                self._whole[listing] = whole
        with self._lock:
            status, headers, body = self._whole[listing]
        return (status, headers, cut(body, paged, page)) if status == 200 else (status, headers, body)


def cut(body: bytes, paged: Paged, page: int) -> bytes:
    """One page of a listing, with the next one's token unless it is the last."""
    first, end = (page - 1) * paged.size, page * paged.size
    if body.startswith(b"{"):
        data = json.loads(body)
        items = data.get(paged.items, [])
        data |= {paged.items: items[first:end]}
        return json.dumps(data | ({paged.gives: f"page-{page + 1}"} if len(items) > end else {})).encode()
    root = ET.fromstring(body)  # noqa: S314  # the stand-in's
    items = next(node for node in root.iter() if _local(node) == paged.items)
    every = list(items)
    for item in [*every[:first], *every[end:]]:
        items.remove(item)
    if len(every) > end:
        _give(root, items, paged.gives, f"page-{page + 1}")
    return ET.tostring(root)


def retokened(body: bytes, paged: Paged, page: int) -> bytes:
    """The page with a token for `page`, whatever it said itself."""
    if body.startswith(b"{"):
        return json.dumps(json.loads(body) | {paged.gives: f"page-{page}"}).encode()
    root = ET.fromstring(body)  # noqa: S314  # our own
    for parent in root.iter():
        for token in [node for node in parent if _local(node) == paged.gives]:
            parent.remove(token)
    _give(root, next(node for node in root.iter() if _local(node) == paged.items), paged.gives, f"page-{page}")
    return ET.tostring(root)


def _give(root: Any, items: Any, name: str, token: str) -> None:
    parent = next(node for node in root.iter() if items in list(node))
    namespace = items.tag.rpartition("}")[0]
    ET.SubElement(parent, f"{namespace}}}{name}" if namespace else name).text = token


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]
