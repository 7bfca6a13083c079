"""awsmap's `ask` beside Estate: the same estate in awsmap's own SQLite schema, each question read by awsmap itself.

awsmap lives in a virtual environment of its own (`--awsmap ITS_PYTHON`): it brings its own boto3. Its collectors keep a part of AWS's
fields under names in snake case; here all are kept so, and those that it names otherwise have its names, too.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from typing import TYPE_CHECKING, Any

from bench.metrics import DEPTH, Ranked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.systems import System
    from estate_assets.scanner.model import AWSResource

#: Makes an empty inventory of awsmap's, and prints where.
MAKE = "import sys; from aws_inventory.db import get_connection; get_connection(sys.argv[1]).close()"
#: Reads questions as JSON, answers each with the rows of the SQL that awsmap makes of it; null where that fails.
ASK = """
import json, sys
from aws_inventory.db import get_connection
from aws_inventory.nlq import generate_sql
conn, found = get_connection(sys.argv[1]), []
for question in json.load(sys.stdin):
    try:
        cursor = conn.execute(generate_sql(question, conn=conn))
        names = [column[0] for column in cursor.description]
        found.append([dict(zip(names, row)) for row in cursor.fetchmany(10)])
    except Exception:
        found.append(None)
json.dump(found, sys.stdout)
"""
NETWORK = ("vpc", "subnet", "route_table", "internet_gateway", "nat_gateway", "vpc_endpoint")
TYPES = {
    "ec2:image": ("ec2", "ami"), "cloudwatch:alarm": ("cloudwatch", "metric-alarm"),
    "elbv2:load_balancer": ("elbv2", "application-load-balancer"),
    **{f"ec2:{one}": ("vpc", one.replace("_", "-")) for one in NETWORK},
}  # fmt: skip
RENAMED = {
    "storage_encrypted": "encrypted", "db_instance_class": "instance_class", "db_instance_status": "status",
    "private_ip_address": "private_ip",
    "public_ip_address": "public_ip", "size": "size_gb", "volume_size": "size_gb", "deletion_protection_enabled": "deletion_protection",
    "table_status": "status",
}  # fmt: skip
WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def awsmap(estate: Sequence[AWSResource], questions: Sequence[str], python: Path, folder: Path) -> System:
    """All questions asked at once; the system looks its answers up."""
    inventory = folder / "awsmap.db"
    inventory.unlink(missing_ok=True)
    subprocess.run([python, "-c", MAKE, inventory], check=True)
    with sqlite3.connect(inventory) as store:
        _fill(store, estate)
    store.close()
    done = subprocess.run(
        [python, "-c", ASK, inventory], input=json.dumps(questions), capture_output=True, text=True, check=True
    )
    answers = dict(zip(questions, json.loads(done.stdout), strict=True))
    known = {(one.account_id, one.region, one.id): one for one in estate} | {
        (None, None, one.id): one for one in estate
    }
    named = {(one.region, one.name): one for one in estate} | {(None, one.name): one for one in estate}

    def answer(question: str) -> Ranked:
        rows = answers[question] or []
        found = [_of(row, known, named) for row in rows]
        return Ranked([one for one in found if one][:DEPTH], not rows)

    return answer


def _fill(store: sqlite3.Connection, estate: Sequence[AWSResource]) -> None:
    for account in {one.account_id: one.account_name for one in estate}.items():
        scan = (
            "INSERT INTO scans (scan_id, account_id, account_alias, timestamp) VALUES (?, ?, ?, '2026-11-20T12:00:00')"
        )
        store.execute(scan, (account[0], *account))
    row = (
        "INSERT INTO resources (scan_id, service, type, id, arn, name, region, account_id, details, tags) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    store.executemany(row, map(_row, estate))


def _row(one: AWSResource) -> tuple[Any, ...]:
    kind = TYPES.get(one.resource_type) or (one.service, one.resource_type.partition(":")[2].replace("_", "-"))
    place = (one.id, one.arn, one.name, one.region, one.account_id)
    return (one.account_id, *kind, *place, json.dumps(details(one.properties)), json.dumps(dict(one.tags)))


def details(properties: Any) -> dict[str, Any]:
    """A record's fields under awsmap's names."""
    found: dict[str, Any] = {}
    for key, value in properties.items():
        name = "_".join(WORD.split(key)).lower()
        plain = (
            value.get("Name") or value.get("Code") or value if name == "state" and isinstance(value, dict) else value
        )
        found |= {name: plain, RENAMED.get(name, name): plain}
    return found


def _of(row: dict[str, Any], known: dict[Any, AWSResource], named: dict[Any, AWSResource]) -> AWSResource | None:
    """The resource of an answer's row; None for a count or another table."""
    by_id = known.get((row.get("account_id"), row.get("region"), row.get("id"))) or known.get(
        (None, None, row.get("id"))
    )
    return by_id or named.get((row.get("region"), row.get("name"))) or named.get((None, row.get("name")))
