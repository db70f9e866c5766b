"""How an ONNX model is run here: each text on one processor, and without the overflow of some."""

from __future__ import annotations

from pathlib import Path

import onnxruntime


def open_session(weights: Path) -> onnxruntime.InferenceSession:
    """Return a session of the model in a file; onnxruntime raises classes of its own where it cannot be loaded."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # Every length is a new shape; remembering a memory plan for each would only grow.
    options.enable_mem_pattern = False
    # On x86 without instructions for it (VNNI), sums of 8-bit products overflow 16 bits unless this is set: the shipped
    # embedder's vectors then had a cosine of .993 to the right ones. There, a question takes an eighth longer with it.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
