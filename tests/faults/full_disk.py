"""`estate`, on a disk that is full for one partition: run as `python -m tests.faults.full_disk scan ...`.

The model is replaced by hashes, since it is not the point.
"""

from __future__ import annotations

import errno
import os
from typing import Any

from estate_assets import cli
from estate_assets.scanner import embedding
from estate_assets.scanner.dataset import Folder
from tests.faults.estate import HashEmbedder

write = Folder.write


def full(self: Folder, name: str, table: Any) -> None:
    if os.environ["FULL_AT"] in name:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
    write(self, name, table)


def main() -> None:
    if os.environ.get("FULL_AT"):
        Folder.write = full
    embedding.Embedder.embed = lambda _, texts: HashEmbedder().embed(texts)
    cli.main()


if __name__ == "__main__":
    main()
