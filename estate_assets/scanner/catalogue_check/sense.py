"""What types can't tell, names do: an ARN that is taken for a state, an id and a name exchanged, a scope that is not AWS's."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from estate_assets.scanner.catalogue_check import models
from estate_assets.scanner.catalogue_check.infer import infer
from estate_assets.scanner.catalogue_check.kinds import RECORD, TEXT
from estate_assets.scanner.catalogue_check.problem import MismatchError

if TYPE_CHECKING:
    from estate_assets.scanner.catalogue_check.subject import Subject

ARN = re.compile(r"(?i)arn$")
ID = re.compile(r"(?i)(id|identifier)$")
NAME = re.compile(r"(?i)name$")
STATE = re.compile(r"(?i)(status|state|stage|lifecycle|enabled)")
ENDS_AS_STATE = re.compile(r"(?i)(status|state)$")
#: The scope of a listing that is the same from everywhere (AWS WAF).
EDGE = "CLOUDFRONT"
NAME_TAG = re.compile(r"\[\?Key=='([^']*)'\]")


def examine(subject: Subject) -> None:
    """Examines the scope, and what the names of the fields say of id, name, state and ARN."""
    for check in (_scope, _arn, _state, _id, _name):
        field = check.__name__.removeprefix("_")
        told = any(problem.field == field for problem in subject.problems)
        if (value := getattr(subject.spec, field)) and not told:
            with subject.examining(field, value):
                check(subject)


def _scope(subject: Subject) -> None:
    spec = subject.spec
    in_regions = regionalized(models.service(spec.list_service).endpoint_prefix)
    if in_regions is False and not spec.is_global:
        raise MismatchError("AWS answers for this service in one place: write `scope: global`")
    at_the_edge = EDGE in spec.list.params.values()
    if at_the_edge and not spec.is_global:
        raise MismatchError(f"{EDGE} is asked for, which is in one place: write `scope: global`")
    if not spec.is_global:
        return
    if "${Region}" in (spec.arn_template or ""):
        raise MismatchError("its ARN has a ${Region}: a global type has none")
    if in_regions and not (spec.arn_template or spec.home or at_the_edge):
        raise MismatchError("the service answers in each region: give its `home`, or leave `scope` out")


def _arn(subject: Subject) -> None:
    last, last_of_id = _last(subject.spec.arn or ""), _last(subject.spec.id)
    if not ARN.search(last) and (ARN.search(last_of_id) or not ID.search(last)):
        raise MismatchError("by its name, this is no ARN")


def _state(subject: Subject) -> None:
    state = subject.spec.state or ""
    if infer(state, subject.item).values is None and not STATE.search(state):
        raise MismatchError("by its name, this is no state")


def _id(subject: Subject) -> None:
    _unlike_state(subject, subject.spec.id)
    read: set[tuple[str, ...]] = set()
    if not subject.spec.id.startswith("$"):
        infer(subject.spec.id, subject.item, read)
    tags = subject.spec.tags
    if tags and not tags.operation and any(path[0] == tags.path for path in read):
        raise MismatchError("tags are no id: two resources may have the same")


def _name(subject: Subject) -> None:
    name, id_ = subject.spec.name or "", subject.spec.id
    _unlike_state(subject, name)
    for key in NAME_TAG.findall(name):
        if key != "Name":
            raise MismatchError(f"the tag that holds a name is 'Name', not {key!r}")
    if ID.search(_last(name)) and NAME.search(_last(id_)):
        raise MismatchError(f"by their names, this is the id, and {id_} is the name")
    own = [one for one in subject.item.members if NAME.search(one)] if subject.item.name == RECORD else []
    if ARN.search(_last(name)) and own and "(" not in name:
        raise MismatchError(f"this is an ARN, and the item has a name of its own: {', '.join(own)}")


def _unlike_state(subject: Subject, expression: str) -> None:
    found = infer(expression, subject.item) if not expression.startswith("$") else None
    if (
        found is not None
        and found.name == TEXT
        and (found.values is not None or ENDS_AS_STATE.search(_last(expression)))
    ):
        raise MismatchError("many resources have the same: it is a state, or one of a few texts")


def _last(expression: str) -> str:
    """The name of the field that is read last."""
    words = re.findall(r"[A-Za-z_]\w*(?!\w*\()", re.sub(r"'[^']*'", "", expression))
    return words[-1] if words else ""


@functools.cache
def regionalized(prefix: str) -> bool | None:
    """Whether a service answers in each region, by botocore's endpoint data; None where that is silent."""
    services = models.session().get_component("data_loader").load_data("endpoints")["partitions"][0]["services"]
    return bool(services[prefix].get("isRegionalized", True)) if prefix in services else None
