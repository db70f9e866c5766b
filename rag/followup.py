"""A follow-up question, made to stand alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.llm import Message
from rag.terms import content_terms

# Words that point back at an earlier turn. "that" and "there" are left out: they are more often grammar.
_POINTS_BACK = re.compile(
    r"\b(he|she|they|it|him|her|his|hers|its|them|their|theirs|this|these|those|one|ones|former|latter|else)\b",
    re.I,
)
_CONTINUES = re.compile(r"^\s*(and|but|so|or|what about|how about|why|when|where|who|yes|no|ok)\b", re.I)
_SHORT_FOLLOW_UP = 4  # content terms: "And in Mali?" needs its past, a full question does not


def stand_alone(question: str, history: Sequence[Message]) -> str:
    """Return the question with the last question before it in front, when it cannot be read without it.

    A rule, not a model: it points back ("he", "those"), or continues ("And in Mali?") with too little of its own.
    """
    earlier = [turn["content"].strip() for turn in history if turn["role"] == "user" and turn["content"].strip()]
    if not earlier:
        return question
    own = content_terms(question)
    leans = _POINTS_BACK.search(question) is not None and len(own) <= 2 * _SHORT_FOLLOW_UP
    continues = len(own) < _SHORT_FOLLOW_UP and (_CONTINUES.match(question) is not None or len(own) < 2)
    return f"{earlier[-1]} {question}" if leans or continues else question
