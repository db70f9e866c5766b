"""What the next sentence tells: "He names three levels." is no list of them, and "These are …" after it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer import AnswerSentence, Evidence
from rag.writing.whole import may_stand, whole

_SOME = r"(?:two|three|four|five|six|seven|eight|nine|ten|several|some|following)"
_ASKS_FOR_SEVERAL = re.compile(
    rf"^\W*(?:what|which|name|list)\b(?:\s+(?:are|were)\s+(?:the|his|her|their|its))?(?:\s+{_SOME}\b|\s+(?:[\w-]+\s+){{0,2}}?[\w-]+s\b)",
    re.I,
)
_ANNOUNCES = re.compile(rf"\b{_SOME}\s+(?:[\w-]+\s+){{0,3}}?[\w-]+s\b", re.I)
_GOES_ON = re.compile(
    r"[\s\"'“‘]*(?:these|those|they|(?:the\s+)?(?:first|one)|among\s+them|namely|[-*•]|\d[.)])(?:\b|\s)", re.I
)


def with_what_is_told_next(
    question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]
) -> list[AnswerSentence]:
    """Return an answer to "What three …?" and, where it but announces them, the sentence after it that tells them.

    Args:
        question: As asked.
        kept: The answer's sentences.
        evidence: What they cite, by number.
    """
    if not kept or not kept[-1].citations or _ASKS_FOR_SEVERAL.match(question) is None:
        return list(kept)
    n = kept[-1].citations[-1]
    if n == len(evidence) or _ANNOUNCES.search(kept[-1].text) is None:
        return list(kept)
    following = evidence[n]  # numbered from 1: this is the next
    if not (following.follows(evidence[n - 1]) and _GOES_ON.match(following.quote) and may_stand(following)):
        return list(kept)
    if any(n + 1 in sentence.citations for sentence in kept):
        return list(kept)
    return [*kept, whole(n + 1, evidence)]
