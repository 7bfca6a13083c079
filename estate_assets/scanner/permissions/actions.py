"""The actions to ask about a type: those curated in its file; else a few of the authorization reference; or all of them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from estate_assets.scanner.forms import ActionSpec

if TYPE_CHECKING:
    from estate_assets.scanner.spec import ResourceSpec

#: How many are asked about a type for which none are curated.
CAP = 6
#: Verbs by what they do, each with how many of its kind belong to the few: look, use, change, delete.
RANKS = (
    (re.compile(r"^(?:Get|Describe|Read|View)"), 1),
    (
        re.compile(r"^(?:Start|Stop|Reboot|Run|Invoke|Execute|Send|Publish|Query|Search|Attach|Detach|Enable|Disable)"),
        2,
    ),
    (re.compile(r"^(?:Update|Modify|Put|Set|Change|Edit|Write|Create)"), 2),
    (re.compile(r"^(?:Delete|Terminate|Remove|Destroy|Deregister|Cancel)"), 1),
)
TAGGING = re.compile(r"Tag(?:s|Resource|sForResource)?$")


def curated(spec: ResourceSpec) -> tuple[ActionSpec, ...]:
    """The type's curated actions; where there are none, a ranked few of those that the reference knows."""
    return spec.actions or _few(spec.type, _known(spec.arn_template, spec.synthetic_arn))


def everything(spec: ResourceSpec) -> tuple[ActionSpec, ...]:
    """The curated actions, and all others that the reference knows of the type."""
    named = {action.action for action in spec.actions}
    known = _known(spec.arn_template, spec.synthetic_arn)
    return (*spec.actions, *(action for action in known if action.action not in named))


@functools.cache
def _known(template: str | None, synthetic: bool) -> tuple[ActionSpec, ...]:  # a key of the cache
    """The actions that can be limited to ARNs of this form, or to what is directly within."""
    if not template or synthetic:
        return ()
    from estate_assets.scanner.catalogue_check import (
        reference,  # the whole checker, which a scan's start does not wait for
    )

    shape, prefix = reference.shape_of(template), template.split(":")[2]
    service = reference.services().get(prefix)
    if service is None:
        return ()
    within = {f"{shape}{mark}*": f"{{arn}}{mark}*" for mark in "/:"}
    targets = {shape: "self"} | within
    kinds = {kind: targets[form] for kind, arn in service.arns.items() if (form := reference.shape_of(arn)) in targets}
    found = []
    for name, action in sorted(service.actions.items()):
        wanted = {kinds[kind] for kind in action.types if kind in kinds}
        if wanted:
            found.append(ActionSpec(f"{prefix}:{name}", "self" if "self" in wanted else min(wanted)))
    return tuple(found)


@functools.cache
def _few(name: str, actions: tuple[ActionSpec, ...]) -> tuple[ActionSpec, ...]:
    """By what they do, those that name the type first, then the shorter ones."""
    word, chosen = name.replace("_", "").lower(), list[ActionSpec]()
    for verbs, most in RANKS:
        fitting = [one for one in actions if verbs.match(_name(one)) and not TAGGING.search(_name(one))]
        chosen += sorted(fitting, key=lambda one: (word not in _name(one).lower(), len(_name(one)), one.action))[:most]
    return tuple(chosen[:CAP])


def _name(action: ActionSpec) -> str:
    return action.action.partition(":")[2]
