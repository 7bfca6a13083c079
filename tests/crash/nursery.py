"""Children that scan, and the killer: a process that has loaded all libraries once forks one for each order it reads.

An order is a line of JSON on stdin: {work, home, url, resume, again, narrow, argv, stage, number, when, delay_s, signal}. The
answer is one on stdout: {signal, answer, at_work, begun, seconds, cpu_s}. `delay_s` alone kills at that time after the beginning,
wherever the scan is.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import mmap
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "scanner"))  # the loopback AWS's modules stand there alone

from tests.crash.moments import DAGSTER, LIBRARY, STAGES, Moments, at_work, begun
from tests.crash.scans import WORK, hashed, place, quiet

PATIENCE_S = 120
HEAVY = (
    "dagster", "dagster._daemon", "dagster._grpc", "dagster._scheduler", "pandas", "portalocker", "pyarrow.compute", "pyarrow.dataset",
    "pyarrow.pandas_compat", "pyarrow.parquet", "qdrant_client.local.qdrant_local", "structlog", "upath", "estate_assets.console",
    "estate_assets.event_log",  # and not the code location: its partitions are those of the settings at its import
)  # fmt: skip


def load() -> None:
    """All that is slow to import, which would be most of a child's work; botocore's models are read once."""
    for name in HEAVY:
        importlib.import_module(name)
    from botocore.loaders import JSONFileLoader, Loader
    from botocore.session import Session

    from estate_assets.scanner import embedding, scan
    from tests.crash.cloud import SERVICES

    read = JSONFileLoader.load_file
    files, services = (
        functools.cache(lambda path: read(JSONFileLoader(), path)),
        functools.cache(Loader().list_available_services),
    )
    JSONFileLoader.load_file = lambda _, path: files(path)
    Loader.list_available_services = lambda _, type_name: services(type_name)
    for service in (*SERVICES, "sts", "iam", "ec2"):
        Session().create_client(
            service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        ).close()
    embedding.Embedder._computed = hashed
    embedding.Embedder.check = lambda _: None
    assert scan.EstateScanner
    gc.freeze()  # pages that no collection touches stay shared


def child(order: dict[str, Any], active: mmap.mmap, killer: int, answer: int) -> None:
    """One scan, from fork to end."""
    quiet()
    place(Path(order["home"]), order["url"])
    moments = Moments(active, killer, order.get("stage", ""), order.get("number", 0), order.get("when", ""))
    stages = LIBRARY | (DAGSTER if order["work"] in ("command", "estate") else {})
    if order.get("stage") or order["work"] in ("library", "command"):
        moments.watch(stages)
    done = WORK[order["work"]](**{name: order[name] for name in ("resume", "again", "argv", "narrow") if name in order})
    with os.fdopen(answer, "w") as out:
        json.dump(done, out)


def fork(order: dict[str, Any]) -> dict[str, Any]:
    """Forks a child, kills it when its time has come, and says what became of it."""
    active = mmap.mmap(-1, 3 * len(STAGES))
    (told, killer), (read, answer) = os.pipe(), os.pipe()
    started = time.monotonic()
    if (pid := os.fork()) == 0:
        try:
            child(order, active, killer, answer)
            os._exit(0)
        except BaseException:  # noqa: BLE001  # it is told, and ends here
            with os.fdopen(answer, "w") as out:
                json.dump({"raised": traceback.format_exc()}, out)
            os._exit(1)
    for end in (killer, answer):
        os.close(end)
    _lie_in_wait(order, pid, told)
    with os.fdopen(read) as source:
        text = source.read()
    _, status, used = os.wait4(pid, 0)
    os.close(told)
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "answer": json.loads(text) if text else None,
        "at_work": at_work(active), "begun": begun(active), "seconds": time.monotonic() - started,
        "cpu_s": used.ru_utime + used.ru_stime,
    }  # fmt: skip


def _lie_in_wait(order: dict[str, Any], pid: int, told: int) -> None:
    if "delay_s" not in order:
        return
    if order.get("stage"):
        select.select([told], [], [], PATIENCE_S)  # its word, or its end
        if not os.read(told, 1):
            return
    time.sleep(order["delay_s"])
    os.kill(pid, order.get("signal", signal.SIGKILL))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    load()
    _say("ready")
    for line in sys.stdin:
        _say(json.dumps(fork(json.loads(line))))


if __name__ == "__main__":
    main()
