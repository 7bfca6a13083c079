"""The MCP server, asked by the protocol's own client: over stdio as an agent would start it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from estate_assets.agents import server
from estate_assets.reading import Reader
from estate_assets.scanner.errors import Status
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import LedgerEntry
from estate_assets.scanner.settings import Settings
from tests.conftest import PRODUCTION, Place
from tests.test_page import SECRET, made, stored

if TYPE_CHECKING:
    from pathlib import Path


SCANNED = "2026-01-01T00:00:00+00:00"


def asked(target: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The answers to some calls, in one session."""

    async def session() -> list[Any]:
        async with Client(target, read_timeout_seconds=120) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(session)


def data(answer: Any) -> dict[str, Any]:
    assert not answer.is_error, answer.content
    return answer.structured_content or json.loads(answer.content[0].text)


def as_agent(place: Place) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "estate_assets.cli", "mcp"], env=place.env, cwd=place.folder
    )


def test_an_agent_searches_opens_and_asks_how_complete_it_is(scanned: Place) -> None:
    found, services, gaps, diff = map(
        data,
        asked(
            as_agent(scanned),
            ("search", {"question": "message queue of the orders team", "services": ["sqs"], "limit": 3}),
            ("services", {}),
            ("ledger", {}),
            ("diff", {}),
        ),
    )
    assert [hit["service"] for hit in found["hits"]] == ["sqs"] * 3
    assert sum(services["service"].values()) == scanned.first["resources_discovered"]
    assert gaps["gaps"] == []
    assert len(diff["added"]) == scanned.first["resources_discovered"]
    assert not diff["removed"]
    for answer in (found, services, gaps, diff):
        assert answer["as_of"]["complete"] is True
        assert answer["as_of"]["newest_scan"]
    (page,) = data(asked(as_agent(scanned), ("show", {"name": found["hits"][0]["arn"]}))[0])["resources"]
    assert page["arn"] == found["hits"][0]["arn"]
    assert set(page["answers"]) == set(page["permissions"])
    assert [change["kind"] for change in page["history"]] == ["added"]


def test_an_agent_is_told_what_was_not_understood_and_given_no_hits(scanned: Place) -> None:
    (found,) = map(
        data, asked(as_agent(scanned), ("search", {"question": "queues that are not turquoise", "limit": 3}))
    )
    assert (found["hits"], found["total"], found["not_understood"]) == ([], 0, ["not turquoise"])
    assert len(found["nearest_but_no_match"]) == 3


def test_secrets_do_not_leave_it(scanned: Place) -> None:
    lines = scanned.run("search", "-", "--type", "lambda:function", "--limit", "50", stdin="function\n").stdout
    arns = [hit["arn"] for hit in json.loads(lines)]
    pages = asked(as_agent(scanned), *[("show", {"name": arn}) for arn in arns])
    text = json.dumps([data(page) for page in pages])
    assert "(sealed)" in text
    assert "$sealed" not in text
    assert SECRET not in text


def entry(status: Status) -> LedgerEntry:
    return LedgerEntry(
        PRODUCTION,
        "eu-west-1",
        "sqs",
        "sqs:queue",
        status,
        "ListQueues",
        "AccessDenied",
        "no",
        scanned_at="2026-01-01T00:00:00+00:00",
    )


def test_an_answer_with_a_gap_says_so_and_the_ledger_says_where(tmp_path: Path) -> None:

    settings = stored(tmp_path, made())
    Ledger(tmp_path / "ledger.db").record([entry(Status.DENIED)])
    services, gaps, elsewhere = map(
        data, asked(server(Reader(settings)), ("services", {}), ("ledger", {}), ("ledger", {"region": "us-east-1"}))
    )
    assert services["as_of"]["complete"] is False
    assert services["as_of"]["gaps"] == 1
    assert [gap["status"] for gap in gaps["gaps"]] == ["denied"]
    assert elsewhere["gaps"] == []


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("show", {"name": "nothing"}), "Find it with `search`"),
        (("search", {"question": "x", "tags": ["oops"]}), "KEY=VALUE"),
        (("search", {"question": "x", "limit": 0}), "limit"),
    ],
)
def test_a_mistake_is_told_to_the_agent(tmp_path: Path, call: tuple[str, dict[str, Any]], words: str) -> None:

    (answer,) = asked(server(Reader(stored(tmp_path, made()))), call)
    assert answer.is_error
    assert words in answer.content[0].text


def test_without_a_store_the_agent_is_told_what_to_do(tmp_path: Path) -> None:
    (answer,) = asked(server(Reader(Settings(home=tmp_path))), ("services", {}))
    assert answer.is_error
    assert "estate scan" in answer.content[0].text


def test_every_tool_says_that_it_only_reads(tmp_path: Path) -> None:
    async def listed() -> Any:
        async with Client(server(Reader(Settings(home=tmp_path)))) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listed)
    assert {tool.name for tool in tools} == {"search", "show", "ledger", "services", "diff"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
