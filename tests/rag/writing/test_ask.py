"""One question put to a writer: how it refuses, says yes or no, and what of its sentences is kept."""

import pytest
from answer_checks import cited_number

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from rag.answer import Status, Support, Token
from rag.chain import QAChain
from rag.writing.prompt import NO_ANSWER, REFUSAL, REFUSES_WITH

COMMAND = "Who took over command of the NATO mission in July 2025?"


@pytest.mark.parametrize(("doubt", "status"), [(0.05, Status.ANSWERED), (0.5, Status.REFUSED)])
def test_a_writer_in_doubt_is_stopped_before_it_says_anything(collection, chain_writing, doubt, status):
    number = cited_number(QAChain(collection).ask(COMMAND), "handed over leadership")
    chain = chain_writing(f"Pedro Miguel Sebastián de Erice Llano took over. [{number}]", doubt=doubt)
    *events, finished = chain.stream(COMMAND)
    assert finished.answer.status is status
    assert chain.writer.stopped == 2  # at few sentences, and at all of them
    assert any(isinstance(e, Token) and e.text for e in events) is (status is Status.ANSWERED)


def test_a_writer_that_does_not_tell_its_doubt_may_refuse_in_words(chain_writing):
    chain = chain_writing("Llano took over. [1]", REFUSAL, takes_grammar=True)
    assert chain.ask(COMMAND).status is Status.REFUSED
    first, second, *_ = chain.writer.biases
    assert REFUSES_WITH in first
    assert REFUSES_WITH not in second
    assert [NO_ANSWER in grammar for grammar in chain.writer.grammars] == [False, True, False, True]


def test_a_good_hit_makes_up_for_doubt_where_the_question_names_nothing(collection, chain_writing):
    question = "by how many votes was the harbour bridge approved?"
    number = cited_number(QAChain(collection).ask(question), "nine votes to four")
    said = f"The council approved the harbour bridge by nine votes to four. [{number}]"
    asked = (question, question.replace("bridge", "bridge in Halmstrand"))
    found = [chain_writing(said, doubt=0.18).ask(each).status for each in asked]
    assert found == [Status.ANSWERED, Status.REFUSED]


def test_an_interviewers_question_is_no_answer_and_its_reply_is_read(tmp_path, chain_writing):
    text = (
        "Ines Lund speaks.\n\nDid the yard make you an offer?\n\n“Twice. It is a warm office. I said no.”\n\nIt rained."
    )
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add([Article(id="lund", title="Ines Lund", text=text, original=text)])
        question = "What did Ines Lund say to the offer of the yard?"
        evidence = QAChain(opened).ask(question)
        reply, offer = (cited_number(evidence, words) for words in ("I said no", "an offer?"))
        answer = chain_writing(f"Did the yard make you an offer? [{offer}] I said no. [{reply}]", within=opened).ask(
            question
        )
    assert answer.text == f"I said no. [{reply}]"


def test_a_small_writer_that_begins_with_another_word_says_yes_or_no_as_is_likelier(collection, chain_writing):
    question = "Did Ivo Lind beat Mara Tesk in the Sund chess cup?"
    number = cited_number(QAChain(collection).ask(question), "He beat Mara Tesk")
    said = f"Yes, he beat Mara Tesk in 41 moves. [{number}]"
    chain = chain_writing("Nineteen. [1]", said, doubt=0.01, piece=1, likely={"N": 0.6, "No": 0.1, "Yes": 0.2})
    assert chain.ask(question).sentences[0].text == "Yes, he beat Mara Tesk in 41 moves."
    first, second = chain.writer.grammars
    assert '"Yes, " | "No, "' in first
    assert 'lead ::= "Yes, "\n' in second
    plain = chain_writing(said, doubt=0.01, likely={"No": 0.1, "Yes": 0.2})
    assert plain.ask(question).sentences[0].text == "Yes, he beat Mara Tesk in 41 moves."
    assert len(plain.writer.asked) == 1


def test_a_bare_number_adds_nothing_to_an_answer(collection, chain_writing):
    question = "In how many moves did Ivo Lind beat Mara Tesk?"
    number = cited_number(QAChain(collection).ask(question), "He beat Mara Tesk")
    said = chain_writing(f"He beat Mara Tesk in 41 moves. [{number}] 41. [{number}]").ask(question)
    assert [sentence.text for sentence in said.sentences] == ["He beat Mara Tesk in 41 moves."]
    assert chain_writing(f"41. [{number}]").ask(question).sentences[0].text.startswith("41")


def test_yes_or_no_is_the_writers_reading_of_what_it_cites(collection, chain_writing):
    question = "Did Ivo Lind beat Mara Tesk in the Sund chess cup?"
    number = cited_number(QAChain(collection).ask(question), "He beat Mara Tesk")
    for said, support in (("Yes, he beat", Support.PARTLY), ("He beat", Support.SUPPORTED)):
        [sentence] = chain_writing(f"{said} Mara Tesk in 41 moves. [{number}]").ask(question).sentences
        assert sentence.support is support


def test_a_writer_that_does_not_end_is_stopped_and_what_was_checked_stays(collection, chain_writing):
    number = cited_number(QAChain(collection).ask(COMMAND), "handed over leadership")
    said = f"Pedro Miguel Sebastián de Erice Llano took over. [{number}]"
    chain = chain_writing(f"{said} {'And so on and on ' * 1000}", piece=50)
    *events, finished = chain.stream(COMMAND)
    assert finished.answer.text == said
    assert sum(len(event.text) for event in events if isinstance(event, Token)) < 3000
