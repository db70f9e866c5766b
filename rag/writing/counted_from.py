"""From which day an answer to "when" counts: an article's "today" is the day it appeared, not the reader's. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reading.dates import spelled_day
from rag.answer import AnswerSentence, Evidence
from rag.question.asked import Kind, asked

_COUNTED = re.compile(
    r"""\b(?:today|yesterday|tomorrow|tonight|(?:last|this|next)\ (?:night|week|weekend|month|year|spring|summer
        |autumn|fall|winter|(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))
        |\w+\ (?:days|weeks|months|years)\ ago|(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))\b""",
    re.VERBOSE | re.I,
)
_A_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.?\s+\d"
)


def counted_from(question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]) -> str:
    """Return one line that tells the day from which an answer's "today" or "on Monday" counts, or "".

    Args:
        question: As asked; only "when" and its like need it.
        kept: The answer's sentences.
        evidence: What they cite, by number.
    """
    if asked(question).kind is not Kind.TIME:
        return ""
    for sentence in kept:
        said = _COUNTED.search(sentence.text)
        if said is None or not sentence.citations or _A_DATE.search(sentence.text):
            continue
        if day := spelled_day(evidence[sentence.citations[0] - 1].published_at):
            return f"“{said.group()}” counts from {day}, the day of the article."
    return ""
