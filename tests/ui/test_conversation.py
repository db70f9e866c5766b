"""Turns folded from events, and the history that a follow-up is read with."""

from rag.answer import Answer, AnswerSentence, SentenceChecked, Status, Support, Token, Withdrawn
from ui.conversation import Stage, Turn, history


def done(question, text):
    answer = Answer(id="q", question=question, standalone_question=question, status=Status.REFUSED, text=text)
    return Turn(question=question, stage=Stage.DONE, answer=answer)


def test_history_holds_the_finished_turns_oldest_first():
    turns = [done("One?", "Yes. [1]"), Turn(question="Two?").stopped(), done("Three?", "No. [2]")]
    assert history(turns) == [
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "Yes. [1]"},
        {"role": "user", "content": "Three?"},
        {"role": "assistant", "content": "No. [2]"},
    ]


def test_an_empty_piece_changes_nothing():
    turn = Turn(question="Q")
    assert turn.after(Token("")) == turn


def test_what_a_writer_that_is_asked_again_said_before_is_neither_shown_nor_counted():
    turn = Turn(question="Q")
    seen = turn
    for text, support, kept in [("It froze.", Support.UNSUPPORTED, False), ("He won.", Support.SUPPORTED, True)]:
        sentence = AnswerSentence(text=text, citations=(1,), support=support)
        seen = seen.after(Token(f"{text} [1]")).after(SentenceChecked(sentence, (), kept))
    seen = seen.after(Token("And th"))
    assert (seen.taken_out, len(seen.sentences), seen.pending) == (1, 1, "And th")
    assert seen.after(Withdrawn()) == turn


def test_a_turn_is_over_when_nothing_more_comes():
    turn = Turn(question="Q")
    assert not turn.is_over
    assert turn.stopped().is_over
    assert turn.failed("no").is_over
