"""`dateline verify`: whether the articles still say what a receipt's answer cites them for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import words
from ui.commands.collection import reading
from ui.options import AsJson, CollectionName, settings
from ui.terminal import note, printable, say, say_json

if TYPE_CHECKING:
    from rag.config import RagConfig
    from rag.receipt import Check, Receipt


def verify(
    receipt: Annotated[
        Path,
        typer.Argument(metavar="RECEIPT", help="JSON file that `dateline ask --receipt` or the chat made."),
    ],
    *,
    as_json: AsJson = False,
    collection: CollectionName = None,
) -> None:
    """Check a receipt against its collection: exit code 0 when every citation stands as it did, else 1 with why."""
    from index.errors import UnknownArticle
    from rag import receipt as receipts

    if not receipt.exists() and (named := receipt.with_name(f"{receipt.name}.json")).exists():
        receipt = named  # as --receipt was given it
    kept = receipts.read(receipt.read_bytes(), name=str(receipt))
    config = _where(kept, collection)
    with reading(config) as store:

        def text_of(article_id: str) -> str | None:
            try:
                return store.article(article_id).text if store else None
            except UnknownArticle:
                return None

        checks = receipts.verify(kept, text_of)
    changed = [check for check in checks if check.standing is not receipts.Standing.UNCHANGED]
    if as_json:
        say_json(_report(receipt, kept, checks))
    else:
        for check in changed:
            say(printable(_line(check), one_line=True))
        say(_summary(kept, checks, changed=len(changed)))
    if not changed:
        return
    made_from = kept.settings.get("collection")
    if made_from not in (None, config.collection):
        note(f"checked against the collection {config.collection!r}; the receipt is of {made_from!r} (--collection)")
    raise typer.Exit(1)


def _where(kept: Receipt, named: str | None) -> RagConfig:
    """Return the settings with the collection to look in: the one named, else the receipt's own."""
    configured, own = settings(collection=named), kept.settings.get("collection")
    if named is not None or own in (None, configured.collection):
        return configured
    note(f"looking in the collection {own!r}, which the receipt is of; --collection NAME looks in another")
    return settings(collection=own)


def _line(check: Check) -> str:
    """Return what has become of a citation that is not as it was."""
    from rag.receipt import Standing

    cited = check.citation
    place = f"characters {cited.start}-{cited.end}"
    told = {
        Standing.MOVED: f"was at {place}"
        + (f", is now at {check.now.start}-{check.now.end}" if check.now is not None else ""),
        Standing.ARTICLE_CHANGED: f"other words of it changed, the quote still stands at {place}",
        Standing.ARTICLE_GONE: "it is not in the collection",
        Standing.QUOTE_GONE: f"it no longer says “{cited.quote}”",
    }[check.standing]
    return f"[{cited.n}] {check.standing.value}: {cited.article_id} ({cited.title}): {told}"


def _summary(kept: Receipt, checks: Sequence[Check], *, changed: int) -> str:
    when = f"since {words.day(kept.made)}"
    if not checks:
        return f"nothing was cited: the answer of {words.day(kept.made)} is a refusal"
    if not changed:
        return f"{words.count(len(checks), 'citation')} unchanged {when}"
    return f"{changed} of {words.count(len(checks), 'citation')} changed {when}"


def _report(path: Path, kept: Receipt, checks: Sequence[Check]) -> dict[str, Any]:
    from rag.receipt import Standing

    return {
        "receipt": str(path),
        "holds": all(check.standing is Standing.UNCHANGED for check in checks),
        "question": kept.answer.question,
        "made": kept.made,
        "citations": [
            {
                "n": check.citation.n,
                "article_id": check.citation.article_id,
                "title": check.citation.title,
                "standing": check.standing.value,
                "start": check.citation.start,
                "end": check.citation.end,
                "now": None if check.now is None else {"start": check.now.start, "end": check.now.end},
            }
            for check in checks
        ],
    }
