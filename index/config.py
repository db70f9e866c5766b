"""Settings of the index, read once at the edge and passed down.

A setting comes from a flag, else the environment (`DATELINE_*`), else `dateline.toml` in the working folder,
else its default. This file and `rag/config.py` are the only ones that read the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

SETTINGS_FILE = "dateline.toml"


class IndexConfig(BaseSettings):
    """Where the collection lives and what embeds it. Values only: no open files, no loaded models."""

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_", toml_file=SETTINGS_FILE, frozen=True, extra="ignore", populate_by_name=True
    )

    home: Path = Field(
        default_factory=lambda: user_data_path("dateline"),
        description="folder that holds collections and models",
    )
    collection: str = Field(
        default="articles",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,60}[A-Za-z0-9]$",
        description="name of the collection",
    )
    embedder: str = Field(default="minilm", description="what turns text into vectors")
    chroma_url: str | None = Field(
        default=None, description="a running Chroma server, http://host:port; unset: Chroma inside this process"
    )
    threads: int = Field(
        default_factory=lambda: max(1, min(8, os.cpu_count() or 1)),
        ge=1,
        description="processor threads for local models",
    )

    @field_validator("home")
    @classmethod
    def _expand(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @property
    def collection_path(self) -> Path:
        """The folder of this collection."""
        return self.home / "collections" / self.collection

    @property
    def models_path(self) -> Path:
        """The folder that fetched models are kept in."""
        return self.home / "models"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then the settings file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def quiet_environment() -> None:
    """Switch off every dependency's telemetry and point tiktoken at the vocabularies bundled with LlamaIndex.

    Must run before those packages are imported; a value the user has set stays.
    """
    defaults: dict[str, Any] = {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "ORT_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
