"""A Chroma server lets several processes read one collection, and change it one at a time."""

import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.collection import Collection
from index.config import IndexConfig
from index.errors import CollectionBusy, CollectionError
from index.storage.lock import CollectionLock


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = [chroma, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        for _ in range(600):
            with closing(socket.socket()) as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def shared(tmp_path, server):
    return IndexConfig(home=tmp_path, chroma_url=server, collection=tmp_path.name)


def test_what_one_adds_the_other_finds(shared, letters, article):
    with Collection.open(shared, embedder=letters) as one, Collection.open(shared, embedder=letters) as other:
        one.add([article("a", "The harbour is closed.")])
        assert one.stats().articles == other.stats().articles == 1
        assert [hit.passage_id for hit in other.search_lexical("harbour", k=5)] == ["a#0"]
        assert [hit.passage_id for hit in other.search_dense(letters.embed_query("harbour"), k=5)] == ["a#0"]
        other.remove(["a"])
        assert one.search_lexical("harbour", k=5) == one.search_dense(letters.embed_query("x"), k=5) == []
        assert one.articles() == []
        assert one.stats().articles == 0


def test_only_one_changes_it_at_a_time(shared, letters, article):
    lock = CollectionLock(shared.collection_path)
    with Collection.open(shared, embedder=letters) as collection:
        collection.add([article("a", "The harbour is closed.")])
        lock.acquire()
        with pytest.raises(CollectionBusy):
            collection.add([article("b")])
        with Collection.open(shared, embedder=letters) as reader:
            assert len(reader.search_lexical("harbour", k=5)) == 1
        lock.release()
        assert collection.add([article("b")]).added == ("b",)


def test_what_the_server_has_lost_is_filled_in_again(shared, letters, article):
    with Collection.open(shared, embedder=letters) as collection:
        collection.add([article("a", "The harbour is closed.")])
        collection._dense._collection.delete(["a#0"])
    with Collection.open(shared, embedder=letters) as collection:
        assert [hit.passage_id for hit in collection.search_dense(letters.embed_query("x"), k=5)] == ["a#0"]


def test_somebody_elses_collection_of_the_same_name_is_left_alone(shared, tmp_path, letters, article):
    with Collection.open(shared, embedder=letters) as collection:
        collection.add([article("a", "The harbour is closed.")])
        with pytest.raises(CollectionError, match="belongs to another article store; choose another name"):
            Collection.open(shared.model_copy(update={"home": tmp_path / "other"}), embedder=letters)
        assert len(collection.search_dense(letters.embed_query("x"), k=5)) == 1
