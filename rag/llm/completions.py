"""The OpenAI protocol as coroutines: `/chat/completions` streamed, `/models`, and one clear line for each failure.

Imported at the first use only: openai takes two seconds to load.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import openai
from openai.types.chat import ChatCompletionChunk

from index.openai_server import OpenAIServer
from rag.errors import ModelUnavailable
from rag.llm.protocol import Delta, Message
from rag.llm.reply import Reply

log = logging.getLogger(__name__)

SEED = 7

# What some servers refuse and we can do without, by the names their complaints use.
_DISPENSABLE = ("stream_options", "temperature", "seed", "max_tokens", "top_logprobs", "logprobs")
_MOST_NAMED = 6  # models in a message
_MOST_LIKELY = 20  # first tokens, the most that OpenAI gives
_TO_THINK = 4_000  # tokens that a reasoning model may spend before its answer; they count as written
_WITHHELD = "content_filter"
_WHY_EMPTY = {
    "length": "used up its tokens before it wrote a word; choose a model that reasons less",
    _WITHHELD: "withheld its answer (content_filter); ask in other words, or choose another model",
}
# openai takes any JSON for a chunk or a list of models, and then stumbles over it.
_NOT_THE_PROTOCOL = (TypeError, AttributeError, ValueError)


class Completions:
    """One model server, asked from one event loop."""

    def __init__(self, *, api_key: str, base_url: str | None, read_seconds: float, max_retries: int) -> None:
        """Nothing is sent yet; see `ServerLLM` for the arguments."""
        self._server = OpenAIServer(api_key, base_url, read_seconds)
        self._place = self._server.place
        self._client = openai.AsyncOpenAI(
            **self._server.options,
            max_retries=max_retries,
            http_client=openai.DefaultAsyncHttpxClient(trust_env=self._server.may_use_proxy),
        )
        self._refused: frozenset[str] = frozenset()

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        model: str,
        max_tokens: int,
        grammar: str | None = None,
        bias: Mapping[str, float] | None = None,
        likely: bool = False,
        may_be_empty: bool = False,
    ) -> AsyncIterator[Delta]:
        """Yield the model's text at temperature 0; the last piece carries the token counts where the server counts.

        Unless it `may_be_empty`, an answer without a word is the server's failure.

        Raises:
            ModelUnavailable: The server cannot be reached, refuses, fails, or breaks off.
        """
        request: dict[str, Any] = {
            "model": model,
            "messages": list(messages),
            "max_tokens": max_tokens,
            "temperature": 0.0,
            "seed": SEED,
            "stream": True,
            "stream_options": {"include_usage": True},
            # llama.cpp's own: a grammar, and biases by text where OpenAI knows token numbers only.
            "extra_body": {
                **({"grammar": grammar} if grammar else {}),
                **({"logit_bias": [[text, value] for text, value in bias.items()]} if bias else {}),
            }
            or None,
        }
        if likely:
            request |= {"logprobs": True, "top_logprobs": _MOST_LIKELY}
        began, finished = False, ""
        reply = Reply()
        async with self._explaining(model), await self._accepted(request) as chunks:
            async for chunk in chunks:
                began = True
                delta, why = _delta(chunk, likely=likely)
                finished = finished or why
                likely = likely and delta.likely is None
                delta = replace(delta, text=reply.feed(delta.text))
                if delta != Delta(""):
                    yield delta
        if not began:  # a page, say, with status 200
            raise ModelUnavailable(self._server.reason(ValueError("no chunk came")))
        if not finished:
            raise ModelUnavailable(f"{self._place} broke off in the middle of its answer; ask again.")
        if rest := reply.close():
            yield Delta(rest)
        # A model that writes nothing has not read the articles to the end; that is no word on what they say.
        if (reply.is_empty and not may_be_empty) or finished == _WITHHELD:
            raise ModelUnavailable(f"{self._place} {_WHY_EMPTY.get(finished, 'ended its answer without a word')}.")

    async def models(self) -> list[tuple[str, str]]:
        """Return the (name, owner) of each model the server offers, in its order.

        Raises:
            ModelUnavailable: As for `stream`.
        """
        async with self._explaining():
            offered = [(model.id, model.owned_by or "") for model in (await self._client.models.list()).data]
            if not all(isinstance(name, str) for name, _ in offered):
                raise TypeError("a model without a name")
            return offered

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _accepted(self, request: dict[str, Any]) -> openai.AsyncStream[ChatCompletionChunk]:
        """Send the request without what this server has refused before, or now refuses by name."""
        while True:
            wanted = {name: value for name, value in request.items() if name not in self._refused}
            if "max_tokens" in self._refused:  # OpenAI's reasoning models know it by its newer name only
                wanted["max_completion_tokens"] = request["max_tokens"] + _TO_THINK
            try:
                stream: openai.AsyncStream[ChatCompletionChunk] = await self._client.chat.completions.create(**wanted)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = {name for name in _DISPENSABLE if name in str(error)} - self._refused
                if not refused:
                    raise
                log.info("the server refuses %s; left out from now on", ", ".join(sorted(refused)))
                self._refused |= refused
            else:
                return stream

    @asynccontextmanager
    async def _explaining(self, model: str = "") -> AsyncIterator[None]:
        """Turn what openai and httpx raise into one clear line; with a model's name, a 404 tells what there is."""
        try:
            yield
        except openai.NotFoundError as error:
            raise ModelUnavailable(await self._not_found(model)) from error
        except (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, *_NOT_THE_PROTOCOL) as error:
            raise ModelUnavailable(self._server.reason(error)) from error

    async def _not_found(self, model: str) -> str:
        nothing = f"{self._place} has no such address (404); check OPENAI_BASE_URL, which usually ends in /v1."
        if not model:
            return nothing
        try:
            offered = [name for name, _ in await self.models()]
        except ModelUnavailable:
            return nothing
        if model in offered:
            return nothing
        named = ", ".join(offered[:_MOST_NAMED]) or "none"
        more = f" and {len(offered) - _MOST_NAMED} more" if len(offered) > _MOST_NAMED else ""
        return f"{self._place} has no model {model!r}; it offers {named}{more}: set DATELINE_MODEL to one of them."


def _delta(chunk: ChatCompletionChunk, *, likely: bool) -> tuple[Delta, str]:
    """Return what a chunk says, and if it ends the answer, why; TypeError and the like where it is none."""
    text = "".join(choice.delta.content or "" for choice in chunk.choices)
    prompt, completion = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens) if chunk.usage else (None, None)
    if not all(isinstance(count, int | None) for count in (prompt, completion)):
        raise TypeError("a count of tokens that is no number")
    firsts = _first_tokens(chunk) if likely else None
    ends = [choice.finish_reason for choice in chunk.choices if choice.finish_reason]
    return Delta(text, prompt, completion, firsts), str(ends[0]) if ends else ""


def _first_tokens(chunk: ChatCompletionChunk) -> dict[str, float] | None:
    """Return the tokens that might have come first, by the logarithm of their probability; None: not in this chunk."""
    tokens = [token for choice in chunk.choices if choice.logprobs for token in choice.logprobs.content or ()]
    return {each.token: float(each.logprob) for each in tokens[0].top_logprobs} if tokens else None
