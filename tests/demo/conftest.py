"""One seeded stand-in for the whole session, and clients of it that leave the environment alone."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config

from estate_assets.demo import StandIn
from estate_assets.demo.accounts import EXTERNAL_ID

MANAGEMENT, PRODUCTION, STAGING = "111122223333", "222233334444", "333344445555"
ONCE = Config(retries={"total_max_attempts": 1})


@dataclass
class Aws:
    """Clients of a stand-in, as the scanner's user or as its role in an account."""

    stand_in: StandIn
    _sessions: dict[str | None, boto3.Session] = field(default_factory=dict)

    def client(self, service: str, account: str | None = None, region: str = "us-east-1") -> Any:
        if account not in self._sessions:
            self._sessions[account] = self._user() if account is None else self.assume(account)
        session = self._sessions[account]
        return session.client(service, region_name=region, endpoint_url=self.stand_in.endpoint, config=ONCE)

    def assume(self, account: str, external_id: str = EXTERNAL_ID) -> boto3.Session:
        role = f"arn:aws:iam::{account}:role/estate-scanner"
        sts = self.client("sts")
        keys = sts.assume_role(RoleArn=role, RoleSessionName="test", ExternalId=external_id)["Credentials"]
        return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def control(self, method: str, what: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.stand_in.endpoint}/estate/{what}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def _user(self) -> boto3.Session:
        env = self.stand_in.env
        return boto3.Session(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"])


@pytest.fixture(scope="session")
def aws():
    with StandIn() as stand_in:
        yield Aws(stand_in)
