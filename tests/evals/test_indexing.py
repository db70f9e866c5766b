"""An evaluation's collection is never one that an earlier program cut."""

from pathlib import Path

from evals.indexing import CUTS

ROOT = Path(__file__).parents[2]


def test_the_code_that_cuts_and_splits_into_words_is_where_the_collections_name_is_made_from_it():
    assert [path for path in CUTS if not (ROOT / path).is_file()] == []
