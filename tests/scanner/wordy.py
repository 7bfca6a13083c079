"""A model for tests: texts that share words are alike. Deterministic, and loads nothing."""

import zlib

from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.lexical import tokens
from estate_assets.scanner.model import EmbeddedText
from estate_assets.scanner.text import text_of


class Wordy:
    """An embedder whose vectors are bags of words; `asked` notes what was embedded."""

    def __init__(self, known=()):
        self.asked, self._known = [], set(known)

    def embed(self, texts):
        self.asked += texts
        return [self._vector(text) for text in texts]

    def is_word(self, word):
        return word in self._known

    def _vector(self, text):
        vector = [0.0] * DIMENSION
        for token in tokens(text):
            vector[zlib.crc32(token.encode()) % DIMENSION] += 1
        length = sum(number * number for number in vector) ** 0.5 or 1
        return tuple(number / length for number in vector)


def store_all(collection, resources, registry):
    """Writes resources with their real texts."""
    model = Wordy()
    texts = [text_of(one, registry.spec(one.resource_type)) for one in resources]
    rows = zip(resources, texts, model.embed(texts), strict=True)
    collection.upsert(
        resources, {one.point_id: EmbeddedText(one.point_id, text, vector, "") for one, text, vector in rows}
    )
