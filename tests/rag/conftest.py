"""A real collection of the seed article and a few short ones, and a writer whose words the test chooses."""

import math
from pathlib import Path

import pytest

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.reading.readers import read
from rag.chain import QAChain
from rag.llm.protocol import Delta
from rag.writing.prompt import REFUSES_WITH

SEEDS = Path(__file__).parents[2] / "seeds"

SHORT = [
    ("bridge-vote", "Council approves bridge", "Halmstrand Post", "2023-05-04",
     "The council of Halmstrand approved the harbour bridge by nine votes to four. Mayor Ulla Brekke said it would "
     "cost 31 million crowns. Work starts in the autumn."),
    ("bridge-delay", "Bridge delayed", "Sund Times", "2024-02-11",
     "Work on the harbour bridge in Halmstrand has been delayed by a year. The contractor, Norbro, denied that it had "
     "run out of money. Mayor Ulla Brekke said she had not been told."),
    ("chess", "Chess cup", "Sund Times", "2024-03-02",
     "Ivo Lind won the Sund chess cup and its prize of 20,000 euros. He beat Mara Tesk in 41 moves."),
]  # fmt: skip


class ScriptedLLM:
    """A writer behind the real protocol: says what it was given, in pieces, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, *texts, piece=3, error=None, doubt=None, takes_grammar=None, likely=None, taught=False):
        """`doubt`: the probability of a refusal, told by a small writer, which takes a grammar; None: it is not told.

        Several are told one after the other, each time it is asked, and the last from then on.
        `likely`: the probabilities told beside it. `taught`: whether it was taught to refuse.
        """
        self.likely = {token: math.log(chance) for token, chance in (likely or {}).items()}
        self.grammars = []
        self.doubts = list(doubt) if isinstance(doubt, tuple) else [doubt]
        self.taught = taught
        self.takes_grammar = self.small = doubt is not None if takes_grammar is None else takes_grammar
        self.biases = []
        self.texts = list(texts)
        self.piece = piece
        self.error = error
        self.asked = []
        self.stopped = 0

    def stream(self, messages, *, max_tokens, grammar=None, bias=None, likely=False):
        self.asked.append(list(messages))
        self.biases.append(dict(bias or {}))
        self.grammars.append(grammar)
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        doubt = self.doubts.pop(0) if len(self.doubts) > 1 else self.doubts[0]
        try:
            for i in range(0, len(text), self.piece):
                told = {REFUSES_WITH: math.log(doubt), **self.likely} if likely and doubt and not i else None
                yield Delta(text[i : i + self.piece], likely=told)
            if self.error is not None:
                raise self.error
            yield Delta("", prompt_tokens=100, completion_tokens=len(text) // 4)
        finally:
            self.stopped += 1

    def warm_up(self):
        pass

    def close(self):
        pass


@pytest.fixture(scope="session")
def collection(tmp_path_factory):
    config = IndexConfig(home=tmp_path_factory.mktemp("home"))
    short = [
        Article(id=i, title=title, source=source, published_at=day, text=text, original=text)
        for i, title, source, day, text in SHORT
    ]
    with Collection.open(config, embedder=open_embedder(config)) as opened:
        opened.add([*read(SEEDS), *short])
        yield opened


@pytest.fixture
def chain_writing(collection):
    """Return a function that makes a chain whose writer says the given texts."""

    def make(*texts, within=collection, **options):
        return QAChain(within, ScriptedLLM(*texts, **options))

    return make
