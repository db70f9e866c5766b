"""How a writer's adapter was made, to be read, checked and done again; nothing here runs in the product.

    python -m rag.writing.adapters.training.gather SETS evidence.jsonl [--held-out FOLDER]
    python -m rag.writing.adapters.training.pages evidence.jsonl SETS pages.jsonl
    python -m venv teach && teach/bin/pip install torch transformers scikit-learn safetensors gguf …
    python -m rag.writing.adapters.training.train MODEL.gguf pages.jsonl OUT.safetensors --minutes 2 --first 2
    python -m rag.writing.adapters.training.export OUT.safetensors small

MODEL.gguf is a model of `rag.llm.models`, whose weights stay as they are. On one H200 the 0.5B learned for two minutes
(927 steps, 14.0 million tokens) from 29,132 pages with 82,224 questions. On 240 pages held out, whose paragraphs others
ask about, the AUROC with which the first word's odds tell a refusal rose from .52 to .95. It was run with this code
before it was tidied; another card, or another day, gives an adapter that answers about as well.

None of the questions that Dateline is measured on, and none of their articles, was learned from; `gather` checks it.
"""
