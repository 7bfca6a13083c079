"""The page for people: over HTTP as `estate serve` gives it, and with a hostile estate."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from estate_assets.page import app
from estate_assets.reading import Reader
from estate_assets.scanner.collection import opened
from estate_assets.scanner.encryption import Place as SealedPlace
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.errors import Status
from estate_assets.scanner.findings import Constraint, Fact, Relation, Verdict
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import AWSResource, LedgerEntry
from estate_assets.scanner.settings import Settings
from tests.conftest import PRODUCTION, STAGING, Place
from tests.serving import address_fixture  # noqa: F401

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
SECRET = "canary-correct-horse"


def read(address: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.read().decode()


def refused(address: str, **headers: str) -> int:
    """The status of an answer that is an error. It holds its connection until it is closed: left to the collector, another test warns."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        read(address, **headers)
    caught.value.close()
    return caught.value.code


def links(page: str) -> list[str]:
    return re.findall(r'href="(/resource/[^"]+)"', page)


def test_the_list_the_facets_and_a_resource(address: str, scanned: Place) -> None:
    total = scanned.first["resources_discovered"]
    assert f"{total} resources" in read(address)
    queues = read(f"{address}/?service=sqs&account_id={STAGING}")
    assert "lambda:function" not in queues.split('class="answers"')[1]
    first = read(address + links(queues)[0])
    assert "sqs:queue" in first
    assert "What you may do" in first
    assert "History" in first
    assert "sqs:SendMessage" in first


def test_a_question_is_answered_as_on_the_command_line(address: str, scanned: Place) -> None:
    hits = scanned.json("search", "message queue of the orders team", "--service", "sqs", "--limit", "3")
    page = read(f"{address}/?q=message+queue+of+the+orders+team&service=sqs")
    shown = re.findall(r'<h3><a href="[^"]+">([^<]+)</a>', page)
    assert shown[:3] == [hit["name"] for hit in hits]


def test_facets_count_what_the_question_is_read_as(address: str) -> None:
    page = read(f"{address}/?q=queues")
    total = int(re.findall(r"(\d+) resources", page)[0])
    facets = dict(re.findall(r'href="/\?q=queues&amp;service=(\w+)".*?(\d+)</', page, re.DOTALL))
    assert facets == {"sqs": str(total)}
    assert "service=lambda" in read(address)


def test_what_was_not_understood_is_not_answered_past(address: str) -> None:
    page = read(f"{address}/?q=queues+that+are+not+%3Cturquoise%3E")
    assert "no answer: &#39;not turquoise&#39; was not understood" in page
    assert "What fulfils the rest:" in page
    assert "sqs:queue" in page


@pytest.mark.parametrize(
    "strange", ["/?start=-5", "/?start=999999999999", "/?q=" + "x" * 9000, "/?facts=%00", "/?service=%3Cb%3E"]
)
def test_strange_questions_get_a_page(address: str, strange: str) -> None:
    assert "<main" in read(address + strange)


@pytest.mark.parametrize(("path", "code"), [("/resource/6f1d7c0e-54b5-5b0e-9d6b-0c1f3a1f6a52", 404), ("/nothing", 404)])
def test_what_is_not_there_is_said(address: str, path: str, code: int) -> None:
    assert refused(address + path) == code


def test_another_site_cannot_use_the_page_under_its_own_name(address: str) -> None:
    assert refused(address, Host="evil.example") == 400


def test_a_taken_port_is_told_with_a_way_out(address: str, scanned: Place) -> None:
    done = scanned.run("serve", "--port", address.rpartition(":")[2])
    assert done.returncode == 2
    assert "Name another port" in done.stderr


def made(**more: Any) -> AWSResource:
    fields = {
        "account_id": PRODUCTION, "account_name": "prod", "region": "eu-west-1", "service": "sqs", "resource_type": "sqs:queue",
        "arn": f"arn:aws:sqs:eu-west-1:{PRODUCTION}:orders", "id": "orders", "name": "orders",
    }  # fmt: skip
    return AWSResource(**{**fields, **more})


def stored(home: Path, *resources: AWSResource) -> Settings:
    settings = Settings(home=home)
    with opened(settings.store, settings.home) as collection:
        collection.ensure()
        collection.upsert(resources, {})
    return settings


@pytest.fixture
def hostile(tmp_path: Path) -> TestClient:
    """An estate in which every text is somebody's attempt at markup, and one field is sealed."""
    bad = Verdict("allowed", HOSTILE)
    place = SealedPlace(PRODUCTION, HOSTILE)
    one = made(
        account_name=HOSTILE, arn=HOSTILE, id=HOSTILE, name=HOSTILE, state=HOSTILE, tags={HOSTILE: HOSTILE},
        properties={HOSTILE: HOSTILE, "Password": Sealer(b"k" * 32).seal(SECRET, place, "Password")},
        permissions={HOSTILE: bad}, constraints=(Constraint("r", "block", (HOSTILE,), HOSTILE),),
        facts={"public": Fact(holds=True, why=HOSTILE)}, relations=(Relation(HOSTILE, HOSTILE),), notes=(HOSTILE,),
    )  # fmt: skip
    settings = stored(tmp_path, one)
    gap = LedgerEntry(
        PRODUCTION, HOSTILE, HOSTILE, HOSTILE, Status.DENIED, HOSTILE, HOSTILE, HOSTILE, scanned_at=HOSTILE
    )
    Ledger(tmp_path / "ledger.db").record([gap])
    return TestClient(app(Reader(settings), ("testserver",)))


def test_nothing_from_the_store_reaches_the_page_unescaped(hostile: TestClient) -> None:
    listed = hostile.get("/")
    pages = [
        listed,
        hostile.get("/ledger"),
        hostile.get("/", params={"q": HOSTILE, "service": HOSTILE}),
        hostile.get("/", params={"q": HOSTILE, "service": "sqs"}),
        hostile.get(links(listed.text)[0]),
    ]
    assert [page.status_code for page in pages] == [
        200,
        200,
        400,
        200,
        200,
    ]  # the third asks for a service that there is not
    for page in pages:
        assert "&lt;script&gt;" in page.text
        assert "<script" not in page.text
        assert "<img" not in page.text
        assert "49" not in re.sub(r"[\w-]{36}", "", page.text), "a template of the store's was filled in"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert SECRET not in page.text


def test_a_sealed_value_is_shown_as_sealed_only(hostile: TestClient) -> None:
    page = hostile.get(links(hostile.get("/").text)[0]).text
    assert "(sealed)" in page
    assert "$sealed" not in page


def test_relations_can_be_followed_both_ways(tmp_path: Path) -> None:
    queue = made()
    topic = made(
        arn=queue.arn.replace("sqs", "sns"),
        id="t",
        name="alerts",
        resource_type="sns:topic",
        relations=(Relation("queue", queue.arn),),
    )
    client = TestClient(app(Reader(stored(tmp_path, queue, topic)), ("testserver",)))
    assert queue.point_id in client.get(f"/resource/{topic.point_id}").text
    assert topic.point_id in client.get(f"/resource/{queue.point_id}").text


def test_a_scan_that_holds_the_store_does_not_stop_the_page_and_its_news_appear_after_it(tmp_path: Path) -> None:
    settings = stored(tmp_path, made())
    client = TestClient(app(Reader(settings), ("testserver",)))
    assert "1 resource\n" in client.get("/").text
    with opened(settings.store, settings.home) as collection:
        collection.upsert([made(arn="arn:aws:sqs:eu-west-1:222233334444:new", name="new")], {})
        meanwhile = client.get("/")
        assert meanwhile.status_code == 200
        assert "a scan is writing" in meanwhile.text
    after = client.get("/").text
    assert "2 resources" in after
    assert "a scan is writing" not in after
