"""The two engines of the embedded store, on the same 6,000 points: `python -m bench.stores [--small] [--write]`.

The baseline is Qdrant's Python client (`local`). The resources are those of bench/estate.py, with vectors made by chance: the model
has no part in it.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.estate import ACCOUNTS, resources
from bench.report import flags, told
from estate_assets.scanner.collection import opened
from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.model import EmbeddedText
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.sections import StoreSettings
from estate_assets.scanner.text import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.model import AWSResource

ENGINES = ("local", "edge")
TIMES = 5
#: Step -> CPU seconds of a thousand points (writing), or of one time.
Spent = dict[str, float]


def texts(some: list[AWSResource]) -> dict[str, EmbeddedText]:
    """Their sentences, with a vector for each by chance."""
    dice, registry = random.Random(1), Registry(entry_points=False)  # noqa: S311  # not for secrets
    found = {}
    for one in some:
        vector = tuple(dice.gauss(0, 1) / DIMENSION**0.5 for _ in range(DIMENSION))
        text = text_of(one, registry.spec(one.resource_type))
        found[one.point_id] = EmbeddedText(one.point_id, text, vector, one.content_hash)
    return found


def measured(engine: str, some: list[AWSResource], embedded: dict[str, EmbeddedText]) -> tuple[Spent, Any]:
    """What each step took, and what the questions came to: the same for all engines."""
    settings, chosen = (
        StoreSettings.model_validate({"engine": engine}),
        {"account_id": ACCOUNTS[0].id, "facts": "public"},
    )
    vector, spent = embedded[some[0].point_id].vector, Spent()
    with tempfile.TemporaryDirectory(prefix="estate-bench-") as home:
        with opened(settings, Path(home)) as store:
            store.ensure()
            spent["write 1,000 points"] = _cpu(lambda: store.upsert(some, embedded)) / len(some) * 1000
        begun = time.process_time()
        with opened(settings, Path(home)) as store:
            store.count()
            spent["open"] = time.process_time() - begun
            answers, steps = [], {
                "what is known of an account": lambda: len(store.known(ACCOUNTS[0].id)),
                "count what matches": lambda: store.count(chosen),
                "a facet": lambda: store.facet("team", chosen),
                "the ten nearest that match": lambda: [hit.resource.id for hit in store.search(vector, chosen, 10)],
            }  # fmt: skip
            for name, step in steps.items():
                answers.append(step())
                spent[name] = statistics.median(_cpu(step) for _ in range(TIMES))
    return spent, answers


def _cpu(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    some = resources()[: 100 if chosen.small else None]
    embedded = texts(some)
    (base, expected), (edge, found) = (measured(engine, some, embedded) for engine in ENGINES)
    assert found == expected  # noqa: S101  # else one was quicker at something else
    print(f"{len(some)} points")
    rows = [(name, f"{base[name]:.4f}", f"{edge[name]:.4f}", f"{base[name] / edge[name]:.1f}") for name in base]
    told("stores", ("CPU seconds", *(f"`{engine}`" for engine in ENGINES), "× faster"), rows, write=chosen.write)


if __name__ == "__main__":
    main()
