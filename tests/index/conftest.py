"""The shipped embedder, a second one for where two are needed, and articles by hand."""

import random
import string

import numpy as np
import pytest

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.onnx_embedder import OnnxEmbedder
from index.embedding.protocol import PassageVectors
from index.minilm import shipped


class LetterEmbedder:
    """A text's vector is how often each letter stands in it: quick, exact, and of another dimension than MiniLM's.

    A word is a token, and a window holds the header and one short sentence.
    """

    name = "letters"
    dimension = 26

    def __init__(self, version="1", window=16):
        self.version = version
        self.window = window
        self.embedded = 0

    def count_tokens(self, text):
        return len(text.split())

    def embed_query(self, question):
        counts = np.array([question.lower().count(letter) for letter in string.ascii_lowercase], dtype=np.float32)
        return counts / max(np.linalg.norm(counts), 1e-9)

    def embed_passages(self, texts, spans):
        for text, sentences in zip(texts, spans, strict=True):
            self.embedded += 1
            rows = [self.embed_query(text[start:end]) for start, end in sentences]
            yield PassageVectors(self.embed_query(text), np.array(rows, dtype=np.float32).reshape(-1, 26))


@pytest.fixture(scope="session")
def prose():
    """Return a function that makes so many sentences of ten words, no two alike, each with the word harbour in it.

    Chroma's graph may lose passages whose vectors are all the same.
    """

    def make(sentences, seed):
        chance = random.Random(seed)
        words = ["".join(chance.choices(string.ascii_lowercase, k=6)) for _ in range(8 * sentences)]
        return " ".join(f"The harbour {' '.join(words[8 * n : 8 * n + 8])}." for n in range(sentences))

    return make


@pytest.fixture(scope="session")
def large_home(tmp_path_factory, article, prose):
    """A home with 2,400 passages, more than Chroma keeps in its log, for copying. 36 of its articles are of "Big"."""
    home = tmp_path_factory.mktemp("large")
    articles = [
        article(
            f"a{n:02}",
            prose(60, seed=n),
            source="Big" if n < 36 else f"Small{n % 2}",
            published_at=f"2024-01-{n % 28 + 1:02}",
        )
        for n in range(40)
    ]
    with Collection.open(IndexConfig(home=home), embedder=LetterEmbedder()) as collection:
        assert collection.add(articles).passages == 2400
    return home


@pytest.fixture(scope="session")
def embedder():
    return OnnxEmbedder(shipped(), threads=1)


@pytest.fixture(scope="module")
def letters():
    return LetterEmbedder()


@pytest.fixture
def config(tmp_path):
    return IndexConfig(home=tmp_path / "home")


@pytest.fixture
def open_collection(config):
    """Return a function that opens the collection in `config`, closing the one it opened before."""
    opened = []

    def make(embedder, **options):
        while opened:
            opened.pop().close()
        opened.append(Collection.open(config, embedder=embedder, **options))
        return opened[-1]

    yield make
    while opened:
        opened.pop().close()


@pytest.fixture(scope="session")
def article():
    """Return a function that makes an article of two sentences or of the given text."""

    def make(article_id="bridge", text="The council approved the bridge. Work starts in the autumn.", **fields):
        fields = {"title": "Bridge approved", "source": "Halmstrand Post", "published_at": "2023-05-04"} | fields
        return Article(id=article_id, text=text, original=fields.pop("original", text), **fields)

    return make
