"""The catalogue's checker: holds resource types against botocore's models as installed and AWS's authorization reference.

It calls nobody and needs no credentials.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.catalogue_check import authorization, bounds, fields, questions, rules, sense
from estate_assets.scanner.catalogue_check.form import misshapen
from estate_assets.scanner.catalogue_check.kinds import UNKNOWN, Kind
from estate_assets.scanner.catalogue_check.problem import Problem
from estate_assets.scanner.catalogue_check.subject import Subject
from estate_assets.scanner.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from estate_assets.scanner.spec import ResourceSpec

__all__ = ["Problem", "check_file", "check_spec", "check_specs"]


def check_specs(specs: Sequence[ResourceSpec]) -> list[Problem]:
    """What is wrong with the types of one service, given in their order; empty where nothing is."""
    problems = [problem for spec in specs for problem in check_spec(spec, specs)]
    names = [spec.type for spec in specs]
    problems += [
        Problem(f"{name.service}.yaml", name.type, "", None, "the service has two types of this name")
        for name in {spec.key: spec for spec in specs if names.count(spec.type) > 1}.values()
    ]
    return problems


def check_spec(spec: ResourceSpec, siblings: Sequence[ResourceSpec] = ()) -> list[Problem]:
    """What is wrong with one type. `siblings` are the types of its service in their order: a parent is among them."""
    subject = Subject(spec, siblings)
    subject.parent = _parent(subject)
    questions.examine(subject)
    bounds.examine(subject)
    fields.examine(subject)
    sense.examine(subject)
    rules.examine(subject)
    authorization.examine(subject)
    return subject.problems


def check_file(path: Traversable) -> list[Problem]:
    """What is wrong with a file of types; first its form, then what it says. Raises OSError where it can't be read."""
    from estate_assets.scanner import catalogue

    problems = misshapen(path)
    if problems:
        return problems
    try:
        return [replace(problem, file=path.name) for problem in check_specs(catalogue.read(path))]
    except CatalogueError as error:
        return [Problem(path.name, "", "", None, str(error).removeprefix(f"{path.name}: "))]


def _parent(subject: Subject) -> Kind:
    """The kind of the parent's items; what is wrong with the parent itself is its own problem."""
    named = subject.spec.parent and next((one for one in subject.before if one.key == subject.spec.parent.type), None)
    if not named:
        return UNKNOWN
    of_parent = Subject(named, subject.siblings)
    of_parent.parent = _parent(of_parent)
    questions.examine(of_parent)
    return of_parent.item
