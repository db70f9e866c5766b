"""Whatever happens to the folders of the two indexes, the next open mends it; a damaged article store is left alone."""

import os
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from index.collection import Collection
from index.config import IndexConfig
from index.errors import CollectionError
from index.storage.store import ArticleStore


@pytest.fixture(scope="module")
def sound(tmp_path_factory, letters, article, prose):
    """A home with 120 passages, most of them in the part of Chroma's graph that is written to disk."""
    config = IndexConfig(home=tmp_path_factory.mktemp("sound"))
    with Collection.open(config, embedder=letters) as collection, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about a setting that is not ours to change
        # Chroma writes its graph every 1,000 changes; every 20 will do here.
        collection._dense._collection.modify(configuration={"hnsw": {"sync_threshold": 20, "batch_size": 5}})
    with Collection.open(config, embedder=letters) as collection:
        for n in range(12):
            collection.add([article(f"a{n}", prose(10, seed=n))])
        assert collection.stats().passages == 120
    assert (graph(config.home) / "index_metadata.pickle").exists()
    return config.home


@pytest.fixture
def home(sound, tmp_path):
    shutil.copytree(sound, tmp_path / "home")
    return tmp_path / "home"


def folder(home):
    return home / "collections" / "articles"


def chroma(home):
    return folder(home) / "chroma" / "chroma.sqlite3"


def graph(home):
    [found] = [path for path in (folder(home) / "chroma").iterdir() if path.is_dir()]
    return found


def segments(home):
    return [path for path in (folder(home) / "tantivy").iterdir() if not path.name.endswith((".json", ".lock"))]


def contents(home):
    """Every file but those SQLite keeps beside an open one."""
    files = [path for path in folder(home).rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
    return {path: path.read_bytes() for path in files}


def garble(path, start=0):
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5\x5a\xff" * ((size - start) // 3))


def become_a_file(path):
    shutil.rmtree(path)
    path.write_text("not a folder")


DAMAGES = {
    "no chroma": lambda home: shutil.rmtree(folder(home) / "chroma"),
    "chroma is a file": lambda home: become_a_file(folder(home) / "chroma"),
    "chroma.sqlite3 garbled": lambda home: garble(chroma(home)),
    "chroma.sqlite3 half garbled": lambda home: garble(chroma(home), chroma(home).stat().st_size // 2),
    "chroma.sqlite3 truncated": lambda home: os.truncate(chroma(home), 100_000),
    "chroma.sqlite3 empty": lambda home: os.truncate(chroma(home), 0),
    "no chroma.sqlite3": lambda home: chroma(home).unlink(),
    "no graph": lambda home: shutil.rmtree(graph(home)),
    "graph is a file": lambda home: become_a_file(graph(home)),
    "graph header garbled": lambda home: garble(graph(home) / "header.bin"),
    "graph header empty": lambda home: os.truncate(graph(home) / "header.bin", 0),
    "graph ids garbled": lambda home: garble(graph(home) / "index_metadata.pickle"),
    "no graph ids": lambda home: (graph(home) / "index_metadata.pickle").unlink(),
    "graph vectors empty": lambda home: os.truncate(graph(home) / "data_level0.bin", 0),
    "no tantivy": lambda home: shutil.rmtree(folder(home) / "tantivy"),
    "tantivy is a file": lambda home: become_a_file(folder(home) / "tantivy"),
    "meta.json garbled": lambda home: garble(folder(home) / "tantivy" / "meta.json"),
    "meta.json empty": lambda home: os.truncate(folder(home) / "tantivy" / "meta.json", 0),
    "no meta.json": lambda home: (folder(home) / "tantivy" / "meta.json").unlink(),
    "segments garbled": lambda home: [garble(path) for path in segments(home)],
    "segments truncated": lambda home: [os.truncate(path, 10) for path in segments(home)],
    "no segments": lambda home: [path.unlink() for path in segments(home)],
    "no index at all": lambda home: [shutil.rmtree(folder(home) / name) for name in ("chroma", "tantivy")],
}


def assert_whole(home, letters):
    """Everything is stored, and found by meaning and by words."""
    with Collection.open(IndexConfig(home=home), embedder=letters) as collection:
        assert collection.stats().passages == 120
        by_meaning = collection.search_dense(letters.embed_query("harbour"), k=1000)
        by_words = collection.search_lexical("harbour", k=1000)
        assert len({hit.passage_id for hit in by_meaning}) == len({hit.passage_id for hit in by_words}) == 120
        assert len(collection.passages([hit.passage_id for hit in by_words])) == 120


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_is_made_again_without_embedding(home, letters, damage):
    damage(home)
    embedded = letters.embedded
    assert_whole(home, letters)
    assert letters.embedded == embedded
    moved = {path.name for path in folder(home).glob("*.damaged")}
    assert_whole(home, letters)
    assert {path.name for path in folder(home).glob("*.damaged")} == moved  # sound now, so not made a third time


def test_an_index_that_may_crash_the_process_does_so_only_once(home, letters):
    """A garbled graph is read unchecked and may end the process with a segmentation fault, so another goes first."""
    garble(graph(home) / "data_level0.bin")
    first = (
        "import sys; from pathlib import Path; from index.config import IndexConfig;"
        "from index.storage.recovery import open_indexes; from index.storage.store import ArticleStore;"
        "config = IndexConfig(home=Path(sys.argv[1])); store = ArticleStore(config.collection_path);"
        "open_indexes(config, store, store.identity(), alone=True)"
    )
    run = subprocess.run([sys.executable, "-c", first, str(home)], cwd=Path(__file__).parents[2], check=False)
    assert run.returncode in (-signal.SIGSEGV, 0)
    assert_whole(home, letters)


def test_a_folder_that_crashed_its_last_opener_is_moved_aside(home, letters):
    (folder(home) / "chroma.opening").touch()
    assert_whole(home, letters)
    assert (folder(home) / "chroma.damaged" / "chroma.sqlite3").exists()
    assert not (folder(home) / "chroma.opening").exists()


def test_an_index_put_in_from_another_collection_is_made_again(home, letters, tmp_path, article):
    with Collection.open(IndexConfig(home=tmp_path / "other"), embedder=letters) as other:
        other.add([article("b", "Another harbour.")])
    for name in ("chroma", "tantivy"):
        shutil.rmtree(folder(home) / name)
        shutil.copytree(folder(tmp_path / "other") / name, folder(home) / name)
    assert_whole(home, letters)


@pytest.mark.parametrize("start", [0, 100, 4096], ids=["all", "all but the header", "all but the first page"])
def test_a_damaged_article_store_is_one_clear_line_and_left_as_it_is(home, letters, start):
    path = folder(home) / "articles.sqlite3"
    garble(path, start)
    before = contents(home)
    with pytest.raises(CollectionError, match=r"articles.sqlite3 is damaged \(.+\); nothing was changed: put back"):
        Collection.open(IndexConfig(home=home), embedder=letters)
    with (
        pytest.raises(CollectionError, match=r"articles.sqlite3 is damaged"),
        ArticleStore(folder(home), read_only=True) as store,
    ):
        store.articles()
    assert contents(home) == before


@pytest.mark.parametrize("loss", [Path.unlink, lambda path: os.truncate(path, 0)], ids=["missing", "empty"])
def test_a_lost_article_store_is_not_replaced_by_an_empty_one(home, letters, loss):
    loss(folder(home) / "articles.sqlite3")
    with pytest.raises(CollectionError, match=r"missing or empty, .*; nothing was changed: put back a copy"):
        Collection.open(IndexConfig(home=home), embedder=letters)
    assert chroma(home).exists()
