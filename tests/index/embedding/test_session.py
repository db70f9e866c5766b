"""Which processors sum 8-bit products without overflow, and what the models give on either kind."""

import numpy as np
import pytest

from index.config import IndexConfig
from index.embedding import session
from index.embedding.embedders import open_embedder


@pytest.mark.parametrize(
    ("cpuinfo", "has"),
    [
        ("processor\t: 0\nflags\t\t: avx2 avx512f avx512_vnni\nprocessor\t: 1\nflags\t\t: avx2 avx512_vnni\n", True),
        ("flags\t\t: avx2 avx_vnni\n", True),
        ("flags\t\t: avx2 avx512f\n", False),
        ("flags\t\t: avx2 avx_vnni\nflags\t\t: avx2\n", False),  # one of two kinds of cores
        ("Features\t: fp asimd\n", False),
        ("", False),
    ],
)
def test_a_processor_has_vnni_where_linux_says_so(cpuinfo, has):
    assert session.has_vnni(cpuinfo) is has


@pytest.mark.parametrize("may_overflow", [True, False])
def test_guarding_against_overflow_changes_no_vector_where_there_is_none(monkeypatch, may_overflow, embedder):
    if session._may_overflow():
        pytest.skip("8-bit sums overflow on this processor")
    monkeypatch.setattr(session, "_may_overflow", lambda: may_overflow)
    question = "Who took over command of the NATO mission in July 2025?"
    assert np.array_equal(open_embedder(IndexConfig()).embed_query(question), embedder.embed_query(question))
