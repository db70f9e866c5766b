"""Vectors from an OpenAI-compatible server: OpenAI, Ollama, vLLM, llama.cpp.

A server gives no token vectors, so late chunking is out and each sentence is sent too: when articles are added, in the
same requests as their passages. That nearly doubles the tokens, once (609 news articles, 7,480 passages: 1.61 million
for the passages, 1.39 million for their 57,700 sentences, 141 requests in all). Sending the sentences of the ten hits
with every question would cost 77 texts, 1,850 tokens and a second wait on the network each time, and more in all after
750 questions.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import httpx
import numpy as np
import openai
import tiktoken

from index.articles import Span
from index.embedding.protocol import (
    LONGEST_QUESTION,
    REMEMBERED_QUESTIONS,
    FloatMatrix,
    FloatVector,
    PassageVectors,
    unit,
)
from index.errors import EmbedderUnavailable
from index.openai_server import OpenAIServer

# Each request holds at most this much; OpenAI takes 2,048 inputs and 300,000 tokens, others less.
_MOST_INPUTS = 512
_MOST_TOKENS = 100_000
_REQUESTS_AT_ONCE = 4
_RETRIES_ADDING = 6  # the client waits longer each time, and as long as the server asks: a minute or so in all
_RETRIES_ASKING = 1  # somebody waits
# Dimension of models that everybody uses, so that opening a collection needs no network.
_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
_VOCABULARY = "cl100k_base"  # of all OpenAI embedding models; for others it is near enough to size passages
_COUNTED_AT_ONCE = 4000  # characters; on one long run without a space tiktoken takes the square of its length


class OpenAIEmbedder:
    """Embeds through `/embeddings`; safe to use from several threads."""

    # Of how texts are sent, not of the model: a server's model has no version but its name.
    version = "1"
    # Far below what the models take: a passage is what a search finds, and a page answers no question well.
    window = 256

    def __init__(self, model: str, server: OpenAIServer, *, dimension: int | None = None) -> None:
        """Connect; nothing is sent unless the dimension has to be asked for.

        Args:
            model: The server's name for it.
            server: Where it is.
            dimension: What to ask for, of models that can shorten their vectors; None: the model's own.

        Raises:
            EmbedderUnavailable: The dimension had to be asked for, and the server did not tell.
        """
        self.name = f"openai:{model}" + (f"@{dimension}" if dimension else "")
        self._model = model
        self._server = server
        self._asked_dimension = dimension
        self._most_inputs = _MOST_INPUTS
        self._encoding = tiktoken.get_encoding(_VOCABULARY)
        http = openai.DefaultHttpxClient(trust_env=server.may_use_proxy)
        self._client = openai.OpenAI(**server.options, max_retries=_RETRIES_ADDING, http_client=http)
        weakref.finalize(self, self._client.close)
        self.dimension = dimension or _DIMENSIONS.get(model, 0)  # 0: not known yet
        if not self.dimension:
            self.dimension = self._request(["dimension"], retries=_RETRIES_ASKING).shape[1]
        self._question = lru_cache(REMEMBERED_QUESTIONS)(self._embed_question)

    def count_tokens(self, text: str) -> int:
        """How many tokens this text takes, by the vocabulary of OpenAI's embedding models."""
        return len(self._tokens(text))

    def embed_query(self, question: str) -> FloatVector:
        """The question's vector, shape (dimension,), of length 1; what goes beyond 256 tokens is not read.

        Raises:
            EmbedderUnavailable: The server cannot be reached, refuses, or fails.
        """
        return self._question(question[:LONGEST_QUESTION])

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Iterator[PassageVectors]:
        """The vectors of each text, in order, one at a time; every sentence is embedded on its own.

        Raises:
            EmbedderUnavailable: As for `embed_query`; the client has tried again several times by then.
        """
        sentences = [[text[start:end] for start, end in of] for text, of in zip(texts, spans, strict=True)]
        wanted = dict.fromkeys(each for text, of in zip(texts, sentences, strict=True) for each in (text, *of))
        with ThreadPoolExecutor(_REQUESTS_AT_ONCE) as threads:
            answers = threads.map(self._embed, self._batches(list(wanted)))
            vectors = dict(zip(wanted, (row for answer in answers for row in answer), strict=True))
        for text, of in zip(texts, sentences, strict=True):
            rows = [vectors[each] for each in of]
            yield PassageVectors(vectors[text], np.array(rows, dtype=np.float32).reshape(-1, self.dimension))

    def _embed_question(self, question: str) -> FloatVector:
        tokens = self._tokens(question)
        read = question if len(tokens) <= self.window else self._encoding.decode(tokens[: self.window])
        vector: FloatVector = unit(self._request([read], retries=_RETRIES_ASKING))[0]
        vector.flags.writeable = False  # shared by all who ask the same
        return vector

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        tokens = 0
        for text in texts:
            size = self.count_tokens(text)
            if batch and (len(batch) >= self._most_inputs or tokens + size > _MOST_TOKENS):
                yield batch
                batch, tokens = [], 0
            batch.append(text)
            tokens += size
        if batch:
            yield batch

    def _embed(self, texts: Sequence[str]) -> FloatMatrix:
        """The vectors of the texts, shape (n, d), rows of length 1, in as few requests as the server takes."""
        if len(texts) <= self._most_inputs:
            try:
                return unit(self._request(texts, retries=_RETRIES_ADDING))
            except _TooMuch as error:
                if len(texts) == 1:
                    raise EmbedderUnavailable(str(error)) from error
                self._most_inputs = min(self._most_inputs, len(texts) // 2)
        half = len(texts) // 2
        return np.vstack([self._embed(texts[:half]), self._embed(texts[half:])])

    def _request(self, texts: Sequence[str], *, retries: int) -> FloatMatrix:
        """The vectors as the server gives them, not always of length 1, shape (n, d)."""
        # Some servers refuse a text of nothing, and ours gives every text a vector.
        texts = [text if text.strip() else "-" for text in texts]
        client = self._client.with_options(max_retries=retries)
        try:
            answer = client.embeddings.create(
                model=self._model,
                input=texts,
                encoding_format="float",  # every server knows it; base64 is younger
                dimensions=self._asked_dimension or openai.omit,
            )
            rows = [each.embedding for each in sorted(answer.data, key=lambda each: each.index)]
            found = np.array(rows, dtype=np.float32)
        except openai.NotFoundError as error:
            raise EmbedderUnavailable(
                f"{self._server.place} has no embedding model {self._model!r} (404); "
                "set DATELINE_EMBEDDER to openai:MODEL with one that it has, or check OPENAI_BASE_URL"
            ) from error
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            raise _TooMuch(self._server.reason(error)) from error
        except (openai.OpenAIError, httpx.HTTPError, ValueError, TypeError, AttributeError) as error:
            if getattr(error, "status_code", None) == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
                raise _TooMuch(self._server.reason(error)) from error
            raise EmbedderUnavailable(self._server.reason(error)) from error
        wanted = (len(texts), self.dimension or found.shape[-1])
        if found.shape != wanted or not np.isfinite(found).all():
            raise EmbedderUnavailable(
                f"{self._server.place} gave {self._model!r} vectors of shape {found.shape} where {wanted} numbers were "
                "expected; check the model, or name its dimension: DATELINE_EMBEDDER=openai:MODEL@DIMENSION"
            )
        return found

    def _tokens(self, text: str) -> list[int]:
        pieces = (text[start : start + _COUNTED_AT_ONCE] for start in range(0, len(text), _COUNTED_AT_ONCE))
        return [token for piece in pieces for token in self._encoding.encode_ordinary(piece)]


class _TooMuch(EmbedderUnavailable):
    """The server refuses a request as it is; with fewer texts it may take it."""
