"""Settings of the chain: those of the index, and which model writes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import AliasChoices, Field, SecretStr

from index.config import IndexConfig


class RagConfig(IndexConfig):
    """What writes the answers. Values only: no clients, no loaded models."""

    model: str = Field(
        default="auto",
        description=(
            "auto (a server when a key or base URL is set, else local), local, small, none, "
            "a path to a GGUF file, or a model name for the server"
        ),
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"),
        description="key for OpenAI or a compatible server",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"),
        pattern=r"^https?://\S+$",
        description="an OpenAI-compatible server, such as http://localhost:11434/v1",
    )


def child_environment(defaults: Mapping[str, str] | None = None, **changes: str) -> dict[str, str]:
    """Return the environment for a program that we start: this process's, over `defaults` and under `changes`."""
    return {**(defaults or {}), **os.environ, **changes}
