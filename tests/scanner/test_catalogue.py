"""The built-in catalogue as data: whole, and its expressions safe with whatever AWS answers. What it says is checked in
test_catalogue_check.py."""

import json
import os
from pathlib import Path

import pytest

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import SettingsError
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.spec import search

SPECS = [spec for service in catalogue.services() for spec in catalogue.specs(service)]
EXTENDED = [spec for service in catalogue.services("extended") for spec in catalogue.specs(service, "extended")]
INDEX = Path(catalogue.__file__).with_name(catalogue.INDEX)
WRITES = bool(os.environ.get("ESTATE_WRITE_DOCS"))


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
    for spec in (*SPECS, *EXTENDED):
        for expression in expressions(spec):
            if expression and not expression.startswith("$"):
                for data in ({}, {"Tags": None}, [], "text", None):
                    search(expression, data)


def test_the_catalogue_is_as_wide_as_the_readme_says():
    assert all(spec.service == service for service in catalogue.services() for spec in catalogue.specs(service))
    assert len({spec.key for spec in SPECS}) == len(SPECS) >= 257
    assert len(catalogue.services()) >= 107


def test_every_type_has_words_that_people_may_search_for():
    assert [spec.key for spec in (*SPECS, *EXTENDED) if not spec.words] == []


def test_rules_have_names_of_their_own_and_notes_forbid_nothing():
    rules = [rule for spec in SPECS for rule in spec.constraints]
    assert len(rules) >= 97
    assert {rule.kind for rule in rules} == {"block", "risk", "note"}
    assert [rule for rule in rules if bool(rule.actions) == (rule.kind == "note")] == []
    assert all(len({rule.rule for rule in spec.constraints}) == len(spec.constraints) for spec in SPECS)


def test_the_index_is_made_from_the_files():
    found = catalogue.index_of_files()
    if WRITES:
        INDEX.write_text(json.dumps(found, indent=0) + "\n")
    assert json.loads(INDEX.read_text()) == found, (
        "write it anew: ESTATE_WRITE_DOCS=1 pytest tests/scanner/test_catalogue.py"
    )


def test_the_extended_tier_adds_to_the_core_and_takes_nothing_over():
    assert len(EXTENDED) >= 650
    assert len(catalogue.services("all")) >= 250
    assert not {spec.key for spec in SPECS} & {spec.key for spec in EXTENDED}
    assert {spec.tier for spec in SPECS} == {"core"}
    assert {spec.tier for spec in EXTENDED} == {"extended"}
    both = catalogue.specs("ec2", "all")
    assert both == catalogue.specs("ec2") + catalogue.specs("ec2", "extended")


def test_a_plan_reads_no_file_of_types():
    catalogue.specs.cache_clear()
    registry = Registry(entry_points=False, tier="all")
    assert len(registry.targets(["eu-west-1"], registry.services)) > len(registry.services)
    assert catalogue.specs.cache_info().misses == 0


@pytest.mark.parametrize(("tier", "other", "service"), [("core", "extended", "braket"), ("extended", "core", "sqs")])
def test_a_service_of_the_other_tier_is_told_with_the_way_to_it(tier, other, service):
    registry = Registry(entry_points=False, tier=tier)
    with pytest.raises(SettingsError, match=f"{service!r} is of the {other} tier.*--tier {other}"):
        registry.check([service])
    with pytest.raises(SettingsError, match="--tier"):
        registry.targets(["eu-west-1"], [service])


def test_a_record_of_a_wider_scan_is_known_to_a_narrower_one():
    registry = Registry(entry_points=False)
    assert registry.spec("ec2:fpga_image").tier == "extended"
    assert registry.spec("braket:spending_limit").tier == "extended"
    assert "ec2:fpga_image" not in {spec.key for spec in registry.specs("ec2")}
    with pytest.raises(SettingsError, match="unknown resource type 'sqs:topic'"):
        registry.spec("sqs:topic")
