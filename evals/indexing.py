"""The collection a set is searched in: its own, filled once, and never the one people chat with."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import blake2s
from typing import TypeVar

from evals.cases import Dataset
from evals.errors import DatasetError
from evals.machine import code_hash
from index.collection import Collection, Progress
from index.config import IndexConfig
from index.embedding.protocol import Embedder

_Config = TypeVar("_Config", bound=IndexConfig)


# What decides which passages there are, and what of them is searched by words.
CUTS = tuple(
    f"index/{name}.py" for name in ("articles", "passages", "sentences", "storage/analysis", "storage/lexical")
)


def own_collection(dataset: Dataset, config: _Config, embedder: Embedder) -> _Config:
    """Return the settings with the collection that belongs to the set's articles, `eval-NAME-HASH`.

    The hash changes with the articles, the embedder, and the code that cuts and that embeds with this embedder, so that
    a figure never comes from passages of an earlier program. Collections left behind may be deleted.
    """
    name = re.sub(r"[^a-z0-9]+", "-", dataset.name.lower()).strip("-")[:40] or "set"
    embeds = f"{type(embedder).__module__.replace('.', '/')}.py"
    of = (dataset.articles_hash, embedder.name, embedder.version, embedder.dimension, code_hash(*CUTS, embeds))
    return config.model_copy(
        update={"collection": f"eval-{name}-{blake2s(repr(of).encode(), digest_size=6).hexdigest()}"}
    )


def fill(collection: Collection, dataset: Dataset, *, progress: Callable[[Progress], None] | None = None) -> None:
    """Add the set's articles that the collection lacks; when it is filled, nothing happens.

    Raises:
        DatasetError: An article could not be added.
    """
    held = {article.id for article in collection.articles()}
    missing = [article for article in dataset.articles if article.id not in held]
    if not missing:
        return
    report = collection.add(missing, progress=progress)
    if report.failures:
        first = report.failures[0]
        raise DatasetError(f"{first.where} of {dataset.name} could not be added: {first.reason}")


def check(collection: Collection, dataset: Dataset) -> None:
    """See that a collection chosen by name holds the articles that the gold sentences stand in, as they were read.

    Raises:
        DatasetError: One is missing or differs, so that what is found in it could not be told right from wrong.
    """
    texts = {article.id: article.text for article in dataset.articles}
    held = {article.id for article in collection.articles()}
    for article_id in dict.fromkeys(gold.article_id for case in dataset.cases for gold in case.gold if gold.article_id):
        if article_id not in held:
            raise DatasetError(
                f"the collection lacks the article {article_id!r} of {dataset.name}; add the set's articles to it, "
                "or leave --collection out to use one of its own"
            )
        if collection.article(article_id).text != texts[article_id]:
            raise DatasetError(
                f"the article {article_id!r} of the collection is not the one of {dataset.name}; "
                "leave --collection out to use a collection of its own"
            )
