"""What each address of the page shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.templating import Jinja2Templates

from estate_assets.page import map as ledger_map
from estate_assets.reading import page_of
from estate_assets.scanner.answers import possible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from estate_assets.reading import Reader

    View = Callable[[Reader, Request], Response]

#: Payload fields that can be chosen by a click, and what they are called.
FACETS = {
    "service": "Service", "resource_type": "Type", "account_id": "Account", "region": "Region", "environment": "Environment",
    "team": "Team", "state": "State", "facts": "Facts",
}  # fmt: skip
FILTERS = (*FACETS, "can", "tags")
SHOWN_VALUES = 16  # all facts, either way
HITS, PAGE = 50, 50
DIGITS = 9  # of a place in the list
LONGEST = 500  # characters of a question; the model reads no more
TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")  # escapes everything


def search(reader: Reader, request: Request) -> Response:
    """The search box, its answers or the list, and the facets."""
    question = request.query_params.get("q", "").strip()[:LONGEST]
    chosen = {field: values for field in FILTERS if (values := request.query_params.getlist(field))}
    start = _number(request.query_params.get("start", "0"))
    counts = reader.counts(tuple(FACETS), reader.conditions(question, chosen) if question else chosen)
    if question:
        answer = reader.search(question, chosen, HITS)
        found, total = [hit.resource for hit in answer.hits or answer.nearest], answer.total
    else:
        total, found = reader.listed(chosen, start, PAGE)
        answer = None
    link = Links(question, chosen)
    context = {
        "question": question, "answer": answer, "chosen": chosen, "total": total, "start": start, "link": link, "page_size": PAGE,
        "facets": {name: (field, counts[field].most_common(SHOWN_VALUES)) for field, name in FACETS.items() if counts[field]},
        "found": [(resource, possible(resource)) for resource in found],
    }  # fmt: skip
    return _page(reader, request, "search.html", context)


def resource(reader: Reader, request: Request) -> Response:
    """One resource: permissions, constraints, relations both ways, properties."""
    found = reader.resource(str(request.path_params["point_id"]))
    if found is None:
        return problem(
            request, "there is no such resource in the collection, or no longer. Go back and search for it.", 404
        )
    context = {
        "one": found, "page": page_of(found), "properties": json.dumps(page_of(found)["properties"], indent=2, sort_keys=True),
        "targets": reader.targets(found), "pointing": reader.pointing_to(found),
        "past": reader.history.of(found.arn), "seen": reader.history.seen(found),
    }  # fmt: skip
    return _page(reader, request, "resource.html", context)


def ledger(reader: Reader, request: Request) -> Response:
    """How completely each account × region × service was seen."""
    return _page(reader, request, "ledger.html", {"map": ledger_map.heat_map(reader.ledger.entries())})


def problem(request: Request, message: str, status: int) -> Response:
    """A page that says what is wrong, and the way out."""
    return TEMPLATES.TemplateResponse(request, "problem.html", {"message": message, "as_of": None}, status_code=status)


class Links:
    """Addresses of the same question with one filter more, or one less."""

    def __init__(self, question: str, chosen: Mapping[str, list[str]]) -> None:
        self._question, self._chosen = question, chosen

    def toggled(self, field: str, value: str) -> str:
        """The address with this filter put on, or taken off where it is on."""
        values = self._chosen.get(field, [])
        now = [one for one in values if one != value] if value in values else [*values, value]
        return self._of({**self._chosen, field: now})

    def starting(self, start: int) -> str:
        """The address of another part of the list."""
        return self._of(self._chosen, start=str(start))

    def _of(self, chosen: Mapping[str, list[str]], **more: str) -> str:
        pairs = [(field, value) for field, values in chosen.items() for value in values]
        return "/?" + urlencode([*([("q", self._question)] if self._question else []), *pairs, *more.items()])


def _page(reader: Reader, request: Request, template: str, context: dict[str, Any]) -> Response:
    return TEMPLATES.TemplateResponse(request, template, {"question": "", **context, "as_of": reader.as_of()})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < DIGITS else 0
