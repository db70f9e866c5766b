import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.articles import Article, Edit, Passage, Span
from index.embedding.protocol import PassageVectors
from index.errors import CollectionError, UnknownArticle
from index.search import Filter
from index.storage.analysis import analyze, number_of
from index.storage.rows import Entry, State
from index.storage.store import ArticleStore, Identity

RANDOM = np.random.default_rng(7)


def unit(*shape):
    vectors = RANDOM.normal(size=shape).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def entry(article, *spans):
    """An article with a passage for each span, each of one sentence."""
    passages = [
        Passage(
            id=f"{article.id}#{n}",
            article_id=article.id,
            title=article.title,
            source=article.source,
            published_at=article.published_at,
            start=start,
            end=end,
            text=article.text[start:end],
            sentences=(Span(start, end),),
        )
        for n, (start, end) in enumerate(spans)
    ]
    vectors = [PassageVectors(unit(8), unit(1, 8)) for _ in passages]
    return Entry(article, "digest", [Span(*span) for span in spans], passages, vectors)


@pytest.fixture
def store(tmp_path):
    with ArticleStore(tmp_path) as opened:
        yield opened


def test_an_article_comes_back_as_it_was(store):
    text = "Zero\x00byte, “José” 😀\u2028and a line."
    kept = Article(
        id="a/b #1",
        title="",
        text=text,
        original="was Î” different\x00",
        source="Sund Times",
        author="Mara",
        published_at="2024-02-11T08:00:00+01:00",
        url="https://example.org/a?b=1",
        title_derived=True,
        id_derived=True,
        edits=(Edit(0, 4, 0, 6, "was Î”", "Zero", "mojibake"), Edit(5, 6, 9, 10, "\x00", "", "control")),
        origin="/news/a.jsonl:3",
        encoding="cp1252",
    )
    store.put([entry(kept, (0, 9), (11, len(text)))])
    assert store.article(kept.id) == kept
    assert store.sentences(kept.id) == (Span(0, 9), Span(11, len(text)))


def test_passages_come_in_the_order_asked_for_without_those_that_are_gone(store, article):
    kept = entry(article(), (0, 32), (33, 59))
    store.put([kept])
    assert store.passages(["bridge#1", "gone#0", "bridge#0", "bridge#1"]) == [
        kept.passages[1],
        kept.passages[0],
        kept.passages[1],
    ]
    assert kept.passages[1].text == "Work starts in the autumn."
    assert store.passages([]) == []


def test_more_passages_may_be_asked_for_than_sqlite_takes_values(store, article):
    store.put([entry(article(), (0, 32))])
    assert [each.id for each in store.passages([*map(str, range(40_000)), "bridge#0"])] == ["bridge#0"]


def test_sentences_come_back_with_their_words_and_with_their_vectors_to_within_a_percent(store, article):
    kept = entry(article(), (0, 32), (33, 59))
    store.put([kept])
    found = store.indexed_sentences(["bridge#1", "bridge#0", "gone#0"])
    assert found.keys() == {"bridge#0", "bridge#1"}
    for n in range(2):
        passage_id, article_id, day, vectors, words, counts = found[f"bridge#{n}"]
        assert (passage_id, article_id, day) == (f"bridge#{n}", "bridge", 20230504)
        assert vectors.dtype == np.float32
        assert np.abs(vectors - kept.vectors[n].sentences).max() < 0.01
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=0.01)
        passage = kept.passages[n]
        said = [{number_of(word) for word in analyze(passage.text_of(span))} for span in passage.sentences]
        assert [set(each.tolist()) for each in np.split(words, np.cumsum(counts)[:-1])] == said


def test_what_goes_into_the_indexes_is_what_is_ready_or_pending(store, article):
    store.put([entry(article(name), (0, 32)) for name in "abcd"])
    for name, state in zip("abc", (State.READY, State.STALE, State.REMOVING), strict=True):
        store.set_state([name], state)
    assert [[each.passage.id for each in lot] for lot in store.indexed(at_once=1)] == [["a#0"], ["d#0"]]
    assert store.count_passages() == 2
    assert [each.passage.id for each in store.indexed_of(["b", "a"])] == ["a#0", "b#0"]


def test_an_article_put_again_takes_the_place_of_the_first(store, article):
    store.put([entry(article(), (0, 32), (33, 59))])
    store.put([entry(article(text="Shorter."), (0, 8))])
    assert store.article("bridge").text == "Shorter."
    assert store.passages(["bridge#0", "bridge#1"])[0].text == "Shorter."
    assert store.stats().passages == 1


def test_a_put_that_fails_changes_nothing(store, article):
    store.put([entry(article("kept"), (0, 32))])
    broken = entry(article("kept", text="other"), (0, 5))._replace(vectors=[])
    with pytest.raises(ValueError, match="zip"):
        store.put([entry(article("new"), (0, 32)), broken])
    assert [each.id for each in store.articles()] == ["kept"]
    assert store.passages(["kept#0"])[0].text == "The council approved the bridge."


def test_lists_newest_first_with_counts_and_undated_last(store, article):
    store.put(
        [
            entry(article("undated", published_at=None), (0, 32)),
            entry(article("garbled", published_at="last spring"), (0, 32)),
            entry(article("old", published_at="2023-05-04"), (0, 32), (33, 59)),
            entry(
                article("new", published_at="2023-05-05T01:00", edits=(Edit(0, 1, 0, 1, "t", "T", "case"),)), (0, 32)
            ),
        ]
    )
    assert [each.id for each in store.articles()] == ["new", "old", "garbled", "undated"]
    old, new = store.articles()[1], store.articles()[0]
    assert (old.characters, old.sentences, old.passages, old.repairs) == (59, 2, 2, 0)
    assert new.repairs == 1


def test_an_article_being_removed_is_no_longer_seen(store, article):
    store.put([entry(article("a"), (0, 32)), entry(article("b"), (0, 32))])
    store.set_state(["a"], State.REMOVING)
    assert [each.id for each in store.articles()] == ["b"]
    with pytest.raises(UnknownArticle, match='no article has the id "a"'):
        store.article("a")
    store.delete(["a"])
    assert store.ids(State.REMOVING) == []


@pytest.mark.parametrize("article_id", ["\udcff", "M\udcfcller", "\ud83d"])
def test_an_id_with_half_a_character_in_it_is_nobodys(store, article_id):
    for look_up in (store.article, store.sentences):
        with pytest.raises(UnknownArticle):
            look_up(article_id)


def test_vectors_come_with_what_a_filter_asks_about_them(store, article):
    kept = [entry(article("afp", source="AFP", published_at="2023-12-31T23:59"), (0, 32), (33, 59))]
    kept += [entry(article("undated", source="BBC", published_at=None), (0, 32)), entry(article("gone"), (0, 32))]
    store.put(kept)
    store.set_state(["gone"], State.REMOVING)
    lots = list(store.vectors(at_once=2))
    assert [lot.ids for lot in lots] == [["afp#0", "afp#1"], ["undated#0"]]
    assert [lot.sources for lot in lots] == [["AFP", "AFP"], ["BBC"]]
    assert [lot.days for lot in lots] == [[20231231, 20231231], [0]]
    expected = np.stack([found.vector for each in kept[:2] for found in each.vectors])
    assert np.allclose(np.concatenate([lot.vectors for lot in lots]), expected, atol=1e-3)


def test_every_change_is_noticed_whoever_makes_it(store, article, tmp_path):
    seen = [store.changes()]
    store.put([entry(article("one"), (0, 32))])
    seen.append(store.changes())
    with ThreadPoolExecutor(1) as thread:
        thread.submit(store.set_origin, "one", "elsewhere").result()
    seen.append(store.changes())
    with ArticleStore(tmp_path) as other:
        other.delete(["one"])
        seen.append(store.changes())
        other.articles()
    assert len(set(seen)) == len(seen)
    assert store.changes() == store.changes()


def test_a_bound_that_is_no_day_is_refused():
    with pytest.raises(ValueError, match='"soon" is not a day; write it as 2025-07-01'):
        Filter(since="soon")


def test_counts_what_it_holds(store, article):
    assert store.stats().articles == 0
    assert store.stats().first_day is None
    store.set_identity(Identity("minilm", "abc", 8))
    store.put(
        [
            entry(article("a", source="AFP"), (0, 32)),
            entry(article("b", source="BBC", published_at="2024-12-31"), (0, 32), (33, 59)),
            entry(article("c", source="BBC", published_at=None), (0, 32)),
        ]
    )
    found = store.stats()
    assert (found.articles, found.passages, found.sentences) == (3, 4, 4)
    assert list(found.sources.items()) == [("BBC", 2), ("AFP", 1)]
    assert (found.first_day, found.last_day, found.embedder) == ("2023-05-04", "2024-12-31", "minilm abc")
    assert found.bytes > 4096


def test_can_be_read_while_another_writes(tmp_path, article):
    with ArticleStore(tmp_path) as writer, ArticleStore(tmp_path, read_only=True) as reader:
        writer.put([entry(article("a"), (0, 32))])
        with writer._writing() as connection:
            connection.execute("UPDATE article SET title = 'half done'")
            assert reader.article("a").title == "Bridge approved"
        assert reader.article("a").title == "half done"


def test_reading_only_makes_nothing(tmp_path):
    with pytest.raises(CollectionError, match=r"there is no collection in .*; add articles with `dateline add`"):
        ArticleStore(tmp_path / "none", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_every_thread_may_read_and_write(store, article):
    def work(name):
        for n in range(5):
            store.put([entry(article(f"{name}{n}"), (0, 32))])
            assert store.article(f"{name}{n}").id == f"{name}{n}"

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, "abcd"))
    assert store.stats().articles == 20


def open_files():
    return len(list(Path("/dev/fd").iterdir()))


def test_threads_that_have_ended_leave_no_files_open(store, article):
    store.put([entry(article(), (0, 32))])
    before = open_files()
    for _ in range(40):
        thread = threading.Thread(target=store.article, args=("bridge",))
        thread.start()
        thread.join()
    assert open_files() <= before + 4


def test_the_first_format_is_brought_up_to_date(tmp_path, article, caplog):
    with ArticleStore(tmp_path) as store:
        store.put([entry(article(), (0, 32), (33, 59))])
        before = store.indexed_sentences(["bridge#0", "bridge#1"])
    with closing(sqlite3.connect(tmp_path / "articles.sqlite3")) as connection:  # as format 1 was
        connection.execute("ALTER TABLE vector DROP COLUMN words")
        connection.execute("PRAGMA user_version = 1")
    with ArticleStore(tmp_path, read_only=True) as store:
        assert [each.id for each in store.articles()] == ["bridge"]
    assert not caplog.text
    with ArticleStore(tmp_path) as store:
        after = store.indexed_sentences(["bridge#0", "bridge#1"])
    for passage_id, sentences in before.items():
        for each, again in zip(sentences, after[passage_id], strict=True):
            np.testing.assert_array_equal(each, again)
    assert "up to date, once" in caplog.text  # it takes a while, and must not look like a hang


def test_a_newer_format_is_refused_and_left_alone(tmp_path):
    ArticleStore(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "articles.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / "articles.sqlite3").read_bytes()
    for read_only in (False, True):
        with pytest.raises(CollectionError, match="has format 99, this Dateline reads format 2: use the version that"):
            ArticleStore(tmp_path, read_only=read_only)
    assert (tmp_path / "articles.sqlite3").read_bytes() == before
