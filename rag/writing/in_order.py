"""An overview told in order: what each article says, after its outlet and day. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.dates import spelled_day
from rag.answer import AnswerSentence, Evidence, Support
from rag.question.outlets import short_name
from rag.writing import cite


def told_in_order(evidence: Sequence[Evidence], *, newest_first: bool) -> list[AnswerSentence]:
    """Return each sentence word for word, the earliest article's first; the first of each names its outlet and day.

    Args:
        evidence: One article's sentences after each other, as they stand in it, all `rag.support.quotable`.
        newest_first: Whether the latest article is told first instead.
    """
    articles = list(dict.fromkeys(one.article_id for one in evidence))
    days = {one.article_id: one.published_at or "" for one in evidence}
    articles.sort(key=lambda article_id: days[article_id], reverse=newest_first)
    told: list[AnswerSentence] = []
    for article_id in articles:
        own = [n for n, one in enumerate(evidence, start=1) if one.article_id == article_id]
        first = evidence[own[0] - 1]
        origin = ", ".join(filter(None, (cite.neutral(short_name(first.source)), spelled_day(first.published_at))))
        for n in own:
            lead = f"{origin}: " if origin and n == own[0] else ""
            quote = cite.quoted(evidence[n - 1])
            told.append(AnswerSentence(text=lead + quote, citations=(n,), support=Support.SUPPORTED))
    return told
