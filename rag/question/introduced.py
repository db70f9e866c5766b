"""Questions that ask who or what somebody or something is, and sentences that introduce them. Pure.

"Who is Sam Altman?" is asked with nothing but the name, which stands in hundreds of sentences. News introduces whom it
names: "OpenAI CEO Sam Altman", "Digit, a robot made to carry bins".
"""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"^\W*(?:who|what)(?:['’]s|\s+(?:is|are|was|were))\s+(?:the\s+)?(?P<name>[^\W_][^?.!,]{0,59}?)\s*\?*\s*$", re.I
)
_LINKS = frozenset("de del della da di dos la le van von der den ten bin al el".split())
_OF_THE_SPEAKER = re.compile(r"\b(?:I|me|my|mine|we|us|our)\b")  # "She is a hero of mine"
_FUNCTION = (
    r"(?:a|an|the|and|or|but|of|to|in|on|at|for|with|by|from|as|that|than|then|when|while|which|who|whom|whose|if|like"
    r"|about|after|before|said|says|told|asked|not|is|was|are|were)"
)
_OFFICES = (
    r"(?:CEO|CFO|CTO|COO|Sen\.|Rep\.|Gov\.|President|Minister|Chancellor|Mayor|Judge|Justice|General|Professor|Coach)"
)


def introduction_asked(question: str) -> str:
    """Return the name that a question asks the bearer of ("Sam Altman"), or "" of any other question."""
    found = _ASKS.match(question)
    words = found["name"].split() if found else []
    named = words and all(word[0].isupper() or word in _LINKS for word in words)
    return " ".join(words) if named else ""  # not "the CEO of Norbro", which asks for a name


def introduces(name: str, text: str) -> bool:
    """Return whether a sentence says beside a name who or what bears it: before it, after a comma, or by "is a"."""
    words = [re.escape(word) for word in name.split()]
    whole, last = r"\s+".join(words), words[-1]
    beside = re.compile(
        rf"""\b{last},\s+(?:an?|the|who|which|whose|one\s+of|(?:\w+\s+)?(?:co-?)?founder)\b
            | \b{last}\s*(?:\([^)]*\)\s*)?(?:is|was|are|were)\s+(?:an?\b|the\b|one\s+of\b|[A-Z][\w.-]*['’]s\b)
            | \b(?:(?!{_FUNCTION}\b)[a-z][a-z-]{{3,}}|{_OFFICES})\s+{whole}\b""",
        re.VERBOSE,
    )
    return beside.search(text) is not None and _OF_THE_SPEAKER.search(text) is None
