from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from estate_assets.demo import StandIn, StandInError
from tests.demo.conftest import Aws


def test_environment_is_left_alone(aws):
    before = dict(os.environ)
    aws.client("sts").get_caller_identity()
    assert dict(os.environ) == before
    assert set(aws.stand_in.env) >= {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"}


def test_connections_are_kept_open(aws):
    host, port = aws.stand_in.endpoint.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        for _ in range(3):
            connection.sendall(b"GET /estate/calls HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_death_at_start_is_explained():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StandInError, match=r"(?s)exited with 1.*in use"):
            StandIn(port=taken.getsockname()[1], seed=False).start()


def test_silence_at_start_is_explained():
    with pytest.raises(StandInError, match=r"said nothing for 0\.1 s"):
        StandIn(seed=False, timeout=0.1).start()


def test_unseeded_estate_has_accounts_and_nothing_else():
    with StandIn(seed=False, simulate_shape="flat") as stand_in:
        aws = Aws(stand_in)
        assert len(stand_in.accounts) == 3
        assert aws.client("lambda", "222233334444").list_functions()["Functions"] == []
        answer = aws.client("iam", "222233334444").simulate_principal_policy(
            PolicySourceArn="arn:aws:iam::222233334444:role/estate-scanner", ActionNames=["ec2:DescribeVpcs"]
        )
        assert "ResourceSpecificResults" not in answer["EvaluationResults"][0]
        process = stand_in._process
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_stand_in_dies_with_its_parent():
    script = (
        "from estate_assets.demo import StandIn\nimport os, sys\n"
        "stand_in = StandIn(seed=False).start()\nprint(stand_in._process.pid, flush=True)\nos._exit(9)\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    pid, deadline = int(done.stdout), time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_session_keys_expire_in_real_time(aws):
    role = "arn:aws:iam::222233334444:role/estate-scanner"
    sts = aws.client("sts")
    keys = sts.assume_role(RoleArn=role, RoleSessionName="test", ExternalId="estate-demo", DurationSeconds=900)
    left = keys["Credentials"]["Expiration"] - dt.datetime.now(dt.UTC)
    assert dt.timedelta(minutes=14) < left <= dt.timedelta(minutes=15)


def test_many_threads_may_write_at_once():
    with StandIn(seed=False) as stand_in:
        iam = boto3.Session(stand_in.env["AWS_ACCESS_KEY_ID"], "x").client(
            "iam", region_name="us-east-1", endpoint_url=stand_in.endpoint
        )
        with ThreadPoolExecutor(8) as pool:
            made = pool.map(lambda n: iam.create_role(RoleName=f"r{n}", AssumeRolePolicyDocument="{}"), range(100))
            assert {answer["ResponseMetadata"]["HTTPStatusCode"] for answer in made} == {200}
