"""How an ONNX model is run here: each text on one processor, and without the overflow of some."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import onnxruntime

# Linux's names of the instructions with which 8-bit products are summed in 32 bits at once.
_VNNI = frozenset(("avx512_vnni", "avx_vnni"))


def open_session(weights: Path) -> onnxruntime.InferenceSession:
    """Return a session of the model in a file; onnxruntime raises classes of its own where it cannot be loaded."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # Every length is a new shape; remembering a memory plan for each would only grow.
    options.enable_mem_pattern = False
    # On x86 without VNNI, sums of 8-bit products overflow 16 bits unless this is set: the shipped embedder's vectors
    # then had a cosine of .993 to the right ones, and a question takes an eighth longer with it. Where there is VNNI it
    # changes no vector, and nearly doubles the time: onnxruntime then passes by the instructions it is not needed for.
    if _may_overflow():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


def has_vnni(cpuinfo: str) -> bool:
    """Return whether every processor has VNNI.

    Args:
        cpuinfo: What Linux says of the processors, in `/proc/cpuinfo`.
    """
    flags = [line.partition(":")[2].split() for line in cpuinfo.splitlines() if line.startswith("flags")]
    return bool(flags) and all(not _VNNI.isdisjoint(each) for each in flags)


@cache
def _may_overflow() -> bool:
    try:
        return not has_vnni(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        return True  # it is not told; elsewhere than on x86 what is set then means nothing
