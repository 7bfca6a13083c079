"""botocore's data: read once for the process, the same as botocore reads it, and never another than the session's own."""

import io
import json
import threading
import time
from pathlib import Path

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import create_loader

from estate_assets.scanner.aws import Engine
from estate_assets.scanner.credentials import Entrance
from estate_assets.scanner.reading import loader_of
from estate_assets.scanner.sections import LimitSettings

MADE_UP = {
    "metadata": {
        "apiVersion": "2020-01-01", "endpointPrefix": "made-up", "protocol": "json", "serviceId": "Made Up", "signatureVersion": "v4",
        "jsonVersion": "1.1", "targetPrefix": "MadeUp", "uid": "made-up-2020-01-01",
    },
    "operations": {"ListThings": {"name": "ListThings", "http": {"method": "POST", "requestUri": "/"}}},
    "shapes": {},
}  # fmt: skip


def written(top, operation="ListThings"):
    folder = top / "made-up" / "2020-01-01"
    folder.mkdir(parents=True, exist_ok=True)
    operations = {operation: MADE_UP["operations"]["ListThings"] | {"name": operation}}
    (folder / "service-2.json").write_text(json.dumps(MADE_UP | {"operations": operations}))
    return str(top)


def operations(session):
    return list(session.get_service_data("made-up")["operations"])


@pytest.fixture(scope="module", autouse=True)
def _models():
    """In the place of the one in conftest.py, which reads files once for all loaders."""


@pytest.fixture
def engine():
    made = []

    def new():
        made.append(Engine(LimitSettings()))
        return made[-1]

    yield new
    for one in made:
        one.close()


def test_two_engines_read_once(engine):
    assert engine().session.get_service_data("sqs") is engine().session.get_service_data("sqs")


def test_a_data_path_of_one_engine_is_not_the_others(engine, tmp_path, monkeypatch):
    before = engine()
    monkeypatch.setenv("AWS_DATA_PATH", written(tmp_path / "one"))
    one = engine()
    monkeypatch.setenv("AWS_DATA_PATH", written(tmp_path / "two", "DescribeThings"))
    two = engine()
    monkeypatch.delenv("AWS_DATA_PATH")
    after = engine()
    assert operations(one.session) == ["ListThings"]
    assert operations(two.session) == ["DescribeThings"]
    assert one.client("made-up", "us-east-1").meta.method_to_api_mapping == {"list_things": "ListThings"}
    for other in (before, after):
        with pytest.raises(UnknownServiceError):
            operations(other.session)


def test_a_data_path_of_the_config_file_counts(tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.write_text(f"[default]\ndata_path = {written(tmp_path / 'data')}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    session = botocore.session.Session()
    session.register_component("data_loader", loader_of(session))
    assert operations(session) == ["ListThings"]


@pytest.mark.parametrize("change", ["DescribeThings", "ListOthers"])  # another size, and the same
def test_what_changed_is_read_anew(engine, tmp_path, monkeypatch, change):
    monkeypatch.setenv("AWS_DATA_PATH", written(tmp_path))
    first = engine()
    assert operations(first.session) == ["ListThings"]
    time.sleep(0.02)  # a file system's clock may tick slowly
    written(tmp_path, change)
    assert operations(engine().session) == [change]
    assert operations(first.session) == ["ListThings"]  # a scanner stays with what it has read


def test_the_users_own_models_win_over_botocores(engine, tmp_path, monkeypatch):
    folder = tmp_path / "sqs" / "2012-11-05"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(MADE_UP))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    assert list(engine().session.get_service_data("sqs")["operations"]) == ["ListThings"]


def test_a_link_to_nowhere_is_no_model(tmp_path, monkeypatch):
    (tmp_path / "made-up" / "2020-01-01").mkdir(parents=True)
    (tmp_path / "made-up" / "2020-01-01" / "service-2.json").symlink_to(tmp_path / "nowhere")
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    with pytest.raises(UnknownServiceError):
        loader_of(botocore.session.Session()).load_service_model("made-up", "service-2")


@pytest.mark.parametrize(
    "name", ["endpoints", "partitions", "_retry", "sqs/2012-11-05/service-2", "iam/2010-05-08/paginators-1"]
)
def test_it_reads_what_botocore_reads_in_its_order(name):
    ours, theirs = loader_of(botocore.session.Session()).load_data(name), create_loader().load_data(name)
    assert json.dumps(ours) == json.dumps(theirs)


def test_threads_that_ask_at_once_read_once(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))  # a loader of this test's own
    read, begin = [], threading.Barrier(8)
    session = engine().session
    files = type(session.get_component("data_loader").file_loader)
    real = files.load_file

    def slowly(self, path):
        if Path(path + ".json.gz").is_file():
            read.append(path)
            time.sleep(0.05)
        return real(self, path)

    monkeypatch.setattr(files, "load_file", slowly)

    def ask():
        begin.wait()
        session.get_service_data("sqs")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(read) == len(set(read)) > 0


def test_what_s3s_clients_change_in_their_model_changes_no_call(engine, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    def called():
        client, sent = engine().client("s3", "eu-west-1"), []

        def answered(request, **_):
            sent.append((request.method, request.url))
            return AWSResponse(request.url, 200, {}, RawResponse(b"<GetBucketTaggingOutput/>"))

        client.meta.events.register("before-send", answered)
        with Entrance(Config()).acting(None):
            client.get_bucket_tagging(Bucket="some-bucket")
            client.head_bucket(Bucket="other.bucket")
        return sent

    assert called() == called()


class RawResponse(io.BytesIO):
    def stream(self):
        yield self.read()
