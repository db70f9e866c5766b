"""Takes the picture of the chat that the README shows: `make screenshot`.

Everything in it is real: the articles of seeds/, and an answer of the writer that the settings choose. The collection
is made for the picture and thrown away.
"""

import argparse
import shutil
import socket
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from index.reading.readers import read
from rag import open_chain
from rag.config import RagConfig
from rag.llm.local import LocalLLM
from ui.chat import launch

ROOT = Path(__file__).parents[2]
QUESTION = "Who took over command of the NATO mission in July 2025?"
LONGEST_WAIT = 300_000  # milliseconds, for a slow machine to load the writer and answer


def take(url, to, *, scheme, width, height):
    """Ask, wait for the answer, open its first citation, and save what the page shows."""
    with sync_playwright() as playwright:
        names = ("chromium", "chromium-browser", "google-chrome")
        chromium = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, names)), None), args=["--no-sandbox", "--disable-gpu"]
        )
        size = {"width": width, "height": height}
        page = chromium.new_page(viewport=size, color_scheme=scheme, device_scale_factor=1.5)
        page.goto(url)
        page.wait_for_selector(".example")
        page.fill("#question textarea", QUESTION)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".turn.done .written", timeout=LONGEST_WAIT)
        page.locator(".written .cite").first.click()
        page.wait_for_selector("mark")
        page.mouse.move(2, 2)
        page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(1000)  # smooth scrolling
        page.screenshot(path=to)
        chromium.close()
    Image.open(to).quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)  # a third of the bytes


def main():
    """Serve the page over a fresh collection of seeds/ and take its picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("to", nargs="?", type=Path, default=ROOT / "ui" / "screenshot.png")
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=760)
    wanted = parser.parse_args()

    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        settings = RagConfig()
        (Path(home) / "models").symlink_to(settings.models_path)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()

        def opened():
            chain = open_chain(settings.model_copy(update={"home": Path(home)}))
            chain.collection.add(read(str(ROOT / "seeds")))
            if isinstance(chain.writer, LocalLLM):
                chain.writer.warm_up()  # as `dateline chat` does behind the page
            return chain

        until, pool, pictures = threading.Event(), ThreadPoolExecutor(1), []

        def ready(url):
            picture = pool.submit(take, url, wanted.to, scheme=wanted.scheme, width=wanted.width, height=wanted.height)
            picture.add_done_callback(lambda _: until.set())
            pictures.append(picture)

        launch(
            opened,
            collection=settings.collection,
            evaluations=Path(home) / "evaluations",
            port=port,
            open_browser=False,
            ready=ready,
            until=until,
        )
        pictures[0].result()  # raises what went wrong


if __name__ == "__main__":
    main()
