"""The stand-in's fixed facts: accounts, regions, and the identity that a scan runs as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoAccount:
    """One member of the organization; `scale` says how many of each resource a region holds, production being 1."""

    id: str
    name: str
    email: str
    environment: str
    scale: float


MANAGEMENT = DemoAccount("111122223333", "acme-management", "aws-management@acme.example", "management", 0.1)
PRODUCTION = DemoAccount("222233334444", "acme-production", "aws-production@acme.example", "production", 1.0)
STAGING = DemoAccount("333344445555", "acme-staging", "aws-staging@acme.example", "staging", 0.3)
ACCOUNTS = (MANAGEMENT, PRODUCTION, STAGING)

HOME_REGION = "us-east-1"
REGIONS = (HOME_REGION, "us-west-2", "eu-central-1", "eu-west-1")

SCANNER_USER = "scanner"
SCANNER_KEY_ID = "AKIAESTATEDEMOSCAN01"
SCANNER_SECRET = "estateDemoScannerSecretAccessKey00000001"  # noqa: S105 - a stand-in's key opens nothing
SCANNER_ROLE = "estate-scanner"
EXTERNAL_ID = "estate-demo"


def role_arn(account: DemoAccount) -> str:
    """The ARN of the role that a scan assumes in `account`."""
    return f"arn:aws:iam::{account.id}:role/{SCANNER_ROLE}"


def environment(endpoint: str) -> dict[str, str]:
    """The variables that turn any AWS tool towards the stand-in at `endpoint`."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": SCANNER_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SCANNER_SECRET,
        "AWS_REGION": HOME_REGION,
        "AWS_DEFAULT_REGION": HOME_REGION,
        # A host prefix before a loopback address ("api.127.0.0.1") resolves to nothing.
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def described() -> list[dict[str, str]]:
    """The accounts as the server announces them: id, name, role to assume and its external id."""
    return [{"id": a.id, "name": a.name, "role_arn": role_arn(a), "external_id": EXTERNAL_ID} for a in ACCOUNTS]
