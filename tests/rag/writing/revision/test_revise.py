"""The answer as a whole: what the evidence tells better than a small writer, and the other side of a comparison."""

import pytest
from answer_checks import assert_invariants, cited_number

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from rag.answer import Status
from rag.chain import QAChain
from rag.writing.prompt import REFUSAL


@pytest.mark.parametrize(
    ("doubt", "written", "status"),
    [
        pytest.param(0.01, "Nobody at all. [1]", Status.ANSWERED, id="an answer that does not hold"),
        pytest.param(0.5, "Nobody at all. [1]", Status.REFUSED, id="in doubt"),
        pytest.param(None, REFUSAL, Status.REFUSED, id="refused in words"),
    ],
)
def test_whom_the_reports_have_in_common_stands_for_an_answer_that_does_not_hold(
    collection, chain_writing, doubt, written, status
):
    question = (
        "Which mayor told the Halmstrand Post that the harbour bridge would cost 31 million crowns, and told the Sund "
        "Times that she had not been told of its delay by a year?"
    )
    answer = chain_writing(written, doubt=doubt, takes_grammar=True).ask(question)
    assert answer.status is status
    if status is Status.ANSWERED:
        assert {citation.article_id for citation in answer.citations} == {"bridge-vote", "bridge-delay"}
        assert all("Ulla Brekke" in citation.quote for citation in answer.citations)
        assert not answer.note
    assert_invariants(answer, collection)


def test_whom_the_reports_have_in_common_is_named_once(tmp_path, chain_writing):
    told = {
        "Post": "Mayor Ulla Brekke met the clerk Jon Okafor. Then Brekke told Okafor that the mill costs two million.",
        "Times": "Mayor Ulla Brekke spoke on Sunday. In the end Brekke denied that the tide would reach the quay.",
    }
    question = (
        "Who told a clerk that the mill costs two million, according to the Post, and denied that the tide would reach "
        "the quay, according to the Times?"
    )
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add(
            Article(id=source, title="", source=source, published_at=None, text=text, original=text)
            for source, text in told.items()
        )
        answer = chain_writing("Nobody at all. [1]", within=opened, doubt=0.01).ask(question)
    assert sorted(sentence.text for sentence in answer.sentences) == [
        "Post: Then Brekke told Okafor that the mill costs two million.",
        "Ulla Brekke: In the end Brekke denied that the tide would reach the quay.",
    ]


def test_what_the_writer_overlooked_is_quoted_where_the_reader_clearly_sees_it(collection, chain_writing):
    question = "What did the council of Halmstrand approve?"
    number = cited_number(QAChain(collection).ask(question), "Work starts in the autumn")
    said = f"Work starts in the autumn. [{number}]"
    small = chain_writing(said, doubt=0.01).ask(question)
    assert small.sentences[0].text.startswith("The council of Halmstrand approved the harbour bridge")
    assert_invariants(small, collection)
    assert chain_writing(said).ask(question).sentences[0].text == "Work starts in the autumn."  # a large one knows


def test_two_numbers_are_compared_by_rule_where_the_writer_is_small(tmp_path, chain_writing):
    texts = ("The night buses end in September: 2.4 million florins.", "The lido closes in May: 1.9 million florins.")
    articles = [
        Article(id=f"a{i}", title="Savings", source="Sund Times", published_at="2024-06-05", text=text, original=text)
        for i, text in enumerate(texts)
    ]
    question = "Which saves more florins, ending the night buses or closing the lido?"
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add(articles)
        number = cited_number(QAChain(opened).ask(question), "lido")
        said = f"The lido closes in May. [{number}]"
        small = chain_writing(said, within=opened, doubt=0.01).ask(question)
        large = chain_writing(said, within=opened).ask(question)
    assert [sentence.text for sentence in small.sentences] == [f"Ending the night buses: {texts[0]}", texts[1]]
    assert large.sentences[0].text == "The lido closes in May."


def test_the_person_in_common_stands_in_for_a_small_writers_answer_only(collection, chain_writing):
    question = (
        "Who, named by the Halmstrand Post for saying what the harbour bridge would cost, is reported by the Sund "
        "Times not to have been told that work on it was delayed?"
    )
    number = cited_number(QAChain(collection).ask(question), "The contractor, Norbro")
    said = f"The contractor, Norbro, denied that it had run out of money. [{number}]"
    small, large = (chain_writing(said, doubt=doubt).ask(question) for doubt in (0.001, None))
    assert "Ulla Brekke" in small.sentences[0].text
    assert_invariants(small, collection)
    assert large.sentences[0].text == "The contractor, Norbro, denied that it had run out of money."


def test_the_other_side_of_a_comparison_is_cited_too(collection, chain_writing):
    question = "Do the Halmstrand Post and the Sund Times agree that work on the harbour bridge starts in the autumn?"
    number = cited_number(QAChain(collection).ask(question), "Work starts in the autumn")
    answer = chain_writing(f"No, work starts in the autumn. [{number}]").ask(question)
    assert {citation.source for citation in answer.citations} == {"Halmstrand Post", "Sund Times"}
    assert answer.text.startswith("No, work starts in the autumn.")
    assert_invariants(answer, collection)
