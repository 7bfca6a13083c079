"""Runs the stand-in as its own process and hands out where it is: `with StandIn() as stand_in: ...`."""

from __future__ import annotations

import contextlib
import json
import selectors
import subprocess
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

_TAIL = 2_000


class StandInError(RuntimeError):
    """The stand-in died or said nothing while starting; the message ends with its last words."""


class StandIn:
    """A running stand-in.

    Attributes:
        endpoint: its URL.
        env: variables that turn an AWS tool towards it; update `os.environ` or a child's environment with them.
        accounts: id, name, role_arn and external_id of each account.
        regions: the enabled regions.
        resources: how many resources were seeded, and `by_type`: how many of each type.
    """

    endpoint: str
    env: dict[str, str]
    accounts: list[dict[str, str]]
    regions: list[str]
    resources: int
    by_type: dict[str, int]

    @property
    def services(self) -> list[str]:
        """The services of which anything was seeded; the rest of AWS answers with empty lists."""
        return sorted({name.partition(":")[0] for name in self.by_type})

    def __init__(
        self, *, port: int = 0, seed: bool = True, simulate_shape: str = "nested", timeout: float = 300.0
    ) -> None:
        self._command = [sys.executable, "-m", "estate_assets.demo", "--port", str(port), "--die-with-parent"]
        self._command += ["--seed" if seed else "--no-seed", "--simulate-shape", simulate_shape]
        self._timeout = timeout
        self._process: subprocess.Popen[str] | None = None
        self._stderr: IO[str] | None = None

    def start(self, env: dict[str, str] | None = None) -> Self:
        """Start the process and wait until it serves; `env` replaces its environment.

        Raises:
            StandInError: it died or took longer than the timeout.
        """
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in stop()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._stderr, text=True, env=env
            )
            ready: dict[str, Any] = json.loads(self._first_line(self._process))
            undo.pop_all()
        self.endpoint, self.env, self.accounts = ready["endpoint"], ready["env"], ready["accounts"]
        self.regions, self.resources, self.by_type = ready["regions"], ready["resources"], ready["by_type"]
        return self

    def stop(self) -> None:
        """End the process; does nothing if it isn't running."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        if self._stderr is not None:
            self._stderr.close()
            self._stderr = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _first_line(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            ready = selector.select(self._timeout)
        line = process.stdout.readline() if ready else ""
        if line:
            return line
        cause = f"said nothing for {self._timeout:g} s" if not ready else f"exited with {process.wait()}"
        raise StandInError(f"The AWS stand-in {cause}. Its last words:\n{self._last_words()}")

    def _last_words(self) -> str:
        if self._stderr is None:
            return ""
        self._stderr.seek(0)
        return self._stderr.read()[-_TAIL:]
