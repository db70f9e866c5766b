"""Text to vectors, behind one protocol: the shipped model, any ONNX model folder, or a server."""
