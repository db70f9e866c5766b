"""Whose words a question asks for, and which sentences tell them."""

import pytest

from rag.question.speech import Speech, speech_asked, tells, tells_of_its_topic, tells_speech_of_another


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What did Tilda Varga say in court?", "Varga", ()),
        ("What did Varga say about the mill?", "Varga", ("mill",)),
        ("What else does the mayor think about the harbour tunnel?", "mayor", ("harbour", "tunnel")),
        ("What has Okafor said?", "Okafor", ()),
        ("What two things does coach Okafor advise?", "Okafor", ()),
        ("What advice did Okafor give on eels?", "Okafor", ("eel",)),
    ],
)
def test_whose_words_are_asked_for_and_on_what(question, speaker, topic):
    assert speech_asked(question) == Speech(speaker, frozenset(topic))


@pytest.mark.parametrize(
    ("text", "does"),
    [("Asked about Norbro, Varga said no.", True), ("Varga said no.", False), ("NORBRO fell.", True)],
)
def test_a_name_of_the_topic_must_stand_near(text, does):
    speech = speech_asked("What did Varga say about Norbro?")
    assert speech.named == {"norbro"}
    assert tells_of_its_topic(speech, text) is does
    assert tells_of_its_topic(speech_asked("What did Varga say about eels?"), text)


@pytest.mark.parametrize(
    "question",
    [
        "What do the articles say about eels?",
        "What did the newspaper say about eels?",
        "What did Varga buy?",
        "What did Varga give to the museum?",
        "Why did Varga say so?",
        "Did Varga say so?",
        "What did he say?",  # whom it means is not told
        "What did    say?",
    ],
)
def test_of_other_questions_nobodys_words_are_wanted(question):
    assert speech_asked(question) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Varga testified that the mill was sold.", True),
        ("Tilda Varga, who ran the mill, told the court so.", True),
        ("Varga, who claimed she knew nothing, left.", True),
        ("“It was sold,” said former miller Tilda Varga.", True),
        ("According to Varga, it was sold.", True),
        ("Varga has repeatedly denied it.", True),
        ("He told Varga that it was sold.", False),  # she heard it
        ("Finally, Tilda Varga.", False),
        ("After Varga left, Reyes said so.", False),
        ("Vargas said so.", False),
    ],
)
def test_a_sentence_tells_somebodys_words_or_does_not(text, told):
    assert tells(Speech("Varga", frozenset()), text) is told


@pytest.mark.parametrize(
    ("text", "before", "anothers"),
    [
        ("“It was sold,” he said.", "Judge Mark Reyes spoke. ", True),
        ("“It was sold,” she said.", "Tilda Varga spoke. ", False),
        ("“It was sold,” said Varga.", "Judge Mark Reyes spoke. ", False),
        ("“It was sold,” she said.", f"Tilda Varga spoke. {'It rained all day long. ' * 15}", True),
        ("The mill was sold.", "Judge Mark Reyes spoke. ", False),  # nobody's words
    ],
)
def test_he_said_is_somebody_else_where_the_speaker_is_not_named_near_it(text, before, anothers):
    assert tells_speech_of_another(Speech("Varga", frozenset()), text, before=before) is anothers
