"""Time and chance while seeding: both fixed, so that every start grows the same estate."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import uuid
from typing import TYPE_CHECKING, Any

import time_machine
from moto.moto_api._internal import mock_random

if TYPE_CHECKING:
    from collections.abc import Iterator

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
_STEP = dt.timedelta(seconds=41)
_SEED = 20260302


class Clock:
    """A stopped clock that each seeding call moves on a little, so that no two things are of one age."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def tick(self, **_: Any) -> None:
        """Move on one step; a botocore event handler, hence the ignored arguments."""
        self._traveller.shift(_STEP)


@contextlib.contextmanager
def fixed() -> Iterator[Clock]:
    """Stop the clock and seed every source of chance for as long as the block runs."""
    random.seed(_SEED)
    mock_random.seed(_SEED)
    drawn, uuid.uuid4 = uuid.uuid4, mock_random.uuid4  # botocore draws its idempotency tokens with it
    try:
        with time_machine.travel(START, tick=False) as traveller:
            yield Clock(traveller)
    finally:
        uuid.uuid4 = drawn
