"""The proxy, the undisturbed scan that all others are compared with, and the matrix at the end of a run."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

import pytest
from botocore.loaders import JSONFileLoader

from tests.conftest import AWS_VARIABLES
from tests.faults import cases, report
from tests.faults.estate import REQUEST, Estate, contents_of
from tests.faults.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.demo.process import StandIn

MEMBERS = ("111122223333", "333344445555")


@pytest.fixture(scope="session")
def proxy(stand_in: StandIn) -> Iterator[Proxy]:
    found = Proxy(stand_in.endpoint)
    yield found
    found.close()


@pytest.fixture(scope="session")
def environment(stand_in: StandIn, proxy: Proxy) -> dict[str, str]:
    """The variables that turn a scan towards the proxy."""
    return stand_in.env | {"AWS_ENDPOINT_URL": proxy.url, "AWS_CONFIG_FILE": os.devnull}


_READ = functools.partial(JSONFileLoader.load_file, JSONFileLoader())
_FILES = functools.cache(_READ)


@pytest.fixture(scope="module", autouse=True)
def _models() -> Iterator[None]:
    """botocore's models are read once for all scans of the matrix: half of their time. Not S3's, which its clients change, and not
    beyond these tests: moto changes the models that it reads.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            JSONFileLoader, "load_file", lambda _self, path: (_READ if f"{os.sep}s3" in path else _FILES)(path)
        )
        yield


@pytest.fixture(scope="session")
def estate(
    stand_in: StandIn, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Estate]:
    """The estate, scanned once without any fault."""
    golden = tmp_path_factory.mktemp("golden")
    accounts = [account for account in stand_in.accounts if account["id"] in MEMBERS]
    found = Estate(accounts, golden, {})
    with pytest.MonkeyPatch.context() as patch, _at(environment, patch):
        with found.scanner(golden) as scanner:
            result = scanner.scan(REQUEST)
            found.store = contents_of(scanner)
        assert (result.status, result.errors) == ("complete", [])
    yield found
    found.close()


def _at(environment: dict[str, str], patch: pytest.MonkeyPatch) -> Any:
    for name in [name for name in os.environ if name.startswith(AWS_VARIABLES)]:
        patch.delenv(name)
    for name, value in environment.items():
        patch.setenv(name, value)
    return patch.context()


@pytest.fixture
def wired(environment: dict[str, str], proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The proxy, with this process's AWS turned towards it; no rules before and after."""
    _at(environment, monkeypatch)
    proxy.set()
    yield proxy
    proxy.set()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = report.rows(terminalreporter.stats)
    if rows:
        terminalreporter.section("fault matrix")
        for line in report.table(rows):
            terminalreporter.write_line(line)
        if os.environ.get("ESTATE_WRITE_DOCS") == "1":
            whole = sorted(row["fault"] for row in rows if len(row) == len(report.HEAD)) == sorted(cases.NAMES)
            terminalreporter.write_line(
                report.write(rows) if whole else "docs/faults.md is as it was: rows are missing"
            )
