"""Can a sentence be about what a question asks? Names, years and words of it are held against what is cited. Pure.

A writer that is asked about a thing that no article tells of likes to answer for the nearest thing that they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.articles import header
from rag.answer import Citation
from rag.text.names import Held, runs
from rag.text.terms import as_written, content_terms

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_STILL_OF_LAST_YEAR = "03"  # month up to which news of the year before is told without naming it


def lacking_of_question(
    question: str, citations: Sequence[Citation], *, articles: Iterable[str] = ()
) -> tuple[tuple[str, ...], ...]:
    """Return the names of a question that stand in no cited sentence, no header of its article, and none of `articles`.

    Each name is the words it has in the question, folded: ("angela", "merkel"). A name is there when its last word is:
    articles call people by it.
    """
    held = Held(
        [*(c.quote for c in citations), *(header(c.title, c.source, c.published_at) for c in citations), *articles]
    )
    return tuple(words for words in _named(question) if words[-1] not in held)


def answers(
    question: str, text: str, citations: Sequence[Citation], *, articles: Iterable[str] = (), in_any_words: bool = False
) -> bool:
    """Return whether a sentence with what it cites can be about what the question asks.

    It can when a name of the question stands in a cited sentence, its header or one of `articles`, the texts of the
    cited articles; one is enough, since a sentence of a comparison tells of one side. Of a question without names, when
    any of its content terms stands there, or when it may be told `in_any_words`.
    """
    articles = list(articles)
    named = _named(question)
    if named:
        return len(lacking_of_question(question, citations, articles=articles)) < len(named)
    if in_any_words:
        return True
    asked = set(content_terms(question))
    places = [text, *(c.quote for c in citations), *(c.title for c in citations), *articles]
    return not asked or any(not asked.isdisjoint(content_terms(place)) for place in places)


def missed(question: str, citations: Sequence[Citation], *, articles: Sequence[str]) -> tuple[str, ...]:
    """Return the question's names, or else its years, as written, when a whole answer has none of them; else nothing.

    Args:
        question: The standalone question.
        citations: All that the answer cites.
        articles: The texts of the cited articles. A year is also that in which one of them appeared, or, in its first
            months, the year before.
    """
    named = _named(question)
    if named and len(lacking_of_question(question, citations, articles=articles)) == len(named):
        return as_written(question, {word for words in named for word in words})
    years = tuple(dict.fromkeys(_YEAR.findall(question)))
    told = {year for text in (*articles, *(c.quote for c in citations)) for year in _YEAR.findall(text)}
    for citation in citations:
        year, month = (citation.published_at or "")[:4], (citation.published_at or "")[5:7]
        told.add(year)
        if year and month <= _STILL_OF_LAST_YEAR:
            told.add(str(int(year) - 1))
    return () if told.intersection(years) else years


def _named(question: str) -> list[tuple[str, ...]]:
    return [run.words for run in runs(question) if not run.opens]
