"""How good is it, and did a change help?

Read it in this order. What is asked: `cases`, `datasets/`, `questions/`, `articles/`. What comes of it: `run` asks the
chain, `score` makes rows of it by the metrics in `retrieval`, `evidence`, `answers`, `refusals`, `citations` and
`speed`; `metrics` is their table. What it means: `uncertainty` makes figures with intervals, `compare` holds them
against a baseline, `gates` against bounds. What is left of it: `results`, `markdown`, `report`. `evaluate` does all of
this for one set, `command` and `cli` do it from a terminal.
"""

FOLDER = "evaluations"
"""Where results are written, inside the data home."""
