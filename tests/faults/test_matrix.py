"""Each fault, at a first scan and at a re-scan with cleanup: nothing live is lost, nothing is silently missing."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

import pytest

from tests.faults import report
from tests.faults.cases import CASES, Case
from tests.faults.estate import GHOST, REQUEST, Estate, Store, contents_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from estate_assets.scanner import EstateScanner
    from estate_assets.scanner.results import ScanResult
    from tests.faults.proxy import Proxy

pytestmark = pytest.mark.slow
MODES = ("first scan", "re-scan")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault(
    case: Case, mode: str, wired: Proxy, estate: Estate, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    home = tmp_path / "home"
    (estate.new_home if mode == "first scan" else estate.aged_home)(home)
    for name in case.forgets:
        (home / name).unlink()
    wired.set(*case.rules)
    with estate.scanner(home, fresh=case.needs_fresh, **case.settings) as scanner:
        result = disturbed(scanner, case)
        stored = contents_of(estate_store(scanner))
        statuses = {f"{e.account_id}/{e.region}/{e.resource_type}": str(e.status) for e in scanner.ledger.entries()}
        listed = {f"{e.account_id}/{e.region}/{e.resource_type}" for e in scanner.ledger.entries() if e.listed}
    wired.set()
    told(case, result, statuses, estate)
    kept(case, stored, estate, first=mode == "first scan")
    if mode == "re-scan" and result:
        cleaned(case, stored, listed, estate)
    recovered(home, estate)
    record_property("fault", row(case, mode, result, statuses))


def estate_store(scanner: EstateScanner) -> EstateScanner:
    """The scanner with its store unharmed again."""
    vars(scanner).pop("store", None)
    return scanner


def disturbed(scanner: EstateScanner, case: Case) -> ScanResult | None:
    """The result of the scan under the fault; None where it ends with the error that the case names."""
    if case.sabotage:
        case.sabotage(scanner)
    if case.raises is None:
        return scanner.scan(REQUEST)
    with pytest.raises(case.raises, match=case.words):
        scanner.scan(REQUEST)
    return None


def told(case: Case, result: ScanResult | None, statuses: dict[str, str], estate: Estate) -> None:
    """The result and the ledger say what happened, where it happened, and of nothing else."""
    if result is None:
        return
    of_account = {
        where for where in case.gaps if where.endswith("/iam:permissions")
    }  # a row only where there is trouble
    assert statuses == {where: case.status_of(where) for where in (*estate.store, *of_account)}
    assert {(str(error.category), error.code) for error in result.errors} == case.errors
    assert result.status == case.result


def kept(case: Case, stored: Store, estate: Estate, *, first: bool) -> None:
    """Nothing live is lost, nothing wrong is stored, and what the fault spared is there as if it had not happened."""
    for where, live in estate.store.items():
        found = {arn: record for arn, record in stored.get(where, {}).items() if not arn.endswith(GHOST)}
        if case.spares(where):
            assert found == live, where
        elif first:
            assert found.keys() <= live.keys(), where
        else:
            assert found.keys() == live.keys(), where
    assert stored.keys() <= estate.store.keys()


def cleaned(case: Case, stored: Store, listed: set[str], estate: Estate) -> None:
    """What is gone is removed exactly where the listing came to its end, unless the store took nothing."""
    ghosts = {where for where, found in stored.items() if any(arn.endswith(GHOST) for arn in found)}
    kept = {where for where in estate.store if not any(fnmatch(where, pattern) for pattern in case.unstored)}
    assert ghosts & kept == kept - listed


def recovered(home: Path, estate: Estate) -> None:
    """One scan after the fault is gone, the store is that of an undisturbed scan."""
    with estate.scanner(home) as scanner:
        assert scanner.scan(REQUEST).status == "complete"
        assert contents_of(scanner) == estate.store


def row(case: Case, mode: str, result: ScanResult | None, statuses: dict[str, str]) -> dict[str, str]:
    """What the matrix says of this test."""
    if result is None:
        return report.row_of(case.name, mode, f"raises {case.raises.__name__}", "-", ())
    gaps = ", ".join(sorted({status for status in statuses.values() if status != "complete"}))
    return report.row_of(case.name, mode, result.status, gaps or "complete", case.errors)
