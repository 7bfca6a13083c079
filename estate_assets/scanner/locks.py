"""One at a time: locks in ESTATE_HOME that tell who holds them, and whom one waits for."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from estate_assets.scanner.errors import StoreLockedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Says at once that it waits and for whom. Without any logging set up, Python prints it to stderr.
LOG = logging.getLogger(__name__)
NOTE_WAIT_S = 0.5  # for a holder that has the lock and has not signed yet


@contextmanager
def held(path: Path, what: str, wait_s: float) -> Iterator[None]:
    """Holds the lock while within. The kernel lets go of it when its process ends, however it ends.

    Args:
        path: the lock's file; who holds it stands in a file beside it.
        what: what it guards, in words: "the store in .estate".
        wait_s: how long to wait for another process; it is told of at once.

    Raises:
        StoreLockedError: another process holds it still; says which, and since when.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock, note = FileLock(path, mode=0o600), path.with_suffix(".holder")
    _acquire(lock, note, what, wait_s)
    try:
        _sign(note)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


class Turns:
    """The accounts that this process scans: no other process of the same home scans them meanwhile.

    Two scans of one account would each take what only the other has seen for gone.
    """

    def __init__(self, folder: Path, wait_s: float) -> None:
        self._folder, self._wait_s = folder, wait_s
        self._held: dict[str, ExitStack] = {}

    def take(self, account_ids: Iterable[str], wait_s: float | None = None) -> list[str]:
        """Takes accounts until they are given back; returns those that were not ours before. Raises StoreLockedError."""
        wait_s = self._wait_s if wait_s is None else wait_s
        taken: list[str] = []
        try:
            for account_id in sorted(set(account_ids) - set(self._held)):  # sorted: no two wait for each other
                stack = ExitStack()
                what = f"account {account_id} in {self._folder.parent}"
                stack.enter_context(held(self._folder / f"{account_id}.lock", what, wait_s))
                self._held[account_id] = stack
                taken.append(account_id)
        except StoreLockedError:
            self.give_back(taken)
            raise
        return taken

    def give_back(self, account_ids: Iterable[str] | None = None) -> None:
        """Lets others scan these accounts, or all."""
        for account_id in list(self._held if account_ids is None else account_ids):
            self._held.pop(account_id).close()

    @contextmanager
    def of(self, account_ids: Iterable[str]) -> Iterator[None]:
        """The accounts are this process's while within. Raises StoreLockedError."""
        taken = self.take(account_ids)
        try:
            yield
        finally:
            self.give_back(taken)


def _acquire(lock: FileLock, note: Path, what: str, wait_s: float) -> None:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        holder = _holder(note, lock)
        if wait_s:
            LOG.warning("%s is in use by %s: waiting for it, up to %g s", what, holder, wait_s)
        try:
            lock.acquire(timeout=wait_s)
        except Timeout as error:
            raise StoreLockedError(
                f"{what} is in use by {_holder(note, lock)}. Wait for it to end and repeat, or let this wait for longer "
                f"(ESTATE_STORE__LOCK_WAIT_S, now {wait_s:g})."
            ) from error


def _sign(note: Path) -> None:
    text = json.dumps({"pid": os.getpid(), "what": _own_name(), "since": datetime.now().astimezone().isoformat()})
    draft = note.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    draft.replace(note)


def _holder(note: Path, lock: FileLock) -> str:
    """Who holds it, in words."""
    until = time.monotonic() + NOTE_WAIT_S
    while time.monotonic() < until and Path(lock.lock_file).exists():
        try:
            found = json.loads(note.read_text())
            if _alive(int(found["pid"])):
                since = datetime.fromisoformat(found["since"])
                return f"{found['what']} (process {found['pid']}, since {since:%H:%M:%S})"
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(0.05)
    return "another process"


def _alive(pid: int) -> bool:
    """Whether there is such a process: one that was killed leaves its note behind."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        pass
    return True


def _own_name() -> str:
    """What this process is, as its user knows it: `estate scan`, a run of Dagster's, or a script."""
    name, first = Path(sys.argv[0]).stem, next(iter(sys.argv[1:]), "")
    if name in ("estate", "cli") or "estate_assets" in sys.argv[0]:
        return f"`estate {first}`".replace(" `", "`")
    if name.startswith("dagster") or "dagster" in sys.argv[0]:
        return "a run in the Dagster UI"
    return "a Python session" if name in ("", "-c", "-") else name
