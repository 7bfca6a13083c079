"""What a child of the nursery does: a scan of the cloud, by the library or by the command, or a look at what is stored."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from array import array
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.crash.cloud import ACCOUNTS, REGIONS, SERVICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.results import ScanRequest

SETTINGS = f"""
regions = {json.dumps(REGIONS)}
services = {json.dumps(SERVICES)}
[limits]
cells = 4
items = 4
attempts = 1
rate = 10000
burst = 10000
simulate_rate = 10000
[store]
engine = "{os.environ.get("KILL_ENGINE", "local")}"
lock_wait_s = 0
[scan]
endpoint_data = "ask"
tags = "each"
""" + "".join(f'[[accounts]]\nid = "{id_}"\nrole_arn = "arn:aws:iam::{id_}:role/estate"\n' for id_ in ACCOUNTS)


def place(home: Path, url: str) -> None:
    """Makes this process one that scans from here."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "ESTATE_", "DAGSTER_"))]:
        del os.environ[name]
    os.environ |= {
        "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDDEFAULT" + ACCOUNTS[0], "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": REGIONS[0],
        "AWS_EC2_METADATA_DISABLED": "true", "ESTATE_HOME": str(home), "AWS_CONFIG_FILE": os.devnull,
        "ESTATE_CONFIG": str(home.parent / "estate.toml"),
    }  # fmt: skip
    (home.parent / "estate.toml").write_text(SETTINGS)
    os.chdir(home.parent)


def hashed(_: Any, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Vectors without a model: the same for the same text, different for another."""
    places = [hashlib.sha256(text.encode()).digest() for text in texts]
    whole = [[0.5**0.5 if n in (one[0] % 128, 128 + one[1]) else 0.0 for n in range(384)] for one in places]
    return [tuple(array("f", one)) for one in whole]  # as precise as a model's


def library(*, resume: bool = False, narrow: bool = False) -> dict[str, Any]:
    """A scan by the library, of everything or of one region of one account; with `resume`, the interrupted one, if there is one."""
    from estate_assets.scanner import EstateScanner

    with EstateScanner() as scanner:
        resumed = resume and scanner.interrupted()
        result = scanner.resume() if resumed else scanner.scan(_request(narrow=narrow))
    return result.to_dict() | {"resumed": bool(resumed)}


def command(*, resume: bool = False, narrow: bool = False) -> dict[str, Any]:
    """`estate scan`, of as much; with `resume`, `estate scan --resume`, if there is one to resume."""
    from estate_assets import runs
    from estate_assets.scanner.checkpoints import Checkpoints, Way

    resumed = resume and Checkpoints(Path(os.environ["ESTATE_HOME"]) / "checkpoints.db").interrupted(Way.DAGSTER)
    return runs.scan_shown(_request(narrow=narrow), resume=bool(resumed)).to_dict() | {"resumed": bool(resumed)}


def estate(*, argv: Sequence[str]) -> dict[str, Any]:
    """The command `estate`: its exit code and what it said."""
    from estate_assets.cli import main

    with io.StringIO() as err, io.StringIO() as out, redirect_stderr(err), redirect_stdout(out):
        sys.argv, code = ["estate", *argv], 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        return {"code": code, "stderr": err.getvalue(), "stdout": out.getvalue()}


def _request(*, narrow: bool) -> ScanRequest:
    from estate_assets.scanner.results import ScanRequest

    return ScanRequest(accounts=ACCOUNTS[:1], regions=REGIONS[:1]) if narrow else ScanRequest()


def look(*, again: bool = False, narrow: bool = False) -> dict[str, Any]:
    """All that the books and the store hold, without the times at which it was seen and the names of the scans.

    With `again`, also what one more scan would write.
    """
    from estate_assets.scanner import EstateScanner

    with EstateScanner() as scanner:
        with scanner.store() as collection:
            points = dict(map(_point, _every(collection)))
        ledger = [entry.to_dict() for entry in scanner.ledger.entries()]
        changes = sorted([one.kind, one.point_id, *one.fields] for one in scanner.changes.find("TRUE"))
        more = {"again": scanner.scan(_request(narrow=narrow)).to_dict()} if again else {}
    for entry in ledger:
        del entry["scanned_at"]
    return {"points": points, "ledger": ledger, "changes": changes, "litter": litter(), **more}


def litter() -> list[str]:
    """Drafts that nobody will take away."""
    home = Path(os.environ["ESTATE_HOME"])
    return [str(path.relative_to(home)) for path in (home / "parquet").rglob(".*")]


def _every(collection: Any) -> Any:
    offset = None
    while True:
        records, offset = collection._client.scroll(collection._name, limit=500, offset=offset, with_vectors=True)
        yield from records
        if offset is None:
            return


def _point(record: Any) -> tuple[str, str]:
    payload = dict(record.payload)
    content = json.loads(payload.pop("record"))
    del content["discovered_at"]
    whole = json.dumps([payload, content, str(record.vector)], sort_keys=True)
    return str(
        record.id
    ), f"{payload['arn']} {payload['content_hash']} {hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def dagster_runs() -> dict[str, Any]:
    """Dagster's runs, the latest first: [status, tags] of each."""
    from estate_assets import dagster_home
    from estate_assets.scanner.settings import load

    dagster_home.prepare(load())
    with dagster_home.opened() as instance:
        return {"runs": [[run.status.value, dict(run.tags)] for run in instance.get_runs()]}


def reexecuted() -> dict[str, Any]:
    """The latest run of an account, executed once more from failure, as a button of the UI does it."""
    from estate_assets import dagster_home
    from estate_assets.definitions import defs
    from estate_assets.scanner.settings import load

    dagster_home.prepare(load())
    with dagster_home.opened() as instance:
        (last, *_) = instance.get_runs()
        root = last.tags.get("dagster/root_run_id", last.run_id)
        joined = {"dagster/parent_run_id": last.run_id, "dagster/root_run_id": root, "dagster/is_resume_retry": "true"}
        job = defs.resolve_job_def("estate_scan")
        done = job.execute_in_process(instance=instance, tags=dict(last.tags) | joined, raise_on_error=False)
    return {"success": done.success}


WORK = {
    "library": library,
    "command": command,
    "estate": estate,
    "look": look,
    "runs": dagster_runs,
    "reexecuted": reexecuted,
}


def quiet() -> None:
    """What a child says is in the way of the tests' own words."""
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # as long as the process
