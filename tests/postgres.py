"""A Postgres of one's own on loopback, from Debian's package, with a password; it goes when it is closed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

PASSWORD = "planted-postgres-password"


def _binary(name: str) -> str | None:
    """Debian keeps them out of the way: /usr/lib/postgresql/VERSION/bin."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(packaged[-1]) if packaged else None)


def missing() -> str:
    """Why there can be no Postgres here; empty where there can."""
    if not (_binary("initdb") and _binary("postgres")):
        return "no Postgres on this machine: apt-get install postgresql"
    return "Postgres does not run as root, and there is no user `postgres`" if os.getuid() == 0 and not _owner() else ""


def _owner() -> str | None:
    """As whom it runs: root may not."""
    if os.getuid():
        return None
    return next((one.pw_name for one in pwd.getpwall() if one.pw_name == "postgres"), None)


class Postgres:
    """The server. `env` is what deploy/dagster.yaml asks for."""

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="estate-postgres-"))
        owner = {"user": owner, "group": owner, "extra_groups": []} if (owner := _owner()) else {}
        (self._folder / "password").write_text(PASSWORD)
        for path in (self._folder, self._folder / "password") if owner else ():
            shutil.chown(path, owner["user"], owner["group"])  # a test before may have left a umask of 077
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data, quiet = self._folder / "data", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        made = [
            _binary("initdb"),
            "-D",
            data,
            "-U",
            "dagster",
            "--auth",
            "scram-sha-256",
            "--pwfile",
            self._folder / "password",
        ]
        subprocess.run([*made, "--no-sync"], check=True, **quiet, **owner)
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen([_binary("postgres"), "-D", data, *flags], **quiet, **owner)
        self.env = {
            "DAGSTER_PG_HOST": "127.0.0.1", "DAGSTER_PG_PORT": str(port), "DAGSTER_PG_USERNAME": "dagster",
            "DAGSTER_PG_PASSWORD": PASSWORD, "DAGSTER_PG_DB": "postgres",
        }  # fmt: skip
        self._await()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(timeout=60)
        shutil.rmtree(self._folder)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        import psycopg2

        env = self.env
        with psycopg2.connect(
            host=env["DAGSTER_PG_HOST"], port=env["DAGSTER_PG_PORT"], user=env["DAGSTER_PG_USERNAME"], password=PASSWORD,
            dbname=env["DAGSTER_PG_DB"],
        ) as connection, connection.cursor() as cursor:  # fmt: skip
            cursor.execute(query)
            return cursor.fetchall()

    def _await(self) -> None:
        import time

        import psycopg2

        for _ in range(300):
            try:
                self.ask("SELECT 1")
            except psycopg2.OperationalError:
                assert self._server.poll() is None, "Postgres has ended"
                time.sleep(0.1)
            else:
                return
        raise AssertionError("Postgres does not answer")
