import numpy as np
import pytest

from index.articles import Passage, Span
from index.embedding.protocol import PassageVectors
from index.search import Filter
from index.storage.filtered import FilteredSearch
from index.storage.rows import Entry, State
from index.storage.store import ArticleStore

RANDOM = np.random.default_rng(7)
QUESTION = np.eye(384, dtype=np.float32)[0]


def unit(rows):
    vectors = RANDOM.normal(size=(rows, 384)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def entry(article, vectors):
    """An article with a passage for each vector."""
    passages = [
        Passage(
            id=f"{article.id}#{n}",
            article_id=article.id,
            title=article.title,
            source=article.source,
            published_at=article.published_at,
            start=n,
            end=n + 1,
            text=article.text[n],
            sentences=(Span(n, n + 1),),
        )
        for n in range(len(vectors))
    ]
    return Entry(article, "digest", [], passages, [PassageVectors(vector, vector[None]) for vector in vectors])


@pytest.fixture
def store(tmp_path):
    with ArticleStore(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("within", "found"),
    [
        (Filter(), {"afp", "bbc", "undated"}),
        (Filter(sources=frozenset({"BBC"})), {"bbc", "undated"}),
        (Filter(sources=frozenset({"BBC", "AFP", "Nobody"})), {"afp", "bbc", "undated"}),
        (Filter(sources=frozenset()), set()),
        (Filter(since="2024-01-01"), {"bbc"}),
        (Filter(until="2023-12-31"), {"afp"}),
        (Filter(sources=frozenset({"BBC"}), since="2024-01-01", until="2024-01-01"), {"bbc"}),
    ],
    ids=["all", "outlet", "outlets", "no outlet", "since", "until", "outlet and day"],
)
def test_a_filter_goes_by_outlet_and_day(store, article, within, found):
    store.put(
        [
            entry(article("afp", source="AFP", published_at="2023-12-31T23:59"), unit(1)),
            entry(article("bbc", source="BBC", published_at="2024-01-01"), unit(1)),
            entry(article("undated", source="BBC", published_at=None), unit(1)),
        ]
    )
    hits = FilteredSearch(store).search(QUESTION, k=10, within=within)
    assert {hit.passage_id for hit in hits} == {f"{each}#0" for each in found}


def test_the_nearest_come_first_with_their_cosine(store, article):
    vectors = unit(3000)
    store.put([entry(article("long", text="x" * 3000), vectors)])
    exact = vectors @ QUESTION
    hits = FilteredSearch(store).search(QUESTION, k=50, within=Filter(since="2023-01-01"))
    assert [hit.score for hit in hits] == pytest.approx(np.sort(exact)[::-1][:50].tolist(), abs=1e-3)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(abs(exact[int(hit.passage_id[5:])] - hit.score) < 1e-3 for hit in hits)


def test_what_is_added_or_taken_out_later_is_seen(store, article, tmp_path):
    search = FilteredSearch(store)

    def found():
        return {hit.passage_id for hit in search.search(QUESTION, k=10, within=Filter())}

    assert found() == set()
    store.put([entry(article("one"), unit(2))])
    assert found() == {"one#0", "one#1"}
    with ArticleStore(tmp_path) as other:
        other.put([entry(article("two"), unit(1))])
        assert found() == {"one#0", "one#1", "two#0"}
    store.set_state(["one"], State.REMOVING)
    assert found() == {"two#0"}


def test_vectors_are_read_once_while_nothing_changes(store, article, monkeypatch):
    store.put([entry(article("one"), unit(2))])
    search = FilteredSearch(store)
    first = search.search(QUESTION, k=1, within=Filter())
    monkeypatch.setattr(store, "vectors", None)
    assert search.search(QUESTION, k=1, within=Filter()) == first
