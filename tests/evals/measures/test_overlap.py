"""Where a quote stands and how much of gold is covered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Gold
from evals.measures.overlap import Finder, compact, covered, holds, merge, shared_characters
from index.articles import Span
from rag.answer import Evidence

TEXT = "The council met. It approved the harbour bridge by nine votes to four. Rain fell."
GOLD = Gold(article_id="a", start=17, end=70, quote=TEXT[17:70])


def sentence(article_id, start, end, quote):
    return Evidence(
        article_id=article_id,
        title="",
        source="",
        published_at=None,
        url=None,
        start=start,
        end=end,
        quote=quote,
        score=1.0,
    )


def test_a_passage_is_right_when_it_holds_the_whole_gold_sentence():
    assert holds(GOLD, article_id="a", text=TEXT)
    assert not holds(GOLD, article_id="a", text=TEXT[:50])


def test_line_breaks_and_lost_blanks_do_not_matter():
    assert holds(
        GOLD, article_id="a", text=TEXT.replace("harbour bridge", "harbour\n  bridge").replace("nine ", "nine")
    )


def test_the_same_sentence_in_another_outlets_copy_is_right_too_but_not_a_short_one():
    assert holds(GOLD, article_id="copy", text=f"By our staff. {GOLD.quote} More.")
    short = Gold(article_id="a", start=0, end=10, quote="He agreed.")
    assert holds(short, article_id="a", text="He agreed. Then")
    assert not holds(short, article_id="b", text="He agreed. Then")


def test_where_only_the_article_is_known_any_passage_of_it_is_right():
    assert holds(Gold(article_id="a"), article_id="a", text="anything")
    assert not holds(Gold(article_id="a"), article_id="b", text="anything")


def test_coverage_is_by_characters():
    half = sentence("a", 17, 17 + 26, TEXT[17:43])
    assert covered(GOLD, [half]) == pytest.approx(26 / 53)
    assert covered(GOLD, [half, sentence("a", 30, 60, TEXT[30:60])]) == pytest.approx(43 / 53)
    assert covered(GOLD, [sentence("b", 17, 70, "x" * 53)]) == 0.0
    assert covered(GOLD, [sentence("copy", 0, 53, GOLD.quote)]) == 1.0
    assert covered(Gold(article_id="a"), [half]) == 1.0
    assert covered(Gold(article_id="a", quote="A fact that stands nowhere at all."), [half]) == 0.0


def test_a_quote_is_found_with_its_exact_offsets():
    finder = Finder("One.\n\n  It  was\nlate . Two.")
    assert finder.find("It was late.") == Span(8, 22)
    assert finder.find("It was early.") is None
    assert finder.find("  ") is None


@given(st.text(), st.data())
def test_any_piece_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Finder(text).find(text[start:end])
    if compact(text[start:end]):
        assert compact(text[span.start : span.end]) == compact(text[start:end])
    else:
        assert span is None


@given(*[st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6)] * 2)
def test_shared_characters_are_those_of_both_sets(one, other):
    left = [Span(start, start + length) for start, length in one]
    right = [Span(start, start + length) for start, length in other]
    both = {c for s in left for c in range(*s)} & {c for s in right for c in range(*s)}
    assert shared_characters(left, right) == len(both)
    assert all(a.end < b.start for a, b in zip(merge(left), merge(left)[1:], strict=False))
