"""What starting costs, against Python itself and Dagster: `python -m bench.imports [--small] [--write]`."""

from __future__ import annotations

import sys

from bench.report import cpu_of, flags, told

STARTS = (
    ("Python", ("-c", "pass"), ""),
    ("`estate --help`", ("-m", "estate_assets.cli", "--help"), "under 0.5"),
    ("`import dagster`", ("-c", "import dagster"), ""),
    ("the code location", ("-c", "import estate_assets.definitions"), ""),
)


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    rows = []
    for name, args, goal in STARTS[: 2 if chosen.small else None]:
        rows.append((name, f"{cpu_of((sys.executable, *args), 1 if chosen.small else 5):.2f}", goal))
    told("imports", ("start", "CPU seconds, median of 5", "goal"), rows, write=chosen.write)


if __name__ == "__main__":
    main()
