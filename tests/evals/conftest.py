"""Answers and rows made in a line, and one small collection that several tests only read."""

import pytest

from evals.results import (
    DatasetFacts,
    Machine,
    Result,
    Row,
    Scores,
    Settings,
)
from evals.uncertainty import figures
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Milliseconds, Status, Support, Tokens

TEXT = "The council met on Tuesday. It approved the harbour bridge by nine votes to four. Rain fell on Skerrin."
"""The article "a" of these tests; its sentences begin at 0, 28 and 82."""


@pytest.fixture(scope="session")
def make_answer():
    """Make an answer to which each sentence is (text, starts and ends of what it cites in TEXT)."""

    def make(*sentences, status=Status.ANSWERED, evidence=(), model="m", tokens=(0, 0), ms=None):
        spans = list(dict.fromkeys(span for _, cited in sentences for span in cited))
        return Answer(
            id="q",
            question="?",
            standalone_question="?",
            status=status,
            text=" ".join(text for text, _ in sentences),
            sentences=tuple(
                AnswerSentence(
                    text=text, citations=tuple(spans.index(span) + 1 for span in cited), support=Support.SUPPORTED
                )
                for text, cited in sentences
            ),
            citations=tuple(
                Citation(n=n, **_head(), start=start, end=end, quote=TEXT[start:end])
                for n, (start, end) in enumerate(spans, start=1)
            ),
            evidence=tuple(
                Evidence(**_head(), start=start, end=end, quote=TEXT[start:end], score=score)
                for start, end, score in evidence
            ),
            model=model,
            ms=ms or Milliseconds(retrieve=10.0, evidence=12.0, first_token=900.0, total=1500.0),
            tokens=Tokens(prompt=tokens[0], completion=tokens[1]),
        )

    return make


def _head():
    return {
        "article_id": "a",
        "title": "Bridge approved",
        "source": "The Ledger",
        "published_at": "2024-05-04",
        "url": None,
    }


@pytest.fixture(scope="session")
def make_result():
    """Make a result of rows given as {id: scores} or as a list of scores; kinds by id."""

    def make(scored, *, kinds=None, name="ours"):
        columns = list(dict.fromkeys(metric for scores in scored.values() for metric in scores))
        scores = Scores(
            ids=tuple(scored),
            kinds=tuple((kinds or {}).get(id_, "plain") for id_ in scored),
            values={metric: tuple(own.get(metric) for own in scored.values()) for metric in columns},
        )
        return Result(
            date="2026-03-01T14:30:00+00:00",
            seconds=1.0,
            dataset=DatasetFacts(
                name=name, licence="own", articles=1, cases=len(scored), articles_hash="aa", cases_hash="cc"
            ),
            settings=Settings(parts=("retrieval",), seed=0, depth=20),
            machine=Machine(
                cpu="c", cores=2, memory=8.0, load=(0.1, 0.2), platform="p", python="3", versions={"v": "1"}, commit=""
            ),
            figures=figures(scores),
            scores=scores,
        )

    return make


@pytest.fixture(scope="session")
def make_row(make_answer):
    """Make a row with an answer of one sentence."""

    def make(id_, text, *, error="", **scores):
        return Row(
            id=id_,
            question=f"Question {id_}?",
            kind="plain",
            answerable=True,
            answer=None if error else make_answer((text, [(28, 81)])),
            scores=scores,
            error=error,
        )

    return make
