"""Dagster resources: config in, plain scanner objects out."""

from __future__ import annotations

import contextvars
from contextlib import contextmanager
from typing import TYPE_CHECKING

import dagster as dg

from estate_assets.scanner.scan import EstateScanner

if TYPE_CHECKING:
    from collections.abc import Iterator


#: The scanner that a command of this process has made already: its runs share its clients and its model.
SHARED: contextvars.ContextVar[EstateScanner | None] = contextvars.ContextVar("scanner", default=None)


class Scanner(dg.ConfigurableResource[EstateScanner]):
    """The scanner of a run, made from estate.toml and ESTATE_*; threads and connections end with the run."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[EstateScanner]:  # noqa: ARG002  # Dagster's signature
        """One scanner a run, or the one that is there."""
        if shared := SHARED.get():
            yield shared
            return
        with EstateScanner() as scanner:
            yield scanner


class KeepConfig(dg.Config):
    """What a run may remove. `cleanup`: points surely gone. `force_deletes`: also where the breaker would stop it."""

    cleanup: bool = True
    force_deletes: bool = False
