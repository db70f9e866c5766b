"""A server that speaks the OpenAI protocol: how to reach it, and one clear line for each way it can fail.

Shared by what embeds (`index.embedding.openai_embedder`) and what writes (`rag.llm.completions`); the three are the
only files that import openai, and are themselves imported at the first use: openai takes two seconds to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import openai

CONNECT_SECONDS = 5.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_COMPLAINT = 200  # characters of a server's own words


@dataclass(frozen=True, slots=True)
class OpenAIServer:
    """Where a server is and what it is told of us.

    Attributes:
        api_key: Sent as the bearer; never shown.
        base_url: The address up to and including `/v1`; None: OpenAI itself.
        read_seconds: Longest wait for the next bytes of an answer.
    """

    api_key: str
    base_url: str | None
    read_seconds: float

    @property
    def place(self) -> str:
        """What messages call the server: its host and port, never the credentials that an address may hold."""
        if self.base_url is None:
            return "OpenAI"
        return f"The model server at {urlsplit(self.base_url).netloc.rpartition('@')[2]}"

    @property
    def options(self) -> dict[str, Any]:
        """What either of openai's clients is made with, but for its `http_client`."""
        return {
            "api_key": self.api_key,
            "base_url": self.base_url,
            "timeout": httpx.Timeout(self.read_seconds, connect=CONNECT_SECONDS),
        }

    @property
    def may_use_proxy(self) -> bool:
        """Whether a proxy set for the outside world is to be asked; it would be asked for our own machine too."""
        return self.base_url is None or urlsplit(self.base_url).hostname not in _LOOPBACK

    def reason(self, error: Exception) -> str:  # noqa: PLR0911  # one line for each way to fail
        """Return what openai or httpx raised as one line with the next step, without our key."""
        match error:
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return f"{self.place} refuses our key ({error.status_code}); set OPENAI_API_KEY to a valid one."
            case openai.RateLimitError():
                return f"{self.place} takes no more requests now (429): too many, or the quota is used up; try later."
            case openai.InternalServerError():
                return f"{self.place} failed ({error.status_code}); ask again, or look into the server's own log."
            case openai.APIStatusError():
                return f"{self.place} refuses the request ({error.status_code}): {self._quoted(error)}"
            case openai.APITimeoutError() | httpx.TimeoutException():
                return f"{self.place} sent nothing for {self.read_seconds:g} s; ask again, or choose a faster model."
            case openai.APIConnectionError():
                return f"{self.place} cannot be reached; check the network and OPENAI_BASE_URL."
            case httpx.HTTPError():
                return f"{self.place} broke off in the middle of its answer; ask again."
            case openai.APIError():  # an error event inside a stream
                return f"{self.place} gave up in the middle of its answer: {self._quoted(error)}"
            case _:
                return f"{self.place} does not answer as an OpenAI-compatible server does; check OPENAI_BASE_URL."

    def _quoted(self, error: openai.APIError) -> str:
        """Return the server's words on one line, short, and without our key."""
        told = error.body.get("message") if isinstance(error.body, dict) else None
        complaint = told if isinstance(told, str) else error.message
        line = " ".join(complaint.replace(self.api_key, "…").split())
        return line if len(line) <= _MOST_COMPLAINT else line[:_MOST_COMPLAINT] + "…"
