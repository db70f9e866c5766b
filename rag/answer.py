"""What the chain says: the answer as frozen values, and the events that lead to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from index.articles import Passage
from rag.question.understood import Understood


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    ERROR = "error"


class Support(StrEnum):
    """What checking says of an answer sentence against the sentences it cites."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


_BETWEEN_SENTENCES = 3  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Where (nearly) the same text stands in another article: `article.text[start:end]`."""

    article_id: str
    title: str
    source: str
    published_at: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found for a question, why it was found (ranks count from 1), and its copies.

    Attributes:
        score: What it is ordered by, in [0, 1].
        fit: How well it fits, in [0, 1]; where the best hit's is too low, the question is refused. The score, and what
            counts for refusing alone, such as words that may be shared by chance.
    """

    passage: Passage
    score: float
    fit: float
    dense_rank: int | None = None
    lexical_rank: int | None = None
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence to answer from: `quote == article.text[start:end]`; score in [0, 1], higher is better."""

    article_id: str
    title: str
    source: str
    published_at: str | None
    url: str | None
    start: int
    end: int
    quote: str
    score: float

    def follows(self, other: Evidence) -> bool:
        """Return whether this is the sentence right after another: nothing but blanks and line breaks between them."""
        return self.article_id == other.article_id and 0 <= self.start - other.end <= _BETWEEN_SENTENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A number in an answer, resolved: `quote == article.text[start:end]`."""

    n: int
    article_id: str
    title: str
    source: str
    published_at: str | None
    url: str | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSentence:
    """One sentence of an answer with the citation numbers it carries; `text` has no [n] in it."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Milliseconds:
    """Wall time from the question's arrival to each stage's end; None where a stage did not happen."""

    retrieve: float = 0.0
    evidence: float = 0.0
    first_token: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the writer read and wrote, as it counted them; 0 without a writer."""

    prompt: int = 0
    completion: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of one question.

    Invariants, whatever a model wrote: each quote is its article's text at its offsets; the numbers in `text` are
    exactly those of `citations`; an answered sentence has at least one citation; a refusal has none.
    """

    id: str
    question: str
    standalone_question: str
    status: Status
    text: str
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    near_misses: tuple[Evidence, ...] = ()
    model: str = ""
    note: str = ""
    ms: Milliseconds = field(default_factory=Milliseconds)
    tokens: Tokens = field(default_factory=Tokens)
    understood: dict[str, Any] = field(default_factory=dict)
    """How the question was read, JSON-ready (`Understood.to_dict`); empty where it was not read."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready values, keys in the order of the contract."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The search is done; `understood` is what was searched for."""

    standalone_question: str
    hits: tuple[Hit, ...]
    ms: float
    understood: Understood


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The sentences to answer from, in reading order, numbered from 1; `answerable` is False when too weak."""

    evidence: tuple[Evidence, ...]
    answerable: bool
    ms: float


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the written answer that is safe to show; a citation never arrives in halves.

    Empty while the writer is still reading, so that whoever follows the stream can stop it.
    """

    text: str


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A finished sentence with its citations resolved and checked; `kept` is False when it is taken out."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was shown of the answer so far, text and sentences, does not stand: the writer is asked again."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; the last event of every stream."""

    answer: Answer


Event = Retrieved | EvidenceFound | Token | SentenceChecked | Withdrawn | Finished
