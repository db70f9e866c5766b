"""What a question can be answered from: passages, then the sentences of them, read again and with what goes before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.articles import Article
from index.collection import Collection
from rag.answer import Evidence, Hit
from rag.question.followup import leaned_on
from rag.question.understood import Understood
from rag.reader.read import Reader
from rag.retrieval.context import with_context
from rag.retrieval.evidence import RankedSentence, rank_sentences, select
from rag.retrieval.found import Found, searchable
from rag.retrieval.lanes import lanes, limits
from rag.retrieval.overview import HITS as HITS_OF_OVERVIEW
from rag.retrieval.overview import OVERVIEW_SENTENCES, beginnings, overview
from rag.retrieval.rerank import rerank
from rag.retrieval.retrieve import Retriever
from rag.retrieval.topic import on_topic
from rag.text.terms import content_terms

_OF_ITS_OWN = 1  # content terms; "When was that?" has none
HITS = 10  # passages whose sentences compete to be evidence


class Finder:
    """Finds what questions about one collection can be answered from; safe to use from several threads."""

    def __init__(self, collection: Collection, retriever: Retriever, reader: Reader | None) -> None:
        """Search with a retriever; without a reader sentences are ranked by words and meaning alone."""
        self.retriever = retriever
        self._collection = collection
        self._reader = reader

    def passages(self, understood: Understood) -> list[Hit]:
        """Return the passages to look for sentences in; none for an overview of everything."""
        if understood.overview_of == "":
            return []
        return self.retriever.retrieve(understood, k=HITS if understood.overview_of is None else HITS_OF_OVERVIEW)

    def sentences(self, understood: Understood, hits: Sequence[Hit]) -> Found:
        """Return the sentences of these passages to answer from; for an overview of everything, what is newest."""
        if understood.overview_of == "":
            return Found(self._newest(understood))
        ids = dict.fromkeys(hit.passage.article_id for hit in hits)
        articles = {article_id: self._collection.article(article_id) for article_id in ids}
        said = {article.id: searchable(article) for article in articles.values()}
        ranked = self._rank(understood, hits, said)
        read = {(one.hit.passage.article_id, one.span.start): one.margin for one in ranked}
        return Found(
            evidence=self._chosen(understood, ranked, articles),
            texts={article.id: article.text for article in articles.values()},
            searchable=said,
            margins={place: margin for place, margin in read.items() if margin is not None},
        )

    def _newest(self, understood: Understood) -> tuple[Evidence, ...]:
        """Return what the newest articles begin with, within the outlets and days that the question names."""
        within = limits(understood)
        known = self._collection.articles()
        ids = [each.id for each in known if within is None or within.allows(each.source, each.published_at)]
        return beginnings(
            (self._collection.article(each), self._collection.sentences(each)) for each in ids[:OVERVIEW_SENTENCES]
        )

    def _rank(self, understood: Understood, hits: Sequence[Hit], articles: Mapping[str, str]) -> list[RankedSentence]:
        texts = dict.fromkeys(lane.text for lane in lanes(understood))
        question, before = leaned_on(understood.question, understood.standalone)
        if before:  # or what answers the question before would take all the places
            texts[question] = None
        ranked = rank_sentences(
            [(text, self.retriever.embed(text)) for text in texts],
            hits,
            indexed=self._collection.indexed_sentences([hit.passage.id for hit in hits]),
            question=question,
        )
        if before:
            ranked = on_topic(ranked, question, before, articles)
        if self._reader is None or understood.overview_of:  # a subject has no answer to look for
            return ranked
        # A follow-up alone, or it would see the answer to the question before it, too: of invented stories' follow-ups
        # the sentence that answers is in the evidence of .842 so, and of .807 with the question before.
        asks = question if before and len(content_terms(question)) >= _OF_ITS_OWN else understood.standalone
        return rerank(ranked, asks, self._reader, several=len(understood.clauses) > 1)

    def _chosen(
        self, understood: Understood, ranked: Sequence[RankedSentence], articles: Mapping[str, Article]
    ) -> tuple[Evidence, ...]:
        urls = {article.id: article.url for article in articles.values()}
        if of := understood.overview_of:
            return overview(of, ranked, urls, within=limits(understood), newest_first=understood.newest)
        chosen = select(ranked, urls)
        ids = dict.fromkeys(one.article_id for one in chosen)
        return with_context(chosen, {each: (articles[each], self._collection.sentences(each)) for each in ids})
