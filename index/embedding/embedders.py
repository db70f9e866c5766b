"""The choice between embedders, by the `embedder` setting: the shipped one, a server's, or a folder's."""

from __future__ import annotations

import re
from pathlib import Path

from index.config import IndexConfig
from index.embedding.model_folder import OnnxModel, read_folder
from index.embedding.protocol import Embedder
from index.errors import EmbedderUnavailable
from index.minilm import shipped

_ON_SERVER = re.compile(r"openai:(?P<model>[^@\s]+)(?:@(?P<dimension>[1-9]\d*))?")
_READ_SECONDS = 60.0  # a server that first loads its model needs most of a minute


def open_embedder(config: IndexConfig) -> Embedder:
    """The embedder that `config.embedder` names: `minilm`, `openai:MODEL`, `openai:MODEL@DIMENSION`, or a folder.

    Raises:
        EmbedderUnavailable: There is none of that name, its files cannot be loaded, or its server cannot be asked.
    """
    match config.embedder:
        case "minilm":
            return _local(shipped(), config)
        case name if found := _ON_SERVER.fullmatch(name):
            return _on_server(found["model"], config, dimension=int(found["dimension"] or 0) or None)
        case path if (folder := Path(path).expanduser().absolute()).is_dir():
            return _local(read_folder(folder), config)
        case unknown:
            raise EmbedderUnavailable(
                f'there is no embedder and no folder "{unknown}"; set DATELINE_EMBEDDER to minilm, to openai:MODEL, '
                "or to a folder with model.onnx and tokenizer.json"
            )


# Each library is loaded only where it is used: onnxruntime takes a fifth of a second, openai two.


def _local(model: OnnxModel, config: IndexConfig) -> Embedder:
    from index.embedding.onnx_embedder import OnnxEmbedder  # noqa: PLC0415

    return OnnxEmbedder(model, threads=config.threads)


def _on_server(model: str, config: IndexConfig, *, dimension: int | None) -> Embedder:
    if not config.has_server:
        raise EmbedderUnavailable(
            f"the embedder openai:{model} is on a server, and none is set; set OPENAI_API_KEY or OPENAI_BASE_URL, "
            "or DATELINE_EMBEDDER to minilm"
        )
    from index.embedding.openai_embedder import OpenAIEmbedder  # noqa: PLC0415
    from index.openai_server import OpenAIServer  # noqa: PLC0415

    server = OpenAIServer(config.server_key, config.openai_base_url, _READ_SECONDS)
    return OpenAIEmbedder(model, server, dimension=dimension)
