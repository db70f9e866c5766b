"""Citations of one answer against gold, against their articles, and by ALCE's formula; worked by hand."""

from dataclasses import replace

import pytest

from evals.cases import Gold
from evals.measures.citations import (
    alce_precision,
    alce_recall,
    citation_precision,
    citation_recall,
    name_fidelity,
    number_fidelity,
    quote_exact,
)
from rag.answer import Status, Support

MET, APPROVED, RAIN = (0, 27), (28, 81), (82, 103)


@pytest.fixture(scope="module")
def article_text(make_answer):
    whole = make_answer(("x", [(0, 103)])).citations[0].quote
    assert [whole[start:end][0] for start, end in (MET, APPROVED, RAIN)] == ["T", "I", "R"]
    return whole


def gold(text, *spans):
    return [Gold(article_id="a", start=start, end=end, quote=text[start:end]) for start, end in spans]


def test_precision_and_recall_are_shares_of_characters(make_answer, article_text):
    answer = make_answer(("The bridge was approved.", [APPROVED]), ("It rained.", [RAIN]))
    wanted = gold(article_text, APPROVED, MET)
    assert citation_precision(answer.citations, wanted) == pytest.approx(53 / (53 + 21))
    assert citation_recall(answer.citations, wanted) == pytest.approx(53 / (53 + 27))


def test_citing_more_than_the_gold_sentence_costs_precision_only(make_answer, article_text):
    answer = make_answer(("All of it.", [(0, 103)]))
    wanted = gold(article_text, APPROVED)
    assert citation_precision(answer.citations, wanted) == pytest.approx(53 / 103)
    assert citation_recall(answer.citations, wanted) == 1.0


def test_the_same_sentence_in_a_copy_is_gold_too(make_answer, article_text):
    answer = make_answer(("Approved.", [APPROVED]))
    copies = [replace(answer.citations[0], article_id="copy", start=5, end=58)]
    assert citation_precision(copies, gold(article_text, APPROVED)) == 1.0
    assert citation_recall(copies, gold(article_text, APPROVED)) == 1.0
    assert citation_precision(copies, gold(article_text, RAIN)) == 0.0


def test_nothing_cited_has_no_precision_and_nothing_gold_no_recall(make_answer, article_text):
    assert citation_precision([], gold(article_text, RAIN)) is None
    assert citation_recall([], gold(article_text, RAIN)) == 0.0
    assert citation_recall(make_answer(("x", [RAIN])).citations, [Gold(article_id="a")]) is None


def test_a_quote_off_by_one_character_is_not_exact(make_answer, article_text):
    citations = make_answer(("x", [APPROVED, RAIN])).citations
    moved = replace(citations[0], start=29, end=82)
    assert quote_exact(citations, lambda _: article_text) == 1.0
    assert quote_exact([moved, citations[1]], lambda _: article_text) == 0.5
    assert quote_exact(citations, lambda _: "") == 0.0
    assert quote_exact([], lambda _: article_text) is None


def test_fidelity_finds_a_number_and_a_name_that_nothing_cited_holds(make_answer):
    answer = make_answer(
        ("The council approved it by 9 votes to 4.", [APPROVED]),
        ("It had 12 members.", [MET]),
        ("Rain fell on Halmstrand.", [RAIN]),
        ("The Ledger said rain fell on Skerrin.", [RAIN]),
    )
    assert number_fidelity(answer) == pytest.approx(3 / 4)
    assert name_fidelity(answer) == pytest.approx(3 / 4)
    assert number_fidelity(make_answer(status=Status.REFUSED)) is None


def supports_when(*starts):
    """A checker that supports a text exactly when all of these starts are cited."""
    return lambda _, citations: (
        Support.SUPPORTED if {c.start for c in citations} >= set(starts) else Support.UNSUPPORTED
    )


def test_alce_worked_by_hand(make_answer):
    one = make_answer(("A.", [MET, APPROVED]), ("B.", [RAIN]))
    # A is supported by MET alone, so APPROVED is irrelevant; B is not supported, so RAIN is not relevant either.
    assert alce_recall(one, checker=supports_when(0)) == 0.5
    assert alce_precision(one, checker=supports_when(0)) == pytest.approx(1 / 3)
    # A needs both: neither supports it alone, but without either the other does not.
    assert alce_precision(one, checker=supports_when(0, 28)) == pytest.approx(2 / 3)


def test_a_sentence_that_cites_nothing_is_not_supported(make_answer):
    answer = make_answer(("A.", []))
    assert alce_recall(answer, checker=lambda *_: Support.SUPPORTED) == 0.0
    assert alce_precision(answer, checker=lambda *_: Support.SUPPORTED) is None
