"""The writer comes behind the page: at every moment the chain has one, or can tell why it has none."""

import threading

import pytest

from index.collection import Collection
from rag.chain import QAChain
from rag.config import RagConfig
from rag.errors import ModelUnavailable
from rag.writer import Writer
from ui.opening import WriterBehindThePage


class Loading:
    """A writer that is loaded, or fails to, when the test lets it."""

    def __init__(self, error=None):
        self.error = error
        self.go = threading.Event()

    def warm_up(self):
        assert self.go.wait(10)
        if self.error:
            raise self.error

    def close(self):
        pass


class Watched(QAChain):
    """A chain that tells of every change of it what a question would find then."""

    watch = None

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if self.watch is not None:
            self.watch(self.writer, self.note)


@pytest.fixture
def config(tmp_path):
    return RagConfig(home=tmp_path, model="auto")


@pytest.fixture
def chain(config):
    with Collection.open(config) as collection:
        yield Watched(collection, note="Not begun.", read=False)


def wait_for_the_end(behind):
    while behind.progress():
        threading.Event().wait(0.01)


def test_there_is_no_moment_with_neither_a_writer_nor_the_reason(chain, config, monkeypatch):
    llm = Loading()
    monkeypatch.setattr("ui.opening.open_writer", lambda *_, **__: Writer(llm))
    behind = WriterBehindThePage(config)
    llm.go.set()
    found = []
    chain.watch = lambda writer, note: found.append((writer, note))
    behind.get_for(chain)
    wait_for_the_end(behind)
    assert chain.writer is llm
    assert all(writer or note for writer, note in found)
    assert found[-1] == (llm, "")


def test_no_writer_leaves_the_reason(chain, config, monkeypatch, capsys):
    monkeypatch.setattr("ui.opening.open_writer", lambda *_, **__: Writer(None, "No writer, so quotes."))
    behind = WriterBehindThePage(config)
    behind.get_for(chain)
    wait_for_the_end(behind)
    assert (chain.writer, chain.note) == (None, "No writer, so quotes.")
    assert capsys.readouterr().err == "No writer, so quotes.\n"


def test_a_writer_that_does_not_load_stays_for_the_next_question_to_try(chain, config, monkeypatch, capsys):
    llm = Loading(ModelUnavailable("The model did not start."))
    llm.go.set()
    monkeypatch.setattr("ui.opening.open_writer", lambda *_, **__: Writer(llm))
    behind = WriterBehindThePage(config)
    behind.get_for(chain)
    wait_for_the_end(behind)
    assert chain.writer is llm
    assert capsys.readouterr().err == "dateline: The model did not start.\n"
