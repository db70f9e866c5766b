"""Starting the page: the port is tried first, and Gradio is imported without its stub files."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import CollectionBusy, DatelineError
from ui.chat import check_port, launch


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_taken_port_is_one_line_that_names_it_and_the_way_out(taken):
    def open_chain():
        raise AssertionError("nothing is opened for a page that cannot be served")

    with pytest.raises(DatelineError) as caught:
        launch(open_chain, collection="articles", evaluations=Path("none"), port=taken, open_browser=False)
    assert str(taken) in str(caught.value)
    assert "--port" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_of_another_machine_is_refused_with_a_line():
    with pytest.raises(DatelineError, match=r"192\.0\.2\.1"):
        check_port("192.0.2.1", 7860)


def test_a_port_just_left_is_free():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listening.accept()[0].close()
    check_port("127.0.0.1", port)


def test_what_opening_the_chain_raises_comes_out(unused_port):
    def open_chain():
        raise CollectionBusy("another chat has it")

    with pytest.raises(CollectionBusy, match="another chat has it"):
        launch(open_chain, collection="articles", evaluations=Path("none"), port=unused_port, open_browser=False)


@pytest.fixture
def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_gradio_comes_without_the_stub_files_it_writes():
    # The second line fails once Gradio has no such function: then ui/gradio_import.py can go.
    program = """
from ui.gradio_import import skip_stub_files; skip_stub_files()
import gradio.component_meta as made; print(made.create_or_modify_pyi.__module__, made.ComponentMeta.__module__)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["ui.gradio_import", "gradio.component_meta"]


def test_the_page_starts_without_the_metrics_of_its_second_tab():
    program = """
from ui.gradio_import import skip_stub_files; skip_stub_files()
import ui.app, sys; print([name for name in sys.modules if name.startswith("evals.") or name == "ir_measures"])
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
