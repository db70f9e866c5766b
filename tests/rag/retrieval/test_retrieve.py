"""Retrieval: every named outlet gets its turn, copies are folded, and a question may be put in other words."""

import pytest

from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from rag.question.understand import understand
from rag.retrieval.retrieve import Retriever
from rag.retrieval.scoring import Weights


def retrieve(collection, question, *, k=10, as_of=None):
    understood = understand(question, outlets=collection.stats().sources, as_of=as_of)
    return Retriever(collection).retrieve(understood, k=k)


def test_each_outlet_named_is_searched_on_its_own(collection):
    hits = retrieve(
        collection, "Does the Halmstrand Post say the bridge was approved, while the Sund Times says it was delayed?"
    )
    assert {hit.passage.article_id for hit in hits[:2]} == {"bridge-vote", "bridge-delay"}


def test_scores_never_rise_along_the_hits_and_ids_are_unique(collection):
    hits = retrieve(
        collection, "What did Ulla Brekke say about the bridge, and who won the chess cup of the Sund Times?"
    )
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_at_most_k_hits(collection):
    assert len(retrieve(collection, "Spanish troops in Iraq", k=2)) == 2


def test_nothing_after_the_day_is_found(collection):
    found = {hit.passage.article_id for hit in retrieve(collection, "harbour bridge in Halmstrand", as_of="2023-06-01")}
    assert "bridge-vote" in found
    assert not found & {"bridge-delay", "chess"}


@pytest.mark.parametrize("question", ["?", "…", "🙂", '"(AND: OR NOT"', " "])
def test_a_question_without_words_finds_each_passage_once_or_nothing(collection, question):
    found = [hit.passage.id for hit in retrieve(collection, question)]
    assert len(found) == len(set(found)) <= 10


def test_copies_of_one_text_are_one_hit_that_names_the_others(tmp_path):
    text = (
        "The ferry Petrel ran aground off Skerrin on Friday night with eleven people on board. Nobody was hurt. "
        "The coastguard said that fog had been thick, and that the captain had asked for help within a minute."
    )
    other = "Skerrin has asked for a second lighthouse since a ferry ran aground there in 1954."
    articles = [
        Article(id=i, title=title, source=source, published_at="2024-01-02", text=body, original=body)
        for i, title, source, body in (
            ("agency", "Ferry aground", "Agency", text),
            ("copy", "Ferry runs aground in fog", "Sund Times", text + " (Agency)"),
            ("old", "A second light", "Sund Times", other),
        )
    ]
    config = IndexConfig(home=tmp_path)
    with Collection.open(config) as opened:
        opened.add(articles)
        hits = retrieve(opened, "Who was on the ferry that ran aground off Skerrin?")
    assert len(hits) == 2
    assert {hits[0].passage.article_id, *(copy.article_id for copy in hits[0].copies)} == {"agency", "copy"}
    assert hits[1].passage.article_id == "old"


def test_an_answer_in_other_words_is_not_behind_what_shares_a_word_by_chance(tmp_path):
    answer = "The rector of Lindholm Grammar has banned mobiles from lessons since a maths test was filmed."
    by_chance = [
        f"The head of the {what} will decide in spring whether to {plan}, a paper seen on Monday says."
        for what, plan in (
            ("harbour board", "dredge the channel"),
            ("choir", "sing in Latin"),
            ("bakers' guild", "raise the price of rye"),
            ("ferry line", "buy a second boat"),
            ("zoo", "lend its only bear"),
            ("bank", "close the branch in Orne"),
        )
    ]
    texts = {"answer": answer, **{f"chance{n}": text for n, text in enumerate(by_chance)}}
    articles = [
        Article(id=i, title="News in brief", source="Sund Times", published_at="2024-01-02", text=text, original=text)
        for i, text in texts.items()
    ]
    with Collection.open(IndexConfig(home=tmp_path)) as opened:
        opened.add(articles)
        hits = retrieve(opened, "What did the head of the school decide about phones in class?")
    assert hits[0].passage.article_id == "answer"
    assert max(hit.fit for hit in hits) >= hits[0].score


def test_the_newest_comes_first_when_it_is_asked_for(collection):
    plain = retrieve(collection, "Work on the harbour bridge in Halmstrand")
    newest = retrieve(collection, "What is the latest on the harbour bridge in Halmstrand?")
    assert {hit.passage.article_id for hit in plain[:2]} == {"bridge-vote", "bridge-delay"}
    assert newest[0].passage.article_id == "bridge-delay"


def test_the_weights_add_up_to_scores_of_at_most_one(collection):
    text = collection.article("chess").text
    assert 0.5 < retrieve(collection, text)[0].fit <= 1


def test_what_tells_of_one_claim_need_not_be_near_the_others(collection):
    question = "Does the Halmstrand Post say the bridge was approved, while the Sund Times tells who won the chess cup?"
    understood = understand(question, outlets=collection.stats().sources)

    def found(weights):
        return {hit.passage.id: hit for hit in Retriever(collection, weights=weights).retrieve(understood, k=10)}

    near_all, near_one = found(Weights(whole_of_several=Weights().whole)), found(Weights(whole_of_several=0.0))
    assert near_all.keys() == near_one.keys()
    # How well they fit is told by the whole question either way; what orders them is not.
    assert all(near_one[i].fit == near_all[i].fit and near_one[i].score <= near_all[i].score for i in near_all)
    assert near_one != near_all
