"""Where and with what an evaluation ran: what a reader needs to believe a time, and to run it again."""

from __future__ import annotations

import os
import platform
import subprocess
from hashlib import blake2s
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evals.results import Machine

_ROOT = Path(__file__).parents[1]
_PACKAGES = (
    "dateline",
    "chromadb",
    "tantivy",
    "onnxruntime",
    "tokenizers",
    "xllamacpp",
    "openai",
    "sentencex",
    "numpy",
)

# Linux's names of what models are computed with on x86, the best first.
_EXTENSIONS = {"avx512_vnni": "AVX-512 and VNNI", "avx512f": "AVX-512", "avx_vnni": "AVX2 and VNNI", "avx2": "AVX2"}


def machine(load_before: float) -> Machine:
    """Return this machine's facts; `load_before` is the load average when the run began."""
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory=_memory(),
        load=(load_before, load()),
        platform=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        versions={name: found for name in _PACKAGES if (found := _version(name))},
        commit=commit(),
    )


def load() -> float:
    """Return the one-minute load average; 0 where the system keeps none."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0


def resident(pid: int) -> float:
    """Return the resident set of a process and of all that it has started, in MB, as `ps` has it."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    processes = [tuple(map(int, line.split())) for line in told.splitlines()]
    family = {pid}
    while more := {child for child, parent, _ in processes if parent in family} - family:
        family |= more
    return sum(kilobytes for one, _, kilobytes in processes if one in family) * 1024 / 1e6


def processor(cpuinfo: str) -> str:
    """Return the processor's name and what it computes with: of two of one name, one may be twice as fast.

    Args:
        cpuinfo: What Linux says of the processors, in `/proc/cpuinfo`.
    """
    facts = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in cpuinfo.splitlines())}
    name, flags = facts.get("model name") or platform.machine(), facts.get("flags", "").split()
    best = next((extension for flag, extension in _EXTENSIONS.items() if flag in flags), "")
    return f"{name} with {best}" if best else name


def commit() -> str:
    """Return the checkout's commit, with "+" when the tree differs from it; empty outside a checkout."""
    head = _git("rev-parse", "--short=12", "HEAD")
    return f"{head}+" if head and _git("status", "--porcelain", "--untracked-files=no") else head


def code_hash(*patterns: str) -> str:
    """Return twelve hex digits that change with any byte of the checkout's files that the patterns match."""
    digest = blake2s(digest_size=6)
    for path in sorted({path for pattern in patterns for path in _ROOT.glob(pattern)}):
        digest.update(path.relative_to(_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(_ROOT), *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _cpu() -> str:
    try:
        return processor(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        return platform.processor() or platform.machine()


def _memory() -> float:
    """Return the memory in GiB; 0 where the system does not tell."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return 0.0


def _version(package: str) -> str:
    try:
        return f"{version(package)}{_own_engine() if package == 'xllamacpp' else ''}"
    except PackageNotFoundError:
        return ""


def _own_engine() -> str:
    """Return what sets an engine built by `make native` apart from its wheel, which knows no AVX-512; often nothing."""
    from xllamacpp import get_system_info  # noqa: PLC0415  # slow to load

    return " with AVX-512" if "AVX512" in get_system_info() else ""
