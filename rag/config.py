"""Settings of the chain: those of the index, and which model writes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import Field

from index.config import IndexConfig
from rag.caution import Caution


class RagConfig(IndexConfig):
    """What writes the answers, and how sure they must be. Values only: no clients, no loaded models."""

    model: str = Field(
        default="auto",
        description=(
            "auto (a server when a key or base URL is set, else local), local, small, none, "
            "a path to a GGUF file, or a model name for the server"
        ),
    )
    caution: Caution = Field(
        default=Caution.BALANCED,
        description="how sure an answer must be: cautious, balanced or eager",
    )


def child_environment(defaults: Mapping[str, str] | None = None, **changes: str) -> dict[str, str]:
    """Return the environment for a program that we start: this process's, over `defaults` and under `changes`."""
    return {**(defaults or {}), **os.environ, **changes}
