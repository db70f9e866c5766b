"""Reading a prompt faster than llama.cpp does, by the same model: the evidence is most of what an answer waits for.

llama.cpp multiplies a prompt's tokens with the model's 4-bit weights, which on a laptop's processor is slow; ONNX
Runtime's 8-bit kernels take less than half the time (`python -m evals.bench.prefill`). So the prompt is read there, and
what was read, the keys and values of its tokens, is put into llama.cpp's cache by the same file that llama.cpp keeps a
prompt in. It then reads the last token and writes as ever: grammar, biases and sampling are llama.cpp's own.

    weights.py   a GGUF model's numbers, and where its tokens' embeddings lie
    graph.py     the model as an ONNX graph with 8-bit weights, made once from its GGUF file
    slot.py      the file in which llama.cpp keeps what it has read
    read.py      reads a prompt's tokens with the graph, from where another left off
    ahead.py     puts what was read into a running server, before it is asked

Whatever fails here costs only time: the server reads by itself what it does not find in its cache.
"""
