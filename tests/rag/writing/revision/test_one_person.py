"""Who a question describes by several reports is the one person whom they have in common."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.retrieval.found import Found
from rag.writing.revision.one_person import told_of_one_person

QUESTION = "Who, accused of forging charts by the Post, is said by the Times to have planned a second harbour?"
POST = "Tilda Varga forged charts, the prosecution says. The clerk Jon Okafor told the court that Varga drew them."
TIMES = "Tilda Varga planned a second harbour. The engineer Ana Reyes says that Varga never showed it to her."
WIRE = "The mill is shut. Marsh Mills Ltd said so on Monday."
ARTICLES = {"post": POST, "times": TIMES, "wire": WIRE}
QUOTES = (
    ("post", "The clerk Jon Okafor told the court that Varga drew them."),
    ("times", "The engineer Ana Reyes says that Varga never showed it to her."),
    ("post", "Tilda Varga forged charts, the prosecution says."),
    ("wire", "Marsh Mills Ltd said so on Monday."),
)


def mended(*sentences, question=QUESTION, quotes=QUOTES, articles=ARTICLES):
    shown = [
        Evidence(
            article_id=article, title="", source=article.title(), published_at="2024-05-04", url=None,
            start=0, end=len(quote), quote=quote, score=1 - n / 10,
        )
        for n, (article, quote) in enumerate(quotes)
    ]  # fmt: skip
    kept = [AnswerSentence(text=text, citations=(n,), support=Support.SUPPORTED) for text, n in sentences]
    return told_of_one_person(question, kept, Found(tuple(shown), searchable=articles))


def test_the_full_name_stands_before_the_first_sentence_that_has_the_surname():
    other, one = mended((QUOTES[3][1], 4), (QUOTES[0][1], 1))
    assert other.text == QUOTES[3][1]
    assert one.text == f"Tilda Varga: {QUOTES[0][1]}"
    assert one.citations == (1,)


def test_an_answer_of_somebody_else_gives_way_to_a_quote_of_each_of_two_articles():
    one, other = mended((QUOTES[3][1], 4))
    assert (one.text, one.citations) == (f"Tilda Varga: {QUOTES[0][1]}", (1,))
    assert (other.text, other.citations) == (f"Times: {QUOTES[1][1]}", (2,))


def test_so_it_is_where_nothing_of_the_answer_holds():
    assert mended() == mended((QUOTES[3][1], 4))


def test_a_quote_that_names_the_person_in_full_is_led_by_its_outlet_alone():
    one, _ = mended((QUOTES[3][1], 4), quotes=(QUOTES[2], *QUOTES[1:2], QUOTES[3], QUOTES[3]))
    assert one.text == f"Post: {QUOTES[2][1]}"


def test_a_full_name_that_is_there_is_left():
    [one] = mended((QUOTES[2][1], 3))
    assert (one.text, one.citations) == (QUOTES[2][1], (3,))


@pytest.mark.parametrize(
    "question",
    [
        "Which harbour, planned in secret, is drawn on forged charts?",
        "Did the one who forged charts plan a second harbour?",
        "Who forged charts with Tilda Varga?",  # she is not who is asked for
    ],
)
def test_only_who_is_asked_for_is_named(question):
    assert mended((QUOTES[3][1], 4), question=question) == []


def test_somebody_of_one_article_is_nobody_in_common():
    assert mended((QUOTES[3][1], 4), articles={**ARTICLES, "times": "Varga planned a second harbour."}) == []
    assert mended((QUOTES[3][1], 4), quotes=(QUOTES[0], QUOTES[2], QUOTES[3], QUOTES[3])) == []


def test_two_as_likely_are_left_alone():
    articles = {**ARTICLES, "times": f"{TIMES} Jon Okafor looked on."}
    both = (
        ("post", "In the end Okafor and Varga left."),
        ("times", "Later Okafor told Varga so."),
        QUOTES[3],
        QUOTES[3],
    )
    assert mended((QUOTES[3][1], 4), quotes=both, articles=articles) == []


def test_an_answer_of_another_who_is_in_several_reports_is_left():
    articles = {**ARTICLES, "times": f"{TIMES} Jon Okafor looked on.", "wire": f"{WIRE} Tilda Varga paid."}
    quotes = (*QUOTES[:2], ("wire", "It belonged to Tilda Varga."), ("times", "Jon Okafor, a clerk, looked on."))
    assert mended(("Jon Okafor, a clerk, looked on.", 4), quotes=quotes, articles=articles) == []
    assert mended(("Ana Reyes says so.", 2), quotes=quotes, articles=articles) != []
