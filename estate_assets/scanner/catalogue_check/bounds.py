"""What of a listing is the account's own: other regions and owners, AWS's own items, and accounts that don't take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import models, params, questions
from estate_assets.scanner.catalogue_check.infer import infer, truth
from estate_assets.scanner.catalogue_check.kinds import TEXT
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint

if TYPE_CHECKING:
    from estate_assets.scanner.catalogue_check.subject import Subject
    from estate_assets.scanner.forms import ManagedSpec


def examine(subject: Subject) -> None:
    """Examines what is left out of a listing; `subject.listed` and `subject.item` must be known."""
    spec = subject.spec
    for name in ("region", "owner"):
        if expression := getattr(spec.list, name):
            subject.typed(f"list.{name}", expression, subject.listed, (TEXT,))
    if spec.arn_account:
        subject.typed("arn_account", spec.arn_account, subject.item, (TEXT,))
    if spec.list.skip:
        with subject.examining("list.skip", spec.list.skip):
            truth(infer(spec.list.skip, subject.listed))
    for code in spec.list.not_enabled:
        with subject.examining("list.not_enabled", code):
            _known(spec.list_service, code.partition(":")[0])
    if spec.home:
        with subject.examining("home", spec.home):
            _home(subject)
    if spec.aws_managed:
        _managed(subject, spec.aws_managed)


def _known(service: str, code: str) -> None:
    """Raises MismatchError for a code that no operation of the service has: the operations' own lists have gaps."""
    shapes = models.service(service).error_shapes
    known = {shape.metadata.get("error", {}).get("code") or shape.name for shape in shapes}
    if code not in known | {shape.name for shape in shapes} | questions.COMMON:
        raise MismatchError(f"{service} has no such error; {hint(code, known)}")


def _home(subject: Subject) -> None:
    if not subject.spec.is_global:
        raise MismatchError("only a global type has a home; a regional one answers in each region")
    regions = models.session().get_available_regions(subject.spec.list_service)
    if regions and subject.spec.home not in regions:
        raise MismatchError(f"the service is not there; {hint(subject.spec.home, regions)}")


def _managed(subject: Subject, managed: ManagedSpec) -> None:
    if bool(managed.when) == bool(managed.params):
        subject.problem(
            "aws_managed", None, "give `when`, which holds of AWS's own, or the `params` that leave them out"
        )
    if managed.when:
        with subject.examining("aws_managed.when", managed.when):
            truth(infer(managed.when, subject.item))
    for name in sorted(set(managed.params) & set(subject.spec.list.params)):
        subject.problem("aws_managed.params", name, "`list.params` has it: it would not be left out when asked for")
    operation: Any = None
    with subject.examining("list.operation", None):  # what is wrong with it is told already
        operation = models.operation(subject.spec.list_service, subject.spec.list.operation)
    if operation is not None:
        kinds = {name: params.literal(value) for name, value in {**subject.spec.list.params, **managed.params}.items()}
        params.given(subject, "aws_managed.params", operation, kinds | questions.from_parent(subject))
