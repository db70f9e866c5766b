"""How soon the page can be used after `dateline chat`, and how much memory the chat takes without a writer.

    python -m evals.bench.startup [--runs 3]

A collection is filled from `seeds/` first. Then `dateline chat` is started anew for each run; "usable" is when the
question field of the page accepts text in headless Chromium, which has been started before. The memory is the
process's resident set after one question has been answered with quotes.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Locator, Page, sync_playwright

from evals.bench.tables import SPREAD, load, machine_line, spread, table
from evals.machine import resident
from index.collection import Collection
from index.config import IndexConfig
from index.reading.readers import read
from rag.config import child_environment

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTION = "Who took over command of the NATO mission in July 2025?"
GIVE_UP = 120_000  # milliseconds


def main(runs: Annotated[int, typer.Option(min=1, help="how often the chat is started")] = 3) -> None:
    """Print start-up times and memory as a Markdown table."""
    before = load()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        with Collection.open(IndexConfig(home=Path(home))) as collection:
            collection.add(read(str(SEEDS)))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        measured = [_start(browser.new_page(), Path(home)) for _ in range(runs)]
        browser.close()
    print(machine_line(before), "", sep="\n")
    print(table(SPREAD, [spread("page usable after", [milliseconds for milliseconds, _ in measured])]), "")
    print(f"Memory of the chat without a writer: {max(memory for _, memory in measured):,.0f} MB")


def _start(page: Page, home: Path) -> tuple[float, float]:
    """Return the milliseconds until the page was usable, and the MB of memory after a question."""
    port = _free_port()
    environment = child_environment(DATELINE_HOME=str(home), DATELINE_MODEL="none")
    began = time.perf_counter()
    command = [sys.executable, "-m", "ui", "chat", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as chat:
        try:
            field = _question_field(page, port)
            usable = (time.perf_counter() - began) * 1000
            field.fill(QUESTION)
            field.press("Enter")
            page.locator(".turn.done").first.wait_for(timeout=GIVE_UP)
            return usable, resident(chat.pid)
        finally:
            chat.terminate()


def _question_field(page: Page, port: int) -> Locator:
    """Return the question field once it takes text; the port is tried until something listens there."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.02)
    page.goto(f"http://127.0.0.1:{port}/", timeout=GIVE_UP)
    field = page.locator("#question textarea")
    field.wait_for(state="visible", timeout=GIVE_UP)
    return field


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    typer.run(main)
