"""botocore's data, read once for the process: each session would read it anew, 0.2 s of CPU for EC2's model alone."""

from __future__ import annotations

import functools
import gzip
import json
import os
import threading
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.loaders import JSONFileLoader, Loader, create_loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What a file of someone's own was when it was read: path, time of the last change, size.
Stamp = tuple[str, int, int]
#: Loaders that are kept: processes with more data paths than that are rare, and what is behind each takes some 50 MB.
KEPT = 2


class Files(JSONFileLoader):  # type: ignore[misc]  # botocore publishes no types
    """Reads as botocore does, but into plain dicts, which keep their order as well: in half the time."""

    def load_file(self, file_path: str) -> Any:
        """The content of a file that is named without its ending; None where there is none."""
        for ending, opened in ((".json", open), (".json.gz", gzip.open)):
            if os.path.isfile(file_path + ending):  # noqa: PTH113  # as botocore asks
                with opened(file_path + ending, "rb") as file:
                    return json.loads(file.read())
        return super().load_file(file_path)


class Reading(Loader):  # type: ignore[misc]
    """A loader for all threads: what two ask for at once is read once."""

    def __init__(self, paths: Iterable[str]) -> None:
        super().__init__(extra_search_paths=list(paths), file_loader=Files(), include_default_search_paths=False)
        self._turns: defaultdict[str, Any] = defaultdict(threading.RLock)

    def load_data_with_path(self, name: str) -> Any:
        """A file's content and its path. Raises DataNotFoundError."""
        with self._turns[name]:
            return super().load_data_with_path(name)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """A service's model. Raises UnknownServiceError."""
        with self._turns[f"{service_name}/{type_name}"]:
            return super().load_service_model(service_name, type_name, api_version)


def loader_of(session: Any) -> Loader:
    """The loader that sessions with this one's data path share. What others put there since it was read is read anew."""
    paths = tuple(create_loader(session.get_config_variable("data_path")).search_paths)
    return _loader(paths, tuple(sorted(_stamps(paths))))


@functools.lru_cache(KEPT)
def _loader(paths: tuple[str, ...], _: tuple[Stamp, ...]) -> Loader:
    return Reading(paths)


def _stamps(paths: Iterable[str]) -> Iterator[Stamp]:
    """The files in these folders that are not botocore's own: those change with botocore itself, which is loaded already."""
    for top in paths:
        if top != Loader.BUILTIN_DATA_PATH:
            for path in (*Path(top).glob("*.json*"), *Path(top).glob("*/*/*.json*")):
                with suppress(OSError):  # a link to nowhere, or gone meanwhile: botocore finds no file there either
                    told = path.stat()
                    yield str(path), told.st_mtime_ns, told.st_size
