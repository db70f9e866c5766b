"""Questions that ask for a reason, and sentences that tell one. Pure.

"Why did the firm close the plant?" has no word in common with "as part of its cost-cutting": what tells such a
sentence from all that are about the plant is that it gives a reason for something.
"""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"^\W*(?:why\b|how\s+come\b|for\s+what\s+reasons?\b|what\s+(?:caused|led|made|prompted|drove)\b)",
    re.I,
)
_TELLS = re.compile(
    r"""\b(?:because | due\s+to | owing\s+to | thanks\s+to | as\s+(?:part|a\s+result|a\s+consequence)\s+of
        | so\s+that | in\s+order\s+to | in\s+exchange | in\s+response | reasons? | caus(?:es?|ed|ing)
        | blam(?:es?|ed|ing) | cit(?:es|ed|ing) | prompt(?:s|ed|ing) | led\s+to
        | to\s+(?:avoid|prevent|protect|save|keep|reduce|stop|ensure)
        | for\s+\w+ing | too\s+\w+ | lack(?:s|ed|ing)? | fear(?:s|ed|ing)? | worr(?:y|ies|ied|ying) | concern(?:s|ed)?
        | therefore | hence | thus)\b
        | ,\s+(?:as|for|saying|arguing)\b""",
    re.VERBOSE | re.I,
)


def asks_why(question: str) -> bool:
    """Return whether a question asks for a reason, and for nothing else."""
    return _ASKS.match(question) is not None and "?" not in question.rstrip(" ?")


def tells_why(text: str) -> bool:
    """Return whether a sentence gives a reason for something in so many words: "because", "to avoid", "citing"."""
    return _TELLS.search(text) is not None
