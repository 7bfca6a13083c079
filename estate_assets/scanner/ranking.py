"""Rankings as Qdrant's queries: by meaning, by words, and both fused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner import lexical
from estate_assets.scanner.points import DENSE, LEXICAL

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Reciprocal rank fusion of meaning and words: docs/searching.md has what it is worth.
RRF_K, RRF_WEIGHTS = 10, (2.0, 1.0)
BEST_FUSED = sum(1 / (1 / weight + RRF_K - 1) for weight in RRF_WEIGHTS)
#: How many of each ranking are fused, for one that is wanted.
FUSED = 5


def query(vector: Sequence[float] | None, words: str, depth: int) -> tuple[dict[str, Any], float]:
    """The arguments of `query_points`, and the best score that can come of it.

    Args:
        vector: ranks by meaning; None ranks by words alone.
        words: ranks by rare words in common; with a vector, both rankings are fused.
        depth: how many of the first answers are wanted, those that are left out included.
    """
    from qdrant_client import models

    indices, weights = lexical.question(words)
    sparse = models.SparseVector(indices=indices, values=weights)
    if vector is None:
        return {"query": sparse, "using": LEXICAL}, 1.0
    if not words:
        return {"query": list(vector), "using": DENSE}, 1.0
    both = [
        models.Prefetch(query=list(vector), using=DENSE, limit=FUSED * depth),
        models.Prefetch(query=sparse, using=LEXICAL, limit=FUSED * depth),
    ]
    fused = models.RrfQuery(rrf=models.Rrf(k=RRF_K, weights=list(RRF_WEIGHTS)))
    return {"prefetch": both, "query": fused}, BEST_FUSED


def fused(rankings: Sequence[Sequence[int]]) -> list[tuple[float, int]]:
    """Rankings as one, by reciprocal rank, as Qdrant fuses them: score (1 is the best possible) and row, best first."""
    scores: dict[int, float] = {}
    for weight, rows in zip(RRF_WEIGHTS, rankings, strict=True):
        for rank, row in enumerate(rows, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (rank / weight + RRF_K - 1) / BEST_FUSED
    return sorted(((score, row) for row, score in scores.items()), key=lambda one: -one[0])
