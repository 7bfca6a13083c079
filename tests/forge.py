"""Commands in processes of their own, without their start: a process that has loaded all libraries, and the model, forks one for each.

Each has its arguments, environment, folder, streams and exit code, as one that a shell starts. An order is a line of JSON on stdin:
{module, args, env, folder}; its stdin, stdout and stderr are files in a folder that both know. The answer is the exit code.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[1]
HEAVY = (
    "dagster", "dagster._daemon", "pandas", "portalocker", "pyarrow.compute", "pyarrow.dataset", "pyarrow.pandas_compat",
    "pyarrow.parquet", "qdrant_client.local.qdrant_local", "structlog", "upath", "estate_assets.cli", "estate_assets.console",
    "estate_assets.dagster_home", "estate_assets.event_log", "estate_assets.runs", "estate_assets.searching", "estate_assets.serving",
    "estate_assets.scanner.asking", "estate_assets.scanner.rotation", "estate_assets.scanner.scan",
)  # fmt: skip
PATIENCE_S = 900
#: They read the settings when they are imported.
NOT_YET = ("estate_assets.definitions", "estate_assets.partitions")


class Forge:
    """The process, and its commands, one after another."""

    def __enter__(self) -> Self:
        self._streams = tempfile.TemporaryDirectory(prefix="estate-forge-")
        env = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forge", self._streams.name], env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        self._streams.cleanup()

    def run(
        self,
        args: tuple[str, ...],
        folder: Path,
        env: dict[str, str],
        stdin: str = "",
        module: str = "estate_assets.cli",
    ) -> subprocess.CompletedProcess[str]:
        """What became of `python -m module` with these arguments: its `main` is run."""
        streams = Path(self._streams.name)
        (streams / "stdin").write_text(stdin)
        self._process.stdin.write(
            json.dumps({"module": module, "args": args, "folder": str(folder), "env": env}) + "\n"
        )
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(args, code, *((streams / name).read_text() for name in ("stdout", "stderr")))


def load() -> None:
    """All that is slow to import or to read."""
    for name in HEAVY:
        importlib.import_module(name)
    from botocore.loaders import JSONFileLoader

    from estate_assets.scanner import embedding

    read = functools.partial(JSONFileLoader.load_file, JSONFileLoader())
    files = functools.cache(read)
    # Not S3's: its clients change their model.
    JSONFileLoader.load_file = lambda _, path: (read if f"{os.sep}s3" in path else files)(path)
    embedding._verified = functools.cache(embedding._verified)
    embedding.load_model = functools.cache(embedding.load_model)
    embedding.load_model()
    assert not [name for name in NOT_YET if name in sys.modules]
    gc.freeze()  # pages that no collection touches stay shared


def command(order: dict[str, Any], streams: Path) -> None:
    """The command, in a process that was just forked."""
    signal.alarm(PATIENCE_S)
    for number, (name, mode) in enumerate((("stdin", "rb"), ("stdout", "wb"), ("stderr", "wb"))):
        with (streams / name).open(mode) as file:
            os.dup2(file.fileno(), number)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.path[0] = order["folder"]
    module = importlib.import_module(order["module"])
    sys.argv = [module.__file__, *order["args"]]
    module.main()


def end(code: object) -> None:
    """As Python ends, but without the libraries' own clean-up: it waits for threads that did not come along."""
    threading._shutdown()
    atexit._run_exitfuncs()
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else bool(code))


def main() -> None:
    load()
    streams, told = Path(sys.argv[1]), os.dup(1)
    os.write(told, b"ready\n")
    while line := sys.stdin.readline():
        if not (child := os.fork()):
            os.close(told)
            try:
                command(json.loads(line), streams)
            except SystemExit as asked:
                end(asked.code)
            except BaseException:  # noqa: BLE001  # as Python ends on it
                traceback.print_exc()
                end(1)
            end(0)
        _, status = os.waitpid(child, 0)
        os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
