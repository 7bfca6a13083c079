"""What a partition says of itself in the Dagster UI: numbers that plot over time, and what they were made of."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import dagster as dg

from estate_assets.scanner.summaries import incomplete, type_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.model import AWSResource, EmbeddedText, Outcome, ScanError
    from estate_assets.scanner.results import Stored

SAMPLED = 5
#: Nothing that could be sensitive: no property, no tag.
SHOWN = ("resource_type", "name", "region", "state", "created_at")
SAMPLE = dg.TableSchema([dg.TableColumn(name) for name in SHOWN])
UNUSUAL = re.compile(r"[^\w.:-]")
Metadata = dict[str, Any]


def raw_metadata(outcome: Outcome[Any]) -> Metadata:
    """What AWS was asked and said, by type, with the reason of each gap."""
    stats = outcome.stats
    return _common(outcome, outcome.errors) | {
        "gaps": incomplete(outcome) or "none",
        "incomplete_types": sum(entry.has_gap for entry in outcome.ledger),
        "ledger_gaps": [entry.to_dict() for entry in outcome.ledger if entry.has_gap],
        "api_calls": int(stats.get("api_calls", 0)),
        "throttles": int(stats.get("throttles", 0)),
        "scan_seconds": round(float(stats.get("duration_s", 0)), 3),
        "resource_types": dg.MetadataValue.md(_types(outcome)),
    }


def enriched_metadata(outcome: Outcome[AWSResource], seconds: float) -> Metadata:
    """How many answers IAM gave, and a few of the resources."""
    verdicts = [verdict.decision for item in outcome.items for verdict in item.permissions.values()]
    return _common(outcome, outcome.errors) | {
        "permissions_known": sum(decision != "unknown" for decision in verdicts),
        "permissions_unknown": verdicts.count("unknown"),
        "constraints": sum(len(item.constraints) for item in outcome.items),
        "enrich_seconds": round(seconds, 3),
    } | _sample(outcome.items)  # fmt: skip


def embedded_metadata(
    outcome: Outcome[AWSResource], texts: Mapping[str, EmbeddedText], tokens: dict[str, int]
) -> Metadata:
    """What the model had to compute. `tokens` are those of the batch's texts; a text is counted where it comes first."""
    fresh = [tokens.pop(one.text) for one in texts.values() if one.text in tokens]
    return _common(outcome, outcome.errors) | {
        "texts_embedded": len(fresh),
        "tokens_embedded": sum(fresh),
        "texts_without_vector": sum(not one.vector for one in texts.values()),
    }


def stored_metadata(stored: Stored, seconds: float) -> Metadata:
    """What the collection took of one cell."""
    return _common(stored.outcome, (*stored.outcome.errors, *stored.errors)) | {
        "points_upserted": stored.upserted,
        "points_unchanged": stored.unchanged,
        "points_deleted": stored.deleted,
        "store_seconds": round(seconds, 3),
    }


def _common(outcome: Outcome[Any], errors: Iterable[ScanError]) -> Metadata:
    found = [error.to_dict() for error in errors]
    return {
        "dagster/partition_row_count": len(outcome.items),
        "status": outcome.status.value,
        "error_count": len(found),
        "errors_by_category": dict(Counter(str(error["category"]) for error in found)),
        "errors": found,
    }


def _types(outcome: Outcome[Any]) -> str:
    """The ledger's part as Markdown. Messages are left out, and codes are cut to what codes are made of: whoever answers
    in AWS's place must not get to write into the page.
    """
    counts = type_counts(outcome)
    lines = ["| type | resources | seen | because |", "|---|---:|---|---|"]
    for entry in outcome.ledger:
        because = " ".join(UNUSUAL.sub("", part)[:80] for part in (entry.operation, entry.code) if part)
        lines.append(f"| {entry.resource_type} | {counts.get(entry.resource_type, 0)} | {entry.status} | {because} |")
    return "\n".join(lines)


def _sample(items: Iterable[AWSResource]) -> Metadata:
    """A few resources, one of each type first; nothing where there is none."""
    by_type = {item.resource_type: item for item in reversed(tuple(items))}
    records = [
        dg.TableRecord({name: getattr(item, name) or "" for name in SHOWN}) for item in [*by_type.values()][:SAMPLED]
    ]
    return {"sample": dg.MetadataValue.table(records, SAMPLE)} if records else {}
