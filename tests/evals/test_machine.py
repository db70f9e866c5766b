"""Where an evaluation ran: what is told of the processor."""

from __future__ import annotations

import platform

import pytest

from evals.machine import processor

_TWO_CORES = """\
processor\t: 0
model name\t: AMD EPYC
flags\t\t: fpu sse2 {flags}
bugs\t\t:

processor\t: 1
model name\t: AMD EPYC
flags\t\t: fpu sse2 {flags}
bugs\t\t:
"""


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        ("avx avx2 fma avx512f avx512_vnni", "AMD EPYC with AVX-512 and VNNI"),
        ("avx avx2 fma avx512f", "AMD EPYC with AVX-512"),
        ("avx avx2 avx_vnni", "AMD EPYC with AVX2 and VNNI"),
        ("avx avx2", "AMD EPYC with AVX2"),
        ("avx", "AMD EPYC"),
    ],
)
def test_two_processors_of_one_name_are_told_apart_by_what_they_compute_with(flags: str, name: str) -> None:
    assert processor(_TWO_CORES.format(flags=flags)) == name


def test_a_processor_that_gives_no_name_is_told_by_its_architecture() -> None:
    assert processor("processor\t: 0\nBogoMIPS\t: 48.00\nFeatures\t: fp asimd\n") == platform.machine()
