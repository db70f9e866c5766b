"""What a question wants an overview of: a subject, everything, or nothing."""

import pytest

from rag.question.understand import understand

OUTLETS = ("The Verge", "Sund Times", "BBC News - Technology")


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("Summarise the harbour trial.", "the harbour trial"),
        ("please summarize Epic v. Google", "Epic v. Google"),
        ("Can you give me a short overview of the strike?", "the strike"),
        ("Tell me about Ulla Brekke", "Ulla Brekke"),
        ("What's new at the harbour?", "the harbour"),
        ("What is happening with the bridge?", "the bridge"),
        ("What do the articles say about eels?", "eels"),
        ("What has been reported on eels?", "eels"),
        ("What do we know about Norbro?", "Norbro"),
        ("Is there any news on the strike?", "the strike"),
        ("latest news about eels", "eels"),
        ("What did the Sund Times say about Norbro?", "Norbro"),
        ("What does The Verge report about Android phones in October 2023?", "Android phones"),
        ("Summarize the Sund Times' coverage of the strike", "the strike"),
        ("Summarise the strike in May and June 2025", "the strike"),
        ("Summarise what happened at the harbour in June 2025", "what happened at the harbour"),
        ("Summarise what happened at the harbour", "what happened at the harbour"),
        ("Give me an overview of the events in Norbro on 30 June 2025", "the events in Norbro"),
        ("Summarise yesterday's vote", "vote"),
    ],
)
def test_a_subject_is_told_without_the_outlets_and_days_to_look_in(question, of):
    assert understand(question, outlets=OUTLETS).overview_of == of


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the articles", "What's new?", "what is going on", "Give me the headlines", "What is this about?",
        "What are the articles about?", "What's new in The Verge?", "what's the latest from the Sund Times",
        "What's in the news in October 2023?", "Summarise what BBC News reported on 30 June 2025",
        "Summarise the articles published on 30 June 2025", "What's new in June 2025 and in July 2025?",
        "Summarise the articles published between May 5 and 10, 2025", "Summarise what happened in June 2025",
        "Give me an overview of the events of 30 June 2025", "Summarise everything that the Sund Times published",
        "Summarise the most important events of May and June 2025",
    ],
)  # fmt: skip
def test_no_subject_means_everything(question):
    assert understand(question, outlets=OUTLETS).overview_of == ""


@pytest.mark.parametrize(
    "question",
    [
        "Who approved the bridge?",
        "What did BBC News report?",
        "What did Brekke say about the bridge?",  # somebody, and no outlet
        "What did the Sund Times report about the new date?",  # one thing
        "Tell me about how eels are smoked",  # that asks how
        "What happened to the bridge?",
        "Give me an overview of the plan. How can I apply?",
        "What is new in London?\nWho told you?",
        "When was the latest news about eels published?",
        "the summary judgment",
    ],
)
def test_other_questions_ask_for_none(question):
    assert understand(question, outlets=OUTLETS).overview_of is None


def test_an_overview_of_the_state_of_things_asks_for_the_newest():
    assert understand("What's new at the harbour?").newest
    assert not understand("Summarise the harbour trial.").newest


SPOKEN = (
    {"role": "user", "content": "Tell me about the tram"},
    {
        "role": "assistant",
        "content": "Sund Times, 4 May 2024: It was built by Norbro. [1] The Verge, 5 May 2024: It runs. [2]",
    },
)


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("How much does it cost?", None),  # the question before it asked for an overview; this one does not
        ("Tell me more about it", "the tram"),
        ("tell me more", "the tram"),
        ("What else?", "the tram"),
        ("And what do the articles say about the ferry?", "the ferry"),
        ("Summarise the ferry strike in Tarn", "the ferry strike in Tarn"),
    ],
)
def test_a_follow_up_wants_an_overview_only_where_it_asks_for_one_itself(question, of):
    assert understand(question, history=SPOKEN, outlets=OUTLETS).overview_of == of


def test_more_on_what_has_no_name_is_more_on_the_question_before():
    asked = ({"role": "user", "content": "what happened at the harbour"},)
    assert understand("What else?", history=asked).overview_of == "what happened at the harbour."


def test_more_on_whom_the_question_before_named_is_on_them():
    told = "The mayor of Port Amsel, who came from Tarn. [1]"
    asked = ({"role": "user", "content": "Who is Ulla Brekke?"}, {"role": "assistant", "content": told})
    assert understand("Tell me more about her.", history=asked).overview_of == "Ulla Brekke"


def test_more_is_looked_for_beyond_the_days_and_outlets_of_the_question_before():
    asked = ({"role": "user", "content": "What did the Sund Times report on Norbro in May 2024?"},)
    understood = understand("Tell me more.", history=asked, outlets=OUTLETS)
    assert (understood.overview_of, understood.sources, understood.clauses[0].since) == ("Norbro", frozenset(), None)


def test_more_on_what_was_asked_before_is_not_on_whom_the_answer_named():
    told = "“It is more than we asked for,” said Bram Toller. [1]"
    asked = (
        {"role": "user", "content": "What did the union say on the strike?"},
        {"role": "assistant", "content": told},
    )
    assert understand("Tell me more about it", history=asked).overview_of == "What did the union say on the strike?"
