"""Answers and rows made in a line, and one small collection that several tests only read."""

import json
import re

import pytest

from evals.datasets import open_dataset
from evals.measures.uncertainty import figures
from evals.results import DatasetFacts, Machine, Result, Row, Scores, Settings
from index.collection import Collection
from index.config import IndexConfig
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Milliseconds, Status, Support, Tokens
from rag.chain import QAChain
from rag.llm.protocol import Delta

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


class QuotingLLM:
    """A writer that reads: it gives back the numbered sentence that shares most words with the question.

    With `stubborn` it always says the same and cites [1], whatever the sentences say.
    """

    name = "quoting"
    takes_grammar = False
    small = False
    taught = False

    def __init__(self, *, stubborn="", error=None):
        self.stubborn = stubborn
        self.error = error
        self.asked = 0

    def warm_up(self):
        """Nothing needs loading."""

    def stream(self, messages, *, max_tokens, grammar=None, bias=None, likely=False):
        self.asked += 1
        if self.error is not None:
            raise self.error
        sentences, _, question = messages[-1]["content"].rpartition("Question: ")
        numbered = re.findall(r"^(\d+) (.+)$", sentences, re.M)
        wanted = set(re.findall(r"\w+", question.lower()))
        n, best = max(numbered, key=lambda one: len(wanted & set(re.findall(r"\w+", one[1].lower()))))
        yield Delta(f"{self.stubborn} [1]" if self.stubborn else f"{best} [{n}]")
        yield Delta("", prompt_tokens=200, completion_tokens=20)

    def close(self):
        pass


ARTICLES = {
    "bridge": ("Council approves bridge", "Halmstrand Post", "2023-05-04", (
        "The council of Halmstrand approved the harbour bridge by nine votes to four. "
        "Mayor Ulla Brekke said the bridge would cost 31 million crowns. Work on it starts in the autumn."
    )),
    "delay": ("Bridge delayed", "Sund Times", "2024-02-11", (
        "Work on the harbour bridge in Halmstrand has been delayed by a year. "
        "The contractor, Norbro, denied that it had run out of money."
    )),
    "chess": ("Chess cup", "Sund Times", "2024-03-02", (
        "Ivo Lind won the Sund chess cup and its prize of 20,000 euros. He beat Mara Tesk in 41 moves."
    )),
    "ferry": ("Ferry stops", "Halmstrand Post", "2024-06-01", (
        "The old ferry between Halmstrand and Sund stops running in June after 113 years. Its last captain is Dag Moen."
    )),
    "seal": ("Seal in the harbour", "Sund Times", "2024-07-15", (
        "A grey seal has moved into the harbour of Sund and eats the anglers' herring. Children have named it Admiral."
    )),
}  # fmt: skip
QUESTIONS = [
    (
        "vote",
        "By how many votes did the council of Halmstrand approve the bridge?",
        ["nine votes to four"],
        "bridge",
        0,
    ),
    ("cost", "How much would the harbour bridge cost?", ["31 million crowns"], "bridge", 1),
    ("money", "What did Norbro deny?", ["run out of money"], "delay", 1),
    ("prize", "What prize did Ivo Lind win?", ["20,000 euros"], "chess", 0),
    ("captain", "Who is the last captain of the ferry?", ["Dag Moen"], "ferry", 1),
    ("named", "What have children named the grey seal?", ["Admiral"], "seal", 1),
    ("swim", "Who won the Zembla swimming race in Quito?", [], None, 0),
]


@pytest.fixture(scope="session")
def small_set(tmp_path_factory):
    """A folder in our own form: five articles, seven questions, one of them without an answer."""
    folder = tmp_path_factory.mktemp("sets") / "small"
    (folder / "articles").mkdir(parents=True)
    (folder / "questions").mkdir()
    for name, (title, source, day, text) in ARTICLES.items():
        head = f"---\nid: {name}\ntitle: {title}\nsource: {source}\ndate: {day}\n---\n"
        (folder / "articles" / f"{name}.md").write_text(head + text + "\n", encoding="utf-8")
    with (folder / "questions" / "all.jsonl").open("w", encoding="utf-8") as file:
        for id_, question, answers, article, number in QUESTIONS:
            line = {"id": id_, "question": question, "kind": "plain" if article else "nowhere"}
            if article:
                text = ARTICLES[article][3]
                line |= {"answers": answers, "gold": [{"article": article, "sentence": split_at(text, number)}]}
            else:
                line |= {"answerable": False}
            file.write(json.dumps(line) + "\n")
    return folder


def split_at(text, number):
    """The sentence of that number; these texts have no other periods."""
    return re.findall(r"[^.]+\.", text)[number].strip()


@pytest.fixture(scope="session")
def small_chain(small_set, tmp_path_factory):
    """A function that gives a chain over the small set's articles with a writer; the collection is only read."""
    config = IndexConfig(home=tmp_path_factory.mktemp("home"))
    with Collection.open(config) as collection:
        collection.add(open_dataset(str(small_set)).articles)
        yield lambda writer=None: QAChain(collection, writer)


@pytest.fixture(scope="session")
def quoting():
    """What makes a writer that reads; see `QuotingLLM`."""
    return QuotingLLM
