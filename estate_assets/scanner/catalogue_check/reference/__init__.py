"""AWS's references, as far as resource types are held against them: IAM's actions and ARN formats, CloudFormation's types.

The files are written by `dev/reference.py`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping  # noqa: TC003  # a dataclass field
from dataclasses import dataclass
from importlib import resources

CONTINUED = "    "
VARIABLE = re.compile(r"\$\{(\w+)\}")
STANDARD = frozenset({"Partition", "Region", "Account"})


@dataclass(frozen=True, slots=True)
class Action:
    """An IAM action: whether it only reads, and the resource types it can be limited to (none: it takes `*`)."""

    reads: bool
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the authorization reference: its actions, and the ARN formats of its resource types."""

    actions: Mapping[str, Action]
    arns: Mapping[str, str]


@functools.cache
def services() -> dict[str, Service]:
    """Services by their IAM prefix."""
    found: dict[str, Service] = {}
    actions: dict[str, Action] = {}
    arns: dict[str, str] = {}
    for line in _lines("authorization.txt"):
        if not line.startswith(" "):
            actions, arns = {}, {}
            found[line] = Service(actions, arns)
        elif line.startswith("  type "):
            _, name, arn = line.split()
            arns[name] = arn
        else:
            head, _, names = line.strip().partition(": ")
            level, _, types = head.partition(" ")
            action = Action(level == "read", () if types == "*" else tuple(types.split(",")))
            actions.update(dict.fromkeys(names.split(), action))
    return found


@functools.cache
def cloudformation() -> frozenset[str]:
    """The names of CloudFormation's resource types."""
    rows = (line.split() for line in _lines("cloudformation.txt"))
    return frozenset(f"{service}::{kind}" for service, *kinds in rows for kind in kinds)


@functools.cache
def formats() -> dict[str, frozenset[str]]:
    """ARN formats by the service that stands in the ARN; variables but Partition, Region and Account are `*`."""
    found: dict[str, set[str]] = {}
    for service in services().values():
        for arn in service.arns.values():
            found.setdefault(arn.split(":")[2], set()).add(shape_of(arn))
    return {name: frozenset(shapes) for name, shapes in found.items()}


def shape_of(arn: str) -> str:
    """An ARN's format with its own variables as `*`: what two formats that mean the same have in common."""
    return VARIABLE.sub(lambda match: match[0] if match[1] in STANDARD else "*", arn)


def _lines(name: str) -> list[str]:
    text = (resources.files(__name__) / name).read_text()
    return [line for line in text.replace(f"\n{CONTINUED}", " ").splitlines() if not line.startswith("#")]
