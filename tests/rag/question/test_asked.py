"""What a question asks for, and whether a sentence gives it."""

import pytest

from rag.question.asked import Asked, Kind, adds, asked, gives, only_names


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("How many of the people died?", Kind.NUMBER, ""),
        ("How many hectares of seagrass are left?", Kind.NUMBER, "hectare"),
        ("What percentage of the votes did the League win?", Kind.NUMBER, ""),
        ("How high did the river rise?", Kind.NUMBER, ""),
        ("What is the range of the new tram?", Kind.NUMBER, ""),
        ("What's Norbro's valuation?", Kind.NUMBER, ""),
        ("What was the margin between the two?", Kind.NUMBER, ""),
        ("How far apart are the towers?", Kind.NUMBER, ""),
        ("How far did the talks get?", Kind.OTHER, ""),
        ("What is the range of services on offer?", Kind.OTHER, ""),
        ("What is the score of the film about?", Kind.NUMBER, ""),
        ("How much does a docker earn a month?", Kind.MONEY, ""),
        ("What was the price of a ticket?", Kind.MONEY, ""),
        ("When did she die?", Kind.TIME, ""),
        ("From what date does the rent cap apply?", Kind.TIME, ""),
        ("In which year was the bridge opened?", Kind.TIME, ""),
        ("What is the name of the harbour master?", Kind.NAME, ""),
        ("What was his boat called?", Kind.NAME, ""),
        ("Which bank CEOs did she question?", Kind.NAME, ""),
        ("Which of the two big companies was fined?", Kind.NAME, ""),
        ("Which company is older, Norbro or Marsh?", Kind.OTHER, ""),
        (
            "Which company, known for its bridges and fined by the harbour court, has sold its ferries to a bank, lost "
            "its director and moved its yard from Tarn to Sund?",
            Kind.OTHER,
            "",
        ),
        ("Who sells eels on Fish Quay?", Kind.OTHER, ""),
        ("How much did oil prices rise on Monday?", Kind.OTHER, ""),
        ("How much time did she spend in prison?", Kind.OTHER, ""),
        ("How long will the ceasefire last?", Kind.LENGTH, ""),
        ("How long ago did he die?", Kind.TIME, ""),
        ("For how long was the bridge shut?", Kind.LENGTH, ""),
        ("How many per cent of the cost does the state bear?", Kind.NUMBER, "percent"),
        ("What happened to the budget?", Kind.OTHER, ""),
        ("What caused the price rise?", Kind.OTHER, ""),
        ("Which minister presented the budget?", Kind.OTHER, ""),
        ("Who said nobody knows how many people died?", Kind.OTHER, ""),
        ("Who decides how much nurses are paid?", Kind.OTHER, ""),
        ("Who won the cup, and when was it founded?", Kind.OTHER, ""),
        ("Did five people die when the river rose?", Kind.OTHER, ""),
        ("When rich countries trade with poor ones, whose wages rise?", Kind.OTHER, ""),
    ],
)
def test_the_kind_is_read_off_the_question(question, kind, unit):
    assert asked(question) == Asked(kind, unit)


def test_what_is_counted_is_read_off_the_question_unless_it_is_a_unit():
    assert asked("How many people died in the flood?") == Asked(Kind.NUMBER, counted="people died")
    assert asked("How many flight hours had it reached?") == Asked(Kind.NUMBER, "hour")


@pytest.mark.parametrize(
    ("question", "gives_it", "does_not"),
    [
        (
            "How many hectares of seagrass were left in 2022?",
            "Some 3,100 hectares were left.",
            "The figure in use until 2022 was 98.",
        ),
        (
            "How many people watched?",
            "A crowd of 41,206 saw it.",
            "The crowd sat down.",
        ),
        ("How old was she?", "She died at the age of ninety-one.", "She was older than the bridge."),
        ("How much does a docker earn?", "He is paid 2,400 florins.", "Wages rise by 2 percent in January."),
        ("How much is Corvin offering for a share?", "It offers 32 crowns.", "The offer ends on Monday."),
        ("How much did the old pier sell for?", "It went for 3 million.", "The old pier was sold on Friday."),
        ("When did she die?", "She died on 11 February.", "She died in her sleep."),
        ("When did she die?", "She died in the spring.", "She died at ninety."),
        ("When does Lind get up?", "Lind gets up at half past one.", "Lind gets up and bakes."),
        ("When did she find out?", "She learnt of it only at seventeen.", "She learnt of it from a cousin."),
        ("When was it hidden?", "He hid it on the eve of the show.", "He hid it in a leek."),
        ("Until when did they live so?", "Until the railway came they lived so.", "They lived so in peace."),
        ("When did the season end?", "It ended when the first drop fell.", "It ended in rain."),
        ("How long did he work on it?", "He worked on it for two winters.", "He gave up after the fourth canto."),
        ("How long is the tunnel?", "It measures 1,340 metres.", "It is a longer tunnel than the old one."),
        ("When did prices fall?", "Prices fell in May.", "Prices dropped by 4 percent."),
        ("How much does the ferry cost?", "The ferry costs 4 euros.", "Half of those on the ferry left."),
        ("How much does the seed cost?", "The seed is free.", "The seed is red."),
        ("How many calls came in?", "Calls came in by the hundred.", "Calls came in from abroad."),
        ("When did she die?", "She died in her sleep on 11 February at the age of 91.", "She died at the age of 91."),
        ("When does the first shift start?", "The first shift starts at 6 a.m.", "The shift starts with the siren."),
        (
            "When does Quinn walk again?",
            "By “Prom-asaurus” Quinn walks again.",
            "“Prom-asaurus” is about Quinn’s walk.",
        ),
        (
            "When do they kiss?",
            "They kiss in the first season’s finale.",
            "The first season’s finale was watched by many.",
        ),
        ("When does Quinn dance?", "She dances in the “Nationals” episode.", "She dances in the “Nationals” of old."),
        ("When did they kiss?", "They kissed in 1998.", "They kissed in the finale."),
        ("What was the boat called?", "Mr Dunnock runs the Fulmar.", "The boat was small."),
        ("What is the title of the book?", "It was called “Small Loads”.", "It sold badly."),
        (
            "How many flight hours did the squadron reach?",
            "The squadron reached 6,000 flight hours in March 2021.",
            "The squadron flew in March 2021.",
        ),
        ("What is the range of the tram?", "It runs 90 kilometres.", "The tram is a low-floor vehicle by Norbro."),
        (
            "When did Ines Lind get hurt?",
            "She was hurt in May.",
            "Ines Lind is no longer with Tarn, and another name stands on the door.",
        ),
        ("How many helicopters are there?", "There are six.", "In 2021 they reached 6,000 flight hours."),
        ("How many people work abroad?", "About 900 do.", "Half of the orders now come from abroad."),
        (
            "What is the name of Spain's defence minister?",
            "Margarita Robles visited Madrid.",
            "The Defense Ministry decided it.",
        ),
        (
            "How much does a docker in Port Amsel earn a month?",
            "A docker earns 3,400 florins.",
            "A docker earns 5.5 percent from April and a promise that no crane will run without a driver.",
        ),
        (
            "How much has it set aside?",
            "It set aside 61 million florins.",
            "It earned a fifth less than the year before.",
        ),
        ("How many hectares burnt?", "Fire took 20 acres.", "The fire burnt for nine days."),
    ],
)
def test_a_sentence_gives_what_is_asked_for_or_does_not(question, gives_it, does_not):
    assert gives(asked(question), gives_it, question=question)
    assert not gives(asked(question), does_not, question=question)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was the station at Slate Wharf reopened?", "Slate Wharf was not reopened."),
        (
            "When was the station at Slate Wharf reopened?",
            "Slate Wharf, Upper Mill and Halt No. 2 were not: nobody is left.",
        ),
        ("In which year did the Tarn mill close?", "The mill in Tarn didn’t; others did."),
        ("How many were hurt?", "Nobody was hurt."),
        ("How high was the fine that the founder paid?", "The regulator dropped the fine against the founder."),
        ("What was the name of her husband?", "She never married."),
        ("How high is the toll that parliament set?", "Freight pays a toll that parliament has yet to set."),
    ],
)
def test_a_denial_gives_what_can_be_given(question, answer):
    assert gives(asked(question), answer, question=question)


def test_a_denial_of_something_else_gives_nothing():
    question = "When was the station at Slate Wharf reopened?"
    assert not gives(asked(question), "The tracks were cleared by hand, the two tunnels were not.", question=question)


def test_every_sentence_gives_what_cannot_be_told():
    assert gives(Asked(Kind.OTHER), "It rained.", question="Why?")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people were killed in the crash?", "One person was killed."),
        ("How many people were killed in the crash?", "A woman was killed."),
        ("How many people died in the two attacks?", "Two people died in the attacks."),
        ("How many of the 33 miners were rescued?", "All 33 miners were rescued."),
        ("How many days did the strike last?", "The strike lasted two weeks."),
        ("How many years old is she?", "Maria Lind, 54, is the oldest."),
        ("How much does a ticket cost?", "A ticket costs 45 pesos."),
        ("On what date in October 2023 did the war begin?", "It began on 7 October 2023."),
        ("When did she start playing tennis?", "She started at the age of four."),
        ("What is the title of Prince Harry's book?", "Spare is the title of the book."),
    ],
)
def test_right_answers_are_not_taken_for_wrong_ones(question, answer):
    assert gives(asked(question), answer, question=question)


@pytest.mark.parametrize(
    ("text", "question", "does"),
    [
        ("Wake up the bear", "How do I wake up the bear?", False),  # a heading
        ("The bear: overview", "Is the bear awake?", False),
        ("Wake up the bear with honey", "How do I wake up the bear?", True),
        ("The bear woke up.", "Did the bear wake up?", True),
        ("The bear woke up.", "When did the bear wake up?", True),  # beside it may stand when
        ("The bear: 9", "How old is the bear?", True),
        ("The bear", "bear", True),  # no question
    ],
)
def test_a_heading_with_the_questions_words_adds_nothing(text, question, does):
    assert adds(text, question) is does


@pytest.mark.parametrize(
    ("text", "question", "does"),
    [
        ("Ines Lind.", "What did Ines Lind say in court?", True),
        ("Ines Lind said no.", "What did Ines Lind say in court?", False),
        ("Ines Lind.", "Who won, Ines Lind or Ivo Tesk?", False),
        ("Tesk.", "Who founded Tesk Mills?", False),
        ("Ines Lind, 43.", "What did Ines Lind say in court?", False),
        ("No.", "What did Ines Lind say in court?", False),
    ],
)
def test_a_name_of_the_question_alone_tells_nothing(text, question, does):
    assert only_names(text, question) is does
