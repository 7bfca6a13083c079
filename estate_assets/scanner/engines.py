"""What turns texts into vectors: the model's arithmetic by torch, or, where the extra `fast` is installed, by onnxruntime.

Both compute on the same weights. onnxruntime needs no torch: it is ready in half a CPU second instead of ten. What it runs is
written once, from torch's model, into the user's cache folder, and only if its vectors are torch's.
"""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.files import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LONGEST = 256  # tokens of a text: what the model was made for
#: Tokens of a batch, padding included. With 256, torch took 7 to 32 % more CPU: its products of matrices are slower with few rows.
#: onnxruntime took as much with either, and torch no less with 1,024.
BATCH = 512
EQUAL = 0.9999  # the least cosine between torch's vectors and onnxruntime's
NAMES = ("input_ids", "attention_mask", "token_type_ids")
#: Texts of different lengths, on which an export must agree with torch.
PROBES = (
    "EC2 instance, virtual machine",
    "queue",
    "RDS database instance, postgres engine, publicly accessible. Owned by the payments team",
)


class Engine:
    """Texts to unit vectors, in batches of like length (a batch pads to its longest), one batch a core.

    Args:
        tokenizer: of the library `tokenizers`.
        arithmetic: ids and attention mask of a batch to its vectors, as arrays; called from several threads at once.
        ready: called once in each of these threads.
    """

    def __init__(
        self, tokenizer: Any, arithmetic: Callable[[Any, Any], Any], ready: Callable[[], object] | None = None
    ) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        self._tokenizer, self._arithmetic = tokenizer, arithmetic
        self._threads = ThreadPoolExecutor(cores(), "embedding", ready)

    def encode(self, texts: Sequence[str]) -> tuple[list[list[float]], list[int]]:
        """The vectors of the texts, and how many tokens each has, in their order."""
        tokens = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        batches = list(_batches([len(ids) for ids in tokens]))
        padded = (_padded([tokens[place] for place in places]) for places in batches)
        vectors: list[list[float]] = [[]] * len(tokens)
        for places, found in zip(batches, self._threads.map(lambda one: self._arithmetic(*one), padded), strict=True):
            for place, vector in zip(places, found.tolist(), strict=True):
                vectors[place] = vector
        return vectors, [len(ids) for ids in tokens]


def cores() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of the lengths in batches, shortest first, none padded to more than `BATCH` but where one text is longer."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[place] > BATCH:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _padded(tokens: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Ids and attention mask: rows of equal length, zeros behind the shorter ones."""
    import numpy as np

    ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(tokens):
        ids[row, : len(one)], mask[row, : len(one)] = one, 1
    return ids, mask


def by_torch(model: Any) -> Engine:
    """A SentenceTransformer's arithmetic."""
    import torch

    model.eval()  # a model comes in training mode, in which it forgets at random

    def arithmetic(ids: Any, mask: Any) -> Any:
        with torch.inference_mode():
            given = (torch.from_numpy(array) for array in (ids, mask, ids * 0))
            return model(dict(zip(NAMES, given, strict=True)))["sentence_embedding"].numpy()

    # Each thread has a limit of its own: in one without, a product of matrices took twice the CPU, on a second core, spinning.
    return Engine(model.tokenizer.backend_tokenizer, arithmetic, lambda: torch.set_num_threads(1))


def is_fast() -> bool:
    """Whether the extra `fast` is installed."""
    return all(util.find_spec(name) for name in ("onnx", "onnxruntime"))


def by_onnxruntime(folder: Path, fingerprint: str, load: Callable[[], Any]) -> Engine:
    """The arithmetic written down from torch's model, which `load` gives; torch's own where it could not be, or differs.

    Args:
        folder: holds the model's `tokenizer.json`.
        fingerprint: of the weights; part of the file's name.
        load: loads the SentenceTransformer.
    """
    file = cache() / f"all-MiniLM-L6-v2-{fingerprint}.onnx"
    if file.is_file() and (engine := _sound(file, folder)):
        return engine
    model = load()
    reference = by_torch(model)
    try:
        export(model, file)
    except OSError:  # no room, or no right to write there
        return reference
    if (engine := _sound(file, folder)) and agreement(engine, reference) >= EQUAL:
        return engine
    file.unlink()
    return reference


def agreement(one: Engine, other: Engine, texts: Sequence[str] = PROBES) -> float:
    """The least cosine between two engines' vectors of the same texts."""
    pairs = zip(one.encode(texts)[0], other.encode(texts)[0], strict=True)
    return min(sum(a * b for a, b in zip(*pair, strict=True)) for pair in pairs)


def cache() -> Path:
    """The folder for what can be made again, of this user and of all homes."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "estate"


def export(model: Any, file: Path) -> None:
    """Writes torch's model in ONNX form, whole or not at all."""
    import torch

    class Arithmetic(torch.nn.Module):  # type: ignore[misc]  # torch is not read by the type checker
        def __init__(self) -> None:
            super().__init__()
            self.model = model[0].auto_model

        def forward(self, ids: Any, mask: Any) -> Any:
            found = self.model(**dict(zip(NAMES, (ids, mask, torch.zeros_like(ids)), strict=True))).last_hidden_state
            means = (found * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True)
            return torch.nn.functional.normalize(means)

    example = torch.ones((2, 4), dtype=torch.int64)
    padded = example.tril(2)  # without padding in the example, attention would be written down without its mask
    axes = {name: {0: "texts", 1: "tokens"} for name in NAMES[:2]} | {"vectors": {0: "texts"}}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole(file) as draft, warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it is told that shapes of the example are taken for constants; `agreement` would show
        torch.onnx.export(
            Arithmetic().eval(), (example, padded), str(draft), input_names=list(NAMES[:2]), output_names=["vectors"],
            dynamic_axes=axes, dynamo=False,
        )  # fmt: skip


def _sound(file: Path, folder: Path) -> Engine | None:
    try:
        return _opened(file, folder)
    except Exception:  # noqa: BLE001  # its errors have no common class; a spoilt file is written anew
        return None


def _opened(file: Path, folder: Path) -> Engine:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def arithmetic(ids: Any, mask: Any) -> Any:
        return session.run(None, dict(zip(NAMES, (ids, mask), strict=False)))[0]

    return Engine(Tokenizer.from_file(str(folder / "tokenizer.json")), arithmetic)
