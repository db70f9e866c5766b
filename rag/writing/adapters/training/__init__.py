"""How a writer's adapter was made, to be read, checked and done again; nothing here runs in the product.

    python -m rag.writing.adapters.training.gather SETS evidence.jsonl [--held-out FOLDER]
    python -m rag.writing.adapters.training.pages evidence.jsonl SETS pages.jsonl
    python -m venv teach && teach/bin/pip install torch transformers scikit-learn safetensors gguf …
    python -m rag.writing.adapters.training.train MODEL.gguf pages.jsonl OUT.safetensors --minutes 2 --first 2
    python -m rag.writing.adapters.training.export OUT.safetensors small

MODEL.gguf is a model of `rag.llm.models`, whose weights stay as they are. On one H200

- the 1.5B (`local.gguf`; `--first 4`) learned for 6.5 minutes from 35,958 pages with 133,356 questions, a third of them
  from stories; the AUROC with which the first word's odds tell a refusal rose from .75 to .976 on 240 pages held out,
  whose paragraphs and stories others ask about;
- the 0.5B (`small.gguf`) for two minutes from 29,132 pages, when there were 181 stories, 14 pages of each, and more
  reviews and comments: from .52 to .95.

The stories of `bridging`, `changes`, `explained`, `other_words`, `twins` and `two_parts` (and their second files) were
written afterwards: neither adapter has learned from them yet. A third of those written then is `evals/stories`, from
which none may learn.

Half of the stories' questions were asked, and of three collections. All was run with this code before it was tidied;
another card, or another day, gives an adapter that answers about as well.

None of the questions that Dateline is measured on, and none of their articles, was learned from; `gather` checks it.
"""
