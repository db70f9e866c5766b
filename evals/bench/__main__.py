"""Every benchmark that the README's figures come from, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("segmenters", "add", "startup", "growth", "retrieval", "llamaindex", "answering", "prefill", "doubts")

if __name__ == "__main__":
    asked = sys.argv[1:] or NAMES
    if unknown := [name for name in asked if name not in NAMES]:
        sys.exit(f"{', '.join(unknown)}: no such benchmark; there are {', '.join(NAMES)}")
    # Each in a process of its own, as someone would run it alone: none finds loaded what another has loaded.
    for name in asked:
        print(f"\n## {name}\n", flush=True)
        if done := subprocess.run([sys.executable, "-m", f"evals.bench.{name}"], check=False).returncode:
            sys.exit(done)  # it has said why
