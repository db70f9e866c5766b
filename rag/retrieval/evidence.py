"""From hits to evidence: the few sentences to answer from, in reading order.

A sentence is ranked by meaning (its vector against the question's), by the question's words it holds, weighed by how
rare they are among the candidates, by how well its passage did, and by whether it gives the kind of thing asked for;
for a question of several claims, against each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.articles import Span
from index.embedding.protocol import FloatVector
from index.search import IndexedSentences
from rag.answer import Evidence, Hit
from rag.question.adds import adds
from rag.question.asked import Kind, asked
from rag.question.gives import gives
from rag.question.introduced import introduces, introduction_asked
from rag.question.parts import parts
from rag.question.reasons import asks_why, tells_why
from rag.question.speech import speech_asked, tells
from rag.retrieval.budget import EVIDENCE_TOKENS, tokens
from rag.retrieval.furniture import is_item_of, is_of_the_page, is_teaser, lacks_its_subject
from rag.retrieval.matching import SentenceTable
from rag.text.quantities import quantities
from rag.text.terms import content_terms

EVIDENCE_SENTENCES = 10
# Shares of the three signals in a sentence's score; `dateline eval` measures what they give as "Gold in evidence".
_MEANING, _WORDS, _PASSAGE = 0.57, 0.24, 0.19
# Added for giving the kind of thing that is asked for: a number, a time.
_GIVES = 0.2
# Added, where a reason is asked for, for telling one: a weaker sign, as reasons may be told without a word for it.
_TELLS_WHY = 0.1
# Added, where somebody or something is asked for by name alone, for telling who or what that is.
_INTRODUCES = 0.2
# Added, where somebody's words are asked for, for telling them.
_TELLS_SPEECH = 0.1
# Taken off for each sentence that a claim has already: the others get theirs before it gets another.
_CLAIM_HAS_ONE = 0.1
# A sentence this much like one already taken says nothing new; near copies of an agency text are common.
_SAME_WORDS = 0.9


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A candidate sentence of a hit with its score in [0, 1] and what the score is made of.

    Attributes:
        hit: The hit it stands in.
        span: Its place in the article.
        text: What it says.
        score: Against the claim that it fits best.
        meaning: Its cosine with the whole question, in [0, 1].
        words: The share of the whole question's words it holds, the rarer weighing more, in [0, 1].
        by_claim: Its score against each of the texts it was ranked for; the whole question is the first.
        margin: How surely the reader finds the answer in it, in logits; None: not read. See `rag.retrieval.rerank`.
    """

    hit: Hit
    span: Span
    text: str
    score: float
    meaning: float
    words: float
    by_claim: tuple[float, ...]
    margin: float | None = None


def rank_sentences(
    claims: Sequence[tuple[str, FloatVector]],
    hits: Sequence[Hit],
    *,
    indexed: Mapping[str, IndexedSentences],
    question: str = "",
) -> list[RankedSentence]:
    """Return every sentence of the hits that says something on its own, best first.

    Args:
        claims: What to look for, each with its vector, shape (d,), L2-normalised; the whole standalone question first.
        hits: The passages found, best first.
        indexed: For each passage id, its sentences as they are compared.
        question: What is asked, without what it leans on; "": the first claim.
    """
    if not hits:
        return []
    question = question or claims[0][0]
    table = SentenceTable([indexed[hit.passage.id] for hit in hits])
    spans = [span for hit in hits for span in hit.passage.sentences]
    texts = [hit.passage.text_of(span) for hit in hits for span in hit.passage.sentences]
    meaning = np.stack([table.meaning(vector) for _, vector in claims], axis=1)
    words = np.stack([table.words(text) for text, _ in claims], axis=1)
    # "Norbro" and, on the next line, "Laid off a fifth": one sentence, of which either half tells nothing.
    for at in range(1, len(texts)):
        if table.owner[at - 1] == table.owner[at] and is_item_of(texts[at - 1], texts[at]):
            both = Span(spans[at - 1].start, spans[at].end)
            whole = hits[table.owner[at]].passage.text_of(both)
            if "\n" in whole:
                spans[at], texts[at], texts[at - 1] = both, whole, ""
                words[at] = np.minimum(words[at - 1] + words[at], 1.0)
    passage = np.array([hit.score for hit in hits])[table.owner] / (max(hit.score for hit in hits) or 1.0)
    scores = _MEANING * meaning + _WORDS * words + _PASSAGE * passage[:, None]
    kinds = [(part.text, asked(part.text)) for part in parts(question)]
    kinds = [(part, kind) for part, kind in kinds if kind.kind is not Kind.OTHER]
    if kinds:
        given = [any(gives(kind, text, question=part) for part, kind in kinds) for text in texts]
        scores = (scores + _GIVES * np.array(given)[:, None]) / (1 + _GIVES)
    if asks_why(question):
        scores = (scores + _TELLS_WHY * np.array([tells_why(text) for text in texts])[:, None]) / (1 + _TELLS_WHY)
    if name := introduction_asked(question):
        scores = (scores + _INTRODUCES * np.array([introduces(name, text) for text in texts])[:, None]) / (
            1 + _INTRODUCES
        )
    if speech := speech_asked(question):
        said = np.array([tells(speech, text) for text in texts])
        scores = (scores + _TELLS_SPEECH * said[:, None]) / (1 + _TELLS_SPEECH)
    ranked = [
        RankedSentence(
            hit=hits[table.owner[i]],
            span=spans[i],
            text=text,
            score=float(scores[i].max()),
            meaning=float(meaning[i, 0]),
            words=float(words[i, 0]),
            by_claim=tuple(scores[i].tolist()),
        )
        for i, text in enumerate(texts)
        # Not "No." or "None did.", nor a heading that has the question's words and no others.
        if (content_terms(text) or quantities(text))
        and not (is_of_the_page(text) or lacks_its_subject(text))
        and not is_teaser(text, hits[table.owner[i]].passage.text)
        and adds(text, claims[0][0])
    ]
    return sorted(ranked, key=lambda ranked: -ranked.score)


def select(
    ranked: Sequence[RankedSentence],
    urls: Mapping[str, str | None],
    *,
    most: int = EVIDENCE_SENTENCES,
    budget: int = EVIDENCE_TOKENS,
) -> tuple[Evidence, ...]:
    """Return the best `most` sentences that fit the budget of tokens, near repetitions left out, in reading order.

    Claims take turns: each sentence taken for one makes its next less urgent. The best sentence is taken whatever it
    costs. `urls` gives each article's web address by its id.
    Reading order: articles by their best sentence, sentences as they stand in the article.
    """
    taken: list[RankedSentence] = []
    left = list(ranked)
    served: Counter[int] = Counter()
    while left and len(taken) < most:
        urgent = [_most_urgent(sentence, served) for sentence in left]
        at = max(range(len(left)), key=lambda i: urgent[i][0])
        candidate, claim = left.pop(at), urgent[at][1]
        cost = tokens(candidate.text)
        if (taken and cost > budget) or any(repeats(candidate.text, other.text) for other in taken):
            continue
        taken.append(candidate)
        served[claim] += 1
        budget -= cost
    return in_reading_order(as_evidence(sentence, urls) for sentence in taken)


def _most_urgent(sentence: RankedSentence, served: Mapping[int, int]) -> tuple[float, int]:
    """Return the highest of its scores, each less by what its claim has already, and the claim."""
    return max((score - _CLAIM_HAS_ONE * served.get(claim, 0), claim) for claim, score in enumerate(sentence.by_claim))


def in_reading_order(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return sentences with the article of the best one first, each article's as they stand in it."""
    evidence = list(evidence)
    best: dict[str, float] = {}
    for one in evidence:
        best[one.article_id] = max(one.score, best.get(one.article_id, 0.0))
    return tuple(sorted(evidence, key=lambda one: (-best[one.article_id], one.article_id, one.start)))


def as_evidence(sentence: RankedSentence, urls: Mapping[str, str | None]) -> Evidence:
    """Return a sentence as evidence; `urls` gives each article's web address by its id."""
    passage = sentence.hit.passage
    return Evidence(
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published_at=passage.published_at,
        url=urls.get(passage.article_id),
        start=sentence.span.start,
        end=sentence.span.end,
        quote=sentence.text,
        score=round(sentence.score, 4),
    )


def repeats(text: str, other: str) -> bool:
    """Return whether both say the same in (nearly) the same words: Jaccard similarity of their content terms."""
    terms, others = set(content_terms(text)), set(content_terms(other))
    union = terms | others
    return bool(union) and len(terms & others) / len(union) >= _SAME_WORDS
