"""What is derived from a record: constraints, facts and relations."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_check.fields import unsealed
from estate_assets.scanner.catalogue_check.infer import infer, truth
from estate_assets.scanner.catalogue_check.kinds import LIST, TEXT
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint
from estate_assets.scanner.findings import FACTS

if TYPE_CHECKING:
    from estate_assets.scanner.catalogue_check.subject import Subject
    from estate_assets.scanner.forms import FactSpec, RelationSpec, RuleSpec

KINDS = ("block", "risk", "note")
EVERYTHING = "@"  # a fact's last way: none of those before it applied
OPTIONAL = "optional_details"
KIND = re.compile(r"[a-z][a-z0-9_]*")
BRACED = re.compile(r"\{([^{}]+)\}")


def examine(subject: Subject) -> None:
    """Examines the constraints, facts and relations of a type; `subject.item` must be known."""
    names = [rule.rule for rule in subject.spec.constraints]
    for number, rule in enumerate(subject.spec.constraints):
        field = f"constraints[{number}]"
        if names.count(rule.rule) > 1:
            subject.problem(f"{field}.rule", rule.rule, "the type has two rules of this name")
        _rule(subject, field, rule)
    for fact in subject.spec.facts:
        _fact(subject, f"facts.{fact.fact}", fact)
    for number, relation in enumerate(subject.spec.relations):
        _relation(subject, f"relations[{number}]", relation)


def _relation(subject: Subject, field: str, relation: RelationSpec) -> None:
    """A relation leads to texts in clear, and says in words and by type what they mean."""
    read: set[tuple[str, ...]] = set()
    found = subject.typed(f"{field}.path", relation.path, subject.item, (TEXT, LIST), read)
    while found.name == LIST:
        found = found.element
    if found.name not in (TEXT, "any"):
        subject.problem(f"{field}.path", relation.path, f"it leads to a {found.told}, and a target is a text")
    unsealed(subject, f"{field}.path", relation.path, read)
    with subject.examining(f"{field}.kind", relation.kind):
        if not KIND.fullmatch(relation.kind):
            raise MismatchError("it is a word such as vpc or log_group")
    known = {spec.key for spec in subject.siblings} | types_known()
    if relation.type and relation.type not in known:
        subject.problem(f"{field}.type", relation.type, f"no such type; {hint(relation.type, known)}")
    if sum(relation.path == other.path for other in subject.spec.relations) > 1:
        subject.problem(f"{field}.path", relation.path, "two relations have this path")


@functools.cache
def types_known() -> frozenset[str]:
    """The types of the catalogue, of both tiers."""
    every = catalogue.services(catalogue.ALL)
    return frozenset(spec.key for service in every for spec in catalogue.specs(service, catalogue.ALL))


def _rule(subject: Subject, field: str, rule: RuleSpec) -> None:
    with subject.examining(f"{field}.kind", rule.kind):
        if rule.kind not in KINDS:
            raise MismatchError(hint(rule.kind, KINDS))
        if bool(rule.actions) == (rule.kind == "note"):
            raise MismatchError("a block or risk names `actions`, and a note has none")
    read = condition(subject, f"{field}.when", rule.when)
    optional = {detail.into for detail in subject.spec.optional_details if detail.into}
    if rule.needs is None and optional & {path[0] for path in read}:
        subject.problem(f"{field}.needs", None, f"it reads an optional detail: give `needs: {OPTIONAL}`")
    if rule.needs is not None:
        _needs(subject, f"{field}.needs", rule.needs, (OPTIONAL,) if optional & {path[0] for path in read} else ())


def _fact(subject: Subject, field: str, fact: FactSpec) -> None:
    with subject.examining(field, fact.fact):
        if fact.fact not in FACTS:
            raise MismatchError(f"there is no such fact; {hint(fact.fact, FACTS)}")
    test = fact.when or fact.unless
    if test != EVERYTHING:
        condition(subject, f"{field}.{'when' if fact.when else 'unless'}", test)
    if fact.groups:
        found = subject.typed(f"{field}.groups", fact.groups, subject.item, (LIST,))
        if found.name == LIST and found.element.name not in (TEXT, "any"):
            subject.problem(
                f"{field}.groups", fact.groups, f"it gives a {found.told}, and must give the ids of security groups"
            )
    for expression in BRACED.findall(fact.why):
        read: set[tuple[str, ...]] = set()
        subject.typed(f"{field}.why", expression, subject.item, (), read)
        unsealed(subject, f"{field}.why", expression, read)
    if fact.needs is not None:
        _needs(subject, f"{field}.needs", fact.needs, ())


def condition(subject: Subject, field: str, expression: str) -> set[tuple[str, ...]]:
    """Examines a test of the record, which must depend on it and be able to come out either way. The paths it reads."""
    read: set[tuple[str, ...]] = set()
    with subject.examining(field, expression):
        found = infer(expression, subject.item, read)
        truth(found)
        if not read and subject.item.name == "record":
            raise MismatchError("it reads no field of the item")
    unsealed(subject, field, expression, read)
    return read


def _needs(subject: Subject, field: str, needs: str, more: tuple[str, ...]) -> None:
    asked = (*(detail.operation for detail in (*subject.spec.details, *subject.spec.optional_details)), *more)
    if needs not in asked:
        subject.problem(
            field, needs, f"it names the detail without whose answer nothing can be told; {hint(needs, asked)}"
        )
