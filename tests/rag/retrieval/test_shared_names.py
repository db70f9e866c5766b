"""The name that what was found for the claims of a question has in common, and what it does to the hits."""

from index.articles import Article, Passage
from index.collection import Collection
from index.config import IndexConfig
from rag.question.understand import understand
from rag.retrieval.retrieve import Retriever
from rag.retrieval.scoring import Weights
from rag.retrieval.shared_names import holds_name, shared_names

ASKED = "Which company, known for its ferries, was sued over the oil at Tarn, and has bought the shipyard of Weyre?"


def passage(article_id, text, *, title="News of the week"):
    return Passage(
        id=f"{article_id}#0", article_id=article_id, title=title, source="Sund Times", published_at=None,
        start=0, end=len(text), text=text, sentences=(),
    )  # fmt: skip


def test_the_name_of_most_articles_comes_first_and_names_of_the_question_and_of_outlets_never():
    found = [
        passage("ferries", "The ferries of Norlund were late, Ulla Brekke told the Sund Times."),
        passage("oil", "Lawyers at Tarn said that Norlund knew of the oil.", title="Oil at Tarn"),
        passage("yard", "The yard went to a buyer.", title="Old yard of Weyre sold to Norlund"),
        passage("mayor", "Here Ulla Brekke walked."),
    ]
    assert shared_names(understand(ASKED), found, outlets=["Sund Times"]) == ("norlund", "brekke")


def test_a_name_of_one_article_is_not_shared_however_often_it_stands_there():
    found = [passage("a", "The yard of Norlund."), passage("a", "Again the ships of Norlund."), passage("b", "Rain.")]
    assert shared_names(understand(ASKED), found, outlets=[]) == ()


def test_a_name_is_held_where_it_ends_a_name():
    assert holds_name(["Yard sold to Ivo Norlund", "A buyer came."], "norlund")
    assert holds_name(["Old yard sold", "It went to Ivo Norlünd’s heirs."], "norlund")
    assert not holds_name(["Yard of Norlund Bay sold", "The northland is cold."], "norlund")


def test_of_two_passages_that_fit_a_claim_the_one_with_the_shared_name_comes_first(tmp_path):
    texts = {
        "ferries": "The ferries that Norlund runs were late in May. Passengers of the ferries waited for hours.",
        "oil": "Fishermen sued Norlund over the oil at Tarn. The oil at Tarn had come ashore in June.",
        "yard-other": "A shipyard in Weyre has been bought by a company, it said. The shipyard of Weyre builds tugs.",
        "yard": "In a note to investors it became known that Norlund took over the yard where Weyre builds its tugs.",
    }
    articles = [Article(id=id_, title=id_, text=text, original=text) for id_, text in texts.items()]
    with Collection.open(IndexConfig(home=tmp_path)) as collection:
        collection.add(articles)

        def order(weights):
            hits = Retriever(collection, weights=weights).retrieve(understand(ASKED), k=4)
            return [hit.passage.article_id for hit in hits]

        before, after = order(Weights(shared_name=0)), order(Weights(shared_name=3.0))
    assert before.index("yard-other") < before.index("yard")
    assert after.index("yard") < after.index("yard-other")
