"""`dateline models`: the local writers, whether they are here, and whether their bytes are the right ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.options import AsJson, CollectionName, Misused, settings
from ui.progress import BYTES, progress
from ui.terminal import note, say_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from rag.llm.models import ModelStatus


def models(
    *,
    fetch: Annotated[
        str | None, typer.Option(metavar="NAME", help="Fetch this one, going on where a fetch stopped.")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Read and hash every one that is here.")] = False,
    as_json: AsJson = False,
    collection: CollectionName = None,
) -> None:
    """List the local models that can write answers; fetch or verify them."""
    from rag.errors import ModelFileRefused
    from rag.llm.models import CATALOGUE, status, verified

    folder = settings(collection=collection).models_path
    if fetch is not None:
        _fetch(fetch, folder)
    refused = False
    for model in CATALOGUE if verify else ():
        try:
            verified(model, folder, rehash=True)
        except ModelFileRefused as error:
            note(f"dateline: {error}")
            refused = True
    found = status(folder)
    if as_json:
        for each in found:
            say_json(_row(each))
    else:
        table(
            ("name", "state", "size", "writer", "file"),
            [
                (each.model.name, _state(each), f"{each.model.size / 1e6:,.0f} MB", each.model.title, str(each.path))
                for each in found
            ],
        )
    if refused:
        raise typer.Exit(1)


def _fetch(name: str, folder: Path) -> None:
    """Fetch the model of that name unless it is here.

    Raises:
        Misused: There is no such model.
        ModelUnavailable: It cannot be fetched now.
    """
    from rag.llm.fetch import fetch
    from rag.llm.models import CATALOGUE

    model = next((model for model in CATALOGUE if model.name == name), None)
    if model is None:
        raise Misused(f"there is no model {name!r} to fetch; there are {', '.join(each.name for each in CATALOGUE)}")
    with progress(f"fetching {model.title}", BYTES) as bar:
        fetch(model, folder, progress=lambda now: bar.update(now.done, now.total))


def _state(found: ModelStatus) -> str:
    partly = found.state == "partial"
    return f"{found.done / found.model.size:.0%} fetched" if partly else str(found.state)


def _row(found: ModelStatus) -> dict[str, Any]:
    model = found.model
    return {
        "name": model.name,
        "title": model.title,
        "state": str(found.state),
        "bytes": model.size,
        "bytes_here": found.done,
        "file": str(found.path),
        "sha256": model.sha256,
        "licence": model.licence,
        "origin": model.origin,
    }
