"""An article cut into passages: runs of whole sentences that fit the embedder's window with their header line.

Passages do not overlap: what a neighbour would add is one look-up away, and every sentence is embedded once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from index.articles import Article, Passage, Span

# A passage at least this full ends with its paragraph when the next one does not fit whole.
_FULL_ENOUGH = 0.6


class _Unit(NamedTuple):
    """A sentence, or a part of one that is too long for a window."""

    span: Span
    tokens: int
    ends_paragraph: bool


def cut(
    article: Article, sentences: Sequence[Span], *, count_tokens: Callable[[str], int], window: int
) -> list[Passage]:
    r"""The passages of an article, in order; together they hold each of `sentences` once.

    For every passage, `count_tokens(f"{passage.header}\n{passage.text}") <= window`. Passages are as full as whole
    sentences allow, but rather end with a paragraph. A sentence too long for a window of its own is cut at white
    space, and its parts take its place in `Passage.sentences`.

    Args:
        article: What to cut.
        sentences: Its sentences, as `index.sentences.split` gives them.
        count_tokens: How many tokens a text takes, special tokens counted. Called about once for each sentence.
        window: The most tokens a passage may take, header and special tokens counted.

    Raises:
        ValueError: The header alone takes the whole window.
    """

    def passage(units: Sequence[_Unit]) -> Passage:
        start, end = units[0].span.start, units[-1].span.end
        return Passage(
            id=f"{article.id}#{len(passages)}",
            article_id=article.id,
            title=article.title,
            source=article.source,
            published_at=article.published_at,
            start=start,
            end=end,
            text=article.text[start:end],
            sentences=tuple(unit.span for unit in units),
        )

    def measured(span: Span, *, ends_paragraph: bool) -> _Unit:
        return _Unit(span, count_tokens(article.text[span.start : span.end]) - special, ends_paragraph)

    def fits(candidate: Passage) -> bool:
        return count_tokens(f"{candidate.header}\n{candidate.text}") <= window

    passages: list[Passage] = []
    special = count_tokens("")
    pending = [
        measured(span, ends_paragraph=_ends_paragraph(article.text, span, following))
        for span, following in zip_longest(sentences, sentences[1:])
    ]
    pending.reverse()  # the next one is the last, so that taking it is cheap
    room = window
    if pending:
        room -= count_tokens(f"{passage(pending[-1:]).header}\n")
    if room < 1:
        raise ValueError(f"a window of {window} tokens has no room beside the header of article {article.id}")
    while pending:
        taken = _fitting(reversed(pending), room)
        # Tokens of sentences add up only where no token crosses white space, so the sum is not trusted.
        while not fits(candidate := passage(pending[: -taken - 1 : -1])):
            if taken > 1:
                taken -= 1
                continue
            whole = pending.pop()
            first, second = _halves(article.text, whole.span)
            pending.append(measured(second, ends_paragraph=whole.ends_paragraph))
            pending.append(measured(first, ends_paragraph=False))
        del pending[-taken:]
        passages.append(candidate)
    return passages


def _ends_paragraph(text: str, span: Span, following: Span | None) -> bool:
    return following is None or "\n" in text[span.end : following.start]


def _fitting(units: Iterator[_Unit], room: int) -> int:
    """How many of the units, from the first on, make a passage; at least one."""
    tokens = count = whole_paragraphs = tokens_of_those = 0
    for unit in units:
        tokens += unit.tokens
        if tokens > room:
            break
        count += 1
        if unit.ends_paragraph:
            whole_paragraphs, tokens_of_those = count, tokens
    if whole_paragraphs and tokens_of_those >= room * _FULL_ENOUGH:
        return whole_paragraphs
    return max(count, 1)


def _halves(text: str, span: Span) -> tuple[Span, Span]:
    """Two parts of about the same length, cut at the white space nearest to the middle."""
    start, end = span
    if end - start < 2:
        raise ValueError("a single character takes more tokens than the window has room for")
    middle = (start + end) // 2
    before, after = text.rfind(" ", start, middle), text.find(" ", middle, end)
    spaces = [space for space in (before, after) if space > start]
    if not spaces:
        return Span(start, middle), Span(middle, end)
    space = min(spaces, key=lambda place: abs(place - middle))
    return (
        Span(start, space - len(text[start:space]) + len(text[start:space].rstrip())),
        Span(end - len(text[space:end].lstrip()), end),
    )
