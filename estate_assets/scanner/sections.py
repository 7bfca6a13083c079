"""The tables of estate.toml, each validated: a misspelt or impossible setting is an error that names it."""

from __future__ import annotations

import re
from pathlib import Path  # noqa: TC003  # pydantic reads the annotations
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FilePath,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode

from estate_assets.scanner.permissions.arns import arn_problem

AccountId = Annotated[str, Field(pattern=r"^\d{12}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Cron = Annotated[str, Field(pattern=r"^(\S+ +){4}\S+$|^@(hourly|daily|weekly|monthly)$")]
Owner = Annotated[str, Field(pattern=r"^(team:[\w.-]+|[^@\s]+@[^@\s]+)$")]
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./=-]*)?")
EndpointData = Literal["confirm", "trust", "ask"]


def _listed(value: Any) -> Any:
    """`a,b` from a variable or a flag is the list [a, b]; `all` stays."""
    if isinstance(value, str) and value != "all":
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _data_place(value: str) -> str:
    if "://" in value and not BUCKET.fullmatch(value):
        raise ValueError("a folder, or s3://BUCKET/PREFIX")
    return value


DataPlace = Annotated[str, Field(min_length=1), AfterValidator(_data_place)]
Names = Annotated[Literal["all"] | tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Section(BaseModel):
    """A table of estate.toml. Unknown keys are errors: a misspelt limit must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AccountSettings(Section):
    """One account: the default credentials reach it, or a profile, or a role to assume."""

    id: AccountId
    name: str = ""
    profile: str | None = None
    role_arn: Annotated[str, Field(pattern=r"^arn:[\w-]+:iam::\d{12}:role/.+")] | None = None
    external_id: str | None = None


class OrganizationSettings(Section):
    """Discovery of accounts: every active account of the organization (or of some `units` of it), entered through the role of this name.

    `own_account`: the account of the default credentials is entered with them, since roles rolled out to members are
    seldom in the management account; or through the role as well; or left out. `units`: only accounts in these organizational
    units, or below them.
    """

    role_name: str
    external_id: str | None = None
    own_account: Literal["credentials", "role", "skip"] = "credentials"
    exclude: tuple[AccountId, ...] = ()
    units: tuple[Annotated[str, Field(pattern=r"^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$")], ...] = ()


class LimitSettings(Section):
    """How much at once, and how fast. Rates are calls a second per account × region × service."""

    cells: int = Field(16, ge=1, le=256)
    listings: int = Field(16, ge=1, le=256)
    items: int = Field(32, ge=1, le=256)
    rate: float = Field(40, gt=0)
    burst: float = Field(80, gt=0)
    documented_rates: bool = True
    simulate_rate: float = Field(5, gt=0)
    attempts: int = Field(5, ge=1, le=20)
    connect_timeout_s: float = Field(5, gt=0)
    read_timeout_s: float = Field(30, gt=0)
    rates: dict[str, float] = Field(default_factory=dict)


class StoreSettings(Section):
    """Where the collection is: embedded in ESTATE_HOME, or a Qdrant server by URL. And where the Parquet is.

    `engine`: what keeps the embedded one: Qdrant's Python client (`local`), or the engine of its server in this process (`edge`,
    `pip install 'estate-assets[edge]'`), for more than some 20,000 points.
    """

    url: str | None = None
    engine: Literal["local", "edge"] = "local"
    api_key: str | None = Field(None, repr=False)
    ca_file: FilePath | None = None
    data: DataPlace | None = None
    collection: str = "estate"
    lock_wait_s: float = Field(10, ge=0)

    @model_validator(mode="after")
    def _one_store(self) -> Self:
        if self.url and self.engine == "edge":
            raise ValueError("url names a server, engine = 'edge' a store in ESTATE_HOME: leave one of them out")
        return self

    @model_validator(mode="after")
    def _key_is_not_sent_in_clear(self) -> Self:
        parts = urlsplit(self.url or "")
        if self.api_key and parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"the API key would go in clear to {parts.hostname}: use https://")
        return self


class EncryptionSettings(Section):
    """Where the sealing key comes from, where `key` does not give it: a key file, or a data key wrapped by AWS KMS."""

    key_file: Path | None = None
    kms_key: (
        Annotated[str, Field(pattern=r"^(arn:[\w-]+:kms:[\w-]+:\d{12}:(key|alias)/.+|alias/.+|[\w-]{36}|mrk-\w{32})$")]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.key_file and self.kms_key:
            raise ValueError("key_file and kms_key are two sources of one key: leave one of them out")
        return self


class DeletionSettings(Section):
    """The breaker: a cell that would lose more than this share of its points, and at least so many, keeps them."""

    max_share: Share = 0.5
    min_count: int = Field(10, ge=1)


class PermissionSettings(Section):
    """Who may do what, and how that is found out: IAM simulates, or policies are read and evaluated here, or both.

    `cache_ttl_s`: how long an answer is believed. `sample`: how many decisions of each kind `both` has simulated.
    `principal`: an ARN to answer for in place of the scanning identity. `session_policy`: a file with a policy that limits
    it. `assume_no_scp`: take it that no service control policy binds the accounts.
    """

    engine: Literal["simulate", "local", "both", "off"] = "simulate"
    actions: Literal["curated", "all"] = "curated"
    principal: str | None = None
    session_policy: Path | None = None
    assume_no_scp: bool = False
    sample: int = Field(3, ge=1)
    cache_ttl_s: float = Field(24 * 3600, ge=0)

    @field_validator("principal")
    @classmethod
    def _is_a_principal(cls, arn: str | None) -> str | None:
        if arn and (problem := arn_problem(arn)):
            raise ValueError(problem)
        return arn


class HistorySettings(Section):
    """How long the past is told: changes older than so many days are forgotten when their account has been scanned; 0: never."""

    keep_days: int = Field(365, ge=0)


class ScanSettings(Section):
    """What a scan asks of AWS. `optional_details`: also the questions that cost a call per resource.

    `aws_managed`: also what AWS puts into every account by itself (its policies, keys, default parameter groups): all of
    it, or that of these types and services only.
    `tags`: those that cost a call per resource come from the Tagging API, a listing for all of them (backfill), or one by one (each).
    `endpoint_data`: where botocore's data has no such service in a region, believe it if the DNS has no such host either
    (confirm), at once (trust), or never (ask). `resume_within_s`: how old an interrupted scan may be to be resumed.
    """

    optional_details: bool = False
    aws_managed: bool | tuple[str, ...] = False
    tags: Literal["backfill", "each"] = "backfill"
    endpoint_data: EndpointData = "confirm"
    resume_within_s: float = Field(24 * 3600, ge=0)


class AutomationSettings(Section):
    """What Dagster does by itself, once it is turned on there. Times of day are cron expressions in `timezone`."""

    full_scan: Cron = "0 3 * * *"
    incremental_scan: Cron = "30 */4 * * *"
    timezone: str = "UTC"
    empty_after_h: float = Field(24, ge=0)
    retry_after_min: float = Field(15, gt=0)
    denied_after_h: float = Field(24, gt=0)
    fresh_within_h: float = Field(48, gt=0)
    change_queue: Annotated[str, Field(pattern=r"^https?://[^/]+/\d{12}/[\w.-]+$")] | None = None
    owners: tuple[Owner, ...] = ("team:cloud-platform",)
