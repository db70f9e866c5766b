"""Makes an adapter's GGUF file, which llama.cpp loads, from what `train` wrote; needs no torch.

python -m rag.writing.adapters.training.export WEIGHTS.safetensors small
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from gguf import GGUFWriter
from safetensors.numpy import load_file

from rag.writing.adapters import ADAPTERS

_ALPHA = 32.0  # as in `qwen`, which needs torch


def main(
    weights: Annotated[Path, typer.Argument(metavar="WEIGHTS.safetensors", exists=True)],
    model: Annotated[str, typer.Argument(help="Whose: small.")],
) -> None:
    """Write the adapter as 16-bit floats, under the names that llama.cpp's `convert_lora_to_gguf.py` gives."""
    writer = GGUFWriter(ADAPTERS[model], "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", _ALPHA)
    for name, values in sorted(load_file(weights).items()):
        writer.add_tensor(name, values.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    typer.run(main)
