"""What a question begins with that asks nothing does not hide what kind of question it is."""

import pytest

from rag.question.asked import Kind, asked
from rag.question.clauses import asks_yes_or_no
from rag.question.followup import leaned_on
from rag.question.introduced import introduction_asked
from rag.question.opening import without_opening
from rag.question.reasons import asks_why
from rag.question.speech import speech_asked
from rag.writing.revision.full_name import asks_who


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("And did it open?", "Did it open?"),
        ("But then, when did it open?", "When did it open?"),
        ("Thanks! And in which year was that?", "In which year was that?"),
        ("ok so what's his name?", "What's his name?"),
        ("So many people came. Why?", "So many people came. Why?"),
        ("And Norbro?", "And Norbro?"),
        ("Now you see it", "Now you see it"),
        ("Thanks!", "Thanks!"),
        ("", ""),
    ],
)
def test_a_question_begins_where_it_asks(question, asks):
    assert without_opening(question) == asks


@pytest.mark.parametrize("opening", ["And ", "But ", "So, ", "And then ", "Thanks! And ", "OK, "])
@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        ("did the mill open?", asks_yes_or_no),
        ("who closed the mill?", asks_who),
        ("why did the mill close?", asks_why),
        ("what did Varga say?", lambda asks: speech_asked(asks) is not None),
        ("who is Ines Lind?", lambda asks: introduction_asked(asks) == "Ines Lind"),
        ("when did the mill open?", lambda asks: asked(asks).kind is Kind.TIME),
        ("what is the name of the boat?", lambda asks: asked(asks).kind is Kind.NAME),
    ],
)
def test_what_kind_of_question_it_is_is_told_after_its_opening(opening, question, is_so):
    follow_up = f"{opening}{question}"
    asks, before = leaned_on(follow_up, f"Tell me about the mill. {follow_up}")
    assert is_so(asks)
    assert before == "Tell me about the mill."
