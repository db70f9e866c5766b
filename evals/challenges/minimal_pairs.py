"""Minimal pairs from real sentences: each with a sentence that says something else, or says the same otherwise. Pure.

A guard must not take the first for supported by the real sentence, and must take the second. Deterministic: the same
articles give the same pairs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from evals.challenges.changes import CHANGES, names_in
from evals.challenges.paraphrases import PARAPHRASES
from index.articles import Article
from index.sentences import split
from rag.answer import Citation

FEWEST_WORDS, MOST_WORDS = 8, 45
WRONG_CITATION = "wrong citation"
KINDS_OF_CHANGE = (*CHANGES, WRONG_CITATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A real sentence as cited, and another; `faithful` when the other says nothing that the first does not."""

    kind: str
    text: str
    citation: Citation
    faithful: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    citation: Citation
    names_of_article: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.citation.quote


def minimal_pairs(articles: Sequence[Article], *, each: int, seed: int = 0) -> list[Pair]:
    """Return at most `each` pairs of every kind, at most one of a kind from a sentence.

    Of the names that are put in, half come from the same article, for a guard looks at its title, too; the other half
    come from other articles.
    """
    sentences = [sentence for article in articles for sentence in _sentences(article)]
    Random(seed).shuffle(sentences)  # noqa: S311  # a sample, not a secret
    everywhere = tuple(dict.fromkeys(name for sentence in sentences for name in sentence.names_of_article))
    pairs: list[Pair] = []
    for kind in (*CHANGES, *PARAPHRASES):
        found = (_pair(kind, sentence, everywhere) for sentence in sentences)
        pairs += itertools.islice((pair for pair in found if pair is not None), each)
    return pairs + _with_wrong_citations(sentences, each)


def _with_wrong_citations(sentences: Sequence[_Sentence], each: int) -> list[Pair]:
    """Return real sentences that cite another of their article, as a careless writer does."""
    of_article: dict[str, list[_Sentence]] = {}
    for sentence in sentences:
        of_article.setdefault(sentence.citation.article_id, []).append(sentence)
    neighbours = (pair for found in of_article.values() for pair in itertools.pairwise(found[:3]))
    return [
        Pair(kind=WRONG_CITATION, text=one.text, citation=other.citation, faithful=False)
        for one, other in itertools.islice(neighbours, each)
    ]


def _pair(kind: str, sentence: _Sentence, everywhere: Sequence[str]) -> Pair | None:
    """Return one of the pairs of a kind that a sentence gives, or None."""
    chance = Random(f"{kind}\0{sentence.text}")  # noqa: S311
    faithful = kind in PARAPHRASES
    others: Iterable[str]
    if faithful:
        others = (other for way in PARAPHRASES[kind] for other in way(sentence.text, chance))
    else:
        names = _names_for(kind, sentence, everywhere, chance)
        others = (other for change in CHANGES[kind] for other in change(sentence.text, names, chance))
    possible = [other for other in others if faithful or other != sentence.text]
    if not possible:
        return None
    return Pair(kind=kind, text=chance.choice(possible), citation=sentence.citation, faithful=faithful)


def _names_for(kind: str, sentence: _Sentence, everywhere: Sequence[str], chance: Random) -> Sequence[str]:
    if kind == "roles":
        return sentence.names_of_article
    return sentence.names_of_article if chance.random() < 0.5 else chance.sample(everywhere, min(20, len(everywhere)))


def _sentences(article: Article) -> Iterator[_Sentence]:
    """Yield the article's sentences that can be changed: whole, of middle length, and in words."""
    spans = split(article.text)
    names = tuple(
        dict.fromkeys(name.group() for span in spans for name in names_in(article.text[span.start : span.end]))
    )
    for span in spans:
        text = article.text[span.start : span.end]
        if _is_prose(text):
            citation = Citation(
                n=1,
                article_id=article.id,
                title=article.title,
                source=article.source,
                published_at=article.published_at,
                url=article.url,
                start=span.start,
                end=span.end,
                quote=text,
            )
            yield _Sentence(citation, names)


def _is_prose(text: str) -> bool:
    words = text.split()
    return (
        FEWEST_WORDS <= len(words) <= MOST_WORDS
        and re.match(r"[A-Z“\"]", text) is not None
        and re.search(r"[.!?][”\"]?$", text) is not None
        and re.search(r"https?:|www\.|[|@#<>•\n]|\.\.\.|…", text) is None
        and sum(word[0].isupper() for word in words) <= len(words) // 2
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
    )
