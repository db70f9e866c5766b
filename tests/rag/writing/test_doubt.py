"""How much doubt is too much depends on the caution, and on who writes."""

import pytest

from rag.caution import THRESHOLDS, Caution
from rag.llm.models import LOCAL, SMALL
from rag.writing.adapters import taught
from rag.writing.doubt import most_doubt


@pytest.mark.parametrize("yes_or_no", [True, False])
@pytest.mark.parametrize("caution", Caution)
def test_a_writer_that_was_taught_to_refuse_may_doubt_more_than_one_not_measured(caution, yes_or_no):
    asked = THRESHOLDS[caution]
    usual = most_doubt(asked, writer="another", yes_or_no=yes_or_no, fit=0.9, named=True)
    assert usual == (asked.doubt_of_yes_or_no if yes_or_no else asked.doubt)
    for model in (LOCAL, SMALL):
        assert most_doubt(asked, writer=taught(model), yes_or_no=yes_or_no, fit=0.9, named=True) > usual


@pytest.mark.parametrize("writer", ["another", taught(LOCAL), taught(SMALL)])
def test_the_more_caution_the_less_doubt_may_be_left(writer):
    cautious, balanced, eager = (
        most_doubt(THRESHOLDS[Caution(name)], writer=writer, yes_or_no=False, fit=0.5, named=True)
        for name in ("cautious", "balanced", "eager")
    )
    assert cautious < balanced < eager


def test_a_question_without_a_name_may_be_doubted_the_more_the_better_its_hit():
    asked = THRESHOLDS[Caution.BALANCED]

    def allowed(fit, *, named=False, yes_or_no=False):
        return most_doubt(asked, writer="another", yes_or_no=yes_or_no, fit=fit, named=named)

    steps = [allowed(fit) for fit in (0.1, 0.3, 0.5, 0.55, 0.6, 0.9, 1.0)]
    assert steps == sorted(steps)
    assert steps[0] == steps[1] < allowed(0.5, named=True) < steps[-1]
    assert allowed(asked.fit, named=True) == allowed(0.9, named=True) == asked.doubt
    assert allowed(0.9, yes_or_no=True) == allowed(0.9, yes_or_no=True, named=True)


def test_only_a_good_hit_lets_yes_or_no_be_doubted_more():
    asked = THRESHOLDS[Caution.BALANCED]
    below, above = (
        most_doubt(asked, writer="another", yes_or_no=True, fit=asked.fit_with_gaps + more, named=True)
        for more in (-0.01, 0.01)
    )
    assert (below, above) == (asked.doubt, asked.doubt_of_yes_or_no)


@pytest.mark.parametrize("caution", Caution)
@pytest.mark.parametrize("yes_or_no", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_where_no_other_writer_would_be_asked_little_doubt_is_too_much(caution, yes_or_no, named):
    asked = THRESHOLDS[caution]

    def allowed(fit):
        return most_doubt(asked, writer=taught(LOCAL), yes_or_no=yes_or_no, fit=fit, named=named)

    assert allowed(asked.fit - 0.01) < allowed(asked.fit_with_gaps)
    assert allowed(asked.fit_to_ask) <= allowed(0.6) - 1.0
