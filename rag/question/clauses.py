"""Where a question makes one claim and where the next, and which of them it compares. Pure.

A long question asks one thing of several articles: "Which company, known for A, was sued over B, and has bought C?" As
one query it finds none of them well. So it is cut where a new claim begins; the pieces together are the question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.text.terms import content_terms

_NEWS = r"(?:article|report|story|piece|coverage|review|interview|column|editorial|update|post|publication|source)s?"
_CONTRAST = (
    r"(?:while|whereas|in\ contrast\ (?:to|with)|compared\ (?:to|with)|as\ opposed\ to|contrary\ to|unlike|versus"
    r"|vs\.?)"
)
_VERB = r"(?:is|was|are|were|has|had|have|does|did|do|can|could|will|would|should)"
# What begins a claim after a comma, and what begins one even without.
_BREAK = re.compile(
    rf"""[;?!]\s+(?=\S)
      | ,?\s+(?={_CONTRAST}\s)
      | ,\s+(?=(?:and|but|or|yet|nor|as\ well\ as|with\ one|without)\s)
      | ,\s+(?=(?:who|which|whose|whom|where|when|also|{_VERB}|being|having)\s)
      | ,\s+(?=(?:\w+ly\s+|once\s+|also\s+)?\w+ed\s+(?:by|for|as|in|with|to|of|at|from|on|over|after)\s)
      | \s+(?=(?:and|but|yet)\s+(?:then\s+|later\s+)?(?:also|who|which|whose|that|{_VERB}|another|the\ other|again)\s)
      | \s+(?=(?:and|but)\s+(?:in\s+)?(?:the|a|an)\s+(?:\S+\s+){{0,5}}?
            (?:{_NEWS}\b|one\b|other\b|(?:reported|published)\s+(?:by|in|on)\b))
      | \s+(?=(?:to|from|than|as)\s+how\s)
      | \s+(?=(?:before|after)\s+(?:the|a|an)\s+(?:\S+\s+){{0,5}}?{_NEWS}\b)
      | \s+(?=but\s+also\s)
      | \s+(?=(?P<order>(?:before|after|before\s+or\s+after)\s+(?:the\s+)?['\"“‘]?)\S)""",
    re.VERBOSE,
)
# "The Cowboys vs. 49ers game", "Epic versus Google": one thing, called by two names.
_VERSUS = re.compile(r"(?:versus|vs\.?)\s+(?:the\s+)?[A-Z0-9]")
_ONE_SIDE = re.compile(r"\b(?:[A-Z]|\d+[a-z])[^\s,;?!]*\s$")
# "As reported by Wired and its hold on the e-reader according to The Verge": a claim ends with who reported it.
_ATTRIBUTED = re.compile(rf"""['"’”]?(?:\s+{_NEWS})?(?:,\s+|\s+(?=(?:and|but)\s))""", re.I)
_LEAST_TERMS = 3
# Words about reporting do not make a claim: "as reported by both TechCrunch and The Verge".
_ABOUT_REPORTING = frozenset(
    content_terms(
        "reported discussed mentioned covered featured described detailed published discusses news source sources"
        " publication piece story coverage reporting according information considering"
    )
)
_LEADING = re.compile(r"^(?:[\s,;?!]|(?:and|but|or|yet|while|whereas)\b)+", re.I)

# "Which company", "Who is the individual": what all the claims of a question are about.
_SUBJECT = re.compile(
    rf"""^(?:(?:which|what|whose)\s+(?!(?:{_VERB})\b)(?:[^\s,]+\s+){{0,5}}?[^\s,]+
          | (?:who|what|which)\s+{_VERB}\s+(?:the|a|an)\s+(?:(?:name|title|identity)\s+of\s+(?:(?:the|a|an)\s+)?)?
            (?:[^\s,]+\s+){{0,3}}?[^\s,]+)
        (?=,|\s+(?:who|which|that|whose|whom|{_VERB}|\w+ed|\w+ing|in|of|at|for|with|on)\b)""",
    re.VERBOSE | re.I,
)
# "Has X changed between the article on A and the one on B?": X belongs to both.
_BETWEEN = re.compile(r"^(?P<topic>.*\S)\s+between\s+", re.I | re.S)

# The first of these at the beginning or after a comma tells what kind of question it is: the part before ("Between the
# report on A and the report on B, was …") is no question yet.
_ASKS = re.compile(
    rf"(?:^|[,;]\s+)(?:(?P<yes_or_no>{_VERB}(?:n['’]t)?)|(?P<which>(?:\w+\s+)?(?:whom|whose|which)|who|what)"
    r"|(?P<how>how))[\s,]",
    re.I,
)
_COMPARES = re.compile(
    rf"""\b(?:{_CONTRAST}|differ\w*|consisten\w+|inconsisten\w+|agree\w*|disagree\w*|contradict\w*|contrast\w*|compar\w+
        |chang(?:e|es|ed|ing)|remain\w*|same|similar\w*|shift\w*|both|either|neither|between|conflict\w*|align\w*
        |earlier|later)\b""",
    re.VERBOSE | re.I,
)
# "higher or lower", "rise or fall": one of them is the answer. "More or less" is said of much else.
_EITHER_OR = re.compile(
    r"""\b(?:higher|larger|bigger|greater|longer|older|later|faster|slower|better|worse|earlier|cheaper|dearer|stronger
        |more|up|before|after|for|above|over|rise|risen|rose|grow|grew|grown|increase|increased|gain|gained|win|won)
        \s+or\s+(?!less\s+(?!than\b))
        (?:lower|smaller|less|fewer|shorter|younger|earlier|later|slower|faster|worse|better|dearer|cheaper|weaker|down
        |after|before|against|below|under|fall|fallen|fell|shrink|shrank|shrunk|decrease|decreased|lose|lost)\b""",
    re.VERBOSE | re.I,
)
_HOW_DIFFERENT = re.compile(
    r"\bhow\b.*\b(?:differ\w*|compar\w+|contrast\w*|chang\w+)\b|\bwhat\b.*\b(?:differen\w+|differs?|changed)\b",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One claim, `question[start:end]`; `shared`: words of the question's beginning that it goes on from, or ""."""

    start: int
    end: int
    shared: str = ""


def pieces(question: str, *, outlets: Sequence[tuple[int, int]] = ()) -> tuple[Piece, ...]:
    """Return the claims of a question, in order: at least one, each beginning where the one before ends.

    Args:
        question: As it stands alone.
        outlets: Where it names outlets, from start to end: a list of them is no list of claims.
    """
    cuts = [0]
    names = {start for start, _ in outlets}
    for match in _BREAK.finditer(question):
        at = match.end()
        if match["order"] and at + len(match["order"]) not in names:
            continue
        if _is_one_thing(question, at, names):
            continue
        if not _in_a_list(question, match.start(), at, outlets) and not _in_quotes(question, at):
            cuts.append(at)
    cuts = sorted({*cuts, *_after_outlets(question, outlets), len(question)})
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        # A piece too small to look up goes with the one before it, and a first one with the one after.
        if spans and min(_weight(question, span, outlets) for span in (spans[-1], (start, end))) < _LEAST_TERMS:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    shared = _shared(question, spans[0]) if len(spans) > 1 else ""
    return tuple(Piece(start=start, end=end, shared=shared if i else "") for i, (start, end) in enumerate(spans))


def piece_text(question: str, piece: Piece) -> str:
    """Return what to search for: the claim without the words that joined it to the one before.

    Without its `shared` words too: they said nothing that helped to find it (MultiHop-RAG, 227 questions, lexical:
    Hits@4 .863 with "Which company" in front of each claim, .872 without).
    """
    own = question[piece.start : piece.end]
    return (_LEADING.sub("", own) if piece.start else own).strip().rstrip(",;")


def is_comparison(question: str) -> bool:
    """Return whether a question, if it has several claims, sets them against each other.

    One that asks who or which is meant does not: its claims all speak of the same thing.
    """
    asks = _ASKS.search(question)
    if asks is not None and asks["yes_or_no"]:
        return _COMPARES.search(question) is not None
    return _HOW_DIFFERENT.search(question) is not None


def asks_yes_or_no(question: str) -> bool:
    """Return whether a question is answered by yes or no; "Is it higher or lower?" is not."""
    asks = _ASKS.search(question)
    return asks is not None and bool(asks["yes_or_no"]) and _EITHER_OR.search(question) is None


def _is_one_thing(question: str, at: int, outlets: Collection[int]) -> bool:
    """Return whether "vs." at this place stands between two names, none of them an outlet, which may be compared."""
    versus = _VERSUS.match(question, at)
    if versus is None or any(at < start < versus.end() for start in outlets):
        return False
    return _ONE_SIDE.search(question, 0, at) is not None


def _weight(question: str, span: tuple[int, int], outlets: Sequence[tuple[int, int]]) -> int:
    """Return the number of content terms that are neither an outlet's name nor about reporting."""
    start, end = span
    text = question[start:end]
    for first, last in outlets:
        if start <= first < end:
            text = text.replace(question[first:last], " ")
    return sum(term not in _ABOUT_REPORTING for term in content_terms(text))


def _after_outlets(question: str, outlets: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield where a claim ends with the outlet that reported it, and another begins before the next outlet."""
    for (_, end), (following, _) in pairwise(outlets):
        match = _ATTRIBUTED.match(question, end)
        if match and match.end() < following and not _in_a_list(question, match.start(), match.end(), outlets):
            yield match.end()


def _in_a_list(question: str, start: int, end: int, outlets: Sequence[tuple[int, int]]) -> bool:
    """Return whether the break stands between two outlets: "The Verge, Fortune, and TechCrunch"."""
    behind = any(last == start or question[last:start].strip("'\"”’") == "" for _, last in outlets if last <= start)
    joined = re.match(r"(?:and|or|but)\s+(?:the\s+)?['\"“‘]?", question[end:])
    ahead = joined is not None and any(first == end + joined.end() for first, _ in outlets)
    return behind and ahead


def _in_quotes(question: str, at: int) -> bool:
    before = question[:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _shared(question: str, first: tuple[int, int]) -> str:
    """Return the words at a question's beginning that its other claims need as well."""
    opening = question[first[0] : first[1]]
    if match := _SUBJECT.match(question):
        return match.group()
    if match := _BETWEEN.match(opening):
        return match["topic"]
    return ""
