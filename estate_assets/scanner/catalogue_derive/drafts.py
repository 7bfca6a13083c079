"""Drafts of resource types: what names and shapes tell. The rest is for whoever reads the draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import models, reference
from estate_assets.scanner.catalogue_check.authorization import actions_of, prefix_of
from estate_assets.scanner.catalogue_check.kinds import LIST, MAP, RECORD, TEXT, TIME, Kind, of_shape
from estate_assets.scanner.catalogue_check.sense import regionalized
from estate_assets.scanner.catalogue_derive.listings import plain, words
from estate_assets.scanner.spec import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.scanner.catalogue_derive.listings import Listing
    from estate_assets.scanner.spec import ResourceSpec

SECRET = re.compile(
    r"(?i)(password|passphrase|secret|private_?key|credential|user_?data|auth_?token|connection_?string)"
)
#: Fields that name a secret or say where it is, and do not hold it.
POINTS = re.compile(r"(?i)(arn|id|name)$")
RESTLESS = re.compile(r"(?i)^(last(Used|Accessed|Seen|Ping|Activity|Invocation)\w*|.*LastUsed(Date|Time)?)$")
DEEP = 4
FIXME = "FIXME"
UNTOLD = f"arn:${{Partition}}:{FIXME}:${{Region}}:${{Account}}:{FIXME}/${{Id}}"


def draft(found: Listing) -> dict[str, Any]:
    """The fields of a type, in the order of the catalogue's files."""
    data: dict[str, Any] = {"words": f"{found.service} {' '.join(words(found.noun))}"}
    if regionalized(models.service(found.service).endpoint_prefix) is False:
        data["scope"] = "global"
    data["list"] = {"operation": found.operation, "items": found.items}
    item, operations = found.kind, [found.operation]
    if item.name == TEXT and (detail := _described(found)):
        data["details"], item = [detail[0]], detail[1]
        operations.append(detail[0]["operation"])
    data |= _identity(found, item) | _arn(found, item)
    if tags := _tags(found, item):
        data["tags"] = tags
        operations += [tags["operation"]] if "operation" in tags else []
    data |= {
        name: paths for name, paths in (("sensitive", _paths(item, SECRET)), ("volatile", _restless(item))) if paths
    }
    if cfn := _cfn(found):
        data["cfn"] = cfn
    data["iam"] = sorted(actions_of(found.service, operations))
    return data


def _described(found: Listing) -> tuple[dict[str, Any], Kind] | None:
    """The detail that makes a record of a mere name: the operation that describes one by one text."""
    for name in (f"{verb}{found.noun}" for verb in ("Describe", "Get")):
        if name not in models.service(found.service).operation_names:
            continue
        operation = models.operation(found.service, name)
        needs = operation.input_shape.required_members if operation.input_shape else []
        answer = of_shape(operation.output_shape)
        if len(needs) == 1 and answer.name == RECORD:
            inner = [(path, kind) for path, kind in answer.members.items() if kind.name == RECORD]
            path, kind = inner[0] if len(answer.members) == 1 and inner else (None, answer)
            detail = {"operation": name, "args": {needs[0]: "@"}, **({"path": path} if path else {})}
            return detail, kind
    return None


def _identity(found: Listing, item: Kind) -> dict[str, Any]:
    if item.name != RECORD:
        return {"id": "$input"}
    texts = [name for name, kind in item.members.items() if kind.name == TEXT and kind.values is None]
    id_ = _named(texts, found.noun, ("Id", "Identifier", "Name", "Arn")) or next(iter(texts), FIXME)
    data = {"id": id_, "name": _named(texts, found.noun, ("Name",)) or id_}
    times = [name for name, kind in item.members.items() if kind.name == TIME]
    if created := next((name for name in times if re.match(r"(?i)(.*creat|.*launch|start)", name)), None):
        data["created"] = created
    states = [name for name, kind in item.members.items() if kind.name == TEXT]
    if state := _named(states, found.noun, ("Status", "State")):
        data["state"] = state
    return data


def _arn(found: Listing, item: Kind) -> dict[str, Any]:
    texts = [name for name, kind in item.members.items() if kind.name == TEXT] if item.name == RECORD else []
    if own := _named(texts, found.noun, ("Arn",)):
        return {"arn": own}
    near = _resource_type(found)
    template = reference.services()[prefix_of(found.service)].arns[near] if near else UNTOLD
    names = [name for name in VARIABLE.findall(template) if name not in reference.STANDARD]
    return {"arn_template": template, "arn_vars": {name: _variable(name, found, item, texts) for name in names}}


def _resource_type(found: Listing) -> str | None:
    """The authorization reference's resource type of this name."""
    arns = reference.services()[prefix_of(found.service)].arns
    return next((name for name in arns if plain(name) == plain(found.noun)), None)


def _variable(name: str, found: Listing, item: Kind, texts: list[str]) -> str:
    if item.name != RECORD:
        return "$input"
    own = next((text for text in texts if plain(text) == plain(name)), None)
    return own or _named(texts, found.noun, ("Id", "Identifier", "Name")) or FIXME


def _tags(found: Listing, item: Kind) -> dict[str, Any] | None:
    """Tags in the item, or behind an operation that takes its ARN."""
    if item.name == RECORD and (inline := _tag_path(item)):
        return inline
    for name in ("ListTagsForResource", "ListTagsOfResource", "ListTags", "DescribeTags", "GetTags"):
        if name not in models.service(found.service).operation_names:
            continue
        action = reference.services()[prefix_of(found.service)].actions.get(name)
        if action and action.types and _resource_type(found) not in action.types:
            continue  # it tells the tags of other types
        operation = models.operation(found.service, name)
        needs = operation.input_shape.required_members if operation.input_shape else []
        path = _tag_path(of_shape(operation.output_shape))
        if len(needs) == 1 and path and of_shape(operation.input_shape.members[needs[0]]).name == TEXT:
            return {"operation": name, "args": {needs[0]: "$arn"}, **path}
    return None


def _tag_path(of: Kind) -> dict[str, Any] | None:
    for name, kind in of.members.items():
        if not re.fullmatch(r"(?i)tags?|tag_?(list|set|map)|resource_?tags?|.*tags", name):
            continue
        if kind.name == MAP:
            return {"path": name}
        members = kind.element.members if kind.name == LIST and kind.element.name == RECORD else {}
        key, value = (_named(list(members), "Tag", (side,)) for side in ("Key", "Value"))
        if key and value:
            return {"path": name, **({} if (key, value) == ("Key", "Value") else {"key": key, "value": value})}
    return None


def _paths(kind: Kind, names: re.Pattern[str], before: str = "", depth: int = 0) -> list[str]:
    """The paths of fields that by their name or by the model hold a secret."""
    found: list[str] = []
    for name, one in kind.members.items() if kind.name == RECORD and depth < DEEP else ():
        path = f"{before}{name}"
        told = bool(one.shape is not None and one.shape.metadata.get("sensitive"))
        if (names.search(name) or told) and one.name in (TEXT, MAP) and not POINTS.search(name):
            found.append(path)
        elif one.name == RECORD:
            found += _paths(one, names, f"{path}.", depth + 1)
        elif one.name == LIST and one.element.name == RECORD:
            found += _paths(one.element, names, f"{path}[].", depth + 1)
    return found


def _restless(item: Kind) -> list[str]:
    return [name for name in item.members if RESTLESS.match(name)] if item.name == RECORD else []


def _cfn(found: Listing) -> str | None:
    """CloudFormation's name, where a service of about this name has a type of this name."""
    ours = {plain(found.service), plain(prefix_of(found.service)), plain(models.service(found.service).service_id)}
    for name in sorted(reference.cloudformation()):
        _, service, kind = name.split("::")
        if plain(service) in ours and plain(kind) == plain(found.noun):
            return name
    return None


def _named(names: Iterable[str], noun: str, ends: tuple[str, ...]) -> str | None:
    """The first of the names that is `NounEnd`, `LastwordEnd` or `End`, whatever its case; ends in their order."""
    known = {plain(name): name for name in names}
    last = (words(noun) or [""])[-1]
    for end in ends:
        for start in (noun, last, "", "resource"):
            if name := known.get(plain(f"{start}{end}")):
                return name
    return None


def parent_of(found: Listing, types: Iterable[ResourceSpec]) -> dict[str, Any] | None:
    """The type whose items a listing walks: one of the service with a field for each parameter that the listing needs."""
    for spec in types:
        texts = {
            plain(name): name for name in (spec.id, spec.arn or "", *spec.arn_vars.values()) if name.isidentifier()
        }
        args = {name: texts.get(plain(name)) for name in found.needs}
        if all(args.values()) and spec.list.operation != found.operation:
            return {"type": spec.key, "args": args}
    return None
