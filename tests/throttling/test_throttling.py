"""A scan of an AWS that throttles: complete, hardly ever refused once it knows the limit, and as quick as the limit lets it be."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.errors import Status
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.settings import Settings
from tests.throttling.aws import ACCOUNT, ITEMS, REGION, SERVICES, Throttling, registry, throttling

if TYPE_CHECKING:
    from pathlib import Path

    from estate_assets.scanner.model import Outcome, RawResource

pytestmark = pytest.mark.slow

RATE, BURST = 6, 6
FIRST_S = 6.0  # in which a limit is found
UNLIMITED = 1e6


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    return tmp_path


def scanned(aws: Throttling, home: Path) -> tuple[list[Outcome[RawResource]], float]:
    """One cell of each service, and the seconds that it took; making clients left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", aws.url)
        settings = Settings(home=home, limits={"documented_rates": False}, scan={"endpoint_data": "ask"})
        found = Discovery(settings, registry(*SERVICES), Sealer(b"k" * 32), Ledger(home / "ledger.db"))
        found._regions[ACCOUNT] = (REGION,)
        for service in SERVICES:
            found.engine.caller(service, REGION)
        begun = time.monotonic()
        outcomes = list(found.discover(Account(ACCOUNT), [Cell(ACCOUNT, REGION, service) for service in SERVICES]))
        seconds = time.monotonic() - begun
        found.close()
    return outcomes, seconds


def test_a_throttled_scan_is_complete_and_learns_the_limits(home: Path) -> None:
    """The machine's own share of the time is that of the same calls to an AWS that lets all of them through."""
    with throttling(UNLIMITED, UNLIMITED) as easy:
        _, own = scanned(easy, home)
    with throttling(RATE, BURST) as aws:
        outcomes, seconds = scanned(aws, home)
    assert [outcome.errors for outcome in outcomes if outcome.errors] == []
    assert {outcome.cell.service: (outcome.status, len(outcome.items)) for outcome in outcomes} == dict.fromkeys(
        SERVICES, (Status.COMPLETE, ITEMS)
    )
    assert {service for _, service, good in aws.calls if not good} == set(SERVICES)  # each in its own words
    assert aws.refused(after_s=FIRST_S) < 0.05
    assert seconds < 2 * (aws.ideal_s + own)
