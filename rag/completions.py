"""The OpenAI protocol as coroutines: `/chat/completions` streamed, `/models`, and one clear line for each failure.

The only file that imports openai, and itself imported at the first use: openai takes two seconds to load.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import openai
from openai.types.chat import ChatCompletionChunk

from rag.errors import ModelUnavailable
from rag.llm import Delta, Message

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
SEED = 7
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# What some servers refuse and we can do without, by the names their complaints use.
_DISPENSABLE = ("stream_options", "temperature", "seed", "max_tokens")
_MOST_NAMED = 6  # models in a message
_MOST_COMPLAINT = 200  # characters of a server's own words


class Completions:
    """One model server, asked from one event loop."""

    def __init__(self, *, api_key: str, base_url: str | None, read_seconds: float, max_retries: int) -> None:
        """Nothing is sent yet; see `ServerLLM` for the arguments."""
        host = urlsplit(base_url).hostname if base_url else None
        self._client = openai.AsyncOpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            max_retries=max_retries,
            # A proxy set for the outside world would be asked for our own machine too.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=host not in LOOPBACK),
        )
        self._api_key = api_key
        self._read_seconds = read_seconds
        self._place = _place(base_url)
        self._refused: frozenset[str] = frozenset()

    async def stream(
        self, messages: Sequence[Message], *, model: str, max_tokens: int, grammar: str | None
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
            "extra_body": None if grammar is None else {"grammar": grammar},
        }
        finished = False
        async with self._explaining(model), await self._accepted(request) as chunks:
            async for chunk in chunks:
                text = "".join(choice.delta.content or "" for choice in chunk.choices)
                finished = finished or any(choice.finish_reason for choice in chunk.choices)
                if chunk.usage:
                    yield Delta(text, chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
                elif text:
                    yield Delta(text)
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
            raise ModelUnavailable(self._reason(error)) from error

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

    def _reason(self, error: Exception) -> str:  # noqa: PLR0911  # one line for each way to fail
        match error:
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return f"{self._place} refuses our key ({error.status_code}); set OPENAI_API_KEY to a valid one."
            case openai.RateLimitError():
                return f"{self._place} takes no more requests now (429): too many, or the quota is used up; try later."
            case openai.InternalServerError():
                return f"{self._place} failed ({error.status_code}); ask again, or look into the server's own log."
            case openai.APIStatusError():
                return f"{self._place} refuses the request ({error.status_code}): {self._quoted(error)}"
            case openai.APITimeoutError() | httpx.TimeoutException():
                return f"{self._place} sent nothing for {self._read_seconds:g} s; ask again, or choose a faster model."
            case openai.APIConnectionError():
                return f"{self._place} cannot be reached; check the network and OPENAI_BASE_URL."
            case httpx.HTTPError():
                return f"{self._place} broke off in the middle of its answer; ask again."
            case openai.APIError():  # an error event inside the stream
                return f"{self._place} gave up in the middle of its answer: {self._quoted(error)}"
            case _:
                return f"{self._place} does not answer as an OpenAI-compatible server does; check OPENAI_BASE_URL."

    def _quoted(self, error: openai.APIError) -> str:
        """Return a server's words on one line, short, and without our key."""
        told = error.body.get("message") if isinstance(error.body, dict) else None
        complaint = told if isinstance(told, str) else error.message
        line = " ".join(complaint.replace(self._api_key, "…").split())
        return line if len(line) <= _MOST_COMPLAINT else line[:_MOST_COMPLAINT] + "…"


def _place(base_url: str | None) -> str:
    """Return what messages call the server: its host and port, never the credentials that an address may hold."""
    if base_url is None:
        return "OpenAI"
    return f"The model server at {urlsplit(base_url).netloc.rpartition('@')[2]}"
