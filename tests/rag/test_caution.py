"""What is asked of an answer depends on the caution, and on who writes."""

import pytest

from rag.caution import THRESHOLDS, Caution, thresholds
from rag.llm.models import LOCAL, SMALL


@pytest.mark.parametrize("caution", Caution)
def test_the_small_writer_may_doubt_more_and_one_not_measured_as_much_as_the_usual(caution):
    small = thresholds(caution, writer=SMALL.title)
    assert thresholds(caution, writer=LOCAL.title) == thresholds(caution, writer="another") == THRESHOLDS[caution]
    assert small.doubt > THRESHOLDS[caution].doubt
    assert small.doubt_of_yes_or_no > THRESHOLDS[caution].doubt_of_yes_or_no
    assert small.score == THRESHOLDS[caution].score
