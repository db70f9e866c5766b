"""A collection grown to a wanted size from few articles, through the same `Collection.add` as any other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.articles import Article, Span
from index.collection import Collection
from index.config import IndexConfig
from index.embed import Embedder, FloatVector, PassageVectors, open_embedder
from index.readers import read

_NOISE = 0.02  # of each component: copies stay near their original and are not one point in space
_SEED = 7


class RememberingEmbedder:
    """An embedder that embeds each text once; the same text again gets nearly the same vectors, at no cost."""

    def __init__(self, embedder: Embedder) -> None:
        """Remember what this embedder says."""
        self._embedder = embedder
        self._known: dict[str, PassageVectors] = {}
        self._random = np.random.default_rng(_SEED)
        self.name, self.version = embedder.name, embedder.version
        self.dimension, self.window = embedder.dimension, embedder.window

    def count_tokens(self, text: str) -> int:
        """Count as the embedder does."""
        return self._embedder.count_tokens(text)

    def embed_query(self, question: str) -> FloatVector:
        """Embed as the embedder does."""
        return self._embedder.embed_query(question)

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Iterator[PassageVectors]:
        """Yield the vectors of each text in order, shapes (d,) and (sentences, d), L2-normalised."""
        new = [i for i, text in enumerate(texts) if text not in self._known]
        vectors = self._embedder.embed_passages([texts[i] for i in new], [spans[i] for i in new])
        self._known |= {texts[i]: found for i, found in zip(new, vectors, strict=True)}
        for text in texts:
            known = self._known[text]
            noisy = known.vector + self._random.normal(0, _NOISE, known.vector.shape).astype(np.float32)
            yield PassageVectors(noisy / np.linalg.norm(noisy), known.sentences)


@contextmanager
def grown(articles: Path, passages: int, config: IndexConfig) -> Iterator[Collection]:
    """Give a collection of at least `passages` passages in a temporary folder; it is gone afterwards.

    Raises:
        ValueError: The articles give no passage.
    """
    found = [item for item in read(str(articles)) if isinstance(item, Article)]
    with tempfile.TemporaryDirectory() as home:
        own = config.model_copy(update={"home": Path(home), "collection": "grown"})
        with Collection.open(own, embedder=RememberingEmbedder(open_embedder(own))) as collection:
            copy = 0
            while (held := collection.stats().passages) < passages:
                enough = found if not held else found[: 1 + len(found) * (passages - held) * copy // held]
                collection.add([replace(article, id=f"{article.id}.{copy}") for article in enough])
                copy += 1
                if not collection.stats().passages:
                    raise ValueError(f"{articles} holds no article with text")
            yield collection
