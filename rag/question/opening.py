"""What a question may begin with that asks nothing: "Thanks! And when did it open?" asks when it did. Pure.

What kind of question it is, is told by its first words; so they are looked for after these.
"""

from __future__ import annotations

import re

# "Thanks!", "Oops,": says that the conversation goes on and nothing about what is asked.
_COURTESY = re.compile(
    r"""^\W*(?:(?:thanks?(?:\ you)?(?:\ so\ much)?|got\ it|i\ see|ok(?:ay)?|wow|oops|sorry|great|good\ to\ know
        |(?:that\ is|that['’]s)\ (?:fine|ok(?:ay)?))\b[\s.,!;:]*)+""",
    re.VERBOSE | re.I,
)
# Not "so many" or "or not": only what asks may follow.
_JOINS = re.compile(
    r"""^\W*(?:(?:and|but|so|or|also|then|well|now)\b,?\s+)+(?=(?:(?:in|on|for|by|at|to|with|from|of|since|until)\s+)?
        (?:who|whom|whose|what|which|when|where|why|how|is|was|are|were|has|had|have|does|did|do|can|could|will|would
        |should)(?:['’]s)?\b)""",
    re.VERBOSE | re.I,
)


def without_courtesy(question: str) -> str:
    """Return the question after its thanks; one that says nothing else is left as it is."""
    return _COURTESY.sub("", question) or question


def without_opening(question: str) -> str:
    """Return the question from where it asks: without thanks, and without an "and" or "but" before what asks."""
    asks = without_courtesy(question)
    asks = _JOINS.sub("", asks)
    return question if asks == question else f"{asks[:1].upper()}{asks[1:]}"
