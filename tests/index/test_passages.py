from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import LONGEST_TITLE, Article
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.passages import cut
from index.reading.readers import read
from index.sentences import split

ROOT = Path(__file__).parents[2]
EMBEDDER = open_embedder(IndexConfig())


def words(text):
    """Tokens of a tokenizer that parts words at white space, with two special ones."""
    return len(text.split()) + 2


def merging(text):
    """Tokens of one that merges across white space and in halves: its counts of parts do not add up."""
    return 2 + (len(text) + 2) // 3 + text.count("\n")


def article(text, **fields):
    return Article(**{"id": "a", "title": "Title", "source": "Outlet", "text": text, "original": text} | fields)


def numbered(*lengths, between=" "):
    """Sentences of so many words each."""
    return between.join(" ".join(["Word", *["word"] * (length - 2), "end."]) for length in lengths)


def passages(text, *, window, count_tokens=words, **fields):
    return cut(article(text, **fields), split(text), count_tokens=count_tokens, window=window)


def test_passages_are_runs_of_whole_sentences_filled_in_order():
    text = numbered(10, 10, 10, 10, 10)
    cut_to = passages(text, window=2 + 2 + 25)  # two special tokens, "Title. Outlet."
    assert [len(passage.sentences) for passage in cut_to] == [2, 2, 1]
    assert [passage.id for passage in cut_to] == ["a#0", "a#1", "a#2"]
    assert [span for passage in cut_to for span in passage.sentences] == list(split(text))


def test_a_passage_that_is_full_enough_ends_with_its_paragraph():
    text = f"{numbered(10, 10)}\n{numbered(10, 10)}\n{numbered(10)}"
    assert [len(p.sentences) for p in passages(text, window=4 + 32)] == [2, 3]
    assert [len(p.sentences) for p in passages(text, window=4 + 50)] == [5]


def test_a_passage_that_is_nearly_empty_goes_on_into_the_next_paragraph():
    text = f"{numbered(5)}\n{numbered(10, 10, 10)}"
    assert [len(p.sentences) for p in passages(text, window=4 + 30)] == [3, 1]


def test_a_sentence_longer_than_the_window_is_cut_at_white_space():
    text = "It named " + " ".join(f"place{n}" for n in range(70)) + " in all."
    cut_to = passages(text, window=24)
    assert all(words(f"{p.header}\n{p.text}") <= 24 for p in cut_to)
    assert " ".join(p.text for p in cut_to) == text


def test_a_passage_carries_what_a_hit_shows():
    (passage,) = passages("One sentence here.", window=50, published_at="2025-07-01T10:00:00Z")
    assert passage.header == "Title. Outlet. 2025-07-01."
    assert (passage.article_id, passage.title, passage.source) == ("a", "Title", "Outlet")


def test_an_article_without_sentences_has_no_passages():
    assert passages("", window=50) == []


def test_a_long_title_is_shortened_in_the_header_and_nowhere_else():
    title = "A headline that will not end " * 40
    (passage,) = passages("One sentence here.", window=256, count_tokens=EMBEDDER.count_tokens, title=title)
    assert passage.title == title
    assert passage.header.startswith("A headline that will not end A headline")
    assert len(passage.header) < LONGEST_TITLE + 20


def test_a_window_without_room_for_any_text_is_refused():
    with pytest.raises(ValueError, match="window of 3 tokens has no room"):
        passages("One sentence here.", window=3)


TEXTS = st.lists(
    st.sampled_from(["word", "Word", "end.", "Stop!", "\n", "\n\n", "x" * 90, "日本語の文。", "a,b;c", "😀", "“Yes.”"]),
    max_size=120,
).map(" ".join)


@given(TEXTS, st.sampled_from([words, merging]), st.integers(60, 120))
def test_every_passage_fits_and_every_character_is_in_one(text, count_tokens, window):
    cut_to = passages(text, window=window, count_tokens=count_tokens)
    end = 0
    for passage in cut_to:
        assert count_tokens(f"{passage.header}\n{passage.text}") <= window
        assert text[passage.start : passage.end] == passage.text
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (passage.start, passage.end)
        for sentence in passage.sentences:
            assert end <= sentence.start < sentence.end
            assert not text[end : sentence.start].strip()
            end = sentence.end
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "text",
    [
        "日本の首相は火曜日に辞任を発表した" * 80,
        "supercalifragilistic" * 200,
        "😀" * 600,
        "$1,299.99 (was $1,499.99); " * 120,
    ],
    ids=["japanese without a stop", "one word", "emoji", "prices"],
)
def test_text_without_sentences_still_fits_the_real_window(text):
    cut_to = passages(text, window=EMBEDDER.window, count_tokens=EMBEDDER.count_tokens)
    assert all(EMBEDDER.count_tokens(f"{p.header}\n{p.text}") <= EMBEDDER.window for p in cut_to)
    assert "".join(p.text for p in cut_to).replace(" ", "") == text.replace(" ", "")


def test_the_seed_article_fills_its_passages():
    (seed,) = read(ROOT / "seeds")
    cut_to = cut(seed, split(seed.text), count_tokens=EMBEDDER.count_tokens, window=EMBEDDER.window)
    tokens = [EMBEDDER.count_tokens(f"{p.header}\n{p.text}") for p in cut_to]
    assert len(cut_to) == 4
    assert all(0.6 * EMBEDDER.window < count <= EMBEDDER.window for count in tokens[:-1])


def test_tokens_are_counted_about_once_for_each_sentence():
    calls = []

    def counting(text):
        calls.append(text)
        return words(text)

    text = numbered(*[10] * 200)
    cut_to = passages(text, window=104, count_tokens=counting)
    assert len(calls) == 200 + len(cut_to) + 2
