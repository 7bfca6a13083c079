"""How well search finds, measured: `python -m bench.search [--half tune] [--split own|fresh|blind|everyday] [--show]`.

A made-up estate of 6,000 resources (bench/estate.py), 260 questions whose answers are computed from the fields
(bench/questions.py; `--split fresh`: those of bench/fresh.py instead; `--split own`: those of bench/own.py, to tune by), and other
systems beside Estate in the same run (bench/systems.py, bench/peer.py).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.blind import blind
from bench.estate import resources
from bench.everyday import everyday
from bench.fresh import fresh
from bench.metrics import means, score
from bench.own import own
from bench.peer import awsmap
from bench.questions import questions
from bench.systems import systems
from estate_assets.scanner.embedding import Embedder
from estate_assets.scanner.model import EmbeddedText
from estate_assets.scanner.points import point_of
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.snapshot import Snapshot
from estate_assets.scanner.text import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.metrics import Score
    from bench.questions import Question
    from bench.systems import System
    from estate_assets.scanner.model import AWSResource

Results = dict[str, list[tuple["Question", "Score"]]]


def stored(estate: Sequence[AWSResource], embedder: Embedder) -> Snapshot:
    """The estate as a scan would leave it in the store, and searches would read it."""
    registry = Registry(entry_points=False)
    texts = [text_of(one, registry.spec(one.resource_type)) for one in estate]
    rows = zip(estate, texts, embedder.embed(texts), strict=True)
    return Snapshot(point_of(one, EmbeddedText(one.point_id, text, vector, "")) for one, text, vector in rows)


def measured(asked: Sequence[Question], estate: Sequence[AWSResource], compared: dict[str, System]) -> Results:
    """Each system's scores on each question."""
    relevant = [sum(map(one.relevant, estate)) for one in asked]
    found: Results = {}
    for name, system in compared.items():
        started = time.monotonic()
        found[name] = [(q, score(q, system(q.text), n)) for q, n in zip(asked, relevant, strict=True)]
        print(f"{name}: {(time.monotonic() - started) / len(asked) * 1000:.0f} ms a question", flush=True)
    return found


def table(results: Results, half: str) -> str:
    """The measures by kind of question and system, as a Markdown table."""
    lines = [
        "| questions | system | recall@10 | nDCG@10 | hit@1 | inverted | said none |",
        "|---|---|---|---|---|---|---|",
    ]
    first = next(iter(results.values()))
    for kind in dict.fromkeys(q.kind for q, _ in first):
        for name, scored in results.items():
            some = [one for q, one in scored if q.kind == kind and half in (q.half, "all")]
            m = means(some)
            none = kind == "no answer"
            cells = ["-" if none else f"{m[key]:.2f}" for key in ("recall@10", "nDCG@10", "hit@1")]
            turned = (
                f"{m['inverted']:.1%}"
                if any(q.opposite.__class__ and q.kind == kind for q, _ in scored) and not none
                else "-"
            )
            lines.append(f"| {kind} ({len(some)}) | {name} | {' | '.join(cells)} | {turned} | {m['said none']:.0%} |")
    return "\n".join(lines)


def main() -> None:
    """The command."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--half", choices=("tune", "test", "all"), default="test", help="of the questions as written")
    flags.add_argument(
        "--split",
        choices=("written", "own", "fresh", "blind", "everyday"),
        default="written",
        help="which questions: those of bench/own.py or fresh.py, all of them; blind, everyday: a half of bench/blind.py or everyday/",
    )
    flags.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "estate-bench", help="keeps vectors between runs"
    )
    flags.add_argument("--only", help="one system, by the beginning of its name")
    flags.add_argument(
        "--awsmap", type=Path, metavar="PYTHON", help="the interpreter of an environment that has awsmap: asks it too"
    )
    flags.add_argument("--show", action="store_true", help="the questions that went wrong")
    chosen = flags.parse_args()
    estate = resources()
    embedder = Embedder(chosen.home / "vectors.db")
    chosen.home.mkdir(parents=True, exist_ok=True)
    half = chosen.half if chosen.split in ("written", "blind", "everyday") else "all"
    every = {"written": lambda: questions(estate), "own": own, "fresh": fresh, "blind": blind, "everyday": everyday}[
        chosen.split
    ]()
    asked = [one for one in every if half in (one.half, "all")]
    compared = {} if chosen.only == "awsmap" else systems(estate, stored(estate, embedder), embedder)
    if chosen.awsmap:
        compared["awsmap ask"] = awsmap(estate, [one.text for one in asked], chosen.awsmap, chosen.home)
    results = measured(
        asked, estate, {name: one for name, one in compared.items() if name.startswith(chosen.only or "")}
    )
    print(table(results, half))
    if chosen.show:
        show(results)


def show(results: Results) -> None:
    """What went wrong. Who has looked at it can no longer measure by it."""
    for question, one in results["Estate"]:
        wrong = one.none == 0 if question.kind == "no answer" else one.ndcg < 1 or one.inverted
        if wrong:
            print(f"{question.kind:<12} {one.ndcg:.2f} inverted {one.inverted} none {one.none:.0f}  {question.text}")


if __name__ == "__main__":
    main()
