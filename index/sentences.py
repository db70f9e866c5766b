"""A text cut into its sentences, each with its exact place.

The boundaries come from sentencex (Rust, MIT, kept up, 1,400 articles a second), compared with the others at hand
on 294 facts of news and 42 hard cases by `python -m evals.bench.segmenters`: here .993 and 42, sentencex alone .959
and 30, nupunkt .983 and 38, syntok .986 and 30, pysbd .963 and 34, which also are 6 to 400 times as slow.

What it lacks for quoting news is added around it here:

- It keeps all sentences of a quotation together, and after an unpaired mark all that follows, in time that grows
  with the square of the marks. So it reads the text with quotation marks and brackets blanked out, and the closing
  ones are given back to the sentence they end, as are the marks of footnotes behind its period.
- A boundary is dropped where what follows cannot begin a sentence: a small letter ("“Stop!” she cried"), the rest of
  initials ("D-N.Y."), a time zone ("10 a.m. ET"), the month of a German day ("am 3. Juli").
- A line break ends a sentence, since headings and bylines end without a period.
- A run of over 1,000 characters (a list of deals, a table) is cut at its best inner boundary, so that it can be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from index.articles import Span

LONGEST_SENTENCE = 1000

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
# sentencex is linear on text without quotation marks; the window keeps it so on text nobody thought of.
_WINDOW = 20_000

# Blanked out character for character, so that offsets stay.
_BLANKED = str.maketrans(dict.fromkeys('“”„"«»‹›‘()[]•▪●', " "))
_FOOTNOTE = r"\[\^?\w{1,3}\]"  # "4,312 inhabitants.[12] Its mayor"
_CLOSING = re.compile(rf"[”\"’'»›)\]]*(?:{_FOOTNOTE})*")
_CLOSING_FOOTNOTE = re.compile(rf"(?<=[.!?…”\"’'»›)\]]){_FOOTNOTE}")
_FIRST_WORD = re.compile(r"\W*([^\W_]*)")
_BULLET = re.compile(r"\s*[-*–—•▪●]\s")
_NUMBERING = re.compile(r"\W*(?:\d{1,3}|[A-Za-z])[.)]\W*\Z")
_INITIALS_GO_ON = re.compile(r"[A-Z]\.")
_MERIDIEM = re.compile(r"\b[ap]\.m\.\Z")
_TIME_ZONE = re.compile(r"\s*(?:[ECMP][SD]?T|GMT|BST|UTC|CES?T|IST|JST|AE[SD]T)\b")
# Abbreviations of the press that sentencex does not know and that need a name or a number after them.
_NEEDS_MORE = re.compile(r"\b(?:Ms|Mx|Mses|Amb|Atty|Ald|Gens|Govs|Profs|Spc|Sra|Srta|Ft|approx|vol)\.\Z")
# "Am 3. Juli": German writes the day's ordinal with a period. Four of its months are English ones too ("He was 21.
# August came."), and Mai is a name; before those the word in front of the day must be German.
_DAY = re.compile(r"\b\d{1,2}\.\Z")
_GERMAN_DAY = re.compile(
    r"\b(?:am|vom|zum|beim|bis|ab|seit|der|den|dem|des|und|oder|dieser|diesem|jeden)\s+\d{1,2}\.\Z", re.IGNORECASE
)
_GERMAN_MONTH = re.compile(r"\s+(?:Januar|Jänner|Februar|Feber|März|Juni|Juli|Oktober|Dezember)\b")
_SHARED_MONTH = re.compile(r"\s+(?:April|Mai|August|September|November)\b")
_WORD = re.compile(r"\w")
_INNER_BOUNDARIES = ("; ", ": ", " – ", " — ", ", ", " ")


def split(text: str) -> tuple[Span, ...]:
    """The sentences of `text`, in order and not overlapping.

    Each span is trimmed of white space, holds at most 1,000 characters, and every character that is not white space
    lies in one. Time is linear in the length of the text.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for start, end in _windows(text, line.start(), line.end()):
            for sentence in _in_window(text, start, end):
                spans.extend(_quotable(text, sentence))
    return tuple(spans)


def _windows(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _WINDOW:
        space = text.rfind(" ", start + _WINDOW // 2, start + _WINDOW)
        cut = space if space >= 0 else start + _WINDOW
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _in_window(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a part of a line."""
    blanked = _CLOSING_FOOTNOTE.sub(lambda mark: " " * len(mark[0]), text[start:end]).translate(_BLANKED)
    sentence = start
    for boundary in get_sentence_boundaries("en", blanked)[:-1]:
        # The boundary stands where the next sentence begins; closing marks before that belong to this one.
        visible = start + boundary["end_index"]
        while visible > sentence and blanked[visible - start - 1].isspace():
            visible -= 1
        cut = _end_of(_CLOSING, text, visible, end)
        if cut > sentence and _is_boundary(text, sentence, cut, end):
            yield _trimmed(text, sentence, cut)
            sentence = cut
    if text[sentence:end].strip():
        yield _trimmed(text, sentence, end)


def _is_boundary(text: str, start: int, cut: int, end: int) -> bool:
    """Whether a sentence that began at `start` may end at `cut` and another begin there."""
    if not _WORD.search(text, start, cut) or not _WORD.search(text, cut, end):
        return False
    before = text[max(start, cut - 12) : cut]
    if _NEEDS_MORE.search(before) or _NUMBERING.match(text, start, cut):
        return False
    if _INITIALS_GO_ON.match(text, cut, end) or (_MERIDIEM.search(before) and _TIME_ZONE.match(text, cut, end)):
        return False
    if _DAY.search(before) and (
        _GERMAN_MONTH.match(text, cut, end) or (_SHARED_MONTH.match(text, cut, end) and _GERMAN_DAY.search(before))
    ):
        return False
    if _BULLET.match(text, cut, end):
        return True
    word = _FIRST_WORD.match(text, cut, end)
    return not (word and word[1].islower())


def _quotable(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence, or where it is too long its parts, cut at the strongest inner boundary in reach."""
    start, end = sentence
    while end - start > LONGEST_SENTENCE:
        cut = _inner_boundary(text, start)
        yield _trimmed(text, start, cut)
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    yield Span(start, end)


def _inner_boundary(text: str, start: int) -> int:
    limit = start + LONGEST_SENTENCE
    for boundary in _INNER_BOUNDARIES:
        found = text.rfind(boundary, start + LONGEST_SENTENCE // 2, limit)
        if found >= 0:
            return found + len(boundary)
    return limit


def _trimmed(text: str, start: int, end: int) -> Span:
    visible = text[start:end]
    return Span(start + len(visible) - len(visible.lstrip()), end - len(visible) + len(visible.rstrip()))


def _end_of(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else start
