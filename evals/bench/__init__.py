"""Speed on this machine: one module a question, each run alone as `python -m evals.bench.NAME`, all by `make bench`.

Nothing here passes or fails. Each prints a Markdown table under a line that tells the machine and its load, for a time
without its machine says nothing.
"""
