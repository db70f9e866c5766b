"""The LlamaIndex adapters give what the chain gives, offsets included."""

import asyncio

import pytest

from rag.chain import QAChain

QUESTION = "Who took over command of the NATO mission in July 2025?"


@pytest.fixture(scope="module")
def llama():
    return pytest.importorskip("rag.llama")


def test_the_retriever_gives_the_hits_as_nodes_with_offsets(collection, llama):
    chain = QAChain(collection)
    nodes = llama.DatelineRetriever(chain, k=3).retrieve(QUESTION)
    assert [node.node_id for node in nodes] == [hit.passage.id for hit in chain.search(QUESTION, k=3)]
    for node in nodes:
        text = collection.article(node.metadata["article_id"]).text
        assert text[node.metadata["start"] : node.metadata["end"]] == node.text


def test_the_query_engine_gives_the_answer_with_its_citations(collection, llama):
    response = llama.DatelineQueryEngine(QAChain(collection)).query(QUESTION)
    assert "Pedro Miguel Sebastián de Erice Llano" in str(response)
    assert response.metadata["status"] == "answered"
    for node in response.source_nodes:
        text = collection.article(node.metadata["article_id"]).text
        assert text[node.metadata["start"] : node.metadata["end"]] == node.text


def test_the_retriever_works_in_an_event_loop(collection, llama):
    retriever = llama.DatelineRetriever(QAChain(collection), k=1)
    assert len(asyncio.run(retriever.aretrieve(QUESTION))) == 1
