import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Passage
from index.search import Filter
from index.storage.lexical import LexicalIndex
from index.storage.rows import Indexed


def entry(passage_id, text, *, title="", source="", day=None):
    article_id = passage_id.split("#")[0]
    passage = Passage(
        id=passage_id,
        article_id=article_id,
        title=title,
        source=source,
        published_at=day,
        start=0,
        end=len(text),
        text=text,
    )
    return Indexed(passage, None)  # the lexical index has no use for the vector


ENTRIES = [
    entry("nato#0", "General José de Meer took over the mission.", title="Command", source="AFP", day="2025-07-01"),
    entry("ship#0", "The ship sank near the bridges.", title="At sea", source="BBC News", day="2024-02-11"),
    entry("ship#1", "Nobody was commanding it.", title="At sea", source="BBC News", day="2024-02-11"),
    entry("note#0", "An undated note on commanding a bridge.", source="BBC News"),
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory):
    index = LexicalIndex(tmp_path_factory.mktemp("lexical"))
    index.replace([], ENTRIES)
    yield index
    index.close()


def ids(hits):
    return [hit.passage_id for hit in hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("bridge", "ship#0"),
        ("BRIDGING", "ship#0"),
        ("who is Jose?", "nato#0"),
        ("JOSÉ", "nato#0"),
        ("sea ship", "ship#0"),
        ("afp", "nato#0"),
        ("2025", "nato#0"),
    ],
    ids=["plural", "case and stem", "accent in the text", "accent in both", "title and body", "outlet", "year"],
)
def test_finds_a_passage_by_its_words(lexical, text, first):
    assert first in ids(lexical.search(text, k=2))


def test_best_comes_first_with_scores_that_fall(lexical):
    hits = lexical.search("General José commanding the mission near a bridge", k=10)
    assert hits[0].passage_id == "nato#0"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score > 0 for hit in hits)


@pytest.mark.parametrize("text", ["", " ", '"', ":", "(", "*", "😀", "\x00", "\ud83d", "x" * 100_000, "^~9 [ TO ]"])
def test_any_text_may_be_searched_for(lexical, text):
    assert lexical.search(text, k=3) == []


@pytest.mark.parametrize(
    "text", ['"ship', "NOT ship", "-ship", "ship:", "ship AND nowhere", "body:ship", "+(ship", "sh*p ship"]
)
def test_the_syntax_of_queries_is_only_words(lexical, text):
    assert ids(lexical.search(text, k=1)) == ["ship#0"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_an_error(lexical, text):
    assert len(lexical.search(text, k=3)) <= 3


@pytest.mark.parametrize(
    ("within", "found"),
    [
        (Filter(sources=frozenset({"BBC News"})), {"ship#0", "ship#1", "note#0"}),
        (Filter(sources=frozenset({"AFP", "Nowhere Post"})), {"nato#0"}),
        (Filter(sources=frozenset({"BBC"})), set()),
        (Filter(sources=frozenset()), set()),
        (Filter(since="2025-01-01"), {"nato#0"}),
        (Filter(until="2025-01-01"), {"ship#0", "ship#1"}),
        (Filter(since="2024-02-11", until="2024-02-11"), {"ship#0", "ship#1"}),
        (Filter(sources=frozenset({"AFP"}), since="2025-07-02"), set()),
        (Filter(), {"nato#0", "ship#0", "ship#1", "note#0"}),
    ],
    ids=["outlet", "outlets", "outlet in part", "no outlet", "since", "until", "one day", "both", "neither"],
)
def test_a_filter_leaves_out_the_rest_and_no_score_changes(lexical, within, found):
    everything = dict(lexical.search("command bridge", k=10))
    assert dict(lexical.search("command bridge", k=10, within=within)) == {
        passage_id: pytest.approx(score) for passage_id, score in everything.items() if passage_id in found
    }


def test_replacing_takes_the_old_passages_out(tmp_path):
    index = LexicalIndex(tmp_path)
    index.replace([], ENTRIES)
    for _ in range(2):
        index.replace(["ship", "nato"], [entry("ship#0", "A submarine.")])
        assert index.count() == 2
    assert ids(index.search("submarine", k=5)) == ["ship#0"]
    assert index.search("José", k=5) == []
    index.close()


def test_what_was_put_in_is_there_after_reopening(tmp_path):
    first = LexicalIndex(tmp_path)
    first.replace([], ENTRIES)
    first.close()
    again = LexicalIndex(tmp_path)
    assert again.count() == len(ENTRIES)
    assert again.intact(expected=len(ENTRIES), known=ENTRIES[0])
    again.clear()
    assert again.count() == 0
    again.close()


def test_is_not_intact_when_something_is_missing_or_not_found(lexical):
    assert not lexical.intact(expected=len(ENTRIES) + 1, known=ENTRIES[0])
    assert not lexical.intact(expected=len(ENTRIES), known=entry("lost#0", "hippopotamus"))
    assert lexical.intact(expected=len(ENTRIES), known=entry("mute#0", "…"))
