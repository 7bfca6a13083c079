"""How an account's permissions are opened: by the setting, with the policies that can be read, for one principal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.asking import Asking, Surroundings
from estate_assets.scanner.permissions.cache import PermissionCache, fingerprint
from estate_assets.scanner.permissions.details import UNREAD, Details, Held, UnreadPolicyError
from estate_assets.scanner.permissions.local.engine import LocalEngine
from estate_assets.scanner.permissions.local.evaluate import Layer, Policies
from estate_assets.scanner.permissions.local.statements import PolicyError
from estate_assets.scanner.permissions.organization import Binding, OrganizationPolicies
from estate_assets.scanner.permissions.remembering import Remembering
from estate_assets.scanner.permissions.sampling import Sample
from estate_assets.scanner.permissions.simulate import Simulator
from estate_assets.scanner.permissions.troubles import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.forms import ActionSpec
    from estate_assets.scanner.model import Account
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.permissions.troubles import Troubles
    from estate_assets.scanner.sections import PermissionSettings
    from estate_assets.scanner.spec import ResourceSpec

READING = "GetAccountAuthorizationDetails"
#: Roles that AWS services made for themselves are bound by no SCP.
SERVICE_LINKED = ":role/aws-service-role/"


@dataclass(frozen=True, slots=True)
class Means:
    """With what permissions are found.

    Args:
        engine: calls AWS.
        cache: remembers between scans.
        organization: reads the organization's policies.
        settings: which engine, and how.
        actions: the actions to ask about a type.
        session: a session policy that limits the principal.
        optional_details: whether the scan reads the details that cost a call per resource.
    """

    engine: Engine
    cache: PermissionCache
    organization: OrganizationPolicies
    settings: PermissionSettings
    actions: Callable[[ResourceSpec], tuple[ActionSpec, ...]]
    session: Layer | None = None
    optional_details: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What answers for one principal in one account: an engine with its memory, who asks it, and perhaps a second opinion."""

    first: Remembering
    asking: Asking
    sample: Sample | None = None


def opened(means: Means, iam: Any, account: Account, principal: Principal, troubles: Troubles) -> Opened:
    """Opens an account's permissions. What can't be read becomes a trouble, or a reason of the engine's."""
    name = "local" if principal.kind == "root" else means.settings.engine
    held = _read(Details(iam), principal, None if name == "simulate" else troubles)
    bound = means.settings.assume_no_scp or SERVICE_LINKED in principal.arn
    binding = Binding() if bound else means.organization.of(account) if isinstance(held, Held) else Binding(None)
    policies, problem = _policies(held, binding, None if name == "simulate" else troubles)
    local, all_seen = LocalEngine(policies, problem), policies if binding.scps is not None else None
    simulator = Simulator(means.engine, iam, account.id, principal, troubles, all_seen)
    told = fingerprint((held.told, binding.told)) if isinstance(held, Held) else ""
    memory = {one.name: Remembering(one, means.cache, principal.arn, told) for one in (local, simulator)}
    tags = held.tags if isinstance(held, Held) else None
    around = Surroundings(principal, account.id, means.engine.global_region, tags, binding.organization_id)
    asking = Asking(around, local.keys if name == "local" else simulator.told)
    sample = Sample(memory[simulator.name], means.settings.sample) if name == "both" else None
    return Opened(memory[simulator.name if name == "simulate" else local.name], asking, sample)


def _read(details: Details, principal: Principal, troubles: Troubles | None) -> Held | str:
    """The principal's policies, or why they can't be read; that is a trouble only to who must have them."""
    try:
        return details.of(principal)
    except UnreadPolicyError as error:
        if troubles:
            troubles.note(READING, "UnreadPolicy", str(error))
        return str(error)
    except UNREAD as error:
        if not troubles:
            return ""
        troubles.note_error(READING, error)
        return refusal(READING, error)


def _policies(held: Held | str, binding: Binding, troubles: Troubles | None) -> tuple[Policies | None, str]:
    """All policies together, or why there are none to decide by."""
    if isinstance(held, str):
        return None, held
    try:
        (identity, bounds), (scps, controls) = held.layers(), binding.layers()
    except PolicyError as error:
        if troubles:
            troubles.note(READING, "PolicyError", str(error))
        return None, str(error)
    return Policies(identity, bounds, scps, controls), ""
