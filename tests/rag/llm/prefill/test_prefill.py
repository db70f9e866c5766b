import os
import shutil
import signal
import subprocess
import threading
from dataclasses import replace

import httpx
import numpy as np
import pytest

from rag.llm.child import Child, kept_prefix
from rag.llm.local import LocalLLM
from rag.llm.prefill.ahead import Ahead, graph_path
from rag.llm.prefill.graph import build
from rag.llm.prefill.read import AT_ONCE, Reader
from rag.llm.prefill.slot import SlotUnreadable, load, save
from rag.llm.slots import Slot

SHARED = [{"role": "system", "content": "You answer questions from numbered sentences."}]
ASKED = [
    *SHARED,
    {"role": "user", "content": "1 The Ister stood 40 centimetres above the mark. " * 4 + "\n\nQuestion: How high?"},
]
PATIENCE = 60
CONTEXT = 2048


@pytest.fixture(scope="module")
def graph(tiny_qwen, tmp_path_factory):
    path = tmp_path_factory.mktemp("graph") / "model.onnx"
    build(tiny_qwen, path)
    return path


@pytest.fixture(params=["plain", "taught"])
def adapter(request, tiny_qwen_adapter):
    return tiny_qwen_adapter if request.param == "taught" else None


@pytest.fixture
def serving(tiny_qwen, tmp_path):
    """Starts llama.cpp with the model, its slot's files in `tmp_path`."""
    started = []

    def serve(adapter=None):
        kept = kept_prefix(tiny_qwen, SHARED, tmp_path, adapter=adapter)
        child = Child(tiny_qwen, adapter=adapter, threads=1, context=CONTEXT, kept=kept)
        started.append(child)
        assert child.ready.wait(PATIENCE)
        return child

    yield serve
    for child in started:
        child.kill()


@pytest.fixture
def open_local(tiny_qwen, tmp_path):
    opened = []

    def open_one(model=tiny_qwen, **settings):
        settings = {"prefix": SHARED, "keep": tmp_path / "read", "ahead": True, **settings}
        opened.append(LocalLLM(model, threads=1, **settings))
        return opened[-1]

    yield open_one
    for llm in opened:
        llm.close()


def post(child, path, body, **params):
    answer = httpx.post(
        f"{child.slot._url}{path}",
        json=body,
        params=params,
        headers={"Authorization": f"Bearer {child.slot._key}"},
        trust_env=False,
        timeout=PATIENCE,
    )
    return answer.raise_for_status().json()


def ask(child, messages, **settings):
    return post(child, "/v1/chat/completions", {"messages": messages, "temperature": 0, "max_tokens": 1, **settings})


def read_by_llama_cpp(child, messages):
    ask(child, messages)
    child.slot.save("saved")
    return load(child.kept.with_name("saved"))


def apart(ours, theirs):
    """Return how far two arrays are apart, as a share of the second's size."""
    ours, theirs = ours.astype(np.float32), theirs.astype(np.float32)
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


def read_ahead(ahead, child, messages):
    assert not any(delta.text for delta in ahead.read(child.slot, child.kept, messages))


def never():
    return False


def text_of(llm, messages=ASKED, **settings):
    return "".join(delta.text for delta in llm.stream(messages, max_tokens=8, **settings))


def test_a_slot_of_llama_cpp_is_read_and_written_byte_for_byte(serving, tmp_path):
    read = read_by_llama_cpp(serving(), ASKED)
    save(read, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == (tmp_path / "saved").read_bytes()
    layers, tokens, width = read.keys.shape
    assert (layers, width) == (3, 16)
    assert tokens == len(read.tokens) > 200


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:4] + b"\x05" + data[5:], lambda data: b""]
)
def test_a_slot_of_another_layout_is_refused(serving, tmp_path, damage):
    read_by_llama_cpp(serving(), ASKED)
    saved = tmp_path / "saved"
    saved.write_bytes(damage(saved.read_bytes()))
    with pytest.raises(SlotUnreadable, match=r"saved is no slot of the llama\.cpp we know: .+"):
        load(saved)


def test_the_graph_makes_of_a_prompt_what_llama_cpp_makes_of_it(serving, tiny_qwen, tmp_path, adapter):
    theirs = read_by_llama_cpp(serving(adapter), ASKED)
    build(tiny_qwen, tmp_path / "model.onnx", adapter)
    reader = Reader(tmp_path / "model.onnx", tiny_qwen, threads=1)
    assert len(theirs.tokens) > AT_ONCE  # so it is read in pieces
    ours = reader.read(theirs.tokens, theirs.first(40), never)
    assert ours.tokens == theirs.tokens
    assert apart(ours.keys, theirs.keys) < 0.02
    assert apart(ours.values, theirs.values) < 0.02
    plain = Reader(graph_of_the_other(tiny_qwen, tmp_path), tiny_qwen, threads=1) if adapter else None
    if plain:  # what it was taught tells, from the second layer on
        untaught = plain.read(theirs.tokens, theirs.first(40), never)
        assert apart(untaught.values[1:], theirs.values[1:]) > 0.1


def graph_of_the_other(model, folder):
    (folder / "other").mkdir()
    build(model, folder / "other" / "model.onnx")
    return folder / "other" / "model.onnx"


def test_only_the_last_token_is_left_to_llama_cpp_and_it_says_the_same(serving, tiny_qwen, tmp_path, adapter):
    child = serving(adapter)
    ask(child, SHARED)
    child.keep_prefix()
    said = ask(child, ASKED, max_tokens=8)["choices"]
    ahead = Ahead(tiny_qwen, adapter, folder=tmp_path, threads=1, context=CONTEXT)
    ahead.get_ready()
    other = [*SHARED, {"role": "user", "content": "What else? " * 9}]
    for asked in (other, ASKED):
        read_ahead(ahead, child, asked)
        answer = ask(child, asked, max_tokens=8)
        assert answer["timings"]["prompt_n"] == 1
    assert answer["choices"] == said
    ahead.close()
    third = [*SHARED, {"role": "user", "content": "And what then? " * 9}]
    read_ahead(ahead, child, third)
    assert ask(child, third)["timings"]["prompt_n"] > 1
    assert not list(tmp_path.glob("*.asked"))


def test_a_prompt_that_differs_only_at_its_end_is_read_from_there(serving, tiny_qwen, tmp_path, monkeypatch):
    child = serving()
    ask(child, SHARED)
    child.keep_prefix()
    ahead = Ahead(tiny_qwen, None, folder=tmp_path, threads=1, context=CONTEXT)
    ahead.get_ready()
    begun = []
    reading = Reader.read

    def noted(reader, tokens, known, stopped):
        begun.append(len(tokens) - len(known.tokens))
        return reading(reader, tokens, known, stopped)

    monkeypatch.setattr(Reader, "read", noted)
    again = [*SHARED, {**ASKED[-1], "content": ASKED[-1]["content"] + " And where?"}]
    for asked in (ASKED, ASKED, again):
        read_ahead(ahead, child, asked)
        assert ask(child, asked)["timings"]["prompt_n"] == 1
    whole, rest = begun  # the same prompt a second time is not read at all
    assert whole > 150
    assert rest < 60
    ahead.close()


def test_told_to_stop_it_reads_no_further(graph, tiny_qwen, serving):
    read = read_by_llama_cpp(serving(), ASKED)
    answers = iter([False, True])  # asked before each piece
    assert len(read.tokens) - 10 > AT_ONCE
    assert Reader(graph, tiny_qwen, threads=1).read(read.tokens, read.first(10), lambda: next(answers)) is None


def test_a_local_writer_reads_ahead_once_warmed_up_and_at_once_the_next_time(
    open_local, tiny_qwen, tmp_path, monkeypatch
):
    plain = open_local(ahead=False)
    said = text_of(plain)
    first = open_local()
    assert text_of(first) == said
    made = graph_path(tiny_qwen, None, tmp_path / "read")
    assert not made.exists()  # a minute of work is not for one question
    first.warm_up()
    written = made.stat().st_mtime_ns
    assert text_of(first) == said
    first.close()
    restored = []
    restore = Slot.restore
    monkeypatch.setattr(Slot, "restore", lambda slot, name: (restored.append(name), restore(slot, name)))
    assert text_of(open_local()) == said  # loaded with the model
    assert [name for name in restored if name.endswith(".asked")]
    assert made.stat().st_mtime_ns == written


def test_a_graph_of_another_adapter_gives_way_and_that_of_another_model_stays(open_local, tiny_qwen, tmp_path):
    older = graph_path(tiny_qwen, None, tmp_path / "read").parent
    older = older.with_name(older.name.replace(older.name[-10:], "0000.graph"))
    other = tmp_path / "read" / "another-0123456789abcdef.graph"
    for folder in (older, other):
        folder.mkdir(parents=True)
    open_local().warm_up()
    assert not older.exists()
    assert other.exists()


def test_a_model_that_it_cannot_read_is_read_by_llama_cpp(open_local, tiny_gguf, tmp_path, caplog):
    llm = open_local(tiny_gguf)
    llm.warm_up()
    assert "of the architecture llama, wanted qwen2" in caplog.text
    assert text_of(llm, grammar='root ::= "still"') == "still"
    assert not list((tmp_path / "read").glob("*.graph"))
    assert not list((tmp_path / "read").glob("*.building"))


def test_what_breaks_while_it_reads_costs_only_time(open_local, tmp_path, caplog, monkeypatch):
    llm = open_local()
    llm.warm_up()
    monkeypatch.setattr(Reader, "read", lambda reader, tokens, known, stopped: replace(known, keys=known.keys[:2]))
    assert text_of(llm, grammar='root ::= "still"') == "still"
    assert "read by llama.cpp alone" in caplog.text
    assert text_of(llm, grammar='root ::= "still"') == "still"


def test_a_crash_between_questions_is_not_noticed_and_the_next_is_read_ahead(open_local, monkeypatch):
    llm = open_local()
    llm.warm_up()
    said = text_of(llm)
    restored = []
    restore = Slot.restore

    def noted(slot, name):
        restored.append(name)
        restore(slot, name)

    monkeypatch.setattr(Slot, "restore", noted)
    os.kill(llm.pid, signal.SIGKILL)
    assert text_of(llm) == said
    assert text_of(llm) == said
    assert [name for name in restored if name.endswith(".asked")]


def test_closed_while_it_makes_the_graph_it_lets_go_of_that(open_local, tmp_path, monkeypatch, caplog):
    begun = threading.Event()
    popen = subprocess.Popen

    def noted(command, *arguments, **settings):
        if command[-1].endswith("model.onnx"):
            command = [command[0], "-c", "import time; time.sleep(600)"]
            begun.set()
        return popen(command, *arguments, **settings)

    monkeypatch.setattr(subprocess, "Popen", noted)
    llm = open_local()
    warming = threading.Thread(target=llm.warm_up)
    warming.start()
    assert begun.wait(PATIENCE)
    llm.close()
    warming.join(PATIENCE)
    assert not warming.is_alive()
    assert not list((tmp_path / "read").glob("*.building"))
    assert not caplog.text


def test_a_folder_that_was_removed_costs_only_time(open_local, tmp_path, caplog):
    llm = open_local()
    llm.warm_up()
    shutil.rmtree(tmp_path / "read")
    assert text_of(llm, grammar='root ::= "still"') == "still"
    assert "read by llama.cpp alone" in caplog.text


def test_what_killed_processes_left_is_removed_once_it_is_old(open_local, tmp_path):
    read = tmp_path / "read"
    old, young = (read / "old.building", read / "old.asked"), (read / "young.building", read / "young.asked")
    for folder, file in (old, young):
        folder.mkdir(parents=True)
        (folder / "model.onnx").touch()
        file.touch()
    for path in old:
        os.utime(path, (0, 0))
    open_local().warm_up()
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in young)
