"""`dateline chat`: the page in the browser, over a collection that is filled first when it is empty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.options import CollectionName, ModelName, settings
from ui.progress import progress
from ui.terminal import note

if TYPE_CHECKING:
    from index.collection import Collection
    from rag.chain import QAChain


def chat(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    collection: CollectionName = None,
    model: ModelName = None,
) -> None:
    """Open the chat in the browser; an empty collection is first filled from seeds/."""
    config = settings(collection=collection, model=model)

    from evals import FOLDER
    from ui.chat import launch
    from ui.opening import WriterBehindThePage

    writer = WriterBehindThePage(config)

    def open_chain() -> QAChain:
        from index.collection import Collection
        from rag.chain import QAChain

        opened = Collection.open(config)
        if not opened.stats().articles:
            _fill(opened)
        chain = QAChain(opened)
        writer.get_for(chain)
        return chain

    served = False

    def ready(url: str) -> None:
        nonlocal served
        served = True
        note(f"Dateline is at {url} (Ctrl+C ends it)")

    try:
        launch(
            open_chain,
            collection=config.collection,
            evaluations=config.home / FOLDER,
            host=host,
            port=port,
            open_browser=browser,
            progress=writer.progress,
            ready=ready,
        )
    except KeyboardInterrupt:
        if not served:  # once it is, this is how one ends it
            raise
    finally:
        writer.end()


def _fill(collection: Collection) -> None:
    """Add the articles of seeds/, and name what could not be taken."""
    from index.reading.readers import read

    seeds = _seeds()
    if seeds is None:
        note("the collection is empty, and there is no seeds/ to fill it from; `dateline add` puts articles into it")
        return
    with progress(f"filling the collection from {seeds}", "articles") as bar:
        bar.update(0)
        found = list(read(str(seeds)))
        report = collection.add(found, progress=lambda now: bar.update(now.articles, now.total))
    for failure in report.failures:
        note(f"dateline: {failure.where}: {failure.reason}")


def _seeds() -> Path | None:
    """Return the seeds/ of the working folder, else the one beside the packages, else None."""
    beside = Path(__file__).parents[2] / "seeds"
    return next((folder for folder in (Path("seeds"), beside) if folder.is_dir()), None)
