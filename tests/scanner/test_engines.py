"""Two engines on the same weights: they agree, batches change nothing, and a spoilt export is made anew."""

import json
import os
import subprocess
import sys
import threading
from importlib import util

import pytest

from estate_assets.scanner import engines
from estate_assets.scanner.embedding import CARRIER
from estate_assets.scanner.engines import BATCH, EQUAL, LONGEST, Engine, _batches, by_onnxruntime, is_fast

REAL = """
import json, sys
from estate_assets.scanner import engines
from estate_assets.scanner.embedding import FINGERPRINT, _carried, _transformer

folder, loads = _carried(), []
def load():
    loads.append(1)
    return _transformer(folder)
fast = engines.by_onnxruntime(folder, FINGERPRINT, load)
texts = [*engines.PROBES, "a", "", "x " * 400, "Lambda function. " * 9, "Größe, 世界"]
found = {"agreement": engines.agreement(fast, engines.by_torch(load()), texts), "tokens": fast.encode(texts)[1]}
alone = [fast.encode([text])[0][0] for text in texts]
found["alone"] = min(sum(a * b for a, b in zip(*pair)) for pair in zip(alone, fast.encode(texts)[0]))
(file,) = engines.cache().glob("*.onnx")
found["mode"] = file.stat().st_mode & 0o777
before = len(loads)
engines.by_onnxruntime(folder, FINGERPRINT, load)
found["again"] = len(loads) - before
many = [f"{text} {number}" for text in texts for number in range(40)]
torch = engines.by_torch(load())
vectors = torch.encode(many)[0]
torch_alone = [torch.encode([text])[0][0] for text in many[::29]]
found["torch_alone"] = min(sum(a * b for a, b in zip(*pair)) for pair in zip(torch_alone, vectors[::29]))
found["again_the_same"] = torch.encode(many)[0] == vectors
print(json.dumps(found))
"""


@pytest.mark.skipif(
    not is_fast() or util.find_spec(CARRIER) is None, reason="pip install 'estate-assets[fast,offline]'"
)
def test_onnxruntime_gives_torchs_vectors_and_needs_torch_once(tmp_path):
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run([sys.executable, "-c", REAL], capture_output=True, text=True, check=True, env=env)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["agreement"] >= EQUAL
    assert found["alone"] >= EQUAL
    assert found["tokens"][5] == 256
    assert (found["mode"], found["again"]) == (0o600, 0)
    assert found["torch_alone"] == pytest.approx(1, abs=1e-5)
    assert found["again_the_same"]


def test_texts_of_like_length_share_a_batch_of_so_many_tokens_padding_included():
    lengths = [BATCH // 8, BATCH // 2, 1] * 8 + [BATCH + 1, BATCH // 2 + 1]
    batches = list(_batches(lengths))
    assert [[lengths[place] for place in batch] for batch in batches] == [
        [1] * 8,
        [BATCH // 8] * 8,
        *[[BATCH // 2] * 2] * 4,
        [BATCH // 2 + 1],
        [BATCH + 1],
    ]
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    assert list(_batches([])) == []


def test_batches_are_computed_side_by_side_in_threads_made_ready_for_it(monkeypatch):
    monkeypatch.setattr(engines, "cores", lambda: 3)
    ready, together = [], threading.Barrier(3, timeout=20)

    def arithmetic(ids, _):
        together.wait()
        assert threading.get_ident() in ready
        return ids[:, :1]

    engine = Engine(Tokenizer(), arithmetic, lambda: ready.append(threading.get_ident()))
    each = BATCH // LONGEST  # longest texts that fill a batch
    assert engine.encode([letter * 256 for letter in "abc" * each])[0] == [[97], [98], [99]] * each
    assert engine.encode([letter * 256 for letter in "cab" * each])[0] == [[99], [97], [98]] * each
    assert len(set(ready)) == len(ready) == 3


def test_what_fails_in_a_thread_is_raised():
    def arithmetic(ids, _):
        raise RuntimeError("no memory")

    with pytest.raises(RuntimeError, match="no memory"):
        Engine(Tokenizer(), arithmetic).encode(["a", "b" * 256])


class Tokenizer:
    """A token a letter."""

    def no_padding(self):
        pass

    def enable_truncation(self, longest):
        self.longest = longest

    def encode_batch(self, texts):
        return [type("Encoding", (), {"ids": [ord(letter) for letter in text[: self.longest]]}) for text in texts]


def test_vectors_come_in_the_order_of_the_texts_and_padding_is_masked():
    engine = Engine(
        Tokenizer(), lambda ids, mask: (ids * mask).sum(axis=1, keepdims=True) / mask.sum(axis=1, keepdims=True)
    )
    texts = ["b" * 7, "a", "c" * 300, "dd"] * 9
    vectors, tokens = engine.encode(texts)
    assert vectors == [[98.0], [97.0], [99.0], [100.0]] * 9
    assert tokens == [7, 1, 256, 2] * 9


@pytest.mark.parametrize("blocked", [True, False])
def test_where_no_export_can_be_kept_torch_computes(tmp_path, monkeypatch, blocked):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    reference = Engine(Tokenizer(), lambda ids, _: ids)
    monkeypatch.setattr(engines, "by_torch", lambda _: reference)

    def export(_, file):
        if blocked:
            raise OSError
        file.parent.mkdir()
        file.write_bytes(b"not ONNX")

    monkeypatch.setattr(engines, "export", export)
    assert by_onnxruntime(tmp_path, "f", lambda: None) is reference
    assert not list(tmp_path.rglob("*.onnx"))
