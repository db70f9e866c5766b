"""The OpenAI protocol as coroutines: `/chat/completions` streamed, `/models`, and one clear line for each failure.

Imported at the first use only: openai takes two seconds to load.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import openai
from openai.types.chat import ChatCompletionChunk

from index.openai_server import OpenAIServer
from rag.errors import ModelUnavailable
from rag.llm.protocol import Delta, Message

log = logging.getLogger(__name__)

SEED = 7

# What some servers refuse and we can do without, by the names their complaints use.
_DISPENSABLE = ("stream_options", "temperature", "seed", "max_tokens", "top_logprobs", "logprobs")
_MOST_NAMED = 6  # models in a message
_MOST_LIKELY = 20  # first tokens, the most that OpenAI gives


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
    ) -> AsyncIterator[Delta]:
        """Yield the model's text at temperature 0; the last piece carries the token counts where the server counts.

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
        began = finished = False
        async with self._explaining(model), await self._accepted(request) as chunks:
            async for chunk in chunks:
                began = True
                try:
                    delta, last = _delta(chunk, likely=likely)
                except (TypeError, AttributeError, ValueError) as error:  # openai takes any JSON for a chunk
                    raise ModelUnavailable(self._server.reason(error)) from error
                finished = finished or last
                likely = likely and delta.likely is None
                if delta != Delta(""):
                    yield delta
        if not began:  # a page, say, with status 200
            raise ModelUnavailable(self._server.reason(ValueError("no chunk came")))
        if not finished:
            raise ModelUnavailable(f"{self._place} broke off in the middle of its answer; ask again.")

    async def models(self) -> list[tuple[str, str]]:
        """Return the (name, owner) of each model the server offers, in its order.

        Raises:
            ModelUnavailable: As for `stream`.
        """
        async with self._explaining():
            return [(model.id, model.owned_by or "") for model in (await self._client.models.list()).data]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _accepted(self, request: dict[str, Any]) -> openai.AsyncStream[ChatCompletionChunk]:
        """Send the request without what this server has refused before, or now refuses by name."""
        while True:
            wanted = {name: value for name, value in request.items() if name not in self._refused}
            if "max_tokens" in self._refused:  # OpenAI's reasoning models know it by its newer name only
                wanted["max_completion_tokens"] = request["max_tokens"]
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
        except (openai.OpenAIError, httpx.HTTPError, ValueError) as error:
            raise ModelUnavailable(self._server.reason(error)) from error

    async def _not_found(self, model: str) -> str:
        nothing = f"{self._place} has no such address (404); check OPENAI_BASE_URL, which usually ends in /v1."
        if not model:
            return nothing
        try:
            offered = [name for name, _ in await self.models()]
        except ModelUnavailable:
            return nothing
        named = ", ".join(offered[:_MOST_NAMED]) or "none"
        more = f" and {len(offered) - _MOST_NAMED} more" if len(offered) > _MOST_NAMED else ""
        return f"{self._place} has no model {model!r}; it offers {named}{more}: set DATELINE_MODEL to one of them."


def _delta(chunk: ChatCompletionChunk, *, likely: bool) -> tuple[Delta, bool]:
    """Return what a chunk says, and whether it ends the answer; TypeError and the like where it is none."""
    text = "".join(choice.delta.content or "" for choice in chunk.choices)
    prompt, completion = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens) if chunk.usage else (None, None)
    if not all(isinstance(count, int | None) for count in (prompt, completion)):
        raise TypeError("a count of tokens that is no number")
    firsts = _first_tokens(chunk) if likely else None
    return Delta(text, prompt, completion, firsts), any(choice.finish_reason for choice in chunk.choices)


def _first_tokens(chunk: ChatCompletionChunk) -> dict[str, float] | None:
    """Return the tokens that might have come first, by the logarithm of their probability; None: not in this chunk."""
    tokens = [token for choice in chunk.choices if choice.logprobs for token in choice.logprobs.content or ()]
    return {each.token: float(each.logprob) for each in tokens[0].top_logprobs} if tokens else None
