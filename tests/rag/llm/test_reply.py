"""What of a server's reply is the answer."""

import pytest

from rag.llm.reply import Reply


def answer(*pieces):
    reply = Reply()
    told = "".join([*map(reply.feed, pieces), reply.close()])
    assert reply.is_empty is not bool(told.strip())
    return told


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (("Lind ", "won. [1]"), "Lind won. [1]"),
        (("<think>Who ", "won?</think>\n\nLind ", "won."), "Lind won."),
        (("\n<th", "ink>", "Hm.</th", "ink>", "\n", "Lind won."), "Lind won."),
        (("<think>", "Hm, Lind won"), ""),
        (("<think></think>",), ""),
        (("<thi",), "<thi"),
        (("<b>Lind</b> won.",), "<b>Lind</b> won."),
        (("Lind won. <think>Or not?</think>",), "Lind won. <think>Or not?</think>"),  # said in the answer, and checked
        (("  ",), "  "),
        ((), ""),
    ],
)
def test_thoughts_before_the_answer_are_left_out(pieces, told):
    assert answer(*pieces) == told


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (("Lind \ud83d", "\ude00 won"), "Lind 😀 won"),
        (("\ud83d\ude00",), "😀"),
        (("Lind \ud83d", " won"), "Lind \ufffd won"),
        (("Lind \ude00 won",), "Lind \ufffd won"),
        (("Lind \ud83d",), "Lind \ufffd"),
    ],
)
def test_halves_of_a_character_are_joined_or_replaced(pieces, told):
    assert answer(*pieces) == told
