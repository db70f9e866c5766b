import json
import shutil
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from index.collection import Collection
from index.config import IndexConfig
from index.reading.readers import read
from index.storage.rows import State
from index.storage.store import ArticleStore

BEFORE = {"steady": "The steady harbour.", "changing": "A walrus slept in the harbour. Then a walrus left."}
AFTER = {"steady": "The steady harbour.", "changing": "A lynx crossed the harbour.", "new": "An owl flew."}
KILLED = [
    (change, where, moment)
    for change in ("add", "remove")
    for where in ("lexical", "dense")
    for moment in ("before", "after")
]
# The article store's log cannot take a single page; the article store can grow, Chroma's files are larger already.
NO_ROOM = [("add", "disk", 1_000), ("add", "disk", 100_000)]


@pytest.fixture(scope="module")
def accident(tmp_path_factory, embedder, article):
    """Return a function: the home, exit status and message of a change that met with an accident."""
    folder = tmp_path_factory.mktemp("accidents")
    with Collection.open(IndexConfig(home=folder / "before"), embedder=embedder) as collection:
        collection.add([article(name, text, title="Title") for name, text in BEFORE.items()])
    homes = {case: folder / "-".join(map(str, case)) for case in KILLED + NO_ROOM}
    for home in homes.values():
        shutil.copytree(folder / "before", home)
    cases = json.dumps([[str(home), *case] for case, home in homes.items()])
    program = [sys.executable, str(Path(__file__).with_name("accidents.py")), cases]
    run = subprocess.run(program, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    outcomes = [line.partition(" ") for line in run.stdout.splitlines()]
    assert len(outcomes) == len(homes), run.stderr
    found = {case: (homes[case], int(status), text) for case, (status, _, text) in zip(homes, outcomes, strict=True)}
    return lambda *case: found[case]


def texts(collection):
    """Each article's text, as the store has it, as a search by meaning and as one by words finds it."""
    by_meaning = collection.search_dense(collection.embedder.embed_query("harbour"), k=99)
    by_words = collection.search_lexical("harbour owl title", k=99)
    return [
        {each.id: collection.article(each.id).text for each in collection.articles()},
        {each.article_id: each.text for each in collection.passages([hit.passage_id for hit in by_meaning])},
        {each.article_id: each.text for each in collection.passages([hit.passage_id for hit in by_words])},
    ]


@pytest.mark.parametrize(("change", "where", "moment"), KILLED, ids=map(" ".join, KILLED))
def test_a_change_that_was_killed_is_finished_at_the_next_open(accident, embedder, change, where, moment):
    home, status, _ = accident(change, where, moment)
    assert status == -signal.SIGKILL
    with Collection.open(IndexConfig(home=home), embedder=embedder) as collection:
        expected = AFTER if change == "add" else {"steady": BEFORE["steady"]}
        assert texts(collection) == [expected] * 3
        assert collection.search_lexical("walrus", k=9) == []
    with ArticleStore(IndexConfig(home=home).collection_path) as store:
        assert store.ids(State.PENDING) == store.ids(State.REMOVING) == []


def test_a_disk_too_full_for_the_articles_is_one_clear_line_and_nothing_is_lost(accident, embedder):
    home, status, message = accident(*NO_ROOM[0])
    assert status == 3
    assert "articles.sqlite3 cannot be written" in message
    assert "the disk may be full; what was stored before is kept" in message
    with Collection.open(IndexConfig(home=home), embedder=embedder) as collection:
        assert texts(collection) == [BEFORE] * 3


def test_a_disk_too_full_for_chroma_is_one_clear_line_and_finished_when_there_is_room(accident, embedder):
    home, status, message = accident(*NO_ROOM[1])
    assert status == 3
    assert message.startswith("Chroma failed: ")
    assert message.endswith("what was stored before is kept")
    with Collection.open(IndexConfig(home=home), embedder=embedder) as collection:
        assert texts(collection) == [AFTER] * 3


def test_what_was_stored_before_an_interruption_stays(open_collection, letters, article, prose):
    collection = open_collection(letters)

    def interrupted():
        yield article("first", prose(300, seed=1))
        yield article("second")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collection.add(interrupted())
    assert [each.id for each in collection.articles()] == ["first"]
    assert collection.stats().passages == 300
    assert collection.add([article("second")]).added == ("second",)
    assert open_collection(letters).stats().articles == 2


def test_progress_only_grows_and_ends_at_the_report(open_collection, letters, article, prose):
    seen = []
    articles = [article(f"a{n}", prose(40, seed=n)) for n in range(10)]
    report = open_collection(letters).add(articles, progress=seen.append)
    for earlier, later in pairwise(seen):
        assert earlier.articles <= later.articles
        assert earlier.stored <= later.stored <= later.articles
        assert earlier.passages <= later.passages
        assert earlier.embed_seconds <= later.embed_seconds <= later.elapsed
    assert (seen[-1].articles, seen[-1].total, seen[-1].passages) == (10, 10, report.passages)
    assert 0 < report.embed_seconds < report.seconds
    assert {each.passages for each in seen} > {16, 32}


def test_progress_has_no_total_when_none_is_known(open_collection, letters, article):
    seen = []
    open_collection(letters).add(iter([article()]), progress=seen.append)
    assert {each.total for each in seen} == {None}


def test_adds_files_and_names_those_it_could_not_read(tmp_path, open_collection, letters):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bridge.txt").write_text("The council approved the bridge.")
    (tmp_path / "news" / "two.jsonl").write_text('{"id": "x", "title": "T", "text": "One."}\n{"title": "no text"}\n')
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\x00\x01\x02\x03" * 40)
    collection = open_collection(letters)
    paths = (tmp_path / "news", tmp_path / "picture.txt", tmp_path / "none.txt")
    report = collection.add(item for path in paths for item in read(str(path)))
    assert report.added == ("bridge", "x")
    assert [Path(failure.where).name for failure in report.failures] == ["two.jsonl:2", "picture.txt", "none.txt"]
    assert collection.article("bridge").text == "The council approved the bridge."
