"""The commands that change a collection or show what it holds: add, remove, rebuild, list, show, stats.

The last three only read, and work while a chat holds the collection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import words
from ui.options import AsJson, CollectionName, Misused, settings
from ui.progress import Bar, progress
from ui.terminal import note, printable, say, say_json, table

if TYPE_CHECKING:
    from index.articles import Article
    from index.collection import AddReport, Progress
    from index.storage.store import ArticleStore
    from rag.config import RagConfig

_MOST_NAMED = 3  # articles in one line
_LONGEST_DATE = 40  # characters of what was given as one

ArticleId = Annotated[str, typer.Argument(metavar="ID", help="Id of an article, as `dateline list` shows it.")]


def add(
    places: Annotated[list[str], typer.Argument(metavar="PATH_OR_URL…", help="Files, folders or web addresses.")],
    *,
    as_json: AsJson = False,
    collection: CollectionName = None,
) -> None:
    """Add articles; what was added before and has not changed is left alone."""
    if not all(place.strip() for place in places):  # as a path, nothing is the working folder: all that is in it
        raise Misused("a place to add from is empty; name a file, a folder or a web address")
    config = settings(collection=collection)

    from index.collection import Collection
    from index.reading.readers import count, read

    undated: list[str] = []

    def unread_date(where: str, given: object) -> None:
        undated.append(f"{where} ({str(given)[:_LONGEST_DATE]!r})")

    with Collection.open(config) as opened, _progress("adding", done="stored") as show:
        show.expect(sum(map(count, places)))
        report = opened.add(
            chain.from_iterable(read(place, unread_date=unread_date) for place in places), progress=show
        )
    if undated:
        more = f" and {len(undated) - _MOST_NAMED:,} more" if len(undated) > _MOST_NAMED else ""
        note(
            f"{words.count(len(undated), 'article has', 'articles have')} a date that could not be read, and so none; "
            f"write it as 2025-07-01: {', '.join(undated[:_MOST_NAMED])}{more}"
        )
    _tell(report, as_json=as_json)


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of articles, as `dateline list` shows them.")],
    *,
    as_json: AsJson = False,
    collection: CollectionName = None,
) -> None:
    """Remove articles; when one of the ids is unknown, none is removed."""
    config = settings(collection=collection)

    from index.collection import Collection

    ids = list(dict.fromkeys(ids))
    with Collection.open(config) as opened:
        opened.remove(ids)
    if as_json:
        say_json({"removed": ids})
    else:
        say(printable(f"removed {', '.join(ids)}"))


def rebuild(*, as_json: AsJson = False, collection: CollectionName = None) -> None:
    """Make both indexes again from the stored articles, with the embedder that is configured now."""
    config = settings(collection=collection)

    from index.collection import AddReport, Collection

    report = AddReport(added=(), updated=(), unchanged=(), failures=(), passages=0, seconds=0.0, embed_seconds=0.0)
    if config.collection_path.is_dir():  # a mistyped name makes no collection
        with Collection.open(config, for_rebuild=True) as opened, _progress("rebuilding", done="rebuilt") as show:
            report = opened.rebuild(progress=show)
    if not (report.updated or report.failures):
        _note_empty(config)
    _tell(report, as_json=as_json)


def list_articles(*, as_json: AsJson = False, collection: CollectionName = None) -> None:
    """List the articles, newest first."""
    config = settings(collection=collection)
    with reading(config) as store:
        articles = store.articles() if store else []
    if not articles:
        _note_empty(config)
    if as_json:
        for article in articles:
            say_json(asdict(article))
    else:
        table(
            ("id", "published", "outlet", "title"),
            [(each.id, (each.published_at or "")[:10], each.source, each.title) for each in articles],
        )


def show(
    article_id: ArticleId,
    *,
    repairs: Annotated[bool, typer.Option("--repairs", help="List every repair of the text instead.")] = False,
    as_json: AsJson = False,
    collection: CollectionName = None,
) -> None:
    """Show an article's text, the one that citations count their characters in."""
    from index.errors import UnknownArticle

    with reading(settings(collection=collection)) as store:
        if store is None:
            raise UnknownArticle(f"no article has the id {article_id!r}: the collection is empty")
        article = store.article(article_id)
    if as_json:
        say_json(_article(article, repairs=repairs))
    elif repairs:
        table(
            ("at", "before", "after", "reason"),
            [(f"{edit.start}-{edit.end}", edit.before, edit.after, edit.reason) for edit in article.edits],
        )
        if not article.edits:
            note("nothing in this article was repaired")
    else:
        from ui import plain

        say(printable(plain.article(article)))


def stats(*, as_json: AsJson = False, collection: CollectionName = None) -> None:
    """Count what the collection holds."""
    from index.storage.store import Stats

    nothing = Stats(
        articles=0, passages=0, sentences=0, sources={}, first_day=None, last_day=None, embedder="", bytes=0
    )
    config = settings(collection=collection)
    with reading(config) as store:
        found = store.stats() if store else nothing
    if not found.articles:
        _note_empty(config)
    if as_json:
        say_json(asdict(found))
        return
    days = words.days(found.first_day, found.last_day)
    rows = [
        ("articles", f"{found.articles:,}"),
        ("passages", f"{found.passages:,}"),
        ("sentences", f"{found.sentences:,}"),
        ("published", days or "unknown"),
        ("embedder", found.embedder or "none yet"),
        ("on disk", f"{found.bytes / 1e6:,.1f} MB"),
        *((f"from {outlet or 'unknown outlets'}", f"{n:,}") for outlet, n in found.sources.items()),
    ]
    table(("collection", config.collection), rows)


@contextmanager
def reading(config: RagConfig) -> Iterator[ArticleStore | None]:
    """Give the article store, opened without the lock; None before the first `add`."""
    from index.storage.store import ArticleStore

    if not config.collection_path.is_dir():
        yield None
        return
    with ArticleStore(config.collection_path, read_only=True) as store:
        yield store


class _Shown:
    """What adding has done, shown on a bar."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self.stored = 0
        self.total = 0

    def expect(self, total: int) -> None:
        self.total = total
        self._bar.update(0, total)

    def __call__(self, now: Progress) -> None:
        self.stored = now.stored
        self.total = max(now.total or self.total, now.articles)
        # Within a long article the count of articles stands still, that of passages does not.
        self._bar.update(now.articles, self.total, detail=words.count(now.passages, "passage"))


@contextmanager
def _progress(label: str, *, done: str) -> Iterator[_Shown]:
    """Give what shows progress; at an interrupt, say how many articles are `done` and stay so."""
    shown = None
    try:
        with progress(label, "articles") as bar:
            shown = _Shown(bar)
            yield shown
    except KeyboardInterrupt:
        if shown:
            note(f"interrupted: {shown.stored:,} of {shown.total:,} articles are {done}; run it again to go on")
        raise


def _note_empty(config: RagConfig) -> None:
    note(f"the collection {config.collection!r} is empty; `dateline add` puts articles into it")


def _tell(report: AddReport, *, as_json: bool) -> None:
    """Print what adding did, name what could not be taken, and exit with 1 if there was any such."""
    for failure in report.failures:
        note(f"dateline: {failure.where}: {failure.reason}")
    if as_json:
        say_json(
            {
                "added": report.added,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "failed": [{"where": failure.where, "reason": failure.reason} for failure in report.failures],
                "passages": report.passages,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
        done = ", ".join(f"{len(ids)} {what}" for what, ids in counts.items() if ids) or "nothing added"
        say(f"{done}; {report.passages} passages in {report.seconds:.1f} s")
    if report.failures:
        raise typer.Exit(1)


def _article(article: Article, *, repairs: bool) -> dict[str, Any]:
    fields = asdict(article)
    edits = fields.pop("edits")
    return fields | ({"repairs": edits} if repairs else {})
