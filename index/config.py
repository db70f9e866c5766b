"""Settings of the index, read once at the edge and passed down.

A setting comes from a flag, else the environment (`DATELINE_*`), else `dateline.toml` in the working folder,
else its default. This file and `rag/config.py` are the only ones that read the environment.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.errors import SettingsError

log = logging.getLogger(__name__)

SETTINGS_FILE = "dateline.toml"
_PREFIX = "DATELINE_"
_DEBUG = "DATELINE_DEBUG"


class IndexConfig(BaseSettings):
    """Where the collection lives and what embeds it. Values only: no open files, no loaded models."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,  # OPENAI_API_KEY= is how people unset a key
        toml_file=SETTINGS_FILE,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
    )

    home: Path = Field(
        default_factory=lambda: user_data_path("dateline"),
        description="folder that holds collections and models",
    )
    collection: str = Field(
        default="articles",
        min_length=3,
        max_length=62,
        pattern=r"^[A-Za-z0-9](?:\.?[A-Za-z0-9_-])*\.?[A-Za-z0-9]$",
        description=(
            "name of the collection: 3 to 62 letters, digits, single dots, dashes or underscores, "
            "a letter or digit at both ends"
        ),
    )
    embedder: str = Field(
        default="minilm",
        description="minilm, openai:MODEL for a server's, or a folder with model.onnx and tokenizer.json",
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="a running Chroma server, http://host:port; unset: Chroma inside this process",
    )
    threads: int = Field(
        default_factory=lambda: max(1, min(8, os.cpu_count() or 1)),
        ge=1,
        description="processor threads for local models, 1 or more",
    )

    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"),
        description="key for OpenAI or a compatible server, in ASCII characters",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"),
        pattern=r"^https?://\S+$",
        description="an OpenAI-compatible server, such as http://localhost:11434/v1",
    )

    @field_validator("home")
    @classmethod
    def _expand(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("chroma_url", "openai_base_url")
    @classmethod
    def _has_host(cls, url: str | None) -> str | None:
        if url is not None and not _host(url):
            raise ValueError("no address")
        return url

    @field_validator("openai_api_key")
    @classmethod
    def _sendable(cls, key: SecretStr | None) -> SecretStr | None:
        """Return the key without the line end that a copied one has; it is sent in a header, which takes ASCII only."""
        sent = key.get_secret_value().strip() if key else ""
        if not (sent.isascii() and sent.isprintable()):
            raise ValueError("not for a header")
        return SecretStr(sent) if key else None

    @property
    def collection_path(self) -> Path:
        """The folder of this collection."""
        return self.home / "collections" / self.collection

    @property
    def has_server(self) -> bool:
        """Whether an OpenAI-compatible server is set; a key that is set to nothing is how people switch one off."""
        return bool(self.openai_api_key) or self.openai_base_url is not None

    @property
    def server_key(self) -> str:
        """What the server is sent as a key; "none" to one that wants none, since clients insist on one."""
        return self.openai_api_key.get_secret_value() if self.openai_api_key else "none"

    @property
    def models_path(self) -> Path:
        """The folder that fetched models are kept in."""
        return self.home / "models"

    @classmethod
    def read(cls, **flags: object) -> Self:
        """Return the settings; a flag that is None was not given.

        Raises:
            SettingsError: A setting has a value it cannot have, or `dateline.toml` cannot be read or names
                something that is no setting.
        """
        given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
        cls._refuse_unknown_names()
        cls._name_unknown_variables()
        try:
            return cls(**given)
        except ValidationError as error:
            raise cls._explain(error.errors()[0], given) from error

    @classmethod
    def origins(cls, **flags: object) -> dict[str, str]:
        """Return for each setting where its value came from, given the same flags as `read`.

        One of "flag --NAME", "environment NAME", "dateline.toml" and "default".
        """
        in_environment = {name.lower(): name for name, value in os.environ.items() if value}
        in_file = _settings_file()

        def origin(name: str, info: FieldInfo) -> str:
            if flags.get(name) is not None:
                return f"flag --{name}"
            for variable in _variables(name, info):
                if variable.lower() in in_environment:
                    return f"environment {in_environment[variable.lower()]}"
            return SETTINGS_FILE if name in in_file else "default"

        return {name: origin(name, info) for name, info in cls.model_fields.items()}

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

    @classmethod
    def _refuse_unknown_names(cls) -> None:
        # A mistyped name would otherwise be a setting that silently does nothing. The index alone doesn't know
        # the settings of the chain, and they share the file, so only the chain's class can tell.
        unknown = sorted(_settings_file().keys() - cls.model_fields.keys())
        if unknown and cls is not IndexConfig:
            raise SettingsError(
                f"{SETTINGS_FILE}: {unknown[0]!r} is no setting; there are {', '.join(sorted(cls.model_fields))}"
            )

    @classmethod
    def _name_unknown_variables(cls) -> None:
        # Named and not refused: the environment is shared, and what is in it may be for an earlier or later Dateline.
        if cls is IndexConfig:
            return
        known = {variable.upper() for name, info in cls.model_fields.items() for variable in _variables(name, info)}
        named = (name for name in os.environ if name.upper().startswith(_PREFIX))
        unknown = sorted(name for name in named if name.upper() not in known | {_DEBUG})
        if unknown:
            _note_once(tuple(unknown), tuple(sorted(known)))

    @classmethod
    def _explain(cls, problem: ErrorDetails, flags: dict[str, Any]) -> SettingsError:
        where = str(problem["loc"][0])
        name = next(
            (name for name, info in cls.model_fields.items() if where in (name, *_variables(name, info))), where
        )
        info = cls.model_fields[name]
        secret = SecretStr in (info.annotation, *getattr(info.annotation, "__args__", ()))
        found = "a secret" if secret else repr(problem["input"])
        origin = cls.origins(**flags)[name]
        return SettingsError(
            f"setting {name!r} ({origin}) is {found}; wanted: {info.description}",
            from_flag=origin.startswith("flag"),
        )


def _host(url: str) -> str:
    """Return the host that an address names, with a port that can be one; "" if it names none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.port != 0 else ""
    except ValueError:  # a port that is no number, half of the brackets of an IPv6 address
        return ""


def _variables(name: str, info: FieldInfo) -> tuple[str, ...]:
    """Return the environment variables that a setting is read from."""
    if isinstance(info.validation_alias, AliasChoices):
        return tuple(str(choice) for choice in info.validation_alias.choices)
    return (f"{_PREFIX}{name.upper()}",)


@cache
def _note_once(unknown: Sequence[str], known: Sequence[str]) -> None:
    """Note the variables that no setting is read from, each with the nearest one that is; settings are read often."""
    ends = {name.removeprefix(_PREFIX): name for name in known}  # what all begin with would make all alike

    def nearest(name: str) -> str:
        return ends[get_close_matches(name.upper().removeprefix(_PREFIX), ends, n=1, cutoff=0)[0]]

    meant = ", ".join(f"{name!a} (did you mean {nearest(name)}?)" for name in unknown)
    log.warning("ignored, as no setting is read from it: environment %s", meant)


def _settings_file() -> dict[str, Any]:
    try:
        return tomllib.loads(Path(SETTINGS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or not TOML
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error}; mend it or move it away") from error


def wants_traceback() -> bool:
    """Return whether DATELINE_DEBUG asks for the traceback of an unexpected failure."""
    return os.environ.get(_DEBUG, "") not in ("", "0")


def quiet_environment() -> None:
    """Switch off every dependency's telemetry and point tiktoken at the vocabularies bundled with LlamaIndex.

    Must run before those packages are imported; a value the user has set stays.
    """
    defaults = {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "ORT_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    vocabularies = _bundled_vocabularies()
    if vocabularies is not None:
        defaults["TIKTOKEN_CACHE_DIR"] = str(vocabularies)
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def _bundled_vocabularies() -> Path | None:
    # llama_index is a namespace package: finding it imports nothing, finding llama_index.core would import it all.
    spec = importlib.util.find_spec("llama_index")
    for folder in (spec and spec.submodule_search_locations) or ():
        vocabularies = Path(folder) / "core" / "_static" / "tiktoken_cache"
        if vocabularies.is_dir():
            return vocabularies
    return None
