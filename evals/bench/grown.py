"""A collection grown to any size from a set's real articles, through the same `Collection.add` as any other.

Embedding 100,000 passages would take hours, so only the set's own articles are. A grown article is made of runs of
consecutive sentences, half of them from the real article that lends it title, outlet and day, half from any other. A
passage's vector is the mean of its sentences' real vectors, weighed by their length, with a little noise: an embedder
that pools by the mean gives nearly that (`likeness` tells how nearly). So the sizes, the counts of words and the
spread of vectors are like those of real news; what is found means nothing, and quality is not measured here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import numpy as np

from evals import indexing
from evals.cases import Dataset
from index.articles import Article, Span
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.protocol import Embedder, FloatMatrix, FloatVector, PassageVectors
from index.storage.store import ArticleStore

_Config = TypeVar("_Config", bound=IndexConfig)

_SEED = 7
_NOISE = 0.02  # of each component: two passages of the same sentences are near each other, not one point in space
_OWN_RUNS = 0.5
_RUN = (3, 7)  # sentences
_LONGEST = 120  # sentences; a few real articles have a thousand


@dataclass(frozen=True, slots=True)
class Source:
    """A real article and its sentences in order."""

    article: Article
    sentences: tuple[Span, ...]

    def run(self, first: int, length: int) -> str:
        """Return so many of its sentences from the first on, with what stands between them."""
        spans = self.sentences[first : first + length]
        return self.article.text[spans[0].start : spans[-1].end]


@dataclass(frozen=True, slots=True)
class Material:
    """What articles are grown from, and how a sentence of it was embedded.

    Attributes:
        sources: The set's articles.
        vectors: Each sentence's vector, shape (d,), length 1.
        likeness: Mean cosine between a real passage's vector and the mean of its sentences' vectors.
    """

    sources: tuple[Source, ...]
    vectors: dict[str, FloatVector]
    likeness: float

    def article(self, number: int) -> Article:
        """Return the grown article of that number, the same one every time."""
        chance = random.Random(f"{_SEED}-{number}")  # noqa: S311  # a sample, not a secret
        own = chance.choice(self.sources)
        left = min(len(own.sentences), _LONGEST)
        runs = []
        while left > 0:
            source = own if chance.random() < _OWN_RUNS else chance.choice(self.sources)
            length = min(left, chance.randint(*_RUN))
            runs.append(source.run(chance.randrange(max(1, len(source.sentences) - length + 1)), length))
            left -= length
        text = "\n".join(runs)
        return Article(
            id=f"grown-{number}",
            title=own.article.title,
            text=text,
            original=text,
            source=own.article.source,
            published_at=own.article.published_at,
        )


@dataclass(slots=True)
class MaterialEmbedder:
    """Gives the vectors that the material's sentences have; the rare sentence cut in another way is embedded."""

    embedder: Embedder
    material: Material
    embedded: int = 0
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(_SEED))

    @property
    def name(self) -> str:
        """The real embedder's, so that it can open what is grown."""
        return self.embedder.name

    @property
    def version(self) -> str:
        """The real embedder's."""
        return self.embedder.version

    @property
    def dimension(self) -> int:
        """The real embedder's."""
        return self.embedder.dimension

    @property
    def window(self) -> int:
        """The real embedder's."""
        return self.embedder.window

    def count_tokens(self, text: str) -> int:
        """Count as the real embedder does."""
        return self.embedder.count_tokens(text)

    def embed_query(self, question: str) -> FloatVector:
        """Embed as the real embedder does."""
        return self.embedder.embed_query(question)

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Iterator[PassageVectors]:
        """Yield the vectors of each text in order, shapes (d,) and (sentences, d), rows of length 1."""
        for text, of in zip(texts, spans, strict=True):
            sentences = [text[start:end] for start, end in of]
            vectors = np.stack([self._vector(sentence) for sentence in sentences])
            mean = _mean(sentences, vectors)
            noisy = mean + self._random.normal(0, _NOISE, mean.shape).astype(np.float32)
            yield PassageVectors(noisy / np.linalg.norm(noisy), vectors)

    def _vector(self, sentence: str) -> FloatVector:
        known = self.material.vectors.get(sentence)
        if known is None:
            self.embedded += 1
            known = self.material.vectors[sentence] = self.embedder.embed_query(sentence)
        return known


def kept(
    dataset: Dataset,
    config: _Config,
    *,
    passages: int,
    embedder: Embedder,
    progress: Callable[[int], None] = lambda _: None,
) -> _Config:
    """Return the settings with a collection grown to that many passages, made now unless an earlier run has made it.

    It lies beside the set's own collection, named after it, and may be deleted; one half made is gone on with.
    """
    own = indexing.own_collection(dataset, config, embedder).collection
    config = config.model_copy(update={"collection": f"{own.replace('eval-', 'grown-', 1)}-{passages}"})
    with ArticleStore(config.collection_path) as store:
        full = store.count_passages() >= passages
    if not full:
        grow(
            material(dataset, config, embedder=embedder),
            config,
            passages=passages,
            embedder=embedder,
            progress=progress,
        )
    return config


def material(dataset: Dataset, config: IndexConfig, *, embedder: Embedder) -> Material:
    """Return the set's articles as material, from the collection that evaluations of the set use; filled if need be.

    Raises:
        CollectionError: That collection cannot be opened.
    """
    config = indexing.own_collection(dataset, config, embedder)
    with Collection.open(config, embedder=embedder) as collection:
        indexing.fill(collection, dataset)
    spans: dict[str, list[Span]] = {}
    vectors: dict[str, FloatVector] = {}
    likenesses = []
    with ArticleStore(config.collection_path, read_only=True) as store:
        for lot in store.indexed(at_once=1000):
            of = store.indexed_sentences([passage.id for passage, _ in lot])
            for passage, vector in lot:
                texts = [passage.text_of(span) for span in passage.sentences]
                spans.setdefault(passage.article_id, []).extend(passage.sentences)
                vectors.update(zip(texts, of[passage.id].vectors, strict=True))
                likenesses.append(float(vector @ _mean(texts, of[passage.id].vectors)))
        sources = tuple(Source(store.article(id_), tuple(found)) for id_, found in spans.items())
    return Material(sources, vectors, float(np.mean(likenesses)))


def grow(
    of: Material,
    config: IndexConfig,
    *,
    passages: int,
    embedder: Embedder,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Add grown articles to the collection that `config` names until it holds that many passages, or a few more.

    What is there already stays: an interrupted run goes on. `progress` is called with the passages held.
    """
    with Collection.open(config, embedder=MaterialEmbedder(embedder, of)) as collection:
        held = before = collection.stats().passages

        def until_enough() -> Iterator[Article]:
            for number in count(len(collection.articles())):
                if held >= passages:
                    return
                yield of.article(number)

        def note(now: int) -> None:
            nonlocal held
            held = before + now
            progress(held)

        collection.add(until_enough(), progress=lambda now: note(now.passages))


def _mean(sentences: Sequence[str], vectors: FloatMatrix) -> FloatVector:
    """Return the mean of sentence vectors (n, d), weighed by their characters, of length 1."""
    mean: FloatVector = np.average(vectors, axis=0, weights=[len(each) for each in sentences]).astype(np.float32)
    return mean / np.linalg.norm(mean)
