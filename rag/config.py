"""Settings of the chain: those of the index, and which model writes."""

from __future__ import annotations

import os

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


def child_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with changes, for a program that we start."""
    return {**os.environ, **changes}
