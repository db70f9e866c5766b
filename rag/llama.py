"""The chain as LlamaIndex parts, for people who build with it: a retriever and a query engine.

Both go through the same chain as the chat, so what they return keeps its offsets and its checks. Metadata of each
node: `article_id`, `title`, `source`, `published_at`, `start`, `end`; of an engine's response: the whole answer.
"""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.answer import Citation, Hit
from rag.chain import QAChain


class DatelineRetriever(BaseRetriever):
    """Gives the passages that the chain finds, best first, as nodes whose id is the passage's."""

    def __init__(self, chain: QAChain, *, k: int = 10) -> None:
        """Search with an open chain for at most `k` passages a question."""
        super().__init__()
        self._chain = chain
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_hit_node(hit) for hit in self._chain.search(query_bundle.query_str, k=self._k)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # Chroma, Tantivy and the embedder block; in the event loop they would hold up every other task.
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):
    """Gives the chain's answer: its text, its citations as source nodes, and the whole of it as metadata."""

    def __init__(self, chain: QAChain) -> None:
        """Answer with an open chain."""
        super().__init__(callback_manager=None)
        self._chain = chain

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._chain.ask(query_bundle.query_str)
        return Response(
            response=answer.text,
            source_nodes=[_citation_node(citation) for citation in answer.citations],
            metadata=answer.to_dict(),
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _hit_node(hit: Hit) -> NodeWithScore:
    passage = hit.passage
    metadata = _metadata(passage)
    return NodeWithScore(node=TextNode(id_=passage.id, text=passage.text, metadata=metadata), score=hit.score)


def _citation_node(citation: Citation) -> NodeWithScore:
    node_id = f"{citation.article_id}:{citation.start}-{citation.end}"
    return NodeWithScore(node=TextNode(id_=node_id, text=citation.quote, metadata=_metadata(citation)))


def _metadata(of: Any) -> dict[str, Any]:  # noqa: ANN401  # a passage or a citation: both carry these
    return {name: getattr(of, name) for name in ("article_id", "title", "source", "published_at", "start", "end")}
