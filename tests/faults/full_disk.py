"""`estate`, on a disk that is full for one partition: run as `python -m tests.faults.full_disk scan ...`.

The model is replaced by hashes, since it is not the point.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from estate_assets.cli import main
from estate_assets.io_managers import ParquetIOManager
from estate_assets.scanner import embedding
from tests.faults.estate import HashEmbedder

if TYPE_CHECKING:
    from pathlib import Path

write = ParquetIOManager._write


def full(self: ParquetIOManager, path: Path, table: Any) -> None:
    if os.environ["FULL_AT"] in str(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    write(self, path, table)


if __name__ == "__main__":
    if os.environ.get("FULL_AT"):
        ParquetIOManager._write = full
    embedding.Embedder.embed = lambda _, texts: HashEmbedder().embed(texts)
    main()
