"""The article pane as HTML: one article with a marked quote, or the list of what there is to read. Pure.

As in `render`, every text from outside goes through `Markup.format`, which escapes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from index.articles import Article, Edit, Span
from index.collection import ArticleSummary
from ui import words

LISTED = 50
"""Most articles in the list; the newest ones."""

_LONGEST_SUBHEAD = 80
_SENTENCE_END = re.compile(r"[.!?…:;,][\"”’')]*$")
_LABELLED_NUMBER = re.compile(r":\s+\W?\d")  # "Freeze on hiring: 4.2 million florins"
_VISIBLE = {"": "nothing", " ": "a space", "\u00a0": "a no-break space", "\t": "a tab", "\n": "a line break"}


def article(article: Article, mark: Span | None = None, *, opened: int = 0) -> Markup:
    """Return the whole article, with the characters of `mark` in `<mark>`.

    A mark that crosses lines comes as one `<mark>` per line; their texts, joined by the line breaks, are the quote.

    Args:
        article: The article to show; offsets count the characters of its `text`.
        mark: What to highlight, inside the text; None: nothing.
        opened: Which opening it is, so that the page scrolls to the same quote again, and shows the last one clicked.
    """
    where = words.byline(article.source, words.day(article.published_at), article.author)
    return Markup(
        '<article class="article" data-opened="{opened}">'
        '<header>{where}<h2 class="headline" dir="auto" tabindex="-1">{title}</h2>{link}{notes}</header>'
        '<div class="text">{text}</div></article>'
    ).format(
        opened=opened,
        where=Markup('<p class="where"><bdi>{0}</bdi></p>').format(where) if where else "",
        title=article.title,
        link=_link(article.url),
        notes=_notes(article),
        text=_paragraphs(article.text, mark),
    )


def contents(articles: Sequence[ArticleSummary], total: int) -> Markup:
    """Return the list of articles, as buttons that open them, in the order given.

    Args:
        articles: The ones to list.
        total: How many the collection holds.
    """
    if not articles:
        return Markup('<div class="contents"><p class="hint">No articles yet.</p></div>')
    items = Markup().join(
        Markup(
            '<li><button type="button" class="item" data-article="{id}"><span class="title" dir="auto">{title}</span>'
            '<span class="from"><bdi>{where}</bdi></span></button></li>'
        ).format(
            id=each.id,
            title=each.title,
            where=words.byline(each.source, words.day(each.published_at)) or words.count(each.sentences, "sentence"),
        )
        for each in articles
    )
    rest = total - len(articles)
    return Markup('<div class="contents"><h2 class="label">In this collection</h2><ol>{items}</ol>{rest}</div>').format(
        items=items,
        rest=Markup('<p class="hint">And {0} more. <code>dateline list</code> shows all.</p>').format(f"{rest:,}")
        if rest > 0
        else "",
    )


def problem(line: str, *, opened: int = 0) -> Markup:
    """Return a line in place of an article that cannot be shown."""
    return Markup(
        '<div class="article" data-opened="{0}"><div class="problem" role="alert"><p>{1}</p></div></div>'
    ).format(opened, line)


def _link(url: str | None) -> Markup:
    link = words.web_link(url)
    if link is None:
        return Markup()
    return Markup(
        '<p class="link"><a href="{0}" target="_blank" rel="noopener noreferrer">Read it at <bdi>{1}</bdi></a></p>'
    ).format(link, words.host(link))


def _notes(article: Article) -> Markup:
    notes = Markup()
    if article.title_derived:
        notes += Markup('<p class="note">Title derived from the first sentence.</p>')
    if article.edits:
        notes += Markup('<details class="note"><summary>Repaired: {0}</summary><ul>{1}</ul></details>').format(
            words.count(len(article.edits), "place"), _repairs(article.edits)
        )
    return notes


def _repairs(edits: Sequence[Edit]) -> Markup:
    counted = Counter((edit.before, edit.after) for edit in edits)
    return Markup().join(
        Markup("<li><del>{0}</del> became <ins>{1}</ins>{2}</li>").format(
            _visible(before), _visible(after), f", {n} times" if n > 1 else ""
        )
        for (before, after), n in counted.most_common()
    )


def _visible(text: str) -> str:
    return _VISIBLE.get(text) or ("white space" if text.isspace() else text)


def _paragraphs(text: str, mark: Span | None) -> Markup:
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    paragraphs = Markup()
    short = [_could_be_subhead(line.group()) for line in lines]
    for i, line in enumerate(lines):
        # With text after it, and no other short line beside it: several in a row are a list.
        is_subhead = short[i] and i < len(lines) - 1 and not short[i + 1] and not (i > 0 and short[i - 1])
        tag = Markup("h3") if is_subhead else Markup("p")
        paragraphs += Markup('<{0} dir="auto">{1}</{0}>').format(
            tag, _marked(line.group(), offset=line.start(), mark=mark)
        )
    return paragraphs


def _could_be_subhead(line: str) -> bool:
    """Return whether a line alone reads as a heading: short, without a closing mark, and no label with its number."""
    line = line.rstrip()
    return len(line) <= _LONGEST_SUBHEAD and not _SENTENCE_END.search(line) and not _LABELLED_NUMBER.search(line)


def _marked(line: str, *, offset: int, mark: Span | None) -> Markup:
    if mark is None:
        return Markup("{0}").format(line)
    start, end = (min(max(position - offset, 0), len(line)) for position in mark)
    if start == end:
        return Markup("{0}").format(line)
    return Markup('{0}<mark tabindex="-1">{1}</mark>{2}').format(line[:start], line[start:end], line[end:])
