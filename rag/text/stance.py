"""What a sentence commits itself to: which of its words it denies, leaves open, or lays in somebody's mouth. Pure.

Each cue ("not", "denied", "may", "plans to", "said") has a scope: the words it speaks of, as stems. Scopes are read off
the words alone, up to the end of the clause, so they are a guess; a check built on them compares two sentences, and
what is guessed wrong in both alike does no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rag.text.words import fact_stems

_QUESTION = re.compile(r"""["“‘(]*[^"“”]*\?["”’)]*""")


class Stance(StrEnum):
    """How a sentence stands to the words in a cue's scope."""

    DENIED = "denied"
    OPEN = "open"  # may, might, if, alleged: it may be so
    MEANT = "meant"  # plans to, wants to, was asked to: somebody would have it so
    AHEAD = "ahead"  # will, is to: it is not so yet
    CLAIMED = "claimed"  # said, according to: it is so if they are right


# A clause, and with it a scope, ends here.
_CLAUSE_END = re.compile(
    r"""[;:!?()—–] | \.(?=\s|$|["”']) | ,(?!\d) | ["“”]
        | \b(?:but|although|though|because|while|whereas|after|before|since|so\ that)\b
        | \b(?:and|or)\s+(?=(?:he|she|it|they|we|i|the|was|were|is|are|has|have|had|will|would|said|says|then
            |also)\b)""",
    re.VERBOSE | re.IGNORECASE,
)

_CUES: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern, re.VERBOSE | re.IGNORECASE))
    for stance, pattern in (
        (
            Stance.DENIED,
            r"""\b(?:not(?!\s+(?:be\s+|been\s+)?(?:only|just|least|merely|simply)\b)|cannot|never|nor|nobody|no-one
                |none|nothing|neither|nowhere|hardly
                |scarcely|without|lack(?:s|ed|ing)?(?:\s+of)?|unable\s+to|fail(?:s|ed|ing|ure)?\s+to|unlikely
                |den(?:y|ies|ied|ying|ials?)|refus(?:e[sd]?|ing|als?)(?:\s+to)?|declin(?:e[sd]?|ing)\s+to
                |reject(?:s|ed|ing|ions?)?|rul(?:e[sd]?|ing)\s+out|dismiss(?:es|ed|ing)?|far\s+from
                |stopp?(?:s|ed|ing)?\s+short\s+of|neglect(?:s|ed)?\s+to|instead\s+of|rather\s+than
                |(?:is|are|was|were|has|have|had|remains?)\s+yet\s+to)\b
                | \bno\b(?!\.?\s*\d|\s+(?:doubt|longer\s+than|fewer|less|more\s+than|sooner)\b)
                | n['’]t\b(?!\s+(?:be\s+|been\s+)?(?:only|just|merely|simply)\b)""",
        ),
        (
            Stance.OPEN,
            r"""\b(?:(?-i:may)|might|could)\b | ^\W*may\b
                | \b(?:perhaps|maybe|possibl[ey]|possibility|probabl[ey]|likel(?:y|ihood)|apparently|reportedly
                |alleged(?:ly)?
                |alleg(?:e[sd]?|ing|ations?)|suspect(?:s|ed)?(?:\s+of)?|accus(?:e[sd]?|ing|ations?)(?:\s+\w+)?\s+of
                |rumou?r(?:s|ed)?|unclear|uncertain|imagin(?:e[sd]?|ing)|suppos(?:e[sd]?|ing|edly)
                |assum(?:e[sd]?|ing)|pretend(?:s|ed|ing)?|as\s+if
                |hypothetical(?:ly)?|appear(?:s|ed)?\s+to|seem(?:s|ed)?\s+to|potential(?:ly)?
                |if|unless|whether|in\s+case|would\s+have|speculat(?:e[sd]?|ing|ion)|fear(?:s|ed)?(?:\s+that)?
                |risk(?:s|ed)?\s+(?:of|being)|claim(?:s|ed|ing)?)\b""",
        ),
        (
            Stance.MEANT,
            r"""\b(?:plan(?:s|ned|ning)?(?:\s+(?:to|for|on))|inten(?:d(?:s|ed|ing)?|tions?)(?:\s+(?:to|of))
                |aim(?:s|ed|ing)?\s+(?:to|at)|hop(?:e[sd]?|ing)\s+(?:to|for|that)|want(?:s|ed|ing)?(?:\s+to\b)?
                |wish(?:es|ed)?\s+to
                |seek(?:s|ing)?(?:\s+to\b)?|sought(?:\s+to\b)?|tr(?:y|ies|ied|ying)\s+to|attempt(?:s|ed|ing)?\s+to
                |expect(?:s|ed|ing|ations?)?(?:\s+to\b)?
                |consider(?:s|ed|ing)?|propos(?:e[sd]?|ing|als?)(?:\s+to\b)?|weigh(?:s|ed|ing)?
                |discuss(?:es|ed|ing)?\s+whether
                |threaten(?:s|ed|ing)?\s+to|vow(?:s|ed|ing)?(?:\s+to\b)?|promis(?:e[sd]?|ing)(?:\s+to\b)?
                |pledg(?:e[sd]?|ing)(?:\s+to\b)?|offer(?:s|ed|ing)?\s+to
                |agree(?:s|d)?\s+to|call(?:s|ed|ing)?\s+(?:for|on)|urg(?:e[sd]?|ing)(?:\s+to\b)?
                |ask(?:s|ed|ing)?(?:\s+\w+){0,3}?\s+to
                |demand(?:s|ed|ing)?(?:\s+to\b)?|should|must|ought\s+to|required\s+to|obliged\s+to
                |(?:has|have|had)\s+to
                |ready\s+to|prepar(?:e[sd]?|ing)\s+to|recommend(?:s|ed|ing)?
                |suggest(?:s|ed|ing)?|schedul(?:e[sd]?|ing)(?:\s+to\b)?|forecasts?|predict(?:s|ed|ing|ions?)?)\b""",
        ),
        (
            Stance.AHEAD,
            r"""\b(?:(?-i:will)|would|shall|won['’]t|wouldn['’]t|(?:is|are|was|were)\s+(?:set|due|about|going
                |still)?\s*to
                |going\s+to|set\s+to)(?!\s+have\b)\b | \w['’]ll\b""",
        ),
        (
            Stance.CLAIMED,
            r"""\b(?:said|say(?:s|ing)?|told|tell(?:s|ing)?|according\s+to|argu(?:e[sd]?|ing)|insist(?:s|ed|ing)?
                |believ(?:e[sd]?|ing)|think(?:s|ing)?|thought|warn(?:s|ed|ing)?|stat(?:ed|es\s+that|ing)
                |add(?:s|ed|ing)\s+that
                |not(?:ed|es|ing)\s+that|explain(?:s|ed)?|admit(?:s|ted)?|acknowledg(?:e[sd]?|ing)
                |estimat(?:e[sd]?|ing)
                |maintain(?:s|ed)?\s+that|contend(?:s|ed)?|describ(?:e[sd]?|ing)|complain(?:s|ed)?|claim(?:s|ed|ing)?
                |alleg(?:e[sd]?|ing)|assert(?:s|ed)?|quot(?:e[sd]?|ing)|comment(?:s|ed)?|repl(?:y|ies|ied)
                |answer(?:s|ed)?
                |in\s+\w+(?:['’]s)?\s+(?:view|opinion|words)|for\s+(?:him|her|them))\b""",
        ),
    )
)
# What may stand where a denial stands: "could not be revived" leaves nothing open.
_IDLE_MODAL = re.compile(r"\b(?:could|may|might|can|will|would|should|must)\s*(?:not\b|n['’]t|never\b)", re.IGNORECASE)
_YES_OR_NO = re.compile(r"^\s*(?:yes|no)\b\s*[,:;.–—-]+\s*", re.IGNORECASE)
_IS_SAID_OF = re.compile(r"\b(?:is|are|was|were|be|been|being|has|have|had|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_LEAST_CLAIM = 3  # stems that follow a "said" which opens what is said, and does not close it
_CONDITION = re.compile(
    r"(?:^|(?<=[.!?]\s))\W*(?:if|unless|imagine|suppose|supposing|assume|assuming)\b[^.!?]*", re.IGNORECASE
)


WHOLE = "?"
"""What is written as the cue of a question, or of a sentence that opens with "if": all of it is left open."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of stance as written, and the stems it speaks of, in order, those next to it first."""

    stance: Stance
    written: str
    scope: tuple[str, ...]


def yes_or_no(text: str) -> str:
    """Return "Yes: " or "No: " when an answer opens with it, whatever mark follows there, else ""."""
    found = _YES_OR_NO.match(text)
    return f"{found.group().strip(' ,:;.!–—-').capitalize()}: " if found else ""


def without_yes_or_no(text: str) -> str:
    """Return an answer without the "Yes," or "No," it opens with, which answers the question and denies nothing."""
    return _YES_OR_NO.sub("", text)


def asks(text: str) -> bool:
    """Return whether a sentence is a question and nothing else; "Who pays?" is, 'He asked: "Who pays?"' is not."""
    return _QUESTION.fullmatch(text.strip()) is not None


@lru_cache(maxsize=256)  # the same few quotes are held against every sentence of an answer
def cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a sentence with their scopes.

    A question ("Will the bridge open?") leaves everything in it open, and so does a sentence that opens with "if".
    """
    conditions = list(_CONDITION.finditer(text))
    found = [
        Cue(stance, match.group(), _scope(text, match, stance))
        for stance, pattern in _CUES
        for match in pattern.finditer(text)
        if not (stance in (Stance.OPEN, Stance.MEANT, Stance.AHEAD) and _IDLE_MODAL.match(text, match.start()))
        and not any(condition.group().strip().startswith(match.group()) for condition in conditions)
    ]
    found += [Cue(Stance.OPEN, WHOLE, tuple(fact_stems(condition.group()))) for condition in conditions]
    if text.rstrip("\"”'’) ").endswith("?"):
        found.append(Cue(Stance.OPEN, WHOLE, tuple(fact_stems(text))))
    return tuple(found)


def _scope(text: str, cue: re.Match[str], stance: Stance) -> tuple[str, ...]:
    begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, cue.start())), default=0)
    if stance is Stance.CLAIMED:
        after = fact_stems(text[cue.end() :])
        # "It rained, she said." and "According to her, it rained.": before, after, or both.
        trails = len(after) < _LEAST_CLAIM or cue.group().lower().startswith("accord")
        return (*(fact_stems(text[:begin]) if trails else ()), *after)
    end = _CLAUSE_END.search(text, cue.end())
    after = fact_stems(text[cue.end() : end.start() if end else len(text)])
    # "A pardon was ruled out", "is unlikely": what is spoken of stands before.
    of_before = _IS_SAID_OF.search(text[: cue.start()]) and _is_verb(cue.group()) and text[cue.end() :][:4] != " to "
    if after and not of_before:
        return tuple(after)
    return (*reversed(fact_stems(text[begin : cue.start()])), *after)


def _is_verb(cue: str) -> bool:
    return cue.lower().endswith(("ed", "ied", "out", "unlikely", "likely", "clear", "certain"))
