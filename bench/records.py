"""What the fast AWS has: records of the made-up company, as pages of each listing, rendered once."""

from __future__ import annotations

import functools
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import botocore.session

from bench.estate import TEAMS, Maker
from bench.parts import PARTS
from bench.shared import ONCE_A_REGION, ONCE_AN_ACCOUNT
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.observation import token_pair
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.transform import arn_of, identity_of
from estate_assets.testing.loopback import rendered

SESSION = botocore.session.Session()
REGISTRY = Registry(entry_points=False)
#: Items a page, as AWS gives them where nothing else is asked for.
PAGE = {
    "ec2": 1000,
    "rds": 100,
    "lambda": 50,
    "iam": 100,
    "logs": 50,
    "cloudwatch": 50,
    "secretsmanager": 100,
    "events": 100,
}
CHANGED = 40  # every so many-th of the records that carry their own tags: about one in a hundred of all
PLAIN = re.compile(r"(\w+)\[\]")
TAGGED = "tagged"  # no type: what the Tagging API tells
TAGS = {"Team": "platform", "Environment": "production"}


@dataclass(eq=False)
class Estate:
    """How large it is, and how often it has changed."""

    regions: tuple[str, ...]
    apps: int
    generation: int = 0

    def special(self, operation: str, params: dict[str, Any], account: str, key: str) -> bytes | None:
        """The answers that depend on who asks, or with what."""
        match operation:
            case "GetCallerIdentity":
                arn = f"arn:aws:iam::{account}:user/scanner"
                return _body("sts", operation, {"Account": account, "Arn": arn, "UserId": key})
            case "AssumeRole":
                other = params["RoleArn"].split(":")[4]
                given = {"AccessKeyId": f"ASIA{other}", "SecretAccessKey": "s", "SessionToken": "t"}
                return _body("sts", operation, {"Credentials": given | {"Expiration": "2099-01-01T00:00:00Z"}})
            case "DescribeRegions":
                return _body(
                    "ec2",
                    operation,
                    {"Regions": [{"RegionName": name, "OptInStatus": "opt-in-not-required"} for name in self.regions]},
                )
            case "ListRegions":
                regions = [{"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for name in self.regions]
                return _body("account", operation, {"Regions": regions})
            case "GetAccountAuthorizationDetails":
                return _body("iam", operation, {"UserDetailList": [scanning_user(account)], "IsTruncated": False})
            case "SimulatePrincipalPolicy":
                return _body("iam", operation, {"EvaluationResults": simulated(params), "IsTruncated": False})
        return None


def scanning_user(account: str) -> dict[str, Any]:
    """Who scans, and what it may do: while that stays the same, answers are believed."""
    statement = [{"Effect": "Allow", "NotAction": ["*:Delete*"], "Resource": "*"}]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    return {"Arn": f"arn:aws:iam::{account}:user/scanner", "UserName": "scanner", "Path": "/",
            "UserPolicyList": [{"PolicyName": "scan", "PolicyDocument": policy}]}  # fmt: skip


def simulated(params: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything is allowed but deletions."""
    actions = [value for name, value in params.items() if name.startswith("ActionNames.")]
    arns = [value for name, value in params.items() if name.startswith("ResourceArns.")]
    return [
        {"EvalActionName": action, "EvalDecision": (said := "implicitDeny" if "Delete" in action else "allowed"),
         "ResourceSpecificResults": [{"EvalResourceName": arn, "EvalResourceDecision": said} for arn in arns]}
        for action in actions
    ]  # fmt: skip


@functools.lru_cache(maxsize=4_000)
def pages(estate: Any, account: str, region: str, service: str, operation: str) -> tuple[bytes, ...]:
    """The pages of a listing; a tag question's one answer; nothing where there is nothing."""
    if (tags := _tag_answer(service, operation)) is not None:
        return (tags,)
    spec = next((spec for spec in served(service) if spec.list.operation == operation), None)
    is_tags = operation == "GetResources"
    if not (spec or is_tags) or region not in (*estate.regions, "global"):
        return ()
    items = records(estate, account, region)[spec.key if spec else TAGGED]
    member = PLAIN.fullmatch(_items(spec)).group(1) if spec else "ResourceTagMappingList"  # type: ignore[union-attr]
    model, pair, size = (
        model_of(service).operation_model(operation),
        pair_of(service, operation),
        PAGE.get(service, 100),
    )
    found = []
    for number in range(max(1, -(-len(items) // size))):
        part = items[number * size : (number + 1) * size]
        body: dict[str, Any] = {member: _wrapped(spec, part)}
        if (number + 1) * size < len(items):
            body |= {pair.outputs[0]: f"page-{number + 1}"} | ({pair.more: True} if pair.more else {})
        found.append(rendered(model, body))
    return tuple(found)


class Numbered(Maker):
    """A deployment whose names no other has."""

    suffix = ""

    def name(self, part: str, number: int | None = None) -> str:
        """`checkout-api-prod-2-17`."""
        return super().name(part, number) + self.suffix


@functools.lru_cache(maxsize=64)
def records(estate: Any, account: str, region: str) -> dict[str, list[dict[str, Any]]]:
    """The records of an account's region (or `global`), by type."""
    dice, found = random.Random(f"{account} {region}"), defaultdict(list)  # noqa: S311  # not for secrets
    who = Account(account, "acme-production")
    plain = region if region != "global" else "us-east-1"
    found_apps = [(team, app) for team, some in TEAMS.items() for app in some]
    made = [
        (
            ONCE_A_REGION if region != "global" else ONCE_AN_ACCOUNT,
            Maker(dice, who, plain, "platform", "core", "production"),
        )
    ]
    for number in range(estate.apps):
        team, app = found_apps[number % len(found_apps)]
        made.append((PARTS, Numbered(dice, who, plain, team, app, "production")))
        made[-1][1].suffix = f"-{number}"
    for parts, maker in made:
        for part in parts:
            for key, properties, tags in part(maker):
                if REGISTRY.spec(key).is_global == (region == "global"):
                    found[key].append(_record(key, properties, tags))
                    found[TAGGED] += _tagged(Cell(account, region, key.partition(":")[0]), key, properties, tags)
    _change(estate, found)
    return found


def _record(key: str, properties: dict[str, Any], tags: dict[str, str]) -> dict[str, Any]:
    if key.startswith("ec2:"):
        return {**properties, "Tags": [{"Key": name, "Value": value} for name, value in tags.items()]}
    return properties


def _tagged(cell: Cell, key: str, properties: dict[str, Any], tags: dict[str, str]) -> list[dict[str, Any]]:
    """What the Tagging API tells of a record: nothing of what lists its tags itself, or has none."""
    if key.startswith("ec2:") or not tags or cell.region == "global":
        return []
    spec = REGISTRY.spec(key)
    arn = arn_of(properties, identity_of(properties, None, spec), spec, cell, "aws")
    return [{"ResourceARN": arn, "Tags": [{"Key": name, "Value": value} for name, value in tags.items()]}]


def _change(estate: Estate, found: dict[str, list[dict[str, Any]]]) -> None:
    mine = [record for key, some in found.items() if key != TAGGED for record in some if "Tags" in record]
    for record in mine[:: CHANGED if estate.generation else len(mine) + 1]:
        record["Tags"] = [*record["Tags"], {"Key": "Release", "Value": f"r{estate.generation}"}]


@functools.cache
def served(service: str) -> tuple[Any, ...]:
    """The types of a service whose listing says it all."""
    if service not in REGISTRY.services:
        return ()
    return tuple(
        spec
        for of_globals in (False, True)
        for spec in REGISTRY.specs(service, of_globals=of_globals)
        if not spec.details and not spec.parent and PLAIN.fullmatch(_items(spec))
    )


def _items(spec: Any) -> str:
    return "Reservations[]" if spec.key == "ec2:instance" else str(spec.list.items)


def _wrapped(spec: Any, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if spec and spec.key == "ec2:instance":
        return [{"ReservationId": f"r-{number}", "Instances": [one]} for number, one in enumerate(items)]
    return items


@functools.cache
def _tag_answer(service: str, operation: str) -> bytes | None:
    for spec in served(service):
        if not spec.tags or spec.tags.operation != operation:
            continue
        model = model_of(service).operation_model(operation)
        if spec.tags.path in model.output_shape.members:
            pairs = [{spec.tags.key: key, spec.tags.value: value} for key, value in TAGS.items()]
            is_map = model.output_shape.members[spec.tags.path].type_name == "map"
            return rendered(model, {spec.tags.path: TAGS if is_map else pairs})
    return None


@functools.cache
def model_of(service: str) -> Any:
    """A service's model; None where botocore has none."""
    try:
        return SESSION.get_service_model(service)
    except Exception:  # noqa: BLE001  # whoever asks for it gets an empty answer
        return None


@functools.cache
def pair_of(service: str, operation: str) -> Any:
    """The names of a listing's page tokens."""
    try:
        paginator = SESSION.get_paginator_model(service).get_paginator(operation)
    except Exception:  # noqa: BLE001  # no paginators
        paginator = None
    return token_pair(paginator, model_of(service).operation_model(operation))


def _body(service: str, operation: str, body: dict[str, Any]) -> bytes:
    return rendered(model_of(service).operation_model(operation), body)


@functools.cache
def empty(service: str, operation: str) -> bytes:
    """An answer without anything in it."""
    model = model_of(service)
    if model is None or operation not in model.operation_names:
        return b"{}" if " " in operation else f"<{operation}Response/>".encode()
    shape = model.operation_model(operation).output_shape
    lists = [name for name, one in shape.members.items() if one.type_name == "list"] if shape else []
    return rendered(model.operation_model(operation), {name: [] for name in lists})
