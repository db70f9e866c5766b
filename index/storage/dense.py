"""The dense index: passages by meaning, in Chroma. The only file that imports chromadb.

Entries are written as LlamaIndex's ChromaVectorStore writes them, so `VectorStoreIndex.from_vector_store` works on
the same collection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from index.articles import Passage
from index.embedding.protocol import FloatVector
from index.errors import CollectionError
from index.search import Scored, day_number
from index.storage.rows import Indexed
from index.storage.store import Identity

# Chroma refuses more at once where its SQLite was built with the smallest limits.
_AT_ONCE = 5461
# Chroma writes its graph to disk each time this many changes have come in; until then it reads them from its log.
_SYNC_THRESHOLD = 1000
# At Chroma's own 16 neighbours, 100 and 100 the passages of one article that says one thing 3,000 times have none but
# each other, and one to nine of ten other articles were not found. With these all were, in 8 builds of 8; of 7,480
# passages of news they find .999 of the 50 nearest, not .987, in 1.2 ms instead of 0.95; of 100,000 grown from these
# .995, not .952, in 1.8 ms instead of 1.3. Building takes 3.7 s and 65 s, not 1.4 and 18.
_GRAPH = CreateHNSWConfiguration(
    space="cosine", sync_threshold=_SYNC_THRESHOLD, max_neighbors=64, ef_construction=400, ef_search=200
)


class DenseIndex:
    """Passages by their vectors, cosine similarity, in one Chroma collection."""

    def __init__(self, client: Client, name: str, *, identity: Identity, owner: str) -> None:
        """Open the collection of that name, making it when it is not there.

        Args:
            client: From `local` or `server`; closed with this index, or when it cannot be opened.
            name: The Chroma collection's name.
            identity: The embedder whose vectors go in.
            owner: The article store this index belongs to; nobody else's collection is ever touched.

        Raises:
            CollectionError: It belongs to another article store, or Chroma fails.
        """
        self._client = client
        self._name = name
        self._metadata = {"dateline_owner": owner, **_embedder(identity)}
        try:
            self._collection = self._open(owner)
        except BaseException:
            _close(client)
            raise

    @property
    def chroma(self) -> chromadb.Collection:
        """The Chroma collection, for what builds on it, such as LlamaIndex's ChromaVectorStore; only to be read."""
        return self._collection

    def count(self) -> int:
        """How many passages Chroma has rows for; says nothing about whether they can be found (see `intact`)."""
        with _explained():
            return self._collection.count()

    def intact(self, *, expected: int, known: Indexed | None) -> bool:
        """Whether it holds `expected` passages, of the right embedder, `known` among them, and a search reaches them.

        `count` alone lies: with its graph's folder gone Chroma counts every row and finds only those still in its log,
        at most one threshold's worth. So two thresholds' worth are asked for. A sound graph may miss a few too, where
        many texts are alike; never a quarter.
        """
        if self.count() != expected or self._collection.metadata != self._metadata:
            return False
        if known is None:
            return expected == 0
        with _explained():
            vectors = self._collection.get(known.passage.id, include=["embeddings"])["embeddings"]
        if vectors is None or len(vectors) != 1 or not np.allclose(vectors[0], known.vector, atol=1e-3):
            return False
        wanted = min(expected, 2 * _SYNC_THRESHOLD)
        return len(self.search(known.vector, k=wanted)) > 0.75 * wanted

    def search(self, vector: FloatVector, *, k: int) -> list[Scored]:
        """The `k` nearest passages with their cosine, best first."""
        with _explained():
            found = self._collection.query(query_embeddings=vector.tolist(), n_results=k, include=["distances"])
        distances = found["distances"]
        assert distances is not None
        return [
            Scored(passage_id, 1.0 - distance)
            for passage_id, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def replace(self, article_ids: Sequence[str], entries: Sequence[Indexed]) -> None:
        """Take out every passage of these articles, then put these in; doing it twice changes nothing."""
        with _explained():
            for start in range(0, len(article_ids), _AT_ONCE):
                some = list(article_ids[start : start + _AT_ONCE])
                self._collection.delete(where={"article_id": {"$in": some}})  # type: ignore[dict-item]
            for start in range(0, len(entries), _AT_ONCE):
                self._upsert(entries[start : start + _AT_ONCE])

    def clear(self, identity: Identity | None = None) -> None:
        """Take everything out; with an `identity`, what comes next is of that embedder."""
        if identity:
            self._metadata |= _embedder(identity)
        with _explained():
            self._client.delete_collection(self._name)
            self._collection = self._create()

    def close(self) -> None:
        """Let go of Chroma, its files and its connections."""
        _close(self._client)

    def _open(self, owner: str) -> chromadb.Collection:
        with _explained():
            try:
                found = self._client.get_collection(self._name, embedding_function=None)
            except NotFoundError:
                return self._create()
        if (found.metadata or {}).get("dateline_owner") != owner:
            raise CollectionError(
                f'the Chroma collection "{self._name}" belongs to another article store; '
                "choose another name with --collection, or the DATELINE_HOME it was made with"
            )
        return found

    def _create(self) -> chromadb.Collection:
        return self._client.create_collection(
            self._name,
            embedding_function=None,
            metadata=self._metadata,
            configuration={"hnsw": _GRAPH},
        )

    def _upsert(self, entries: Sequence[Indexed]) -> None:
        self._collection.upsert(
            ids=[passage.id for passage, _ in entries],
            embeddings=np.stack([vector for _, vector in entries]),
            metadatas=[_metadata(passage) for passage, _ in entries],
            documents=[passage.text for passage, _ in entries],
        )


def local(folder: Path) -> Client:
    """Chroma inside this process, in that folder. Raises CollectionError when it cannot be opened."""
    settings = Settings(anonymized_telemetry=False)
    try:
        with _explained():
            return cast(Client, chromadb.PersistentClient(str(folder), settings=settings))
    except CollectionError:
        # Chroma keeps one system a path for the whole process, even one that failed to start: the next client for
        # this path would be given the wreck.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)
        raise


def lacks_vectors(folder: Path) -> bool:
    """Whether the graph of a collection in that folder has lost the file of its vectors, or all that was in it.

    Chroma would read on past the file's end, and end the process with a segmentation fault, though not every time.
    """
    return any(
        header.stat().st_size and not _bytes(header.with_name("data_level0.bin"))
        for header in folder.glob("*/header.bin")
    )


def _bytes(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def server(url: str) -> Client:
    """The Chroma server at that address, http://host:port. Raises CollectionError when it cannot be reached."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CollectionError(f'"{url}" is not the address of a Chroma server; write it as http://localhost:8000')
    secure = parts.scheme == "https"
    try:
        client = chromadb.HttpClient(
            parts.hostname,
            parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=Settings(anonymized_telemetry=False),
        )
    except Exception as error:  # Chroma wraps whatever its HTTP library raised in a plain ValueError
        raise CollectionError(
            f"no Chroma server answers at {url}; start one with `chroma run`, or unset DATELINE_CHROMA_URL"
        ) from error
    return cast(Client, client)


def _close(client: Client) -> None:
    # To a server Chroma opens two sets of connections, and leaves them open.
    servers = [getattr(each, "_server", None) for each in (client, client._admin_client)]
    client.close()
    for server in servers:
        if (session := getattr(server, "_session", None)) is not None:
            session.close()


def _embedder(identity: Identity) -> dict[str, str | int]:
    return {
        "embedder": identity.name,
        "embedder_version": identity.version,
        "dimension": identity.dimension,
    }


def _metadata(passage: Passage) -> dict[str, Any]:
    """What LlamaIndex stores beside a node, and what we look passages up by."""
    # Here and not above: importing it takes seconds, and reading a collection never needs it.
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode  # noqa: PLC0415
    from llama_index.core.vector_stores.utils import node_to_metadata_dict  # noqa: PLC0415

    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "article_id": passage.article_id,
            "title": passage.title,
            "source": passage.source,
            "day": day_number(passage.published_at),
            "start": passage.start,
            "end": passage.end,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
    return node_to_metadata_dict(node, remove_text=True, flat_metadata=True)


@contextmanager
def _explained() -> Iterator[None]:
    """Chroma's errors, of many classes, as one line."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, CollectionError):
        raise
    except BaseException as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CollectionError(f"Chroma failed: {reason}; what was stored before is kept") from error
