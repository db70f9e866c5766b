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
    usual = most_doubt(asked, writer="another", yes_or_no=yes_or_no)
    assert usual == (asked.doubt_of_yes_or_no if yes_or_no else asked.doubt)
    for model in (LOCAL, SMALL):
        assert most_doubt(asked, writer=taught(model), yes_or_no=yes_or_no) > usual


@pytest.mark.parametrize("writer", ["another", taught(LOCAL), taught(SMALL)])
def test_the_more_caution_the_less_doubt_may_be_left(writer):
    cautious, balanced, eager = (
        most_doubt(THRESHOLDS[Caution(name)], writer=writer, yes_or_no=False)
        for name in ("cautious", "balanced", "eager")
    )
    assert cautious < balanced < eager
