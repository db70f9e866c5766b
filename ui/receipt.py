"""Receipts as people keep them: taken from the chain right after an answer, as JSON to verify and as a page to read.

As in `render`, every text from outside goes through `Markup.format`, which escapes it.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from index.config import IndexConfig
from index.errors import UnknownArticle
from rag import receipt
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Status, Support
from rag.chain import QAChain
from rag.receipt import Receipt
from ui import words

_DOUBT = {
    Support.PARTLY: "partly supported",
    Support.UNSUPPORTED: "not supported",
    Support.UNCHECKED: "not checked",
}


def take(chain: QAChain, answer: Answer, *, collection: str, as_of: str | None = None) -> Receipt:
    """Return the receipt of an answer that the chain just gave.

    Args:
        chain: What answered.
        answer: Its answer.
        collection: The name its collection goes by.
        as_of: The day it was limited to, if it was.

    Raises:
        ReceiptError: An article it quotes has changed meanwhile.
    """

    def text_of(article_id: str) -> str | None:
        try:
            return chain.collection.article(article_id).text
        except UnknownArticle:
            return None

    embedder = chain.collection.embedder
    return receipt.make(
        answer,
        text_of=text_of,
        settings={"collection": collection, "embedder": f"{embedder.name} {embedder.version}", "as_of": as_of},
        version=version("dateline"),
        made=datetime.now().astimezone(),
    )


def write(kept: Receipt, path: Path) -> tuple[Path, Path]:
    """Write the receipt as JSON and as a page, over earlier ones, and return the two files.

    Args:
        kept: The receipt.
        path: `NAME.json`, `NAME.html` or just `NAME`, for both files.

    Raises:
        OSError: One of them cannot be written.
    """
    base = path.with_suffix("") if path.suffix in {".json", ".html"} else path
    as_json, as_page = (base.with_name(f"{base.name}{ending}") for ending in (".json", ".html"))
    as_json.write_text(receipt.to_json(kept), encoding="utf-8")
    as_page.write_text(page(kept, as_json.name), encoding="utf-8")
    return as_json, as_page


def page(kept: Receipt, file: str) -> str:
    """Return the receipt as one HTML document that asks nothing of the network and runs nothing.

    Args:
        kept: The receipt.
        file: The name of its JSON file, which the page tells how to verify.
    """
    answer = kept.answer
    cited = {citation.n for citation in answer.citations}
    others = [(n, each) for n, each in enumerate(answer.evidence, start=1) if n not in cited]
    near = [(None, each) for each in answer.near_misses]
    body = Markup().join(
        (
            _head(kept),
            _said(answer),
            _quotes("Cited", [(each.n, each) for each in answer.citations]),
            _quotes("Nearest in the collection", near) if near else _quotes("Found, not cited", others),
            _facts("How this was made", _settings(kept)),
            _facts("Articles as they were read, by the SHA-256 of their text", dict(kept.articles), style="hash"),
            Markup(
                "<footer><p><code>dateline verify {file}{collection}</code> "
                "tells whether the articles still say this.</p>"
                '<p>Digest of the receipt: <span class="hash">{digest}</span></p></footer>'
            ).format(file=_typed(file), collection=_collection_flag(kept), digest=kept.digest),
        )
    )
    document = Markup(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n'
        "<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).format(
        title=f"{answer.question} (Dateline receipt)",
        style=Markup(files("ui").joinpath("receipt.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
        body=body,
    )
    return str(document)


def _typed(file: str) -> str:
    """Return a file's name as it is typed in a shell, where a dash in front would begin an option."""
    return shlex.quote(f"./{file}" if file.startswith("-") else file)


def _collection_flag(kept: Receipt) -> str:
    """Return how `dateline verify` is told the receipt's collection; "" for the default one."""
    name = kept.settings.get("collection")
    return f" --collection {name}" if name not in (None, IndexConfig.model_fields["collection"].default) else ""


def _head(kept: Receipt) -> Markup:
    answer = kept.answer
    read_as = Markup()
    if answer.standalone_question != answer.question:
        read_as = Markup('<p class="quiet" dir="auto">Read as: {0}</p>').format(answer.standalone_question)
    return Markup(
        '<header><p class="overline">Dateline receipt</p><h1 dir="auto">{question}</h1>{read_as}'
        '<p class="quiet"><bdi>{made}</bdi></p></header>\n'
    ).format(
        question=answer.question,
        read_as=read_as,
        made=words.byline(_moment(kept.made), answer.model or "quotes only, nothing written"),
    )


def _said(answer: Answer) -> Markup:
    note = Markup('<p class="quiet" dir="auto">{0}</p>').format(answer.note) if answer.note else Markup()
    said = Markup(" ").join(map(_sentence, answer.sentences)) if answer.sentences else Markup.escape(answer.text)
    return Markup('<section class="answer"><p dir="auto">{0}</p>{1}</section>\n').format(said, note)


def _sentence(sentence: AnswerSentence) -> Markup:
    cites = Markup().join(Markup('<a class="cite" href="#quote-{0}">{0}</a>').format(n) for n in sentence.citations)
    doubt = _DOUBT.get(sentence.support)
    return Markup("<bdi>{0}{1}{2}</bdi>").format(  # what turns the direction of writing in one ends with it
        sentence.text, cites, Markup('<span class="support">{0}</span>').format(doubt) if doubt else ""
    )


def _quotes(heading: str, quotes: Sequence[tuple[int | None, Citation | Evidence]]) -> Markup:
    if not quotes:
        return Markup()
    items = Markup("\n").join(
        Markup("<li{id}>{number}<div{plain}><q dir=auto>{quote}</q>{origin}</div></li>").format(
            id=Markup(' id="quote-{0}"').format(n) if n is not None else "",
            number=Markup('<span class="number">{0}</span>').format(n) if n is not None else "",
            plain=Markup(' class="plain"') if n is None else "",
            quote=each.quote,
            origin=_origin(each),
        )
        for n, each in quotes
    )
    return Markup('<h2>{0}</h2>\n<ol class="quotes">\n{1}\n</ol>\n').format(heading, items)


def _origin(each: Citation | Evidence) -> Markup:
    url = words.web_link(each.url)
    link = Markup(' · <a href="{0}" rel="noopener noreferrer">{1}</a>').format(url, words.host(url)) if url else ""
    return Markup(
        '<p class="from"><bdi>{where}</bdi>{link}</p><p class="from">Article <code>{id}</code>, characters '
        '<span class="range">{start}–{end}</span></p>'
    ).format(
        where=words.byline(each.source, words.day(each.published_at), each.title),
        link=link,
        id=each.article_id,
        start=each.start,
        end=each.end,
    )


def _settings(kept: Receipt) -> dict[str, str]:
    answer = kept.answer
    tokens = f"{answer.tokens.prompt:,} read, {answer.tokens.completion:,} written" if answer.tokens.completion else ""
    facts = {
        "Status": answer.status.value if answer.status is not Status.ANSWERED else "",
        "Writer": answer.model or "none",
        **{name.replace("_", " ").capitalize(): value or "" for name, value in kept.settings.items()},
        "Dateline": kept.dateline,
        "Made": kept.made,
        "Took": f"{answer.ms.total / 1000:.1f} s",
        "Tokens": tokens,
    }
    return {name: value for name, value in facts.items() if value}


def _facts(heading: str, facts: dict[str, str], *, style: str = "") -> Markup:
    if not facts:
        return Markup()
    rows = Markup("\n").join(
        Markup('<dt><bdi>{0}</bdi></dt><dd class="{1}"><bdi>{2}</bdi></dd>').format(name, style, value)
        for name, value in facts.items()
    )
    return Markup('<h2>{0}</h2>\n<dl class="facts">\n{1}\n</dl>\n').format(heading, rows)


def _moment(made: str) -> str:
    """Return "22 November 2026, 21:41" for an ISO date-time."""
    return f"{words.day(made)}, {made[11:16]}"
