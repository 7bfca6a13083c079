"""Which scanner serves which service, and what third parties bring."""

import sys
from importlib import metadata

import pytest

from estate_assets.scanner.errors import CatalogueError, SettingsError
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.spec import ResourceSpec

SPEC = ResourceSpec.from_dict("acme", "thing", {"list": {"operation": "L", "items": "I"}, "id": "Id"})


class Acme(ServiceScanner):
    service = "acme"

    def __init__(self):
        super().__init__(specs=[SPEC])


@pytest.fixture
def registry():
    return Registry(entry_points=False)


def test_built_in_services_come_with_their_types(registry):
    assert "ec2" in registry.services
    assert registry.spec("ec2:instance").type == "instance"
    assert registry.scanner("ec2") is registry.scanner("ec2")


def test_global_and_regional_types_are_told_apart(registry):
    both = registry.specs("route53", of_globals=True) + registry.specs("route53", of_globals=False)
    assert sorted(spec.key for spec in both) == sorted(spec.key for spec in registry.specs("route53"))
    assert registry.specs("iam", of_globals=False) == ()


def test_targets_are_globals_first_then_by_region_and_never_empty(registry):
    assert registry.targets(["eu-west-1", "us-east-1"], ["sqs", "iam", "sns"]) == [
        ("global", "iam"),
        ("eu-west-1", "sqs"),
        ("eu-west-1", "sns"),
        ("us-east-1", "sqs"),
        ("us-east-1", "sns"),
    ]


@pytest.mark.parametrize(
    "ask", [lambda r: r.scanner("acme"), lambda r: r.check(["sqs", "acme"]), lambda r: r.spec("acme:x")]
)
def test_an_unknown_service_is_named_with_those_there_are(registry, ask):
    with pytest.raises(SettingsError, match=r"unknown service 'acme'.*\bsqs\b"):
        ask(registry)


def test_an_unknown_type_is_named_with_those_there_are(registry):
    with pytest.raises(SettingsError, match=r"unknown resource type 'sqs:topic'.*sqs:queue"):
        registry.spec("sqs:topic")


def test_a_scanner_that_is_registered_serves_its_service_and_takes_over_a_built_in(registry):
    registry.register(Acme())
    assert registry.specs("acme") == (SPEC,)
    assert "acme" in registry.services
    mine = ServiceScanner("sqs", registry.specs("sqs"))
    registry.register(mine)
    assert registry.scanner("sqs") is mine


def test_a_scanner_without_a_service_is_refused(registry):
    with pytest.raises(CatalogueError, match="ServiceScanner names no service"):
        registry.register(ServiceScanner())


def test_entry_points_bring_scanners_and_folders_of_specs(tmp_path, monkeypatch):
    package = tmp_path / "acme_catalogue"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "notes.txt").write_text("no spec")
    (package / "rocket.yaml").write_text("service: rocket\ntypes:\n  engine: {list: {operation: L, items: I}, id: N}\n")
    (tmp_path / "acme_scanner.py").write_text(
        "from estate_assets.scanner.service import ServiceScanner\nclass One(ServiceScanner):\n    service = 'one'\n"
        "two = ServiceScanner('two')\n"
    )
    dist = tmp_path / "acme-1.0.dist-info"
    dist.mkdir()
    (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (dist / "entry_points.txt").write_text(
        "[estate.catalogue]\nacme = acme_catalogue\n[estate.scanners]\none = acme_scanner:One\ntwo = acme_scanner:two\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert metadata.version("acme") == "1.0"
    registry = Registry()
    assert {"one", "two", "rocket", "sqs"} <= set(registry.services)
    assert registry.spec("rocket:engine").id == "N"
    assert {type(registry.scanner(name)).__name__ for name in ("one", "two")} == {"One", "ServiceScanner"}
    assert registry.specs("one") == ()
    for name in ("acme_catalogue", "acme_scanner"):
        sys.modules.pop(name, None)
