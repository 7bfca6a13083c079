"""The collection's resources as JSON lines, CSV or Parquet: as they come, never all in memory; what is sealed stays sealed."""

from __future__ import annotations

import csv
import json
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from estate_assets.scanner.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from estate_assets.scanner.model import AWSResource

BATCH = 1_000
#: What a spreadsheet would take for a formula, where a cell begins with it (also its full-width forms).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "\n")


def jsonl(resources: Iterable[AWSResource], out: TextIO) -> int:
    """One resource a line, as `AWSResource.to_dict` gives it. Returns how many."""
    count = 0
    for resource in resources:
        out.write(json.dumps(resource.to_dict(), sort_keys=True) + "\n")
        count += 1
    return count


def as_csv(resources: Iterable[AWSResource], out: TextIO) -> int:
    """A header and a row each; nested fields as JSON. A cell that a spreadsheet would run gets an apostrophe before it."""
    from estate_assets.scanner.tables import ENRICHED

    writer, count = csv.writer(out), 0
    writer.writerow(ENRICHED.names)
    for resource in resources:
        data = resource.to_dict()
        writer.writerow([_cell(data[name]) for name in ENRICHED.names])
        count += 1
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, sort_keys=True)
    return f"'{visible(value)}" if value.startswith(FORMULA) else visible(value)


def parquet(resources: Iterable[AWSResource], path: Path) -> int:
    """A table with the columns of `enriched_resources`, a row group per thousand. Returns how many rows."""
    import pyarrow.parquet as pq

    from estate_assets.scanner.tables import exported

    count, rest = 0, iter(resources)
    with pq.ParquetWriter(path, exported([]).schema, compression="zstd") as writer:
        while batch := list(islice(rest, BATCH)):
            writer.write_table(exported(batch))
            count += len(batch)
    return count


#: Those that write text.
TEXTS: dict[str, Callable[[Iterable[AWSResource], TextIO], int]] = {"jsonl": jsonl, "csv": as_csv}
