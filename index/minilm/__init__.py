"""all-MiniLM-L6-v2 as shipped: `model.onnx` (8-bit), `tokenizer.json`, their licence, and their builder `build.py`."""

from pathlib import Path

MODEL = Path(__file__).with_name("model.onnx")
TOKENIZER = Path(__file__).with_name("tokenizer.json")
