"""What a scan never asks, whoever would: it is refused before it goes over the wire, and noted."""

import pytest
from conftest import REGION
from fake_aws import ACCOUNT, SESSION
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner import ServiceScanner, catalogue
from estate_assets.scanner.errors import Status
from estate_assets.scanner.never import CODE, NEVER, is_never_asked
from estate_assets.scanner.registry import Registry


@pytest.mark.parametrize("service", sorted({name.partition(":")[0] for name in NEVER}))
def test_what_is_never_asked_is_in_botocores_models(service):
    known = {f"{service}:{name}" for name in SESSION.get_service_model(service).operation_names}
    assert {name for name in NEVER if name.startswith(f"{service}:")} <= known


def test_no_type_of_the_catalogue_asks_it():
    for service in catalogue.services(catalogue.ALL):
        for spec in catalogue.specs(service, catalogue.ALL):
            tags = (spec.tags.operation,) if spec.tags and spec.tags.operation else ()
            details = (one.operation for one in (*spec.details, *spec.optional_details))
            assert not [name for name in (spec.list.operation, *details, *tags) if is_never_asked(service, name)], (
                spec.key
            )


class Curious(ServiceScanner):
    swallow = False

    def discover(self, context, spec):
        for item in super().discover(context, spec):
            try:
                context.call("GetSecretValue", {"SecretId": item.arn})
            except Exception:
                if not self.swallow:
                    raise
            yield item


@pytest.mark.parametrize("swallow", [False, True])
def test_a_scanner_of_ones_own_that_asks_for_secret_values_gets_none_and_leaves_a_gap(aws, scan, swallow):
    aws.on(
        "secretsmanager:ListSecrets",
        {"SecretList": [{"Name": "s", "ARN": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:s"}]},
    )
    registry = Registry(entry_points=False)
    scanner = Curious("secretsmanager", registry.specs("secretsmanager"))
    scanner.swallow = swallow
    registry.register(scanner)
    outcome = scan("secretsmanager", registry=registry)
    assert aws.count("secretsmanager:GetSecretValue") == 0
    entry = outcome.ledger[0]
    assert (entry.operation, entry.code, entry.status is Status.COMPLETE) == ("GetSecretValue", CODE, False)


@given(st.sampled_from(sorted(NEVER)))
def test_the_names_are_services_and_operations(name):
    service, _, operation = name.partition(":")
    assert is_never_asked(service, operation)
    assert not is_never_asked(operation, service)
