"""Which sentence segmenter suits news: `index.sentences` against the kept libraries of the field.

    python -m evals.bench.segmenters [DATA]

DATA is a folder in MultiHop-RAG's format (`articles.jsonl`, `questions.jsonl`); without it the facts are left out and
speed is taken on our own articles. Libraries that only this comparison needs: `uv pip install --group bench`.

- *hard cases*: `HARD`, written for this; a case counts when all its sentences come out exactly.
- *facts*: the evidence of MultiHop-RAG's questions that begins and ends where a sentence does. They were cut from the
  articles with Punkt, so Punkt's own 1.0 says nothing, and two facts are cut wrongly (after "No.").
- *longest*: characters of the longest sentence; nobody reads a citation of two thousand.

Measured on the 222 articles that 294 facts of the dev half come from, 2 busy cores, load 4.5:

{figures}

Taken: sentencex, for speed, upkeep and licence, with the rules of `index.sentences` around it. Alone it keeps a quotation
of many sentences in one piece, and after an unpaired quotation mark the rest of the paragraph.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evals.bench.tables import load, machine_line, table
from evals.datasets import multihop
from index.readers import Article, read
from index.sentences import split

Spans = list[tuple[int, int]]
Segmenter = Callable[[str], Spans]

ARTICLES = Path(__file__).parents[1] / "articles"

# "|" stands where one sentence ends and the next begins after a space, "/" where a line ends.
HARD = """\
The U.S. Senate voted on Tuesday.|Gen. Mark Milley spoke to reporters in Washington, D.C.
"""
