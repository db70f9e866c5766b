"""A program, not a test: changes collections in ways that end badly. `test_build.py` looks at what is left.

It imports once and forks for every case given as JSON: [home, "add" or "remove", where, moment]. `where` is "lexical"
or "dense": the process is killed `moment` ("before" or "after") that index is written; or "disk": no file may grow
beyond `moment` bytes. One line for each case: its exit status, and for status 3 the error's message.
"""

import json
import os
import resource
import signal
import sys
from pathlib import Path

import llama_index.core.vector_stores.utils  # noqa: F401 - slow; once here, not once a case

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.errors import CollectionError
from index.storage.lock import CollectionLock
from index.storage.recovery import open_indexes
from index.storage.store import ArticleStore


class Deadly:
    """An index that kills its process when it is written."""

    def __init__(self, index, moment):
        self.index = index
        self.moment = moment

    def __getattr__(self, name):
        return getattr(self.index, name)

    def replace(self, article_ids, entries):
        if self.moment == "after":
            self.index.replace(article_ids, entries)
        os.kill(os.getpid(), signal.SIGKILL)


def accident(home, change, where, moment):
    config = IndexConfig(home=Path(home), threads=1)
    lock = CollectionLock(config.collection_path)
    lock.acquire()
    store = ArticleStore(config.collection_path)
    indexes = dict(zip(("dense", "lexical"), open_indexes(config, store, store.identity(), alone=True), strict=True))
    if where != "disk":
        indexes[where] = Deadly(indexes[where], moment)
    with Collection(open_embedder(config), store, **indexes, lock=lock) as collection:
        if where == "disk":
            resource.setrlimit(resource.RLIMIT_FSIZE, (moment, moment))
        if change == "remove":
            collection.remove(["changing"])
        else:
            collection.add([article("changing", "A lynx crossed the harbour."), article("new", "An owl flew.")])


def article(name, text):
    return Article(id=name, title="Title", text=text, original=text)


if __name__ == "__main__":
    for case in json.loads(sys.argv[1]):
        child = os.fork()
        if child == 0:
            try:
                accident(*case)
            except CollectionError as error:
                os.write(1, f"3 {error}\n".encode())
                os._exit(3)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != 3:
            os.write(1, f"{status}\n".encode())
