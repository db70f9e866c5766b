"""How good is it, and did a change help?

Read it in this order. What is asked: `cases`, `datasets/`, `questions/`, `articles/`. What comes of it: `run` asks the
chain, `score` turns that into rows by the metrics in `retrieval`, `evidence`, `answers`, `refusals`, `citations` and
`speed`; `metrics` is their table. What it means: `uncertainty` makes figures with intervals, `compare` holds them against
a baseline, `gates` against bounds. What is left: `results`, `markdown`, `report`. `evaluate` does all of it for one set,
`command` and `cli` do it from a terminal.
"""
