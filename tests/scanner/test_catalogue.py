"""The built-in catalogue as data: whole, and its expressions safe with whatever AWS answers. What it says is checked in
test_catalogue_check.py."""

from estate_assets.scanner import catalogue
from estate_assets.scanner.spec import search

SPECS = [spec for service in catalogue.services() for spec in catalogue.specs(service)]


def expressions(spec):
    """Each JMESPath of the spec."""
    yield from (spec.list.items, spec.list.region, spec.list.skip, spec.list.owner)
    yield from (spec.id, spec.name, spec.created, spec.state, spec.arn, *spec.arn_vars.values())
    yield from (rule.when for rule in spec.constraints)
    yield from (detail.path for detail in (*spec.details, *spec.optional_details))
    yield from spec.parent.args.values() if spec.parent else ()
    yield spec.aws_managed.when if spec.aws_managed else None
    if spec.tags:
        yield from (spec.tags.path, spec.tags.items, spec.tags.match)


def test_every_expression_can_be_asked_of_anything():
    for spec in SPECS:
        for expression in expressions(spec):
            if expression and not expression.startswith("$"):
                for data in ({}, {"Tags": None}, [], "text", None):
                    search(expression, data)


def test_the_catalogue_is_as_wide_as_the_readme_says():
    assert all(spec.service == service for service in catalogue.services() for spec in catalogue.specs(service))
    assert len({spec.key for spec in SPECS}) == len(SPECS) >= 257
    assert len(catalogue.services()) >= 107


def test_every_type_has_words_that_people_may_search_for():
    assert [spec.key for spec in SPECS if not spec.words] == []


def test_rules_have_names_of_their_own_and_notes_forbid_nothing():
    rules = [rule for spec in SPECS for rule in spec.constraints]
    assert len(rules) >= 97
    assert {rule.kind for rule in rules} == {"block", "risk", "note"}
    assert [rule for rule in rules if bool(rule.actions) == (rule.kind == "note")] == []
    assert all(len({rule.rule for rule in spec.constraints}) == len(spec.constraints) for spec in SPECS)
