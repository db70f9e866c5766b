"""Where an evaluation ran: what is told of the processor."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from evals.machine import processor, resident

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


def test_the_memory_of_what_a_process_has_started_is_its_own() -> None:
    holds = "held = b'x' * 100_000_000; print(len(held), flush=True); input()"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holds!r}])"
    with subprocess.Popen([sys.executable, "-c", starts], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        both = resident(parent.pid)
        parent.communicate(b"\n")
    assert 100 < both < 250  # each is some 10 MB without
