"""The table of faults: what happens where, and what the scan must say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from estate_assets.demo.accounts import MANAGEMENT, STAGING
from estate_assets.scanner.errors import CredentialsError
from tests.faults import harms, sabotage
from tests.faults.proxy import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner import EstateScanner

Errors = frozenset[tuple[str, str]]
HERE = f"{STAGING.id}/us-east-1"
QUEUES, TOPICS, VOLUMES = f"{HERE}/sqs:queue", f"{HERE}/sns:topic", f"{HERE}/ec2:volume"
FUNCTIONS, ZONES = f"{HERE}/lambda:function", f"{STAGING.id}/global/route53:hosted_zone"
OPERATIONS = {
    QUEUES: ("sqs", "ListQueues"), TOPICS: ("sns", "ListTopics"), VOLUMES: ("ec2", "DescribeVolumes"),
    FUNCTIONS: ("lambda", "ListFunctions"), ZONES: ("route53", "ListHostedZones"),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One fault.

    Attributes:
        gaps: "account/region/type" (a pattern) -> the status that the ledger must give it; everything else is complete.
        errors: all (category, code) that the result must tell, and no others.
        result: the result's status.
        raises: what the scan ends with instead of a result, and words of its message.
        annotated: patterns of what is stored, but not as whole as undisturbed.
        unstored: patterns of what is seen and yet not stored; more than the gaps.
        sabotage: what is done to the scanner itself, before the scan.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    gaps: dict[str, str] = field(default_factory=dict)
    errors: Errors = frozenset()
    result: str = "partial"
    raises: type[Exception] | None = None
    words: str = ""
    annotated: tuple[str, ...] = ()
    unstored: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    sabotage: Callable[[EstateScanner], None] | None = None
    forgets: tuple[str, ...] = ()

    def status_of(self, where: str) -> str:
        """What the ledger must say of a place."""
        return next((status for pattern, status in self.gaps.items() if fnmatch(where, pattern)), "complete")

    @property
    def needs_fresh(self) -> bool:
        """Whether the scanner must not have clients or credentials yet."""
        return bool(self.settings) or any(rule.service in ("*", "sts", "organizations") for rule in self.rules)

    def spares(self, where: str) -> bool:
        """Whether a place is untouched by the fault: seen and stored as if it had not happened."""
        spoilt = (*self.gaps, *self.annotated, *self.unstored)
        return not any(fnmatch(where, pattern) for pattern in spoilt)


def listing(
    name: str, place: str, harm: Any, gap: str, *errors: tuple[str, str],
    page: int | None = None, after: int = 0, times: int | None = None, **more: Any,
) -> Case:  # fmt: skip
    """A fault of the listing of one type, in one account and region."""
    account, region, _ = place.split("/")
    service, operation = OPERATIONS[place]
    scope = None if region == "global" else region
    rule = Rule(service, operation, harm, account, scope, page, after, times)
    return Case(name, (rule,), {place: gap} if gap else {}, frozenset(errors), **more)


RETRIED = {"settings": {"limits": {"attempts": 2}}}
SCP = "not authorized to perform: lambda:ListFunctions with an explicit deny in a service control policy"
DENIED_BY_SCP = harms.error("AccessDeniedException", 403, SCP)
ANYWHERE = f"{STAGING.id}/*"
TAGGED = tuple(
    f"{STAGING.id}/*/{name}" for name in ("lambda:function", "route53:hosted_zone", "sns:topic", "sqs:queue")
)

LISTINGS = (
    listing("denied (JSON)", QUEUES, harms.error("AccessDenied", 403), "denied", ("aws", "AccessDenied")),
    listing("denied (query)", TOPICS, harms.error("AuthorizationError", 403), "denied", ("aws", "AuthorizationError")),
    listing("denied (EC2)", VOLUMES, harms.error("UnauthorizedOperation", 403), "denied", ("aws", "UnauthorizedOperation")),
    listing("denied (REST XML)", ZONES, harms.error("AccessDenied", 403), "denied", ("aws", "AccessDenied")),
    listing("denied by a service control policy", FUNCTIONS, DENIED_BY_SCP, "denied", ("aws", "AccessDeniedException")),
    listing("HTTP 500 (JSON)", QUEUES, harms.error("InternalError", 500), "failed", ("aws", "InternalError")),
    listing("HTTP 503 (EC2)", VOLUMES, harms.error("Unavailable", 503), "failed", ("aws", "Unavailable")),
    listing("HTTP 503, a load balancer's page", TOPICS, harms.page(503), "failed", ("aws", "503")),
    listing("HTTP 200, a proxy's page", QUEUES, harms.page(200), "failed", ("parsing", "ResponseParserError")),
    listing("body malformed (JSON)", QUEUES, harms.garbled, "failed", ("parsing", "UnicodeDecodeError")),
    listing("body malformed (EC2)", VOLUMES, harms.garbled, "failed", ("parsing", "ResponseParserError")),
    listing("connection reset", QUEUES, harms.reset, "failed", ("execution", "ConnectionClosedError")),
    listing("connection ends in the body (REST JSON)", FUNCTIONS, harms.cut(0.5), "failed", ("parsing", "ResponseParserError")),
    listing("connection ends in the body (EC2)", VOLUMES, harms.cut(0.5), "failed", ("parsing", "ResponseParserError")),
    listing("connection ends before the body (JSON)", QUEUES, harms.cut(0), "failed", ("parsing", "ResponseParserError")),
    listing("connection ends before the body (REST JSON)", FUNCTIONS, harms.cut(0), "failed", ("parsing", "ResponseParserError")),
    listing("connection ends before the body (REST XML)", ZONES, harms.cut(0), "failed", ("parsing", "ResponseParserError")),
    listing("connection ends before the body (query)", TOPICS, harms.cut(0), "failed", ("parsing", "ResponseParserError")),
    listing("HTTP 200 with an empty body (REST JSON)", FUNCTIONS, harms.page(200, b""), "failed", ("parsing", "ResponseParserError")),
    listing("connection ends before page 2 (EC2)", VOLUMES, harms.cut(0), "truncated", ("parsing", "ResponseParserError"), page=2),
    listing("read timeout", QUEUES, harms.silent(4), "failed", ("execution", "ReadTimeoutError"),
            settings={"limits": {"read_timeout_s": 3}}),
    listing("throttled beyond all retries", QUEUES, harms.error("ThrottlingException"), "throttled",
            ("aws", "ThrottlingException"), **RETRIED),
    listing("throttled once, retried", QUEUES, harms.error("ThrottlingException"), "", times=1, result="complete", **RETRIED),
    listing("page 2 denied (JSON)", QUEUES, harms.error("AccessDenied", 403), "truncated", ("aws", "AccessDenied"), page=2),
    listing("page 2 fails (REST JSON)", FUNCTIONS, harms.error("ServiceException", 500), "truncated",
            ("aws", "ServiceException"), page=2),
    listing("page 2 reset (EC2)", VOLUMES, harms.reset, "truncated", ("execution", "ConnectionClosedError"), page=2),
    listing("page 2 throttled (query)", TOPICS, harms.error("Throttling"), "truncated", ("aws", "Throttling"), page=2),
    listing("a page token that stays", QUEUES, harms.token(2), "truncated", ("aws", "PageTokenLoop"), page=2),
    listing("page tokens in a circle", QUEUES, harms.token(2), "truncated", ("aws", "PageTokenLoop"), page=3),
    listing("service not offered in the region", QUEUES, harms.error("UnknownOperationException"), "not_offered", result="complete"),
    listing("account not signed up", VOLUMES, harms.error("OptInRequired", 401), "not_enabled", result="complete"),
)  # fmt: skip

OTHERS = (
    Case("a detail of each item denied", (Rule("sqs", "GetQueueAttributes", harms.error("AccessDenied", 403), STAGING.id),),
         {f"{STAGING.id}/*/sqs:queue": "denied"}, frozenset({("aws", "AccessDenied")})),
    Case("tags denied", (Rule("sns", "ListTagsForResource", harms.error("AuthorizationError", 403), STAGING.id),),
         {f"{STAGING.id}/*/sns:topic": "denied"}, frozenset({("aws", "AuthorizationError")}),
         annotated=(f"{STAGING.id}/*/sns:topic",)),
    Case("tags of all types denied (the Tagging API)",
         (Rule("resourcegroupstaggingapi", "GetResources", harms.error("AccessDeniedException", 403), STAGING.id),),
         dict.fromkeys(TAGGED, "denied"), frozenset({("aws", "AccessDeniedException")}), annotated=TAGGED,
         settings={"scan": {"tags": "backfill"}}),
    Case("token expires in mid-scan", (Rule("*", "*", harms.expired, STAGING.id, "eu-west-1"),),
         {f"{STAGING.id}/eu-west-1/*": "failed"},
         frozenset({("execution", "ExpiredToken"), ("execution", "ExpiredTokenException"), ("execution", "RequestExpired")})),
    Case("token expires in mid-listing", (Rule("sqs", "*", harms.expired, STAGING.id, after=3),),
         {QUEUES: "truncated", f"{STAGING.id}/eu-west-1/sqs:queue": "failed"},
         frozenset({("execution", "ExpiredTokenException")}), settings={"limits": {"cells": 1, "items": 1}}),
    Case("a member's role can't be assumed", (Rule("sts", "AssumeRole", harms.error("AccessDenied", 403), STAGING.id),),
         {ANYWHERE: "denied"}, frozenset({("execution", "CredentialsError")})),
    Case("no role can be assumed", (Rule("sts", "AssumeRole", harms.error("AccessDenied", 403)),),
         {"*": "denied"}, frozenset({("execution", "CredentialsError")}), result="failed"),
    Case("AWS answers nobody", (Rule("*", "*", harms.reset),),
         {"*": "failed"}, frozenset({("execution", "UnreachableError")}), result="failed"),
    Case("Organizations listing denied", (Rule("organizations", "ListAccounts", harms.error("AccessDeniedException")),),
         raises=CredentialsError, words="AWS refused ListAccounts: AccessDenied", unstored=("*",),
         settings={"accounts": [], "organization": {"role_name": "estate-scanner", "external_id": "estate-demo"}}),
    Case("Organizations listing denied, accounts configured by hand",
         (Rule("organizations", "ListAccounts", harms.error("AccessDeniedException")),),
         errors=frozenset({("aws", "AccessDeniedException")}), settings={"organization": {"role_name": "estate-scanner"}}),
    Case("region not enabled", (Rule("ec2", "DescribeRegions", harms.without_region("eu-west-1"), MANAGEMENT.id),),
         {f"{MANAGEMENT.id}/eu-west-1/*": "not_enabled"}, result="complete"),
    Case("SimulatePrincipalPolicy throttled", (Rule("iam", "SimulatePrincipalPolicy", harms.error("Throttling"), STAGING.id),),
         {f"{STAGING.id}/global/iam:permissions": "throttled"}, frozenset({("iam", "Throttling")}),
         annotated=(ANYWHERE,), forgets=("verdicts.db",)),
    Case("the model fails", errors=frozenset({("embedding", "EmbeddingFailed")}), annotated=("*",), sabotage=sabotage.no_model),
    Case("Qdrant refuses a batch", errors=frozenset({("storage", "StoreError")}), unstored=(ANYWHERE,),
         sabotage=sabotage.refusing(STAGING.id, "us-east-1", "sqs")),
)  # fmt: skip

CASES = (*LISTINGS, *OTHERS)
#: The stages whose Parquet finds the disk full.
STAGES = ("raw_resources", "resource_embeddings")
NAMES = (*(case.name for case in CASES), *(f"disk full: {stage}" for stage in STAGES))
