"""The checker, held to account: of 1,000 random corruptions of the catalogue it must catch 98 in 100."""

import random
from collections import Counter

import yaml
from mutations import ACTIONS, mutated

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_check import check_spec, reference
from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.spec import ResourceSpec

SEED, COUNT, LEAST = 1, 1_000, 0.98
FOLDER = catalogue.resources.files(catalogue.__name__)


def caught(service, name, data):
    """Whether the checker, or the form itself, objects to a type."""
    try:
        return bool(check_spec(ResourceSpec.from_dict(service, name, data), catalogue.specs(service)))
    except CatalogueError:
        return True


def test_corruptions_are_caught():
    """What survives is printed: texts that no model enumerates, mostly (`pytest -rP` shows it)."""
    types = {
        (service, name): body
        for service in catalogue.services()
        for name, body in yaml.safe_load((FOLDER / f"{service}.yaml").read_text())["types"].items()
    }
    ACTIONS.update({prefix: set(found.actions) for prefix, found in reference.services().items()})
    dice, survivors, drawn = random.Random(SEED), [], Counter()  # noqa: S311  # dice
    for _ in range(COUNT):
        service, name = dice.choice(sorted(types))
        corruption, data = mutated(types[service, name], dice)
        drawn[corruption] += 1
        if not caught(service, name, data):
            changed = [field for field in data if data[field] != types[service, name].get(field)]
            survivors.append(
                f"{corruption}: {service}:{name}: {', '.join(changed)}: {[data[field] for field in changed]}"
            )
    print(f"{COUNT - len(survivors)} of {COUNT} caught; {dict(drawn)}; survivors:", *survivors, sep="\n")  # noqa: T201
    assert min(drawn.values()) > 0
    assert len(drawn) == 14  # every kind of corruption was drawn
    assert len(survivors) <= COUNT * (1 - LEAST), survivors


def test_a_type_as_it_is_is_not_caught():
    """Else all would be caught, and nothing shown."""
    for key in ("ec2:instance", "sqs:queue", "iam:access_key", "ecs:service"):
        service, name = key.split(":")
        data = yaml.safe_load((FOLDER / f"{service}.yaml").read_text())["types"][name]
        assert not caught(service, name, data)
