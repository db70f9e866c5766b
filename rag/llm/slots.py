"""What llama.cpp's server does beside the OpenAI protocol: its slot, and how it cuts messages into tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from rag.llm.protocol import Message

if TYPE_CHECKING:
    import httpx

_SECONDS = 300.0  # a slot that is written from is saved, or restored, afterwards


class Slot:
    """The one slot of a server on this machine, which holds what it has read.

    Any failure is an OSError, and a ConnectionError where the server is gone.
    """

    def __init__(self, url: str, key: str) -> None:
        """Nothing is sent yet."""
        self._url, self._key = url, key
        self._client: httpx.Client | None = None

    def save(self, name: str) -> None:
        """Have it write all it has read to a file in its folder.

        Raises:
            OSError: It does not.
        """
        self._act("save", name)

    def restore(self, name: str) -> None:
        """Have it take what a file in its folder holds for what it has read.

        Raises:
            OSError: It does not.
        """
        self._act("restore", name)

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        """Return the prompt that it makes of messages, in its model's tokens.

        Raises:
            OSError: It does not tell.
        """
        prompt = self._post("/apply-template", {"messages": list(messages)})["prompt"]
        asked = {"content": prompt, "add_special": True, "parse_special": True}
        return [int(token) for token in self._post("/tokenize", asked)["tokens"]]

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()

    def _act(self, action: Literal["save", "restore"], name: str) -> None:
        self._post("/slots/0", {"filename": name}, action=action)

    def _post(self, path: str, body: dict[str, Any], **params: str) -> Any:  # noqa: ANN401 - JSON
        import httpx  # noqa: PLC0415  # openai's, loaded with it

        if self._client is None:
            headers = {"Authorization": f"Bearer {self._key}"}
            self._client = httpx.Client(base_url=self._url, headers=headers, timeout=_SECONDS, trust_env=False)
        try:
            answer = self._client.post(path, params=params, json=body)
            answer.raise_for_status()
            return answer.json()
        except httpx.TransportError as error:
            raise ConnectionError(f"the local model's server cannot be reached: {error}") from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise OSError(f"the local model's server did not answer {path}: {error}") from error
