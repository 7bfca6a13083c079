"""What is measured of a ranked answer: recall@10, nDCG@10, hit@1, and the share of answers that are the opposite of what was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.questions import Question
    from estate_assets.scanner.model import AWSResource

DEPTH = 10


@dataclass(frozen=True)
class Ranked:
    """A system's answer: the resources, best first, and whether it said that nothing (or nothing of all that was asked) matches."""

    found: Sequence[AWSResource]
    none: bool = False


@dataclass(frozen=True)
class Score:
    """One question's measures; `inverted` counts among the answers given. Recall is of at most ten."""

    recall: float
    ndcg: float
    first: float
    inverted: int
    answers: int
    none: float


def score(question: Question, answer: Ranked, relevant: int) -> Score:
    """Measures one answer. `relevant`: how many resources are answers."""
    top = answer.found[:DEPTH]
    hits = [question.relevant(one) for one in top]
    gain = sum(hit / math.log2(rank) for rank, hit in enumerate(hits, 2))
    ideal = sum(1 / math.log2(rank) for rank in range(2, min(relevant, DEPTH) + 2))
    return Score(
        sum(hits) / min(relevant, DEPTH) if relevant else 0.0,
        gain / ideal if relevant else 0.0,
        float(bool(hits) and hits[0]),
        sum(question.opposite(one) for one in top),
        len(top),
        float(answer.none or not top),
    )


def means(scores: Sequence[Score]) -> dict[str, float]:
    """The measures over some questions."""
    answers = sum(one.answers for one in scores)
    return {
        "questions": len(scores), "recall@10": mean(one.recall for one in scores), "nDCG@10": mean(one.ndcg for one in scores),
        "hit@1": mean(one.first for one in scores), "inverted": sum(one.inverted for one in scores) / answers if answers else 0.0,
        "said none": mean(one.none for one in scores),
    }  # fmt: skip
