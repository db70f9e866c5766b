"""The reader: a small model that looks for the answer to a question in sentences, or says that none is there.

Four layers of all-MiniLM-L6-v2, taught to read by `rag.reader.training`; `model.onnx` (8-bit) is what came of it.
"""
