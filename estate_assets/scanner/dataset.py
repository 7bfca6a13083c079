"""Where the Parquet of the stages is: a folder, or a prefix in an S3 bucket. A file a cell, each whole or not there.

Names are `ASSET/ACCOUNT/REGION/SERVICE.parquet` in both.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from estate_assets.scanner.errors import StoreError
from estate_assets.scanner.files import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from estate_assets.scanner.settings import Settings

S3 = "s3://"
GONE = ("NoSuchKey", "404")


class Dataset(Protocol):
    """Parquet files by name."""

    def read(self, name: str) -> pa.Table:
        """One file. Raises FileNotFoundError, ValueError (it is none of Parquet's), StoreError."""

    def schema(self, name: str) -> pa.Schema:
        """One file's schema, with its metadata. Raises what `read` does."""

    def write(self, name: str, table: pa.Table) -> None:
        """Writes one file over what is there. Raises OSError, StoreError."""

    def names(self, folder: str = "") -> Iterator[str]:
        """The files under a folder, in order. Raises StoreError."""

    def remove(self, name: str) -> None:
        """Takes a file away; one that is not there is no error. Raises StoreError."""


def dataset_of(settings: Settings, client: Callable[[], Any] | None = None) -> Dataset:
    """The place that the settings name.

    Args:
        settings: `store.data`, else the folder `parquet` in ESTATE_HOME.
        client: makes boto3's client of S3; by default one of the default credentials.
    """
    place = settings.store.data or str(settings.home / "parquet")
    if place.startswith(S3):
        bucket, _, prefix = place.removeprefix(S3).partition("/")
        return Bucket(bucket, prefix.strip("/"), client or _client)
    return Folder(Path(place))


def _client() -> Any:
    import botocore.session

    return botocore.session.Session().create_client("s3")


class Folder:
    """Files in a folder of this machine: 0600, in folders 0700."""

    def __init__(self, base: Path) -> None:
        self._base = base

    def read(self, name: str) -> pa.Table:
        """One file."""
        return pq.read_table(self._base / name)

    def schema(self, name: str) -> pa.Schema:
        """One file's schema, from its end."""
        return pq.read_schema(self._base / name)

    def write(self, name: str, table: pa.Table) -> None:
        """Writes a draft beside it, which then takes its place."""
        path = self._base / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in path.parent.glob(f".{path.name}.*"):  # by a scan that was killed: this one holds the account
            left.unlink()
        with whole(path) as draft:
            pq.write_table(table, draft, compression="zstd")

    def names(self, folder: str = "") -> Iterator[str]:
        """The files under a folder."""
        found = (self._base / folder).rglob("*.parquet")
        yield from sorted(str(path.relative_to(self._base)) for path in found if not path.name.startswith("."))

    def remove(self, name: str) -> None:
        """Takes a file away."""
        (self._base / name).unlink(missing_ok=True)


class Bucket:
    """Objects under a prefix. S3 puts an object whole or not at all, and who reads afterwards sees it."""

    def __init__(self, bucket: str, prefix: str, client: Callable[[], Any]) -> None:
        self._bucket, self._prefix, self._make = bucket, f"{prefix}/" if prefix else "", client
        self._made: Any = None

    def read(self, name: str) -> pa.Table:
        """One object."""
        with self._told("s3:GetObject", name) as s3:
            body = s3.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()
        return pq.read_table(pa.BufferReader(body))

    def schema(self, name: str) -> pa.Schema:
        """One object's schema; the whole object is fetched."""
        return self.read(name).schema

    def write(self, name: str, table: pa.Table) -> None:
        """One put."""
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        with self._told("s3:PutObject", name) as s3:
            s3.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=sink.getvalue().to_pybytes())

    def names(self, folder: str = "") -> Iterator[str]:
        """The objects under a folder, by pages of 1,000."""
        under = f"{self._prefix}{folder}/" if folder else self._prefix
        with self._told("s3:ListBucket", folder) as s3:
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=under):
                found = (one["Key"].removeprefix(self._prefix) for one in page.get("Contents", ()))
                yield from (name for name in found if name.endswith(".parquet"))

    def remove(self, name: str) -> None:
        """Deletes an object."""
        with self._told("s3:DeleteObject", name) as s3:
            s3.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    @contextmanager
    def _told(self, action: str, name: str) -> Iterator[Any]:
        """The client; its refusals as our errors."""
        from botocore.exceptions import BotoCoreError, ClientError

        place = f"{S3}{self._bucket}/{self._prefix}{name}"
        try:
            self._made = self._made or self._make()
            yield self._made
        except ClientError as error:
            detail = error.response.get("Error", {})
            if detail.get("Code") in GONE:
                raise FileNotFoundError(place) from error
            words = f"{detail.get('Code')}: {str(detail.get('Message'))[:300]}"
            raise StoreError(
                f"{place}: AWS refused {action}: {words}. Check store.data and that it is allowed."
            ) from error
        except BotoCoreError as error:
            raise StoreError(f"{place}: {error}. Check store.data, the credentials and AWS_REGION.") from error
