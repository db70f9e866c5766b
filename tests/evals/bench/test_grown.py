"""Collections for the benchmarks: grown from real sentences, and what is measured of them."""

from dataclasses import replace

import numpy as np
import pytest

from evals.bench.grown import kept, material
from evals.bench.growth import as_table, latencies, sentences_as_questions, sizes
from evals.bench.probe import in_own_process
from evals.cases import Dataset
from evals.datasets import open_dataset
from index.collection import Collection
from index.embedding.embedders import open_embedder
from index.passages import cut
from index.sentences import split
from rag.config import RagConfig


@pytest.fixture(scope="module")
def dataset():
    ours = open_dataset("ours")
    return Dataset(name="few", licence="", articles=ours.articles[-4:], cases=ours.cases[:3])


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return RagConfig(home=tmp_path_factory.mktemp("home"), threads=2)


@pytest.fixture(scope="module")
def embedder(config):
    return open_embedder(config)


@pytest.fixture(scope="module")
def of(dataset, config, embedder):
    return material(dataset, config, embedder=embedder)


@pytest.fixture(scope="module")
def grown(dataset, config, embedder):
    return kept(dataset, config, passages=60, embedder=embedder)


def test_a_grown_article_is_the_same_every_time_and_made_of_real_sentences(of):
    articles = [of.article(number) for number in range(20)]
    assert articles == [of.article(number) for number in range(20)]
    assert len({article.text for article in articles}) == 20
    known = [sentence in of.vectors for each in articles for sentence in (each.text[s:e] for s, e in split(each.text))]
    assert np.mean(known) > 0.9


def test_the_mean_of_its_sentences_is_nearly_what_the_embedder_gives_a_passage(of):
    assert 0.95 < of.likeness <= 1


def test_a_grown_collection_holds_what_was_asked_for_and_is_kept(dataset, config, embedder, grown):
    with Collection.open(grown, embedder=embedder) as collection:
        held = collection.stats().passages
        ids = [article.id for article in collection.articles()]
    assert 60 <= held < 60 + 256
    assert sorted(ids) == sorted(f"grown-{number}" for number in range(len(ids)))
    assert kept(dataset, config, passages=60, embedder=embedder) == grown
    with Collection.open(grown, embedder=embedder) as collection:
        assert [article.id for article in collection.articles()] == ids


def test_its_passages_are_cut_and_embedded_like_any_other(embedder, grown, of):
    with Collection.open(grown, embedder=embedder) as collection:
        article = collection.article("grown-0")
        passages = cut(article, split(article.text), count_tokens=embedder.count_tokens, window=embedder.window)
        assert collection.passages([each.id for each in passages]) == passages
        [best] = collection.search_dense(embedder.embed_query(passages[0].text), k=1)
        assert best.score > 0.8


def test_each_size_is_measured_in_a_process_of_its_own_and_drawn(dataset, grown):
    asked = sentences_as_questions(dataset, 5)
    assert asked == sentences_as_questions(dataset, 5)
    found = in_own_process(grown, asked, [case.question for case in dataset.cases])
    assert found.passages >= 60
    assert found.resident_bytes > 50e6
    assert {len(times) for name, times in found.times.items() if "set's" not in name} == {5}
    larger = replace(found, passages=100_000)
    assert "| passages |" in as_table([found, larger]) and "100,000 |" in as_table([found, larger])
    for drawn, line in ((latencies([found, larger]), "search, outlet and day p50"), (sizes([found, larger]), "memory")):
        assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
        assert f">{line}<" in drawn


def test_a_process_that_fails_says_why(config, dataset):
    other = config.model_copy(update={"embedder": "/no/such/folder"})
    with pytest.raises(RuntimeError, match="no embedder and no folder"):
        in_own_process(other, sentences_as_questions(dataset, 5), [])
