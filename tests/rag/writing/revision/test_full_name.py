"""Who was asked for is named in full, from the article that is cited and from nowhere else."""

from dataclasses import replace

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.retrieval.found import Found
from rag.writing.revision.full_name import named_in_full

ARTICLE = (
    "Tilda Varga, who ran the mill, and her partner Jon Okafor were heard on Monday. In court Varga said nothing. "
    "After Varga left, Judge Tilda Varga's cousin Ana Reyes spoke. Okafor, Reyes and Marsh Mills Ltd wait."
)
QUOTES = ("In court Varga said nothing.", "Okafor, Reyes and Marsh Mills Ltd wait.", "Varga and Okafor own the mill.")


def evidence(quote):
    return Evidence(
        article_id="a", title="The mill", source="Sund Times", published_at="2024-05-04", url=None,
        start=0, end=len(quote), quote=quote, score=0.5,
    )  # fmt: skip


def found_in(shown, article, beside=""):
    texts = {"a": article, "b": beside}
    return Found(tuple(shown), texts=texts, searchable=texts)


def said(*sentences, question="Who said nothing in court?", article=ARTICLE, beside=""):
    shown = [evidence(quote) for quote in QUOTES]
    kept = [AnswerSentence(text=text, citations=(n,), support=Support.SUPPORTED) for text, n in sentences]
    return named_in_full(question, kept, found_in(shown, article, beside))


def test_the_full_name_of_the_article_stands_in_front():
    [one] = said((QUOTES[0], 1))
    assert one.text == f"Tilda Varga: {QUOTES[0]}"
    assert (one.citations, one.support) == ((1,), Support.SUPPORTED)  # a fuller form of a name is the same name


def test_an_article_as_long_as_a_book_is_read():
    named = "Tilda Varga ran. " + "The clerk Varga hid, and Varga left. " * 20_000
    assert said((QUOTES[0], 1), article=named)[0].text == f"Tilda Varga: {QUOTES[0]}"


def test_of_several_the_one_in_most_sentences_is_named():
    first, _ = said((QUOTES[1], 2), (QUOTES[2], 3), question="Who owns the mill and waits?")
    assert first.text.startswith("Jon Okafor: Okafor, Reyes")


@pytest.mark.parametrize(
    "question",
    ["Which person said nothing?", "According to the Sund Times, who said nothing?", "To whom was nothing said?"],
)
def test_who_is_asked_for_in_many_ways(question):
    assert said((QUOTES[0], 1), question=question)[0].text.startswith("Tilda Varga: ")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was said in court?", QUOTES[0]),
        ("Whose mill is it?", QUOTES[0]),
        ("Who spoke to Tilda Varga?", QUOTES[0]),  # she is not who is asked for
        ("Who said nothing?", "Tilda Varga said nothing."),
        ("Who waits?", "Marsh Mills Ltd waits."),  # no person's name
        ("Who said nothing?", "She said nothing."),
        ("What did the owner, who ran the mill, say?", QUOTES[0]),
        ("Did the owner, who ran the mill, speak?", QUOTES[0]),
    ],
)
def test_nothing_is_put_in_front_where_nobody_is_asked_for_or_the_name_is_known_or_whole(question, text):
    assert [one.text for one in said((text, 1), question=question)] == [text]


def test_a_word_that_only_begins_a_sentence_is_no_first_name():
    article = "After Varga left, the court rose. Soon after, When Varga came, it rose again when asked."
    assert [one.text for one in said((QUOTES[0], 1), article=article)] == [QUOTES[0]]


def test_the_last_word_of_a_line_is_nobodys_first_name():
    article = "Photo: Jane Rosenberg | Harbournews\nTwo of them spoke."
    evidence_of_two = replace(evidence("Two of them spoke."), end=18)
    kept = [AnswerSentence(text="Two of them spoke.", citations=(1,), support=Support.SUPPORTED)]
    assert named_in_full("Who spoke in court?", kept, found_in([evidence_of_two], article)) == kept


def test_whom_the_question_before_named_is_not_who_is_asked_for():
    kept = [AnswerSentence(text=QUOTES[0], citations=(1,), support=Support.SUPPORTED)]
    told = named_in_full(
        "Who followed her?", kept, found_in([evidence(QUOTES[0])], ARTICLE), before="Who is Tilda Varga?"
    )
    assert told == kept


def test_whose_it_is_is_not_who_was_asked_for():
    quote = "After Varga’s return, the board will have Ana Reyes and a judge."
    kept = [AnswerSentence(text=quote, citations=(1,), support=Support.SUPPORTED)]
    assert named_in_full("Who is on the board?", kept, found_in([evidence(quote)], f"{ARTICLE} {quote}")) == kept


def test_nobody_is_named_where_two_have_the_surname():
    article = f"{ARTICLE} Her brother Edda Varga came late."
    assert [one.text for one in said((QUOTES[0], 1), article=article)] == [QUOTES[0]]


def test_a_namesake_of_another_article_is_not_meant():
    [one] = said((QUOTES[0], 1), beside="Ilka Varga swam. Ilka Varga won, and Ilka Varga and Ilka Varga's coach wept.")
    assert one.text.startswith("Tilda Varga: ")


def test_a_place_is_nobody():
    article = "The old mill stands in Upper Tarn. A bank in Tarn bought it."
    text = "A bank in Tarn bought it."
    assert [one.text for one in said((text, 1), question="Who bought it?", article=article)] == [text]


def answered_by(*quotes, question="Who left the court?"):
    """What stands first when the last of some sentences is the answer."""
    article = f"Tilda Varga ran the mill at Tarn Foot. {' '.join(quotes)}"
    places = [article.index(quote) for quote in quotes]
    shown = [replace(evidence(quote), start=at, end=at + len(quote)) for quote, at in zip(quotes, places, strict=True)]
    kept = [AnswerSentence(text=quotes[-1], citations=(len(quotes),), support=Support.SUPPORTED)]
    return named_in_full(question, kept, found_in(shown, article))[0]


@pytest.mark.parametrize("before", ["Varga is 84.", "“It was late,” said Varga.", "Varga, 84, waited in Foot Lane."])
def test_he_and_she_are_whom_a_sentence_before_tells_of(before):
    one = answered_by(before, "On Monday she left the court at Tarn Foot.")
    assert one.text == "Tilda Varga: On Monday she left the court at Tarn Foot."
    assert one.citations == (1, 2)


@pytest.mark.parametrize(
    "quotes",
    [
        ("Varga is 84.", "On Monday she and Ana Reyes left the court."),
        ("The mill is old.", "On Monday she left the court."),
        ("At Tarn Foot all was quiet.", "On Monday she left the court."),
        ("Foot is 84.", "On Monday the judge left the court."),
        ("Varga said that Ana Reyes was late.", "On Monday she left the court."),
    ],
)
def test_nobody_is_meant_where_another_is_named_or_nobody_is(quotes):
    assert answered_by(*quotes).text == quotes[-1]


@pytest.mark.parametrize("between", ["Her cousin Ana Reyes came.", "Okafor came."])
def test_nobody_is_meant_where_the_article_names_another_in_between(between):
    quotes = ("Varga is 84.", "On Monday he left the court.")
    article = f"Tilda Varga and Jon Okafor ran the mill. {quotes[0]} {between} {quotes[1]}"
    shown = [replace(evidence(quote), start=article.index(quote)) for quote in quotes]
    kept = [AnswerSentence(text=quotes[1], citations=(2,), support=Support.SUPPORTED)]
    assert named_in_full("Who left the court?", kept, found_in(shown, article)) == kept


def test_who_he_is_is_told_from_the_place_cited_where_a_sentence_stands_twice():
    left = "On Monday he left the court."
    article = f"Ivo Berg and Jon Okafor ran the mill. Berg is 84. {left} Okafor came. {left}"
    places = (article.index("Berg is 84."), article.rindex(left))
    quotes = ("Berg is 84.", left)
    shown = [replace(evidence(quote), start=at, end=at + len(quote)) for quote, at in zip(quotes, places, strict=True)]
    kept = [AnswerSentence(text=left, citations=(2,), support=Support.SUPPORTED)]
    assert named_in_full("Who left the court?", kept, found_in(shown, article)) == kept
    shown[1] = replace(shown[1], start=article.index(left))
    assert named_in_full("Who left the court?", kept, found_in(shown, article))[0].text == f"Ivo Berg: {left}"


def test_the_executive_is_whom_the_sentence_before_names():
    before, answer = "Norbro’s owner Tilda Varga spoke on Monday. ", "The executive left the court at once."
    assert answered_by(before, answer).text == f"Tilda Varga: {answer}"
    assert answered_by(before, "It rained. ", answer).text == answer  # not right before it
    assert answered_by("Norbro’s owners Tilda Varga and Jon Okafor spoke. ", answer).text == answer


def test_who_somebody_is_asks_for_no_name():
    assert said((QUOTES[2], 3), question="Who is Ana Reyes?")[0].text == QUOTES[2]
