import socket

import numpy as np
import pytest

from index.articles import Passage
from index.errors import CollectionError
from index.storage import dense
from index.storage.dense import DenseIndex
from index.storage.rows import Indexed
from index.storage.store import Identity

IDENTITY = Identity("letters", "1", 4)


def entry(passage_id, *vector, text="Some text."):
    article_id = passage_id.split("#")[0]
    passage = Passage(
        id=passage_id,
        article_id=article_id,
        title="A title",
        source="AFP",
        published_at="2025-07-01T10:00",
        start=3,
        end=3 + len(text),
        text=text,
    )
    return Indexed(passage, np.array(vector, dtype=np.float32))


ENTRIES = [
    entry("a#0", 1, 0, 0, 0),
    entry("a#1", 0.6, 0.8, 0, 0),
    entry("b#0", 0, 0, 1, 0, text="The ship sank."),
    entry("c#0", -1, 0, 0, 0),
]


@pytest.fixture
def open_dense(tmp_path):
    """Return a function that opens the index in one folder again, as another process would."""
    opened = []

    def make(**changed):
        index = DenseIndex(
            dense.local(tmp_path / "chroma"), "articles", **({"identity": IDENTITY, "owner": "me"} | changed)
        )
        opened.append(index)
        return index

    yield make
    for index in opened:
        index.close()


def test_the_score_is_the_cosine_best_first(open_dense):
    index = open_dense()
    index.replace([], ENTRIES)
    found = index.search(np.array([1, 0, 0, 0], dtype=np.float32), k=10)
    assert [hit.passage_id for hit in found] == ["a#0", "a#1", "b#0", "c#0"]
    assert [hit.score for hit in found] == pytest.approx([1, 0.6, 0, -1], abs=1e-6)


def test_an_empty_index_finds_nothing_and_is_intact(open_dense):
    index = open_dense()
    assert index.search(np.ones(4, dtype=np.float32), k=3) == []
    assert index.intact(expected=0, known=None)


def test_replacing_takes_the_old_passages_out_and_may_be_done_twice(open_dense):
    index = open_dense()
    index.replace([], ENTRIES)
    for _ in range(2):
        index.replace(["a", "c"], [entry("a#0", 0, 0, 0, 1)])
        assert index.count() == 2
    assert index.search(ENTRIES[0].vector, k=5)[0].score == pytest.approx(0)


def test_passages_that_say_the_same_hide_no_others(open_dense):
    random = np.random.default_rng(0)
    others = [entry(f"other{i}#0", *random.normal(size=32)) for i in range(20)]
    repeated = random.normal(size=32)
    alike = [entry(f"alike#{i}", *(repeated + random.normal(scale=0.01, size=32))) for i in range(800)]
    index = open_dense(identity=Identity("letters", "1", 32))
    index.replace([], [*others, *alike])
    found = [index.search(each.vector, k=20) for each in others]
    assert [each.passage.id for each in others] == [hits[0].passage_id for hits in found]
    assert index.intact(expected=820, known=Indexed(alike[0].passage, alike[0].vector))


def test_is_there_after_reopening_in_the_same_process(open_dense):
    first = open_dense()
    first.replace([], ENTRIES)
    first.close()
    assert open_dense().intact(expected=4, known=ENTRIES[1])


def test_is_not_intact_when_it_holds_something_else(open_dense):
    index = open_dense()
    index.replace([], ENTRIES)
    assert not index.intact(expected=5, known=ENTRIES[0])
    assert not index.intact(expected=4, known=entry("lost#0", 1, 0, 0, 0))
    assert not index.intact(expected=4, known=entry("a#0", 0, 0, 0, 1))


def test_vectors_of_another_embedder_are_not_intact_until_cleared(open_dense):
    first = open_dense()
    first.replace([], ENTRIES)
    first.close()
    other = Identity("letters", "2", 2)
    index = open_dense(identity=other)
    assert not index.intact(expected=4, known=ENTRIES[0])
    index.clear()
    wider = entry("a#0", 0, 1)
    index.replace([], [wider])
    assert index.intact(expected=1, known=wider)


def test_another_stores_collection_is_never_touched(open_dense):
    first = open_dense()
    first.replace([], ENTRIES)
    with pytest.raises(CollectionError, match="belongs to another article store; choose another name"):
        open_dense(owner="somebody else")
    assert first.count() == 4


def test_writes_no_more_at_once_than_chroma_takes(tmp_path):
    client = dense.local(tmp_path)
    assert client.get_max_batch_size() >= dense._AT_ONCE
    client.close()


def test_llamaindex_reads_the_same_collection(open_dense):
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import MockEmbedding
    from llama_index.core.schema import QueryBundle
    from llama_index.vector_stores.chroma import ChromaVectorStore

    index = open_dense()
    index.replace([], ENTRIES)
    theirs = VectorStoreIndex.from_vector_store(
        ChromaVectorStore(chroma_collection=index.chroma), embed_model=MockEmbedding(4)
    )
    [best] = theirs.as_retriever(similarity_top_k=1).retrieve(
        QueryBundle("which ship?", embedding=[0.0, 0.0, 1.0, 0.0])
    )
    assert (best.node.node_id, best.node.ref_doc_id, best.node.get_content()) == ("b#0", "b", "The ship sank.")
    assert best.node.metadata == {
        "article_id": "b",
        "title": "A title",
        "source": "AFP",
        "day": 20250701,
        "start": 3,
        "end": 17,
    }


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://", ""])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(
        CollectionError, match="is not the address of a Chroma server; write it as http://localhost:8000"
    ):
        dense.server(url)


def test_a_server_that_does_not_answer_is_one_clear_line():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(CollectionError, match=rf"no Chroma server answers at http://127.0.0.1:{port}; start one"):
            dense.server(f"http://127.0.0.1:{port}")
