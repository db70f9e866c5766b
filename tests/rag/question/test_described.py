"""Questions that describe someone at length and ask who it is."""

import pytest

from rag.question.described import describes_one
from rag.question.understand import understand


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        (
            "Which firm, known for its ferries, was sued over the oil at Tarn, and has bought the shipyard of Weyre?",
            True,
        ),
        ("Who replaced General José de Meer?", False),  # one claim
        ("Did Norlund buy the yard, and was it sued over the oil at Tarn?", False),
        ("Do the Sund Times and the Vale Courier agree on the oil at Tarn, and on the yard of Weyre?", False),
    ],
)
def test_only_a_question_of_several_claims_that_asks_who_or_which_is_answered_by_a_shared_name(question, asks):
    assert describes_one(understand(question)) is asks
