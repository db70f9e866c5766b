"""How the reader was made, to be read, checked and done again; nothing here runs in the product.

    python -m venv reader && reader/bin/pip install torch transformers scikit-learn safetensors onnx onnxruntime …
    python -m rag.reader.training.examples SETS examples.npz
    python -m rag.reader.training.train examples.npz MINILM one.safetensors --steps 3260 --mix 0.4
    python -m rag.reader.training.train examples.npz MINILM two.safetensors --steps 4662
    python -m rag.reader.training.export MINILM one.safetensors two.safetensors

MINILM is a folder with all-MiniLM-L6-v2's `model.safetensors`, as for `index.minilm.build`. The shipped model is the
average of two such runs ("model soup", Wortsman et al. 2022, arXiv 2203.05482), of three minutes each on one H200.
They were run with this code before it was tidied, and without a thirtieth of the questions, by which they were judged;
another card, or another day, gives another model that reads about as well.

None of the questions that Dateline is measured on, and none of their articles, was learned from; `examples` checks it.
"""
