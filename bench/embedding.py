"""Texts a second: one by one with sentence-transformers, against Estate's engines: `python -m bench.embedding [--small] [--write]`."""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING, Any

from bench.estate import resources
from bench.report import cpu, flags, told
from estate_assets.scanner import engines
from estate_assets.scanner.embedding import FINGERPRINT, _carried, _transformer
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.text import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

#: Floating-point operations for a token: six layers of twelve square matrices of 384, a multiplication and an addition each.
FLOPS = 6 * 12 * 384 * 384 * 2


def peak() -> float:
    """The floating-point operations a second that one thread reaches in a large product of matrices."""
    import torch

    one = torch.randn(1024, 1024)
    best = min(cpu(lambda: one @ one)[0] for _ in range(5))
    return 2 * 1024**3 / best


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    folder = _carried()
    assert folder  # noqa: S101  # pip install 'estate-assets[offline]'
    model = _transformer(folder)
    registry, dice = Registry(entry_points=False), random.Random(1)  # noqa: S311  # not for secrets
    texts = sorted({text_of(one, registry.spec(one.resource_type)) for one in resources()})
    texts = dice.sample(texts, 8 if chosen.small else 40)
    alike: dict[str, Callable[[], Any]] = {
        "sentence-transformers, one by one": lambda: [model.encode(text, show_progress_bar=False) for text in texts],
        "Estate, torch": lambda: engines.by_torch(model).encode(texts),
    }
    if engines.is_fast():
        fast = engines.by_onnxruntime(folder, FINGERPRINT, lambda: model)
        alike["Estate, onnxruntime (`fast`)"] = lambda: fast.encode(texts)
    spent: dict[str, list[float]] = {name: [] for name in alike}
    for _ in range(1 if chosen.small else 3):
        for name, work in alike.items():
            spent[name].append(cpu(work)[0])
    tokens, most = sum(engines.by_torch(model).encode(texts)[1]), peak()
    base, *_ = (statistics.median(some) for some in spent.values())
    rows = [
        (
            name,
            f"{len(texts) / (took := statistics.median(some)):.1f}",
            f"{base / took:.2f}",
            f"{tokens * FLOPS / took / most:.0%}",
        )
        for name, some in spent.items()
    ]
    print(f"{len(texts)} texts of {tokens / len(texts):.0f} tokens; peak {most / 1e9:.0f} GFLOPS")
    told("embedding", ("engine", "texts a CPU second", "×", "of the peak"), rows, write=chosen.write)


if __name__ == "__main__":
    main()
