"""Opening both indexes so that they hold exactly what the article store says, whatever happened to them before.

The article store is the truth. An index that is behind is brought up to date; one that is damaged, missing or
different is moved aside and made again from the stored vectors, which embeds nothing.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar
from uuid import uuid4

from index.config import IndexConfig
from index.errors import CollectionError
from index.storage import dense
from index.storage.dense import DenseIndex
from index.storage.lexical import LexicalIndex
from index.storage.rows import Indexed, State
from index.storage.store import ArticleStore, Identity

log = logging.getLogger(__name__)

_AT_ONCE = 1000


class PassageIndex(Protocol):
    """What the dense and the lexical index have in common."""

    def intact(self, *, expected: int, known: Indexed | None) -> bool:
        """Whether it holds that many passages and finds a known one."""
        ...

    def replace(self, article_ids: Sequence[str], entries: Sequence[Indexed]) -> None:
        """Take out every passage of these articles, then put these in."""
        ...

    def close(self) -> None:
        """Let go of its files."""
        ...


AnyIndex = TypeVar("AnyIndex", bound=PassageIndex)


def open_indexes(
    config: IndexConfig, store: ArticleStore, identity: Identity, *, alone: bool
) -> tuple[DenseIndex, LexicalIndex]:
    """Both indexes, holding what the store says.

    Args:
        config: Where they are.
        store: What they must hold.
        identity: The embedder of the stored vectors.
        alone: True when the collection's lock is held. Else they are taken as they are: whoever holds it, a process
            that shares the Chroma server with this one, sees to them.

    Raises:
        CollectionError: They cannot be made again either, the Chroma server cannot be reached, or its collection
            belongs to another article store.
    """
    chroma_folder = config.collection_path / "chroma"
    lexical_folder = config.collection_path / "tantivy"
    owner = _owner(store)

    def open_lexical() -> LexicalIndex:
        return LexicalIndex(lexical_folder)

    def open_dense() -> DenseIndex:
        client = dense.server(config.chroma_url) if config.chroma_url else dense.local(chroma_folder)
        return DenseIndex(client, config.collection, identity=identity, owner=owner)

    if not alone:
        return open_dense(), open_lexical()
    lexical = _sound(open_lexical, lexical_folder, store)
    try:
        if config.chroma_url:
            found = _sound_on_server(open_dense, store)
        else:
            if dense.lacks_vectors(chroma_folder):
                log.warning("made %s again from the article store: its graph has no vectors", chroma_folder)
                _set_aside(chroma_folder)
            with _noticing_crashes(chroma_folder):
                found = _sound(open_dense, chroma_folder, store)
    except BaseException:
        lexical.close()
        raise
    _all_done(store)
    return found, lexical


def finish(store: ArticleStore, *indexes: PassageIndex) -> None:
    """Complete what an interrupted change left half done: pending articles go in, those being removed go out."""
    truth = _Truth.of(store)
    for index in indexes:
        truth.catch_up(index)
    _all_done(store)


class _Truth(NamedTuple):
    """What the article store says both indexes must hold, read before either is touched."""

    unfinished: Sequence[str]
    pending: Sequence[Indexed]
    passages: int
    known: Indexed | None

    @classmethod
    def of(cls, store: ArticleStore) -> _Truth:
        pending, removing = store.ids(State.PENDING), store.ids(State.REMOVING)
        known = next((lot[0] for lot in store.indexed(at_once=1)), None)
        return cls(pending + removing, store.indexed_of(pending), store.count_passages(), known)

    def catch_up(self, index: PassageIndex) -> None:
        if self.unfinished:
            index.replace(self.unfinished, self.pending)

    def holds_in(self, index: PassageIndex) -> bool:
        return index.intact(expected=self.passages, known=self.known)


def _sound(open_index: Callable[[], AnyIndex], folder: Path, store: ArticleStore) -> AnyIndex:
    """The index in a folder, moved aside and made again if it is not what the store says."""
    truth = _Truth.of(store)
    index: AnyIndex | None = None
    reason = "it does not hold what the article store says"
    try:
        index = open_index()
        truth.catch_up(index)
        if truth.holds_in(index):
            return index
    except CollectionError as error:
        reason = str(error)
    if index is not None:
        index.close()
    log.warning("made %s again from the article store: %s", folder, reason)
    _set_aside(folder)
    index = open_index()
    _fill(index, store)
    return index


def _sound_on_server(open_index: Callable[[], DenseIndex], store: ArticleStore) -> DenseIndex:
    """The index on a Chroma server, emptied and filled again if it is not what the store says."""
    truth = _Truth.of(store)
    index = open_index()
    try:
        truth.catch_up(index)
        if not truth.holds_in(index):
            log.warning("filled the collection on the Chroma server again from the article store")
            index.clear()
            _fill(index, store)
    except BaseException:
        index.close()
        raise
    return index


@contextmanager
def _noticing_crashes(folder: Path) -> Iterator[None]:
    """Move the folder aside when the last process that opened it did not survive doing so.

    A damaged Chroma graph can end the whole process with a segmentation fault, and would at every start.
    """
    mark = folder.with_name(f"{folder.name}.opening")
    if mark.exists():
        log.warning("the last process to open %s crashed over it", folder)
        _set_aside(folder)
    mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def _all_done(store: ArticleStore) -> None:
    """Both indexes have caught up: say so in the store."""
    store.set_state(store.ids(State.PENDING), State.READY)
    store.delete(store.ids(State.REMOVING))


def _fill(index: PassageIndex, store: ArticleStore) -> None:
    for lot in store.indexed(at_once=_AT_ONCE):
        index.replace([], lot)


def _set_aside(folder: Path) -> None:
    """Move a damaged folder out of the way, in place of one moved earlier."""
    aside = folder.with_name(f"{folder.name}.damaged")
    try:
        if aside.is_dir():
            shutil.rmtree(aside)
        if folder.exists():
            folder.rename(aside)
    except OSError as error:
        raise CollectionError(
            f"the damaged folder {folder} cannot be moved aside ({error.strerror}); delete it, then try again: "
            "it is made from the article store"
        ) from error


def _owner(store: ArticleStore) -> str:
    """A name for this store that no other has, to mark its collection on a Chroma server with."""
    owner = store.setting("owner")
    if owner is None:
        owner = uuid4().hex
        store.set_setting("owner", owner)
    return owner
