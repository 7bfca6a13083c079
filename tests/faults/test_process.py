"""The same faults as a user meets them: the command, its exit code, and a disk that is full under Dagster's Parquet."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner import EstateScanner, Settings
from tests.faults.cases import CASES, HERE, STAGES
from tests.faults.estate import GHOST, REQUEST, TYPES, Estate, Store, contents_of
from tests.faults.report import row_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.proxy import Proxy
    from tests.forge import Forge

pytestmark = pytest.mark.slow
SERVICES = ("route53", "sqs")
BY_NAME = {case.name: case for case in CASES}


def scan(forge: Forge, folder: Path, estate: Estate, *, full_at: str = "") -> tuple[int, dict[str, Any]]:
    """`estate scan --json` in a process of its own, with the matrix's accounts; its exit code and what it printed."""
    accounts = "".join(
        f'[[accounts]]\nid = "{a["id"]}"\nname = "{a["name"]}"\nrole_arn = "{a["role_arn"]}"\nexternal_id = "{a["external_id"]}"\n'
        for a in estate.accounts
    )
    limits = "[limits]\nattempts = 1\nsimulate_rate = 500\n"
    (folder / "estate.toml").write_text(f'regions = ["us-east-1", "eu-west-1"]\n{accounts}{limits}')
    own = {"ESTATE_HOME": str(folder / "home"), "FULL_AT": full_at, "DAGSTER_HOME": ""}
    asked = ("scan", "--json", "--services", ",".join(SERVICES))
    done = forge.run(asked, folder, dict(os.environ) | own, module="tests.faults.full_disk")
    assert done.stdout, done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def stored(folder: Path) -> Store:
    with EstateScanner(Settings(home=folder / "home")) as scanner:
        return contents_of(scanner)


def of_services(store: Store) -> Store:
    """The part of a store that both the process and the matrix scan: the matrix knows one type of each service."""
    types = {name for name in TYPES if name.partition(":")[0] in SERVICES}
    return {where: found for where, found in store.items() if where.rsplit("/", maxsplit=1)[-1] in types}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("mode", ["first scan", "re-scan"])
def test_a_full_disk_costs_a_run_and_no_resource(
    stage: str, mode: str, wired: Proxy, estate: Estate, forge: Forge, tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    (estate.new_home if mode == "first scan" else estate.aged_home)(tmp_path / "home")
    code, result = scan(forge, tmp_path, estate, full_at=f"{stage}/{HERE}/sqs")
    assert (code, result["status"]) == (3, "partial")
    (error,) = result["errors"]
    assert (error["account_id"], error["code"], error["operation"]) == (HERE[:12], "RunFailed", stage)
    assert error["category"] == "storage"
    assert "No space left on device" in error["message"]
    live, found = of_services(estate.store), stored(tmp_path)
    for where, records in live.items():
        here = {arn: record for arn, record in found.get(where, {}).items() if not arn.endswith(GHOST)}
        if not where.startswith(HERE[:12]):
            assert here == records
        else:
            assert here.keys() == (records.keys() if mode == "re-scan" else set())
    with estate.scanner(tmp_path / "home") as scanner:
        assert scanner.scan(replace(REQUEST, services=SERVICES)).status == "complete"
    assert of_services(stored(tmp_path)) == live
    told = {(error["category"], error["code"])}
    record_property("fault", row_of(f"disk full: {stage}", mode, "partial", "complete", told))


@pytest.mark.parametrize(
    ("name", "code"),
    [("page 2 denied (JSON)", 3), ("connection reset", 3), ("a member's role can't be assumed", 3), ("AWS answers nobody", 1)],
)  # fmt: skip
def test_the_exit_code(name: str, code: int, wired: Proxy, estate: Estate, forge: Forge, tmp_path: Path) -> None:
    estate.new_home(tmp_path / "home")
    case = BY_NAME[name]
    wired.set(*case.rules)
    found, result = scan(forge, tmp_path, estate)
    assert (found, result["status"]) == (code, case.result)
    assert {(error["category"], error["code"]) for error in result["errors"]} >= case.errors
