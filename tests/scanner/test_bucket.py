"""Parquet in a folder and in S3: the same names, the same tables; and what is told where S3 refuses."""

import boto3
import pyarrow as pa
import pytest
from fake_aws import Fault, Raw
from moto import mock_aws

from estate_assets.scanner.dataset import Bucket, Folder, dataset_of
from estate_assets.scanner.errors import StoreError
from estate_assets.scanner.settings import Settings

NAMES = [f"raw_resources/{account}/us-east-1/{service}.parquet" for account in ("1", "2") for service in ("ec2", "s3")]


@pytest.fixture
def s3(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="estate-data")
        client.put_object(Bucket="estate-data", Key="other/raw_resources/9/us-east-1/ec2.parquet", Body=b"not ours")
        client.put_object(Bucket="estate-data", Key="prod/read.me", Body=b"no Parquet")
        yield client


@pytest.fixture(params=["folder", "bucket"])
def dataset(request, s3, tmp_path):
    data = str(tmp_path / "data") if request.param == "folder" else "s3://estate-data/prod/"
    return dataset_of(Settings(store={"data": data}))


def table(text):
    return pa.table({"text": [text]}).replace_schema_metadata({b"estate": text.encode()})


def test_what_is_written_is_read_listed_and_removed(dataset):
    for name in reversed(NAMES):
        dataset.write(name, table(name))
    assert list(dataset.names()) == NAMES
    assert list(dataset.names("raw_resources/2")) == NAMES[2:]
    assert list(dataset.names("enriched_resources")) == []
    assert dataset.read(NAMES[0]).column("text").to_pylist() == [NAMES[0]]
    assert dataset.schema(NAMES[1]).metadata[b"estate"] == NAMES[1].encode()
    dataset.write(NAMES[0], table("over it"))
    assert dataset.read(NAMES[0]).column("text").to_pylist() == ["over it"]
    dataset.remove(NAMES[0])
    dataset.remove(NAMES[0])
    assert list(dataset.names()) == NAMES[1:]
    with pytest.raises(FileNotFoundError):
        dataset.read(NAMES[0])


def test_the_default_is_a_folder_at_home(tmp_path):
    dataset_of(Settings(home=tmp_path)).write(NAMES[0], table("x"))
    (file,) = (tmp_path / "parquet").rglob("*.parquet")
    assert (str(file.relative_to(tmp_path / "parquet")), file.stat().st_mode & 0o777) == (NAMES[0], 0o600)
    assert isinstance(dataset_of(Settings(home=tmp_path)), Folder)


def test_more_than_a_page_of_objects_is_listed_whole(s3):
    keys = [f"raw_resources/3/us-east-1/s{number}.parquet" for number in range(5)]
    for key in keys:
        s3.put_object(Bucket="estate-data", Key=key, Body=b"x")
    pages = []

    def by_two(params, **_):
        params["MaxKeys"] = 2
        pages.append(params)

    s3.meta.events.register("provide-client-params.s3.ListObjectsV2", by_two)
    assert list(Bucket("estate-data", "", lambda: s3).names("raw_resources/3")) == keys
    assert len(pages) == 3


def test_what_is_no_parquet_is_a_value_error(s3):
    s3.put_object(Bucket="estate-data", Key="x.parquet", Body=b"not Parquet")
    with pytest.raises(ValueError, match="Parquet"):
        Bucket("estate-data", "", lambda: s3).read("x.parquet")


def test_a_bucket_that_is_not_there_is_told_with_the_setting(s3):
    with pytest.raises(StoreError, match=r"s3://nobodys-data/.*NoSuchBucket.*store\.data"):
        dataset_of(Settings(store={"data": "s3://nobodys-data"})).write(NAMES[0], table("x"))


@pytest.mark.parametrize("answer", [Fault("AccessDenied", 403), Raw(b"<html>", 403)])
def test_a_refusal_names_the_action(aws, monkeypatch, answer):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for operation in ("PutObject", "CopyObject"):  # one path and method: the stand-in sees no difference
        aws.on(f"s3:{operation}", answer)
    with pytest.raises(StoreError, match="s3:PutObject"):
        dataset_of(Settings(store={"data": "s3://estate-data"})).write(NAMES[0], table("x"))
