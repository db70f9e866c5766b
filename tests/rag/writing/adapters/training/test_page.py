"""What the adapters learned from: answers as the chain takes them, word for word from the sentence they cite."""

import pytest

from rag.answer import Citation, Support
from rag.support.check import check
from rag.writing.adapters.training.page import answers_yes_or_no, asks, cited, closed, page, refuses, sentence_of
from rag.writing.cite import CitationStream, CitedSentence
from rag.writing.prompt import NO_ANSWER

LONG = (
    "Mayor Ulla Brekke (born in Tarn) said the harbour bridge would cost 31 million crowns, which is twice what the "
    "council of Halmstrand had set aside for it in the spring."
)


@pytest.mark.parametrize("answer", ["31 million crowns", "Tarn", "in the spring", "Ulla Brekke"])
def test_an_answer_is_one_sentence_that_its_citation_supports(answer):
    stream = CitationStream(range(1, 3))
    pieces = [*stream.feed(cited(LONG, 2, answer)), *stream.close()]
    [piece] = [piece for piece in pieces if isinstance(piece, CitedSentence)]
    citation = Citation(
        n=2, article_id="a", title="", source="", published_at=None, url=None, start=0, end=len(LONG), quote=LONG
    )
    assert answer in piece.text
    assert piece.numbers == (2,)
    assert check(piece.text, [citation]) is Support.SUPPORTED


def test_a_long_sentence_ends_where_another_clause_begins():
    assert cited(LONG, 1, "31 million crowns") == (
        "Mayor Ulla Brekke said the harbour bridge would cost 31 million crowns. [1]"
    )
    assert cited(LONG, 1) == f"{LONG} [1]"


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("“It rained.”", "It rained."),
        ('"It rained," she said', '"It rained," she said.'),
        ('She said: "It rained."', 'She said: "It rained".'),
        ("Did it rain?", "Did it rain?"),
        ("Sale: 3 crowns [net];", "Sale: 3 crowns (net)."),
    ],
)
def test_a_sentence_is_closed_as_the_grammar_wants_it(text, ended):
    assert closed(text) == ended


def test_a_page_is_what_the_writer_is_shown():
    told = [("It rained.", "a"), ("It froze.", "a"), ("It thawed.", "b")]
    shown = [
        sentence_of(name, f"Weather {name}", text, source="Sund Times", published_at="2024-02-11")
        for text, name in told
    ]
    assert page(shown, [], origins=True)["page"] == (
        "# Weather a (Sund Times, 2024-02-11)\n1 It rained.\n2 It froze.\n"
        "# Weather b (Sund Times, 2024-02-11)\n3 It thawed."
    )


def test_yes_and_no_stand_in_front_and_a_name_keeps_its_capital():
    assert answers_yes_or_no(["The bridge is open. [1]"], yes=True) == "Yes, the bridge is open. [1]"
    assert answers_yes_or_no(["Halmstrand has one. [1]"], yes=False) == "No, Halmstrand has one. [1]"


def test_a_question_is_put_as_in_the_prompt():
    assert asks("When?", "In May. [1]", "", before="Who?")["question"] == "Earlier question: Who?\nQuestion: When?"
    assert refuses("Why?", "")["answer"] == NO_ANSWER
