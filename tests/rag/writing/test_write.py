"""What is asked of a writer, in what order, and what of its words may stand as the answer."""

import re

import pytest
from answer_checks import assert_invariants, cited_number

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from rag.answer import (
    AnswerSentence,
    Evidence,
    EvidenceFound,
    Retrieved,
    SentenceChecked,
    Status,
    Support,
    Token,
    Withdrawn,
)
from rag.chain import QAChain
from rag.llm.protocol import LLM
from rag.question.parts import Part
from rag.retrieval.found import Found
from rag.writing.draft import Draft
from rag.writing.prompt import REFUSAL
from rag.writing.write import _is_no_such_speech, _standing

COMMAND = "Who took over command of the NATO mission in July 2025?"
VOTES = "By how many votes did the council of Halmstrand approve the harbour bridge?"  # of two articles


def shown(messages):
    return [line for line in messages[-1]["content"].splitlines() if re.match(r"\d+ ", line)]


def test_the_scripted_writer_has_what_a_real_one_has(chain_writing):
    members = [name for name in vars(LLM) if not name.startswith("_")]
    assert [name for name in members if not hasattr(chain_writing("No.").writer, name)] == []


def test_a_small_writer_is_shown_the_likeliest_sentences_and_in_doubt_all_of_them(collection, chain_writing):
    found = QAChain(collection).ask(COMMAND)
    chain = chain_writing("Pedro Miguel Sebastián de Erice Llano took over. [9]", doubt=0.05)
    chain.ask(COMMAND)
    first, second = (shown(messages) for messages in chain.writer.asked)
    assert len(first) < len(second) == len(found.evidence)
    assert any("handed over leadership" in line for line in first)
    for lines, grammar in zip((first, second), chain.writer.grammars, strict=True):
        numbers = [line.partition(" ")[0] for line in lines]
        assert numbers == [str(n) for n in range(1, len(lines) + 1)]
        assert grammar.rpartition("number ::= ")[2] == " | ".join(f'"{n}"' for n in numbers)


def test_what_is_cited_at_first_look_is_the_sentence_that_stood_there(collection, chain_writing):
    chain = chain_writing("Nobody. [1]", doubt=0.005)
    chain.ask(COMMAND)
    lines = shown(chain.writer.asked[0])
    n, told = next(line.split(" ", 1) for line in lines if "handed over leadership" in line)
    chain = chain_writing(f"Pedro Miguel Sebastián de Erice Llano took over. [{n}]", doubt=0.005)
    *events, finished = chain.stream(COMMAND)
    answer = finished.answer
    said = "".join(event.text for event in events if isinstance(event, Token))
    assert said.endswith(f"[{answer.citations[0].n}]")  # as it is shown while it is written, before anything is mended
    assert Withdrawn() not in events
    assert [" ".join(citation.quote.split()) for citation in answer.citations] == [told]
    assert answer.citations[0].n != int(n)  # or it would not show
    assert chain.writer.stopped == 1
    unsure = chain_writing(f"Pedro Miguel Sebastián de Erice Llano took over. [{n}]", doubt=0.05)
    unsure.ask(COMMAND)
    assert unsure.writer.stopped == 2  # it may doubt so much only where it is shown all of them
    assert_invariants(answer, collection)


# Half of both doubts, in log-odds, is -1.9 at first and then -1.6; -1.75 is the most that a writer may doubt.
@pytest.mark.parametrize(("in_the_other_order", "status"), [(0.05, Status.ANSWERED), (0.09, Status.REFUSED)])
def test_a_writer_that_is_unsure_reads_the_articles_in_another_order(
    collection, chain_writing, in_the_other_order, status
):
    found = QAChain(collection).ask(VOTES).evidence
    last = found[-1].article_id
    assert last != found[0].article_id
    chain = chain_writing("Nobody. [1]", doubt=(0.05, 0.3, in_the_other_order))
    said = "by nine votes to four"
    chain.ask(VOTES)
    once, again = (shown(messages) for messages in chain.writer.asked[-2:])
    assert once != again
    assert sorted(line.partition(" ")[2] for line in once) == sorted(line.partition(" ")[2] for line in again)
    assert again[0].partition(" ")[2] == next(" ".join(e.quote.split()) for e in found if e.article_id == last)
    n = next(line.partition(" ")[0] for line in again if said in line)
    chain = chain_writing(f"The council of Halmstrand approved it {said}. [{n}]", doubt=(0.05, 0.3, in_the_other_order))
    answer = chain.ask(VOTES)
    assert answer.status is status
    assert all(said in citation.quote for citation in answer.citations)
    assert_invariants(answer, collection)


@pytest.mark.parametrize(("doubt", "looks"), [((0.001,), 1), ((0.05, 0.01), 2), ((0.05, 0.6), 2), ((0.05, 0.1), 3)])
def test_a_writer_that_is_sure_is_not_asked_again(chain_writing, doubt, looks):
    chain = chain_writing("The council approved the harbour bridge by nine votes to four. [1]", doubt=doubt)
    chain.ask(VOTES)
    assert len(chain.writer.asked) == looks


@pytest.mark.parametrize(("doubt", "status"), [(0.1, Status.ANSWERED), (0.2, Status.REFUSED)])
def test_of_one_article_there_is_no_other_order_to_read(tmp_path, collection, chain_writing, doubt, status):
    with Collection.open(IndexConfig(home=tmp_path), embedder=collection.embedder) as opened:
        opened.add([collection.article("bridge-vote")])
        chain = chain_writing("It would cost 31 million crowns. [2]", within=opened, doubt=doubt)
        answer = chain.ask("What did Mayor Ulla Brekke say the harbour bridge would cost?")
        orders = [shown(messages) for messages in chain.writer.asked if len(shown(messages)) == len(answer.evidence)]
    assert answer.status is status
    assert len(orders) == 1


def test_a_first_look_without_an_answer_that_holds_is_followed_by_a_second(collection, chain_writing):
    number = cited_number(QAChain(collection).ask(COMMAND), "handed over leadership")
    chain = chain_writing(
        f"The harbour of Sund froze over. [{number}]",
        f"Pedro Miguel Sebastián de Erice Llano took over. [{number}]",
        doubt=0.005,
    )
    *events, finished = chain.stream(COMMAND)
    answer = finished.answer
    assert chain.writer.stopped == 2
    looks = [type(event) for event in events if not isinstance(event, Token)]
    assert looks == [Retrieved, EvidenceFound, SentenceChecked, Withdrawn, SentenceChecked]
    assert answer.text == f"Pedro Miguel Sebastián de Erice Llano took over. [{number}]"
    assert_invariants(answer, collection)


@pytest.mark.parametrize(
    "question",
    [
        "Who approved the harbour bridge in Halmstrand, and when was it delayed?",
        "Which mayor told the Halmstrand Post that the harbour bridge would cost 31 million crowns, and told the Sund "
        "Times that she had not been told of its delay by a year?",
    ],
)
def test_a_question_of_several_things_is_put_with_all_sentences_at_once(collection, chain_writing, question):
    chain = chain_writing("Ulla Brekke. [1]", doubt=0.005)
    answer = chain.ask(question)
    assert {len(shown(messages)) for messages in chain.writer.asked} == {len(answer.evidence)}


def test_a_writer_that_takes_no_grammar_is_shown_all_sentences_at_once(collection, chain_writing):
    chain = chain_writing("Ulla Brekke. [1]")
    answer = chain.ask(COMMAND)
    assert [len(shown(messages)) for messages in chain.writer.asked] == [len(answer.evidence)]


def test_each_question_of_several_is_asked_and_the_open_one_is_named(collection, chain_writing):
    question = "Who won the Sund chess cup, and what did the harbour bridge in Halmstrand cost Mara Tesk?"
    number = cited_number(QAChain(collection).ask(question), "Ivo Lind won")
    chain = chain_writing(f"Ivo Lind won the Sund chess cup. [{number}]", REFUSAL, doubt=0.01)
    answer = chain.ask(question)
    assert [sentence.text for sentence in answer.sentences] == ["Ivo Lind won the Sund chess cup."]
    assert answer.note == "Nothing found answers: What did the harbour bridge in Halmstrand cost Mara Tesk?"
    asked = [messages[-1]["content"].rpartition("\n\n")[2] for messages in chain.writer.asked]
    assert asked[0] == "Question: Who won the Sund chess cup?"
    assert asked[1].startswith("Earlier question: Who won the Sund chess cup?")
    assert answer.tokens.prompt == 200
    assert_invariants(answer, collection)


def test_a_part_is_not_answered_with_what_another_part_named(collection, chain_writing):
    question = "What did Ivo Lind and Ulla Brekke each win?"
    number = cited_number(QAChain(collection).ask(question), "Ivo Lind won")
    won = f"Ivo Lind won the Sund chess cup. [{number}]"
    answer = chain_writing(won, f"Lind won the chess cup and its prize. [{number}]", doubt=0.01).ask(question)
    assert [sentence.text for sentence in answer.sentences] == ["Ivo Lind won the Sund chess cup."]


@pytest.mark.parametrize(("doubt", "stands"), [(0.002, True), (0.01, False)], ids=["certain", "not so certain"])
def test_a_part_is_answered_in_quite_other_words_where_the_writer_is_certain(collection, chain_writing, doubt, stands):
    question = "Who won the Sund chess cup, and what did the champion take home?"
    number = cited_number(QAChain(collection).ask(question), "Ivo Lind won")
    won, prize = f"Ivo Lind won the Sund chess cup. [{number}]", f"Its prize of 20,000 euros. [{number}]"
    answer = chain_writing(won, prize, doubt=doubt).ask(question)
    assert ("Its prize of 20,000 euros." in [sentence.text for sentence in answer.sentences]) is stands
    assert_invariants(answer, collection)


def test_an_outlet_asked_for_is_quoted_where_the_writer_gives_anothers_number(collection, chain_writing):
    question = (
        "How many crowns would the harbour bridge in Halmstrand cost according to the Halmstrand Post, "
        "and how many euros did Ivo Lind win?"
    )
    number = cited_number(QAChain(collection).ask(question), "Ivo Lind won")
    won = f"Ivo Lind won the Sund chess cup and its prize of 20,000 euros. [{number}]"
    answer = chain_writing(won, doubt=0.01).ask(question)
    assert [sentence.text for sentence in answer.sentences] == [
        "Halmstrand Post: Mayor Ulla Brekke said it would cost 31 million crowns.",
        "Sund Times: Ivo Lind won the Sund chess cup and its prize of 20,000 euros.",
    ]
    assert_invariants(answer, collection)
    refused = chain_writing(REFUSAL, won, doubt=0.01).ask(question)
    assert [sentence.text for sentence in refused.sentences] == [
        "Ivo Lind won the Sund chess cup and its prize of 20,000 euros."
    ]


def test_an_answer_that_lacks_the_kind_of_thing_asked_for_is_a_refusal(collection, chain_writing):
    question = "When did the council of Halmstrand approve the harbour bridge?"
    number = cited_number(QAChain(collection).ask(question), "nine votes to four")
    answer = chain_writing(f"The council of Halmstrand approved the harbour bridge. [{number}]").ask(question)
    assert answer.status is Status.REFUSED
    assert answer.note == "What was found does not give the time asked for."


def test_what_is_cited_stands_for_an_answer_that_leaves_out_what_was_asked_for(collection, chain_writing):
    question = "When did the NATO mission change command?"
    number = cited_number(QAChain(collection).ask(question), "handed over leadership")
    answer = chain_writing(f"The NATO mission underwent a change of command. [{number}]").ask(question)
    assert answer.text.startswith("In July 2025, the NATO mission underwent a change of command")
    assert_invariants(answer, collection)


def test_an_answer_of_another_thing_than_the_one_asked_for_is_a_refusal(collection, chain_writing):
    question = "What prize did Ivo Lind win in the Sund chess cup of 2019?"
    number = cited_number(QAChain(collection).ask(question), "Ivo Lind won")
    said = f"Ivo Lind won the Sund chess cup and its prize of 20,000 euros. [{number}]"
    answer = chain_writing(said).ask(question)
    assert answer.status is Status.REFUSED
    assert answer.note == "What was found for it says nothing of 2019."
    assert chain_writing(said).ask(question.replace("2019", "2024")).status is Status.ANSWERED


def test_names_that_the_next_sentence_gives_are_told_with_it(tmp_path, chain_writing):
    text = "Mayor Ulla Brekke wrote to two banks in May. She began with Tarnbank and went on to Sund Credit. It rained."
    article = Article(id="banks", title="Letters", source="Sund Times", published_at=None, text=text, original=text)
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add([article])
        question = "Which banks did Mayor Ulla Brekke write to?"
        number = cited_number(QAChain(opened).ask(question), "wrote to two banks")
        answer = chain_writing(f"Mayor Ulla Brekke wrote to two banks. [{number}]", within=opened).ask(question)
        assert "Tarnbank" in answer.text
        assert [citation.n for citation in answer.citations] == [number, number + 1]
        assert_invariants(answer, opened)


def test_a_mere_name_of_the_question_is_no_answer(collection, chain_writing):
    question = "What did Ivo Lind say about the Sund chess cup?"
    number = cited_number(QAChain(collection).ask(question), "Ivo Lind")
    answer = chain_writing(f"Ivo Lind. [{number}]").ask(question)
    assert answer.status is Status.REFUSED


@pytest.mark.parametrize(("occurrence", "anothers"), [(0, True), (1, False)])
def test_of_two_sentences_that_read_alike_the_place_of_the_cited_one_tells_who_speaks(occurrence, anothers):
    said = "“The mill was sold long ago,” he said."
    text = f"Judge Mark Reyes spoke. {said} {'It rained in Tarn. ' * 20}Ivo Varga spoke. {said}"
    start = (text.index(said), text.rindex(said))[occurrence]
    cited = Evidence(
        article_id="mill", title="The mill", source="", published_at=None, url=None,
        start=start, end=start + len(said), quote=said, score=0.5,
    )  # fmt: skip
    draft = Draft(id="1", question="", found=Found((cited,), texts={"mill": text}))
    sentence = AnswerSentence(text=said, citations=(1,), support=Support.SUPPORTED)
    assert _is_no_such_speech("What did Ivo Varga say about the mill?", sentence, draft) is anothers


def test_what_another_said_is_no_answer_to_what_somebody_said(tmp_path, chain_writing):
    filler = "The court in Tarn sat in a hall by the river, where rain came through the roof. " * 5
    text = f"Tilda Varga came to court in May. {filler}Judge Mark Reyes spoke. “The mill was sold long ago,” he said."
    article = Article(id="mill", title="The mill", source="Sund Times", published_at=None, text=text, original=text)
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add([article])
        for question, status in (
            ("What did Tilda Varga say about the mill?", Status.REFUSED),
            ("What did Judge Reyes say about the mill?", Status.ANSWERED),
        ):
            number = cited_number(QAChain(opened).ask(question), "he said")
            answer = chain_writing(f"“The mill was sold long ago,” he said. [{number}]", within=opened).ask(question)
            assert answer.status is status


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("The Norbro tram carries 180 passengers.", Status.REFUSED),
        ("The Norbro tram stops less often than the Tarn ferry.", Status.ANSWERED),
    ],
)
def test_whether_one_is_more_than_the_other_is_not_told_by_one_of_them(tmp_path, chain_writing, told, status):
    text = f"{told} The Tarn ferry is painted blue. It rained on both."
    article = Article(id="tram", title="Travel", source="Sund Times", published_at=None, text=text, original=text)
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add([article])
        question = "Does the Norbro tram stop more often than the Tarn ferry?"
        number = cited_number(QAChain(opened).ask(question), told)
        answer = chain_writing(f"No, {told[0].lower()}{told[1:-1]}. [{number}]", within=opened).ask(question)
        assert answer.status is status
        if status is Status.REFUSED:
            assert answer.note == "What was found does not set the Norbro tram against the Tarn ferry."


@pytest.mark.parametrize(
    ("told", "stands"), [("The tram has a range of 90 kilometres.", True), ("Sund's bus runs 90 kilometres.", False)]
)
def test_what_gives_the_kind_asked_for_must_be_about_what_was_asked(told, stands):
    question, quote = "What is the range of the Norbro tram?", "The Norbro tram is a low-floor vehicle."
    texts = {"norbro": f"{quote} {told}"} if stands else {"norbro": quote, "other": told}
    evidence = tuple(
        Evidence(
            article_id=article_id, title="", source="", published_at=None, url=None,
            start=texts[article_id].index(each), end=texts[article_id].index(each) + len(each), quote=each, score=0.5,
        )
        for article_id, each in zip((*texts, "norbro"), (quote, told), strict=False)
    )  # fmt: skip
    margins = {(evidence[1].article_id, evidence[1].start): 8.0}
    found = Found(evidence, searchable=texts, margins=margins)
    draft = Draft(id="1", question=question, standalone=question, found=found)
    kept = [AnswerSentence(text=quote, citations=(1,), support=Support.SUPPORTED)]
    stand, why = _standing(Part(question), kept, draft, alone=True)
    assert ([one.text for one in stand], bool(why)) == (([told], False) if stands else ([], True))
