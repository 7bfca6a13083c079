"""The commands that run something beside themselves: the demo with its stand-in AWS, and the Dagster UI."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estate_assets import console
from estate_assets.scanner.errors import EstateError, UsageError
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.settings import CONFIG_FILE, HOME, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.demo.process import StandIn
    from estate_assets.scanner.results import ScanResult

QUESTIONS = (
    "publicly accessible production databases",
    "serverless functions owned by the payments team",
    "message queues of the orders team in Ireland",
)
MISSING = "the stand-in is not installed. Install it with: pip install 'estate-assets[demo]'"


def demo(port: int) -> int:
    """`estate demo`: everything from nothing to answers. Returns the exit code of the scan."""
    from estate_assets import runs
    from estate_assets.scanner.results import ScanRequest

    home = _own_settings()
    _refuse_foreign(home)
    console.say("starting a stand-in AWS with a seeded estate ...")
    started = time.monotonic()
    with _stand_in(port) as stand_in:
        console.say(
            f"{stand_in.resources} resources planted in {len(stand_in.accounts)} accounts and {len(stand_in.regions)} regions, "
            f"ready after {time.monotonic() - started:.0f} s at {stand_in.endpoint}"
        )
        os.environ.update(stand_in.env)
        _write_settings(home, stand_in)
        result = runs.scan_shown(ScanRequest())
    _summary(result)
    _answer(QUESTIONS)
    console.say(
        f"\nSee the runs, their lineage and checks:  estate ui --demo\nAsk something else:  estate search '{QUESTIONS[0]}'"
    )
    return {"complete": 0, "partial": 3}.get(result.status, 1)


def _summary(result: ScanResult) -> None:
    from estate_assets.scanner.collection import opened

    console.scan_summary(result)
    console.say(f"Dagster's own share of the scan's time: {result.dagster_share:.0%}")
    settings = load()
    with opened(settings.store, settings.home) as collection:
        counts = Counter(resource.service for resource in collection.resources())
    console.say("resources by service: " + ", ".join(f"{service} {count}" for service, count in counts.most_common()))


def _answer(questions: Sequence[str]) -> None:
    from estate_assets.scanner.asking import Asker
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.registry import Registry
    from estate_assets.searching import reading

    with reading() as collection:
        asker = Asker(collection, Embedder(), Registry())
        for question in questions:
            console.hits(question, asker.ask(question, limit=3))


def _own_settings() -> Path:
    """The demo's home. Whatever else the user has set (accounts, a server's store) is not for the demo, and is put aside."""
    home = Path(os.environ.get("ESTATE_HOME", HOME))
    for name in [name for name in os.environ if name.startswith("ESTATE_") and name != "ESTATE_HOME"]:
        del os.environ[name]
    os.environ["ESTATE_CONFIG"] = str(home / CONFIG_FILE)
    return home


def _refuse_foreign(home: Path) -> None:
    """The demo's accounts must not get among real ones."""
    if Ledger(home / "ledger.db").entries() and not _is_demo(home):
        raise UsageError(
            f"{home} holds an estate of its own, and the demo would mix with it. Give the demo a place: ESTATE_HOME=demo"
        )


def _is_demo(home: Path) -> bool:
    file = home / CONFIG_FILE
    return file.exists() and file.read_text().startswith(SETTINGS_HEAD)


SETTINGS_HEAD = "# The demo's settings, made by `estate demo`.\n"
ACCOUNT = """
[[accounts]]
id = "{id}"
name = "{name}"
role_arn = "{role_arn}"
external_id = "{external_id}"
"""


def _write_settings(home: Path, stand_in: StandIn) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    accounts = "".join(ACCOUNT.format(**account) for account in stand_in.accounts)
    text = f"{SETTINGS_HEAD}regions = {json.dumps(stand_in.regions)}\nservices = {json.dumps(stand_in.services)}\n{accounts}"
    # The stand-in has no rate limit; AWS throttles simulation after some 180 quick calls.
    (home / CONFIG_FILE).write_text(text + "\n[limits]\nsimulate_rate = 200\ndocumented_rates = false\n")


def _stand_in(port: int) -> Any:
    try:
        from estate_assets.demo.process import StandIn, StandInError
    except ImportError as error:
        raise EstateError(MISSING) from error
    try:
        return StandIn(port=port)
    except StandInError as error:
        raise EstateError(str(error)) from error


def stand_in(port: int) -> int:
    """`estate demo --serve`: the stand-in alone, until it is interrupted."""
    ends = {signal.SIGINT, signal.SIGTERM}
    with _stand_in(port) as running:
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # from here on they are waited for
        console.say(f"the stand-in AWS serves at {running.endpoint}; stop it with Ctrl-C. In another shell:\n")
        for name, value in running.env.items():
            console.out.print(f"export {name}={value}")
        sys.stdout.flush()
        signal.sigwait(ends)
    return 0


def ui(port: int, *, with_stand_in: bool) -> None:
    """`estate ui`: `dagster dev` on this project, with our home as Dagster's."""
    import dagster as dg

    from estate_assets import dagster_home
    from estate_assets.partitions import register_accounts

    _require_free(port)
    settings = load()
    dagster_home.prepare(settings)
    with ExitStack() as stack:
        if with_stand_in:
            console.say("starting the stand-in AWS ...")
            os.environ.update(stack.enter_context(_stand_in(0)).env)
        with dg.DagsterInstance.get() as instance:
            register_accounts(instance, [account.id for account in settings.configured_accounts])
        console.say(f"the Dagster UI opens at http://127.0.0.1:{port}; stop it with Ctrl-C")
        command = [
            sys.executable,
            "-m",
            "dagster",
            "dev",
            "-m",
            "estate_assets.definitions",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        quiet = os.environ | {
            "PYTHONWARNINGS": "ignore"
        }  # `dagster dev` calls itself superseded; `dg` wants a project of its own kind
        signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # a script's background job ignores it, and so would Dagster
        server = subprocess.Popen(command, env=quiet)  # noqa: S603  # our own interpreter, a number the only input
        signal.signal(
            signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT)
        )  # Dagster ends its own children then
        try:
            server.wait()
        except KeyboardInterrupt:
            server.wait(timeout=30)


def _require_free(port: int) -> None:
    """Raises UsageError where something listens on the port already: Dagster would say so only in its log."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(f"--port {port}: {error.strerror}. Name another, for example --port {port + 1}") from error
