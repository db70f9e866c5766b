"""What evidence makes no sense without: who "he" is, and what was replied to a question. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.articles import Article, Span
from rag.answer import Evidence
from rag.retrieval.evidence import in_reading_order
from rag.retrieval.furniture import is_of_the_page, is_teaser
from rag.text.stance import asks

_MOST = 2  # sentences of the evidence that get theirs: a writer reads each that is added for a second
REPLY = 3  # sentences: what counts in a reply is not always said first
# Opening words that point at the sentence before.
_POINTS_BACK = re.compile(
    r"""[\s"'“‘(\[]*(?:(?:but|and|so|yet|then|instead|however,|meanwhile,)\s+)?
        (?:he|she|they|it|his|her|hers|their|its|this|these|those|that|the\ (?:move|decision|plan|latter|former))\b""",
    re.VERBOSE | re.I,
)


def with_context(
    evidence: Sequence[Evidence], articles: Mapping[str, tuple[Article, Sequence[Span]]]
) -> tuple[Evidence, ...]:
    """Return the evidence and, for the best of it, the sentences that it makes no sense without.

    They are the one before "He" or "This", which tells who, and the reply to a question that an interviewer puts.

    Args:
        evidence: In reading order.
        articles: Each article by its id, with all its sentences in order.
    """
    held = {(one.article_id, one.start) for one in evidence}
    found, served = list(evidence), 0
    for one in sorted(evidence, key=lambda one: -one.score):
        article, sentences = articles[one.article_id]
        at = bisect.bisect_left(sentences, one.start, key=lambda span: span.start)
        wanted = _before(article.text, sentences, at) if points_back(one.quote) else _reply(article.text, sentences, at)
        lacking = [span for span in wanted if (one.article_id, span.start) not in held]
        if not lacking:
            continue
        held.update((one.article_id, span.start) for span in lacking)
        found += [replace(one, start=span.start, end=span.end, quote=article.text[slice(*span)]) for span in lacking]
        served += 1
        if served == _MOST:
            break
    return in_reading_order(found)


def points_back(text: str) -> bool:
    """Return whether a sentence opens with what the one before it tells: who "he" is, or what "this" was."""
    return _POINTS_BACK.match(text) is not None


def _before(text: str, sentences: Sequence[Span], at: int) -> Sequence[Span]:
    """Return the sentence before, past what the page says of itself, such as "Advertisement"."""
    while at and (is_of_the_page(one := text[slice(*sentences[at - 1])]) or is_teaser(one, text)):
        at -= 1
    return sentences[max(0, at - 1) : at]


def _reply(text: str, sentences: Sequence[Span], at: int) -> Sequence[Span]:
    """Return the first sentences after a question that is a paragraph of its own, as far as theirs goes."""
    if not 0 < at < len(sentences) - 1 or not asks(text[slice(*sentences[at])]):
        return ()
    if not all(_new_paragraph(text, *both) for both in pairwise(sentences[at - 1 : at + 2])):
        return ()
    reply = sentences[at + 1 : at + 1 + REPLY]
    return reply[: next((n for n, both in enumerate(pairwise(reply), 1) if _new_paragraph(text, *both)), REPLY)]


def _new_paragraph(text: str, one: Span, following: Span) -> bool:
    return "\n" in text[one.end : following.start]
