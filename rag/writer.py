"""Choosing what writes the answers: the one place that knows every kind of writer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.config import RagConfig
from rag.errors import ModelUnavailable
from rag.llm.fetch import Report
from rag.llm.fetch import fetch as fetch_model
from rag.llm.local import LocalLLM
from rag.llm.models import LOCAL, SMALL, Model, checked_gguf, verified
from rag.llm.prefill.ahead import pays
from rag.llm.protocol import LLM
from rag.llm.server import ServerLLM
from rag.writing.adapters import ADAPTERS, taught
from rag.writing.prompt import prefix

OPENAI_MODEL = "gpt-4.1-mini"
LIST_SECONDS = 10.0  # a list of models needs no thought


@dataclass(frozen=True, slots=True)
class Writer:
    """What writes, or why nothing does: `note` is one line for the person, empty if there is nothing to say."""

    llm: LLM | None
    note: str = ""


def open_writer(config: RagConfig, *, fetch: bool = False, progress: Report | None = None) -> Writer:
    """Return the writer that the settings ask for; a local one loads at its first use.

    `auto` never fails: without any writer, quoted evidence is the answer and the note says why. A model that was
    asked for by name is used or named in an error.

    Args:
        config: Settings; `model`, the key, the base URL, the models folder and the threads count here.
        fetch: Whether a local model that is not there yet is fetched first, which takes minutes.
        progress: Told how far the fetch is.

    Raises:
        ModelUnavailable: The model asked for by name is not there, or its server is not.
        ModelFileRefused: Its file is not what it should be.
    """
    try:
        return Writer(_chosen(config, fetch=fetch, progress=progress))
    except ModelUnavailable as error:
        if config.model != "auto":
            raise
        return Writer(None, f"No writer, so answers are quoted evidence. {error}")


def _chosen(config: RagConfig, *, fetch: bool, progress: Report | None) -> LLM | None:
    match config.model:
        case "none":
            return None
        case "auto" if config.has_server:
            return _server(config, model=None)
        case "auto" | "local":
            return _local(LOCAL, config, fetch=fetch, progress=progress)
        case "small":
            return _local(SMALL, config, fetch=fetch, progress=progress)
        case path if path.lower().endswith(".gguf"):
            return _running(checked_gguf(Path(path).expanduser()), config)
        case name if config.has_server:
            return _server(config, model=name)
        case name:
            raise ModelUnavailable(
                f"DATELINE_MODEL is {name!r}, a model of a server, but no server is set: set OPENAI_API_KEY or "
                "OPENAI_BASE_URL, or choose local, small, none, or a .gguf file."
            )


def _server(config: RagConfig, *, model: str | None) -> ServerLLM:
    """Return a model of the server; None: the one it offers first, or OpenAI's usual."""
    key = config.server_key
    base_url = config.openai_base_url
    if model is not None or base_url is None:
        return ServerLLM(model or OPENAI_MODEL, api_key=key, base_url=base_url)
    asking = ServerLLM("", api_key=key, base_url=base_url, read_seconds=LIST_SECONDS, max_retries=0)
    try:
        offered = asking.models()
    finally:
        asking.close()
    if not offered:
        raise ModelUnavailable(
            "The model server of OPENAI_BASE_URL offers no model; load one there, or name one: DATELINE_MODEL."
        )
    name, owner = offered[0]
    return ServerLLM(name, api_key=key, base_url=base_url, takes_grammar=owner == "llamacpp")


def _local(model: Model, config: RagConfig, *, fetch: bool, progress: Report | None) -> LocalLLM:
    folder = config.models_path
    path = fetch_model(model, folder, progress=progress) if fetch else verified(model, folder)
    if path is None:
        raise ModelUnavailable(
            f"{model.title} ({model.size / 1e9:.1f} GB) is not on this machine: `dateline models --fetch {model.name}` "
            "fetches it; or set OPENAI_API_KEY or OPENAI_BASE_URL for a server."
        )
    adapter = ADAPTERS.get(model.name)
    return _running(path, config, name=taught(model) if adapter else model.title, adapter=adapter)


def _running(path: Path, config: RagConfig, *, name: str = "", adapter: Path | None = None) -> LocalLLM:
    shared = prefix(taught=adapter is not None)
    return LocalLLM(
        path,
        name=name,
        adapter=adapter,
        threads=config.threads,
        prefix=shared,
        keep=config.home / "read",
        ahead=pays(),
    )
