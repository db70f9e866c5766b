"""Opens the chat: the collection and Gradio are loaded side by side, then the page is served until it is ended."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.config import quiet_environment
from index.errors import DatelineError
from ui.gradio_import import skip_stub_files

if TYPE_CHECKING:
    from rag.chain import QAChain

HOST = "127.0.0.1"
PORT = 7860


class PortTaken(DatelineError):
    """Another program listens where the page should be."""


def launch(
    open_chain: Callable[[], QAChain],
    *,
    collection: str,
    evaluations: Path,
    host: str = HOST,
    port: int = PORT,
    open_browser: bool = True,
    progress: Callable[[], str] = lambda: "",
    ready: Callable[[str], None] = lambda _url: None,
    until: threading.Event | None = None,
) -> None:
    """Serve the chat page until interrupted (Ctrl+C), then close the chain.

    Args:
        open_chain: Opens the chain; called in another thread while Gradio is imported.
        collection: The name its collection goes by, shown on the page.
        evaluations: The folder of the saved evaluations, which the page lists; it need not exist.
        host: The address to listen on; the default is reachable from this machine only.
        port: The port to listen on.
        open_browser: Whether to open the page in the default browser.
        progress: Tells in one line of a writer on its way; "" once there is none, or it is here. Asked every two
            seconds until then.
        ready: Called with the page's address once it can be opened.
        until: Ends the page when set; without it only an interrupt does.

    Raises:
        PortTaken: Something else listens there.
        DatelineError: Whatever `open_chain` raised.
    """
    check_port(host, port)
    with ThreadPoolExecutor(1, thread_name_prefix="dateline-open") as pool:
        opening = pool.submit(open_chain)
        # After the start of the other thread: importing Gradio takes seconds.
        quiet_environment()
        skip_stub_files()
        from ui.app import serving  # noqa: PLC0415

        chain = opening.result()
    page = serving(
        chain,
        collection=collection,
        evaluations=evaluations,
        host=host,
        port=port,
        open_browser=open_browser,
        progress=progress,
    )
    with closing(chain), page as url:
        ready(url)
        with suppress(KeyboardInterrupt):  # the usual way to end it
            (until or threading.Event()).wait()


def check_port(host: str, port: int) -> None:
    """Return when the port can be listened on.

    Raises:
        PortTaken: It cannot.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server does: a port that a program has just left counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"cannot listen on {host} port {port} ({error.strerror}): end what uses it, or choose another port "
                f"with --port"
            ) from error
