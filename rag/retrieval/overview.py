"""From hits to an overview: a telling sentence of each of several articles on a subject, its beginning before the rest.

Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from index.articles import Article, Span
from index.search import Filter
from rag.answer import Evidence
from rag.retrieval.context import points_back
from rag.retrieval.evidence import RankedSentence, as_evidence, in_reading_order, repeats
from rag.retrieval.furniture import is_of_the_page, is_teaser
from rag.support.quotable import quotable
from rag.text.terms import content_terms

HITS = 30
"""Passages to look into: of ten, most may be of one long article."""
OVERVIEW_SENTENCES = 6
# News says first what it is about: added to the score of what stands among an article's first characters.
_LEAD, _LEAD_WORTH = 700, 0.1
# Taken off for each sentence that its article has already.
_ARTICLE_HAS_ONE = 0.15
# Least share of the subject's terms that a sentence holds with its title, and one of them itself; of two, both.
_OF_TERMS = 0.66
_NEARLY_BEST = 0.65  # of the best sentence's score; below, it is about something else
_WORDS = range(8, 61)
_ENDS = re.compile(r"[.!…][\"'”’)\]]*$")
_SAYING = re.compile(r"^\W*[\"“‘']")  # somebody's word, which needs the sentence that tells whose


def overview(
    of: str,
    ranked: Sequence[RankedSentence],
    urls: Mapping[str, str | None],
    *,
    within: Filter | None = None,
    newest_first: bool,
    most: int = OVERVIEW_SENTENCES,
) -> tuple[Evidence, ...]:
    """Return at most `most` sentences that tell of a subject, of as many articles as are on it, by the articles' days.

    Args:
        of: The subject, as it was asked for.
        ranked: Sentences ranked for it.
        urls: Each article's web address by its id.
        within: The outlets and days asked for; None: any.
        newest_first: Whether the latest article is told first, and not the earliest.
        most: How many sentences at most.
    """
    left = [
        each
        for each in ranked
        if (within is None or within.allows(each.hit.passage.source, each.hit.passage.published_at))
        and _stands_alone(each.text)
        and _is_on(of, each)
    ]
    taken: list[RankedSentence] = []
    of_article: Counter[str] = Counter()

    def urgent(each: RankedSentence) -> float:
        return _worth(each) - _ARTICLE_HAS_ONE * of_article[each.hit.passage.article_id]

    least = _NEARLY_BEST * max(map(_worth, left), default=0.0)
    while left and len(taken) < most:
        best = max(left, key=urgent)
        left.remove(best)
        if _worth(best) < least:
            continue
        if not any(repeats(best.text, other.text) for other in taken):
            taken.append(best)
            of_article[best.hit.passage.article_id] += 1
    told = in_reading_order(as_evidence(each, urls) for each in taken)
    return tuple(sorted(told, key=lambda one: one.published_at or "", reverse=newest_first))


def beginnings(
    articles: Iterable[tuple[Article, Sequence[Span]]], *, most: int = OVERVIEW_SENTENCES
) -> tuple[Evidence, ...]:
    """Return the sentence that each of these articles begins with, and where they are few, those that follow.

    Args:
        articles: Each with all its sentences in order.
        most: How many sentences at most.
    """
    of_each = [
        [
            Evidence(
                article_id=article.id,
                title=article.title,
                source=article.source,
                published_at=article.published_at,
                url=article.url,
                start=span.start,
                end=span.end,
                quote=article.text[slice(*span)],
                score=1.0,
            )
            for span in sentences
            if _tells(article.text[slice(*span)], article.text)
        ]
        for article, sentences in articles
    ]
    by_turns = [one for turn in zip_longest(*of_each) for one in turn if one is not None][:most]
    return tuple(one for each in of_each for one in each if one in by_turns)


def _worth(sentence: RankedSentence) -> float:
    return sentence.score + _LEAD_WORTH * (sentence.span.start < _LEAD)


def _tells(sentence: str, text: str) -> bool:
    return _stands_alone(sentence) and not (is_of_the_page(sentence) or is_teaser(sentence, text))


def _stands_alone(text: str) -> bool:
    """Return whether a sentence tells something by itself: no heading, no question, nobody's word, no "He said so"."""
    text = text.strip()
    return (
        len(text.split()) in _WORDS
        and _ENDS.search(text) is not None
        and not points_back(text)
        and _SAYING.match(text) is None
        and quotable(" ".join(text.split()))
    )


def _is_on(of: str, sentence: RankedSentence) -> bool:
    terms = set(content_terms(of))
    own = terms.intersection(content_terms(sentence.text))
    with_title = own | terms.intersection(content_terms(sentence.hit.passage.title))
    return not terms or (bool(own) and len(with_title) >= _OF_TERMS * len(terms))
