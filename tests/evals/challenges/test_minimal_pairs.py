"""Minimal pairs: made from real sentences, the same every time, and able to tell a good guard from a blind one."""

from collections import Counter

import pytest

from evals.bench.guard import by_kind, is_right, wilson, without_each
from evals.challenges.changes import CHANGES
from evals.challenges.minimal_pairs import KINDS_OF_CHANGE, minimal_pairs
from evals.challenges.paraphrases import PARAPHRASES
from evals.datasets import ours
from rag.answer import Support
from rag.support.check import Check, check

EACH = 25


@pytest.fixture(scope="module")
def pairs():
    return minimal_pairs(ours.load().articles, each=EACH)


def test_our_own_articles_give_at_least_300_pairs(pairs):
    counts = Counter(pair.kind for pair in pairs)
    assert len(pairs) >= 300
    assert set(counts) >= {"number", "date", "name", "negation", "unit", "modality"}
    assert max(counts.values()) <= EACH


def test_the_same_articles_give_the_same_pairs(pairs):
    assert minimal_pairs(ours.load().articles, each=EACH) == pairs


def test_a_changed_sentence_differs_from_its_quote_and_the_quote_is_real(pairs):
    texts = {article.id: article.text for article in ours.load().articles}
    for pair in pairs:
        assert pair.citation.quote == texts[pair.citation.article_id][pair.citation.start : pair.citation.end]
        assert pair.faithful or pair.text != pair.citation.quote


@pytest.mark.parametrize(
    ("kind", "sentence", "among"),
    [
        ("number", "The boat carried 212 people to the pier.", "The boat carried 2"),
        ("unit", "The lane is 20 km long and straight.", "The lane is 20 miles long and straight."),
        ("negation", "The old bridge was closed in spring.", "The old bridge was not closed in spring."),
        ("negation", "The council did not pass the budget.", "The council did pass the budget."),
        ("modality", "The old bridge may be closed in spring.", "The old bridge is closed in spring."),
        ("attribution", "Brekke said the bridge was safe for all lorries.", "The bridge was safe for all lorries."),
        ("opposite", "The sales rose by a tenth.", "The sales fell by a tenth."),
    ],
)
def test_a_change_by_hand(kind, sentence, among):
    from random import Random

    made = [other for seed in range(8) for change in CHANGES[kind] for other in change(sentence, [], Random(seed))]
    assert any(other.startswith(among) and other != sentence for other in made)


@pytest.mark.parametrize(
    ("kind", "sentence", "other"),
    [
        ("adverbial moved", "In March 2021, the squadron reached its milestone.",
         "The squadron reached its milestone in March 2021."),
        ("other notation", "It carried 6,000 people.", "It carried 6000 people."),
        ("passive", "The council approved the budget on Friday.", "The budget was approved by the council on Friday."),
        ("surname only", "Ulla Brekke said no.", "Brekke said no."),
        ("contraction", "He did not stay.", "He didn't stay."),
        ("aside left out", "Ivo Lind, the mayor of Sund, resigned.", "Ivo Lind resigned."),
    ],
)  # fmt: skip
def test_a_paraphrase_by_hand(kind, sentence, other):
    from random import Random

    assert other in [made for way in PARAPHRASES[kind] for made in way(sentence, Random(0))]


def test_the_guard_catches_changes_and_passes_paraphrases(pairs):
    judged = [(pair, check(pair.text, [pair.citation])) for pair in pairs]
    for faithful in (False, True):
        right = [is_right(pair, verdict) for pair, verdict in judged if pair.faithful is faithful]
        assert sum(right) >= 0.95 * len(right)


def test_a_guard_that_says_yes_to_everything_catches_nothing(pairs):
    table = by_kind(pairs, [Support.SUPPORTED] * len(pairs))
    assert "| **changes caught** |" in table
    assert next(line for line in table.splitlines() if line.startswith("| number ")).split("|")[3].strip() == "0.000"


def test_the_ablation_has_a_line_for_each_check(pairs):
    lines = without_each(pairs[:3]).splitlines()
    assert len(lines) == 2 + 1 + len(Check)
    assert all(kind in lines[0] for kind in KINDS_OF_CHANGE)


def test_an_interval_has_a_width_even_when_all_are_right():
    low, high = wilson(60, 60)
    assert high == pytest.approx(1)
    assert 0.93 < low < 0.95  # by hand: 1 / (1 + 1.96² / 60) = 0.940
