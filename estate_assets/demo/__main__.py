"""`python -m estate_assets.demo`: serve the stand-in until killed; one JSON line on stdout when it is ready."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

from estate_assets.demo.accounts import REGIONS, described, environment

_WATCH_SECONDS = 0.5


def main() -> None:
    """Parse the command line, seed, announce, serve."""
    options = _options()
    _stop_on_signals()
    if options.die_with_parent:
        _die_with_parent(os.getppid())
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    _set_environment()
    _serve(options)


def _serve(options: argparse.Namespace) -> None:
    from estate_assets.demo import mends, seed, server
    from estate_assets.demo.application import Application

    # Whoever started us reads one line, and moto prints at will: more would fill the pipe and stop the server.
    announce, sys.stdout = sys.stdout, sys.stderr
    listener = server.listen(options.port, Application(options.simulate_shape))
    mends.apply()
    planted = seed.plant(resources=options.seed)
    endpoint = f"http://{server.HOST}:{listener.server_port}"
    ready: dict[str, Any] = {
        "endpoint": endpoint,
        "env": environment(endpoint),
        "accounts": described(),
        "regions": list(REGIONS),
        "resources": planted.total(),
        "by_type": dict(sorted(planted.items())),
    }
    print(json.dumps(ready), file=announce, flush=True)
    listener.serve_forever()


def _set_environment() -> None:
    """Keep out the caller's AWS settings, an endpoint above all, and tell moto ours before it is imported."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_", "TEST_SERVER_MODE"))]:
        del os.environ[name]
    os.environ |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # botocore's list of a service's regions lags behind: Connect and S3 Tables would answer KeyError in eu-west-1.
        "MOTO_ALLOW_NONEXISTENT_REGION": "true",
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m estate_assets.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 takes a free one")
    parser.add_argument("--seed", action=argparse.BooleanOptionalAction, default=True, help="grow the demo estate")
    parser.add_argument("--simulate-shape", choices=("nested", "flat"), default="nested", help="of IAM simulations")
    parser.add_argument("--die-with-parent", action="store_true", help="exit when the starting process is gone")
    return parser.parse_args()


def _stop_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))


def _die_with_parent(parent: int) -> None:
    """Watch the parent's id: PR_SET_PDEATHSIG would fire when the *thread* that started us ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


if __name__ == "__main__":
    main()
