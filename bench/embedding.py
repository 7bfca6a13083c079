"""Texts a second: one by one with sentence-transformers, against Estate's engines: `python -m bench.embedding [--small] [--write]`.

One by one is measured as a user gets it (torch then uses every core for each text), and with one thread: on a busy machine
threads that wait for one another's share of one text cost many times what they save.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.estate import resources
from bench.report import cpu, flags, told
from estate_assets.scanner import engines
from estate_assets.scanner.embedding import FINGERPRINT, _carried, _transformer
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.text import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Encode = Callable[[Sequence[str]], Any]

#: Floating-point operations for a token: six layers of twelve square matrices of 384, a multiplication and an addition each.
FLOPS = 6 * 12 * 384 * 384 * 2
ROUNDS = 5
FEW = 5  # one text in so many is enough for one by one, whose speed does not depend on how many there are
HEAD = ("engine", "texts a second", "×", "texts a CPU second", "×", "of the peak")


@dataclass(frozen=True, slots=True)
class Way:
    """A way to embed: its name, what it does with texts, how many threads torch may use for one, and on what share of the texts."""

    name: str
    encode: Encode
    threads: int = 1
    every: int = 1


def ways(folder: Any, model: Any) -> list[Way]:
    """All ways; the first two are the baselines."""

    def singly(texts: Sequence[str]) -> None:
        for text in texts:
            model.encode(text, show_progress_bar=False)

    # An engine has a tokenizer to itself: sentence-transformers turns padding on in its own.
    found = [
        Way("sentence-transformers, one by one", singly, engines.cores(), FEW),
        Way("the same, one thread", singly, 1, FEW),
        Way("Estate, torch", engines.by_torch(_transformer(folder)).encode),
    ]
    if engines.is_fast():
        fast = engines.by_onnxruntime(folder, FINGERPRINT, lambda: model)
        found.append(Way("Estate, onnxruntime (`fast`)", fast.encode))
    return found


def peak() -> float:
    """The floating-point operations a CPU second that one thread reaches in a large product of matrices."""
    import torch

    one = torch.randn(1024, 1024)
    best = min(cpu(lambda: one @ one)[0] for _ in range(5))
    return 2 * 1024**3 / best


def speed(way: Way, texts: Sequence[str]) -> tuple[float, float]:
    """Texts a second, and texts a CPU second."""
    import torch

    some = texts[:: way.every]
    torch.set_num_threads(way.threads)
    began = time.perf_counter()
    spent, _ = cpu(lambda: way.encode(some))
    torch.set_num_threads(1)
    return len(some) / (time.perf_counter() - began), len(some) / spent


def lifelike(*, small: bool) -> tuple[list[str], float]:
    """Different texts of an estate, shortest first, and how many of all its texts are different."""
    registry, dice = Registry(entry_points=False), random.Random(1)  # noqa: S311  # not for secrets
    every = [text_of(one, registry.spec(one.resource_type)) for one in resources()]
    different = sorted(set(every))
    return sorted(dice.sample(different, 10 if small else 400), key=len), len(different) / len(every)


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    folder = _carried()
    assert folder  # noqa: S101  # pip install 'estate-assets[offline]'
    model = _transformer(folder)
    texts, share = lifelike(small=chosen.small)
    alike, peaks, loads = ways(folder, model), list[float](), list[float]()
    tokens = sum(alike[2].encode(texts)[1])
    speeds: dict[str, list[tuple[float, float]]] = {way.name: [] for way in alike}
    for _ in range(1 if chosen.small else ROUNDS):
        for way in alike:
            speeds[way.name].append(speed(way, texts))
        peaks.append(peak())
        loads.append(os.getloadavg()[0])
    print(
        f"{len(texts)} texts of {tokens / len(texts):.0f} tokens, {share:.0%} of an estate's texts are different; ",
        end="",
    )
    print(
        f"peak {max(peaks) / 1e9:.0f} GFLOPS a core, {engines.cores()} cores, load {min(loads):.1f} to {max(loads):.1f}"
    )
    told("embedding", HEAD, table(speeds, tokens / len(texts) * FLOPS / max(peaks)), write=chosen.write)


def table(speeds: dict[str, list[tuple[float, float]]], cost: float) -> list[tuple[str, ...]]:
    """The medians; `cost` is the least CPU seconds that a text can take."""
    medians = {name: [statistics.median(some) for some in zip(*pairs, strict=True)] for name, pairs in speeds.items()}
    base = next(iter(medians.values()))[0]
    (_, (_, one), *_) = medians.values()  # a CPU second is compared to one thread's, which waits for nobody
    return [
        (name, f"{wall:.1f}", f"{wall / base:.2f}", f"{spent:.1f}", f"{spent / one:.2f}", f"{spent * cost:.0%}")
        for name, (wall, spent) in medians.items()
    ]


if __name__ == "__main__":
    main()
