"""What IAM has to do with a type: the actions that its scan needs, those that users ask about, and the form of its ARN."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import models, reference
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.catalogue_check.subject import Subject
    from estate_assets.scanner.forms import ActionSpec, DetailSpec

#: Operations whose action has another name. `*`: all of the service's (they are HTTP methods to IAM).
ACTIONS = {
    "apigateway:*": "apigateway:GET",
    "apigatewayv2:*": "apigateway:GET",
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "keyspaces:GetKeyspace": "cassandra:Select",
    "keyspaces:GetTable": "cassandra:Select",
    "keyspaces:ListKeyspaces": "cassandra:Select",
    "keyspaces:ListTables": "cassandra:Select",
    "keyspaces:ListTagsForResource": "cassandra:Select",
    "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3:GetBucketCors": "s3:GetBucketCORS",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectsV2": "s3:ListBucket",
}
#: ARNs that AWS hands out and that its authorization reference does not list.
ARNS = frozenset({
    "arn:${Partition}:cloudformation:${Region}:${Account}:stackset/*",
    "arn:${Partition}:sns:${Region}:${Account}:*:*",
})  # fmt: skip
#: Two pages of the authorization reference share these prefixes, and the resource types of one hide those of the other.
SHARED = frozenset({"apigateway", "elasticloadbalancing"})
TARGETS = ("self", "*", "{arn}...")


@functools.cache
def prefix_of(service: str) -> str:
    """The prefix of a service's IAM actions: of those that have most of its operations, its own name in requests first."""
    model = models.service(service)
    names = set(model.operation_names)
    own = (model.signing_name, model.endpoint_prefix, service)
    known = reference.services()
    shared = {prefix: len(names & set(found.actions)) for prefix, found in known.items()}
    most = max(shared.values())
    best = [prefix for prefix, count in shared.items() if count == most]
    if most * 3 < len(names):
        return next((name for name in own if name in known), best[0])
    return next((name for name in own if name in best), best[0])


def action_of(service: str, operation: str) -> str:
    """The IAM action that allows an operation."""
    other = ACTIONS.get(f"{service}:{operation}") or ACTIONS.get(f"{service}:*")
    return other or f"{prefix_of(service)}:{operation}"


def actions_of(service: str, operations: Iterable[str]) -> set[str]:
    """The IAM actions that allow operations, the discovery of their endpoints included."""
    found = set()
    for name in operations:
        found.add(action_of(service, name))
        discovery: dict[str, Any] | None = models.operation(service, name).endpoint_discovery
        if discovery and discovery.get("required"):
            found.add(action_of(service, models.service(service).endpoint_discovery_operation.name))
    return found


def examine(subject: Subject) -> None:
    """Examines actions, the ARN's form and CloudFormation's name."""
    spec = subject.spec
    tags = (spec.tags.operation,) if spec.tags and spec.tags.operation else ()
    own = [(spec.service, name) for name in (*_operations(spec.details), *tags)]
    _needed(subject, "iam", [(spec.list_service, spec.list.operation), *own])
    _needed(subject, "optional_iam", [(spec.service, name) for name in _operations(spec.optional_details)])
    for number, asked in enumerate(spec.actions):
        _asked(subject, f"actions[{number}]", asked)
    for rule in spec.constraints:
        for name in rule.actions:
            with subject.examining(f"constraints.{rule.rule}.actions", name):
                found_action(name, subject.spec.service)
    if spec.arn_template and not spec.synthetic_arn:
        with subject.examining("arn_template", spec.arn_template):
            _known_arn(spec.arn_template)
    if spec.cfn and spec.cfn not in reference.cloudformation():
        subject.problem(
            "cfn", spec.cfn, f"CloudFormation has no such type; {hint(spec.cfn, reference.cloudformation())}"
        )


def found_action(name: Any, service: str) -> reference.Action:
    """The action of the authorization reference, asked for a type of a service. Raises MismatchError with the nearest name."""
    prefix, _, action = str(name).partition(":")
    services = reference.services()
    if prefix not in services:
        raise MismatchError(f"IAM has no actions with this prefix; those of {service} begin with {prefix_of(service)}:")
    if action not in services[prefix].actions:
        raise MismatchError(f"IAM has no such action; {hint(action, services[prefix].actions)}")
    return services[prefix].actions[action]


def _operations(details: Iterable[DetailSpec]) -> tuple[str, ...]:
    return tuple(detail.operation for detail in details)


def _needed(subject: Subject, field: str, operations: Sequence[tuple[str, str]]) -> None:
    """The actions of a scan are those that its operations need: not one less, and not one more."""
    given: tuple[str, ...] = getattr(subject.spec, field)
    unknown = {name for name in given if not _exists(subject, field, name)}
    try:
        needed = set[str]().union(*(actions_of(service, [name]) for service, name in operations))
    except MismatchError:  # an operation that is not there is told already
        return
    for name in sorted(needed - set(given)):
        subject.problem(field, None, f"{name!r} is missing: the scan calls what it allows")
    for name in sorted(set(given) - needed - unknown):
        subject.problem(field, name, f"none of the operations needs it; needed: {', '.join(sorted(needed)) or 'none'}")


def _exists(subject: Subject, field: str, name: str) -> bool:
    """Whether IAM has an action; a problem where it has not."""
    with subject.examining(field, name):
        found_action(name, subject.spec.service)
        return True
    return False


def _asked(subject: Subject, field: str, asked: ActionSpec) -> None:
    with subject.examining(field, asked.action):
        action = found_action(asked.action, subject.spec.service)
        if asked.target == "*" and action.types:
            raise MismatchError(f"it can be limited to {', '.join(action.types)}: leave `target` out")
        if asked.target != "*" and not action.types:
            raise MismatchError("it takes no resource: write {action: " + asked.action + ", target: '*'}")
        if asked.target not in TARGETS and not asked.target.startswith("{arn}"):
            raise MismatchError(f"target {asked.target!r} is none of: {', '.join(TARGETS)}")
        if asked.target != "*" and subject.spec.arn_template and not subject.spec.synthetic_arn:
            _takes(subject.spec.arn_template, asked, action)


def _takes(template: str, asked: ActionSpec, action: reference.Action) -> None:
    target = reference.shape_of(template + asked.target.removeprefix("{arn}") if asked.target != "self" else template)
    arns = reference.services()[asked.action.partition(":")[0]].arns
    if asked.action.partition(":")[0] in SHARED:
        return
    takes = {reference.shape_of(arns[kind]) for kind in action.types if kind in arns}
    if takes and target not in takes:
        raise MismatchError(f"it does not apply to {target}, but to {', '.join(sorted(takes))}")


def _known_arn(template: str) -> None:
    if not re.fullmatch(r"arn:\$\{Partition\}:[\w-]+:[^:]*:[^:]*:\S+", template):
        raise MismatchError("an ARN has the form arn:${Partition}:SERVICE:${Region}:${Account}:KIND/${Id}")
    shape, service = reference.shape_of(template), template.split(":")[2]
    formats = reference.formats()
    if service not in formats:
        raise MismatchError(f"no ARN has the service {service!r}; {hint(service, formats)}")
    if shape not in formats[service] | ARNS:
        raise MismatchError(
            f"the authorization reference has no such ARN of {service}; {hint(shape, formats[service])}"
        )
