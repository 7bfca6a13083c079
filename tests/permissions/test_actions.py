"""Which actions are asked about a type."""

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_check import reference
from estate_assets.scanner.forms import ActionSpec
from estate_assets.scanner.permissions.actions import CAP, curated, everything

SPECS = {spec.key: spec for service in catalogue.services() for spec in catalogue.specs(service)}


def test_sixty_types_and_more_are_curated_and_what_is_curated_stays():
    own = [spec for spec in SPECS.values() if spec.actions]
    assert len(own) >= 60
    assert all(curated(spec) == spec.actions for spec in own)


def test_the_others_have_a_few_of_the_reference_reading_before_deleting():
    found = {key: curated(spec) for key, spec in SPECS.items() if not spec.actions and curated(spec)}
    assert len(found) > 80
    assert all(len(actions) <= CAP for actions in found.values())
    gateway = [one.action for one in found["ec2:vpn_gateway"]]
    assert gateway[-1] == "ec2:DeleteVpnGateway"


def test_all_are_the_curated_first_and_every_one_is_an_action_of_iam():
    for spec in SPECS.values():
        actions = everything(spec)
        assert actions[: len(spec.actions)] == spec.actions
        assert len({one.action for one in actions}) == len(actions)
        for one in actions:
            prefix, _, name = one.action.partition(":")
            assert name in reference.services()[prefix].actions
    assert ActionSpec("s3:GetObjectTagging", "{arn}/*") in everything(SPECS["s3:bucket"])
    assert len(everything(SPECS["ec2:instance"])) > 30
