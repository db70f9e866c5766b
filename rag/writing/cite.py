"""From the writer's stream to sentences with resolved citations. Pure.

The writer may say anything. What leaves here holds only numbers that were given to it, and never half a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.sentences import split
from rag.answer import AnswerSentence, Citation, Evidence
from rag.retrieval.furniture import is_item_of

_NUMBERS = r"\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*"
_GROUP = re.compile(rf"\s*[\[【]\s*({_NUMBERS})\s*[\]】]")
# The start of what may still become a citation once more text arrives.
_UNFINISHED_GROUP = re.compile(r"\s*(?:[\[【][\s\d,;–-]*)?$")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*$")
_LONGEST_RANGE = 10
# What large writers set off words and lists with; the page shows text as it stands.
_EMPHASIS = re.compile(
    r"(\*\*|__)(?=\S)(?P<strong>[^*_\n]+)(?<=\S)\1|(?<![\w*])\*(?=\S)(?P<em>[^*\n]+)(?<=\S)\*(?![\w*])"
)
_BULLET = re.compile(r"^\s*(?:[-*•]|#{1,6})\s+")


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence as written, without its markers, and the numbers given for it, ascending, each once.

    `own` is False when the numbers were taken from the sentence after it: "A. B. [1]" gives A the 1 of B.
    """

    text: str
    numbers: tuple[int, ...]
    own: bool = True


class CitationStream:
    """Turns pieces of text into text that is safe to show, and into finished sentences.

    Feed it the pieces as they come. It yields `str` for text to show now and `CitedSentence` once a sentence is
    complete; the sentence then replaces all text yielded since the sentence before it. Call `close` at the end.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        """Take the writer's 1, 2, … for these numbers, in that order; all others are dropped."""
        self._numbers = numbers
        self._raw = ""
        self._shown = 0  # characters of _raw already yielded as text

    def feed(self, piece: str) -> Iterator[str | CitedSentence]:
        """Yield what the next piece of the writer's text makes certain."""
        self._raw += piece
        while cut := self._next_cut():
            yield from self._finish(cut)
        yield from self._show(_UNFINISHED_GROUP.search(self._raw).start())  # type: ignore[union-attr]  # matches ""

    def close(self) -> Iterator[str | CitedSentence]:
        """Yield what is left; a half citation is not."""
        end = _UNFINISHED_GROUP.search(self._raw).start()  # type: ignore[union-attr]  # matches ""
        self._raw = self._raw[:end]
        if self._raw.strip():
            yield from self._finish(len(self._raw))

    def _next_cut(self) -> int | None:
        """Return the end of the first run of whole sentences that nothing can change any more, or None.

        It ends with citations after (or just before) a sentence's closing mark, once other text has begun.
        """
        for match in _GROUP.finditer(self._raw):
            end = match.end()
            rest = self._raw[end:]
            if _GROUP.match(rest) or not rest.strip() or _UNFINISHED_GROUP.fullmatch(rest):
                continue  # more citations follow, or may
            if _SENTENCE_END.search(self._raw[: match.start()].rstrip()) or rest.startswith("\n"):
                return end
            if closing := re.match(r"\s*[.!?…][\"”’')]*(?=\s*\S)", rest):
                return end + closing.end()
        return None

    def _show(self, end: int) -> Iterator[str]:
        if end > self._shown:
            text = self._raw[self._shown : end]
            self._shown = end
            if text := _GROUP.sub(self._marker, text):
                yield text

    def _finish(self, end: int) -> Iterator[str | CitedSentence]:
        yield from self._show(end)
        chunk, self._raw, self._shown = self._raw[:end], self._raw[end:], 0
        yield from cited_sentences(chunk, self._numbers)

    def _marker(self, match: re.Match[str]) -> str:
        return "".join(f" [{n}]" for n in _expand(match.group(1), self._numbers))


def cited_sentences(text: str, numbers: Sequence[int]) -> list[CitedSentence]:
    """Return the sentences of `text`, each with those of `numbers` whose places, from 1, stand in or right after it."""
    plain, marks = _without_markers(text, numbers)
    found: list[CitedSentence] = []
    for span in split(plain):
        cited = {n for position, group in marks for n in group if span.start < position <= span.end}
        found.append(CitedSentence(neutral(_unmarked(plain[span.start : span.end])), tuple(sorted(cited))))
    for i in range(len(found) - 2, -1, -1):
        if not found[i].numbers:
            found[i] = CitedSentence(found[i].text, found[i + 1].numbers, own=False)
    return found


def _unmarked(text: str) -> str:
    """Return the text without Markdown's emphasis, and without a bullet or a heading's mark in front."""
    return _EMPHASIS.sub(lambda match: match["strong"] or match["em"], _BULLET.sub("", text))


def _without_markers(text: str, numbers: Sequence[int]) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """Return the text without citation markers, and where in it each stood with its known numbers."""
    plain = ""
    marks: list[tuple[int, tuple[int, ...]]] = []
    last = 0
    for match in _GROUP.finditer(text):
        plain += text[last : match.start()]
        marks.append((len(plain.rstrip()), _expand(match.group(1), numbers)))
        last = match.end()
    return plain + text[last:], marks


def _expand(group: str, numbers: Sequence[int]) -> tuple[int, ...]:
    """Return what "1", "1, 3" or "1-3" mean: the first of `numbers`, the first and third, or the first three."""
    places: set[int] = set()
    for part in re.split(r"[,;]", group):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        first, last = ends[0], ends[-1]
        places.update(range(first, last + 1) if 0 <= last - first <= _LONGEST_RANGE else ends)
    return tuple(sorted(numbers[place - 1] for place in places if 1 <= place <= len(numbers)))


def neutral(text: str) -> str:
    """Return text in which nothing reads as a citation: "[5]" of a quotation becomes "(5)"."""
    return re.sub(rf"[\[【]\s*({_NUMBERS})\s*[\]】]", r"(\1)", text)


def resolve(numbers: Sequence[int], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Return the citations that the numbers (from 1) name, straight from the evidence's stored offsets."""
    return tuple(_citation(n, evidence[n - 1]) for n in numbers)


def _citation(n: int, sentence: Evidence) -> Citation:
    return Citation(
        n=n,
        article_id=sentence.article_id,
        title=sentence.title,
        source=sentence.source,
        published_at=sentence.published_at,
        url=sentence.url,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.quote,
    )


def quoted(sentence: Evidence) -> str:
    """Return a sentence's words as an answer can hold them: on one line, with nothing that reads as a citation."""
    return neutral(on_one_line(sentence.quote))


def on_one_line(quote: str) -> str:
    """Return a quote on one line; an item follows the name that it stands under, "Norbro: Laid off a fifth"."""
    name, _, item = quote.partition("\n")
    if is_item_of(name.strip(), item.strip()):
        quote = f"{name.strip()}: {item}"
    return re.sub(r"\s+", " ", quote).strip()


def compose(sentences: Sequence[AnswerSentence]) -> str:
    """Return the answer's text: each sentence followed by its citations, "It is so. [1] [3]"."""
    return " ".join(" ".join((sentence.text, *(f"[{n}]" for n in sentence.citations))) for sentence in sentences)
