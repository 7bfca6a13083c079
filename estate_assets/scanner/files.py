"""Files that are whole or not there, for their owner only."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A draft beside the file, mode 0600, that takes its place at the end; where something is raised, nothing has changed."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 by its nature
    os.close(handle)
    try:
        yield Path(draft)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
