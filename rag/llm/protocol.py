"""The one seam to a writer: messages in, text out, streamed.

OpenAI, Ollama, vLLM and llama.cpp speak the same protocol, so a provider is a base URL, not a class.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from typing_extensions import TypedDict  # pydantic, which reads evaluation rows, takes no other before Python 3.12

_LEAST = 1e-6  # probability below which, and above one minus which, nothing is told apart

HEARTBEAT = 0.2
"""Seconds after which a writer that has nothing to say yet yields an empty piece, so that it can be stopped."""


class Message(TypedDict):
    """One message of a chat, as the OpenAI protocol has it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the model's text; the last one carries the token counts when the server gives them.

    Empty text means that the model is still reading or loading. `likely`: the likeliest first tokens with the natural
    logarithm of their probability, where asked for and the server gives it; it comes with the first token.
    """

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    likely: Mapping[str, float] | None = None


def log_odds(likely: Mapping[str, float], token: str) -> float:
    """Return the log-odds of a token against all others, from the likeliest ones; a token not among them has none."""
    chance = min(max(math.exp(likely.get(token, -math.inf)), _LEAST), 1 - _LEAST)
    return math.log(chance / (1 - chance))


class LLM(Protocol):
    """Anything that writes."""

    @property
    def name(self) -> str:
        """What answers say wrote them."""
        ...

    @property
    def takes_grammar(self) -> bool:
        """Whether `stream` honours `grammar` (llama.cpp's GBNF)."""
        ...

    @property
    def small(self) -> bool:
        """Whether it is a small model, which is asked one thing at a time and reads for seconds."""
        ...

    @property
    def taught(self) -> bool:
        """Whether it has learned to answer from numbered sentences, and needs no examples of it in its prompt."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str | None = None,
        bias: Mapping[str, float] | None = None,
        likely: bool = False,
    ) -> Generator[Delta, None, None]:
        """Yield the model's text as it is written; closing the generator stops the model at once.

        While there is no text, an empty piece comes every `HEARTBEAT` seconds: a generator can only be closed
        between two pieces, and whoever presses Stop may do so while the model still reads.

        Args:
            messages: The chat so far.
            max_tokens: Of the answer.
            grammar: What the answer must follow, where the writer takes one.
            bias: What is added to the log-odds of the tokens that spell these texts, where it takes a grammar.
            likely: Whether the likeliest first tokens are wanted.

        Raises:
            ModelUnavailable: The model cannot be started or reached, or refuses our key.
        """
        ...

    def warm_up(self) -> None:
        """Do now, before the first question, what needs no question: load, and read the messages all prompts share.

        Raises:
            ModelUnavailable: As for `stream`; the first question would meet the same.
        """
        ...

    def close(self) -> None:
        """Free what the writer holds; a closed writer is not used again."""
        ...
