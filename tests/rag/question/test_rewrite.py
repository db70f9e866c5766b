"""The writer may rewrite a follow-up, but only with words that are already there."""

import pytest

from rag.errors import ModelUnavailable
from rag.llm.protocol import Delta
from rag.question.rewrite import needs_model, prompt, rewriting, trusted

HISTORY = [
    {"role": "user", "content": "Who led the NATO mission?"},
    {"role": "assistant", "content": "José de Meer Madrid led it. [1]"},
    {"role": "user", "content": "Who replaced him?"},
    {"role": "assistant", "content": "Pedro Miguel Llano did. [1]"},
]


class Scripted:
    name = "scripted"
    takes_grammar = False
    small = False
    taught = False

    def __init__(self, text):
        self.text = text
        self.asked = []

    def stream(self, messages, *, max_tokens, grammar=None, bias=None, likely=False):
        self.asked.append((messages, max_tokens))
        yield Delta("")
        for character in self.text:
            yield Delta(character)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("When did Pedro Miguel Llano take command of the NATO mission?", None),  # "command" is the writer's own
        ("When was Pedro Miguel Llano born?", "When was Pedro Miguel Llano born?"),
        ('"When was Pedro Miguel Llano born?"\n', "When was Pedro Miguel Llano born?"),
        ("Pedro Miguel Llano.", None),  # an answer, and it lost "born"
        ("When was he born?", None),  # nothing was put in
        ("When was Pedro Miguel Llano born?\nHe was born in 1961.", None),
        ("", None),
    ],
)
def test_only_words_of_the_conversation_are_taken(written, taken):
    said = "".join(delta.text for delta in rewriting("When was he born?", HISTORY, Scripted(written)))
    assert trusted(said, "When was he born?", HISTORY) == taken


def test_a_writer_that_is_too_slow_is_not_waited_for():
    writer = Scripted("When was Pedro Miguel Llano born?")
    with pytest.raises(ModelUnavailable, match="0 s to rewrite"):
        list(rewriting("When was he born?", HISTORY, writer, seconds=0))


def test_the_prompt_holds_the_last_turns_cut_short_and_the_question():
    long = [*HISTORY, {"role": "user", "content": "x" * 5000}]
    asked = prompt("When was he\nborn?", long)[-1]["content"]
    assert "Last question: When was he born?" in asked
    assert "José de Meer Madrid led it." in asked
    assert "Who led" not in asked
    assert len(asked) < 2000


@pytest.mark.parametrize(
    ("question", "history", "needed"),
    [
        ("When was he born?", HISTORY, True),
        ("Who replaced him?", HISTORY[:2], False),
        ("How many sirens does the town of Hollin have?", HISTORY, False),
        ("When was he born?", [], False),
    ],
)
def test_the_writer_is_asked_only_where_rules_are_not_enough(question, history, needed):
    assert needs_model(question, history) is needed
