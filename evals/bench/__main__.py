"""Every benchmark that the README's figures come from, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("segmenters", "add", "startup", "growth", "retrieval", "llamaindex", "answering")

if __name__ == "__main__":
    # Each in a process of its own, as someone would run it alone: none finds loaded what another has loaded.
    for name in sys.argv[1:] or NAMES:
        print(f"\n## {name}\n", flush=True)
        subprocess.run([sys.executable, "-m", f"evals.bench.{name}"], check=True)
