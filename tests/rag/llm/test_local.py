import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from platformdirs import user_data_path

from rag.answer import Evidence
from rag.errors import ModelUnavailable
from rag.llm.child import kept_prefix
from rag.llm.local import LocalLLM
from rag.llm.models import CATALOGUE, verified
from rag.llm.protocol import Delta
from rag.llm.server import ServerLLM
from rag.writing.adapters import ADAPTERS
from rag.writing.prompt import NO_ANSWER, grammar, messages

ASK = [{"role": "user", "content": "Who won?"}]
SHARED = [{"role": "system", "content": "You answer questions."}]
PATIENCE = 60  # seconds after which a test gives up, on however busy a machine
ENDLESS = 200_000  # tokens: minutes of writing, or of reading
UNENDING = 'root ::= "a" root'  # a grammar that never allows the end: a senseless model may choose it at once


@pytest.fixture
def open_local(tiny_gguf):
    """Opens local writers, and closes them in the end."""
    opened = []

    def open_one(path=tiny_gguf, **settings):
        opened.append(LocalLLM(path, threads=1, **settings))
        return opened[-1]

    yield open_one
    for llm in opened:
        llm.close()


def text_of(deltas):
    give_up = time.monotonic() + PATIENCE
    text = ""
    for delta in deltas:
        text += delta.text
        assert time.monotonic() < give_up, "the model is busy with something else"
    return text


def wait_for(path):
    give_up = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < give_up, f"there is no {path}"
        time.sleep(0.05)


def wait_until_gone(pid):
    give_up = time.monotonic() + PATIENCE
    while is_running(pid):
        assert time.monotonic() < give_up, f"process {pid} lives on"
        time.sleep(0.05)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:  # a dead process whose new parent has not yet looked is dead all the same
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_grammar_holds_even_a_model_without_sense(open_local):
    llm = open_local()
    assert llm.takes_grammar
    deltas = list(llm.stream(ASK, max_tokens=40, grammar='root ::= "Lind won. [" [1-3] "]"'))
    assert re.fullmatch(r"Lind won\. \[[1-3]\]", "".join(delta.text for delta in deltas))
    assert len([delta for delta in deltas if delta.text]) > 1
    assert deltas[-1].completion_tokens > 10


def test_grammar_of_our_prompt_is_one_that_llama_cpp_takes(open_local):
    text = text_of(open_local().stream(ASK, max_tokens=60, grammar=grammar(3)))
    assert text


def test_an_answer_to_yes_or_no_begins_with_it(open_local):
    text = text_of(open_local().stream(ASK, max_tokens=60, grammar=grammar(3, leads=("Yes", "No"))))
    assert text.startswith(("Yes, ", "No, ", "Not stated"))
    text = text_of(open_local().stream(ASK, max_tokens=60, grammar=grammar(3, leads=("No",), refusal=False)))
    assert text.startswith("No, ")


def test_a_bias_moves_what_is_said(open_local):
    either = 'root ::= "Lind won." | "Tesk won."'
    llm = open_local()
    said = {text_of(llm.stream(ASK, max_tokens=9, grammar=either, bias={name: 50.0})) for name in ("L", "T")}
    assert said == {"Lind won.", "Tesk won."}


def test_what_was_read_once_is_loaded_by_the_next_process(open_local, tmp_path):
    first = open_local(prefix=SHARED, keep=tmp_path)
    answer = text_of(first.stream([*SHARED, *ASK], max_tokens=8))
    [kept] = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns
    first.close()
    second = open_local(prefix=SHARED, keep=tmp_path)
    assert text_of(second.stream([*SHARED, *ASK], max_tokens=8)) == answer
    assert kept.stat().st_mtime_ns == written
    second.close()
    kept.write_bytes(b"damaged")
    third = open_local(prefix=SHARED, keep=tmp_path)
    assert text_of(third.stream([*SHARED, *ASK], max_tokens=8)) == answer
    third.close()
    other = open_local(prefix=[{"role": "system", "content": "You write."}], keep=tmp_path)
    other.warm_up()
    assert [path.name for path in tmp_path.iterdir()] != [kept.name]


@pytest.mark.parametrize("stem", ["qwen", "qwen[1]"])
def test_what_the_same_model_has_read_before_gives_way_and_that_of_others_stays(open_local, tiny_gguf, tmp_path, stem):
    model, keep = tmp_path / f"{stem}.gguf", tmp_path / "read"
    shutil.copyfile(tiny_gguf, model)
    keep.mkdir()
    older = keep / f"{stem}-0123456789abcdef.read"
    others = {keep / "qwen-tiny-0123456789abcdef.read", keep / "qwen1-0123456789abcdef.read", keep / "qwen-notes.read"}
    for path in (older, *others):
        path.touch()
    open_local(model, prefix=SHARED, keep=keep).warm_up()
    assert set(keep.iterdir()) == {kept_prefix(model, SHARED, keep), *others}


def test_a_folder_that_cannot_be_made_costs_only_what_would_have_been_kept(open_local, tmp_path, caplog):
    (tmp_path / "file").touch()
    llm = open_local(prefix=SHARED, keep=tmp_path / "file" / "read")
    assert text_of(llm.stream([*SHARED, *ASK], max_tokens=5, grammar='root ::= "still"')) == "still"
    assert "is not kept" in caplog.text


def test_a_folder_that_was_removed_meanwhile_costs_only_what_would_have_been_kept(open_local, tmp_path, caplog):
    llm = open_local(prefix=SHARED, keep=tmp_path / "read")
    stream = llm.stream([*SHARED, *ASK], max_tokens=5, grammar='root ::= "still"')
    next(stream)
    (tmp_path / "read").rmdir()
    assert text_of(stream) == "still"
    assert "could not be kept" in caplog.text


def test_a_model_that_is_not_there_is_told_so_where_its_reading_would_be_kept(open_local, tmp_path):
    llm = open_local(tmp_path / "model.gguf", prefix=SHARED, keep=tmp_path)
    with pytest.raises(ModelUnavailable, match=r"^The local model model did not start: .+"):
        list(llm.stream(ASK, max_tokens=5))


def test_an_adapter_changes_what_is_said_and_what_is_kept_of_a_prefix(open_local, tiny_adapter, tmp_path):
    plain, taught = open_local(prefix=SHARED, keep=tmp_path), open_local(adapter=tiny_adapter)
    assert (plain.taught, taught.taught) == (False, True)
    said = [text_of(llm.stream([*SHARED, *ASK], max_tokens=20)) for llm in (plain, taught)]
    assert said[0] != said[1]
    read_by_both = open_local(adapter=tiny_adapter, prefix=SHARED, keep=tmp_path)
    assert text_of(read_by_both.stream([*SHARED, *ASK], max_tokens=20)) == said[1]


def test_an_adapter_that_does_not_fit_is_one_line(open_local, tmp_path):
    (tmp_path / "adapter.gguf").write_bytes(b"GGUF, but no adapter")
    with pytest.raises(ModelUnavailable, match=r"^The local model tiny did not start: .+") as caught:
        list(open_local(adapter=tmp_path / "adapter.gguf").stream(ASK, max_tokens=5))
    assert "\n" not in str(caught.value)


def test_same_question_gets_the_same_words(open_local):
    llm = open_local()
    assert text_of(llm.stream(ASK, max_tokens=20)) == text_of(llm.stream(ASK, max_tokens=20))


def test_model_starts_with_its_first_use_and_ends_with_close(open_local):
    llm = open_local()
    assert llm.pid is None
    llm.warm_up()
    pid = llm.pid
    assert is_running(pid)
    llm.close()
    assert not is_running(pid)
    assert llm.pid is None
    with pytest.raises(ModelUnavailable, match="closed"):
        list(llm.stream(ASK, max_tokens=5))


def test_warming_up_reads_what_all_prompts_share_once_or_loads_what_is_kept_of_it(open_local, tmp_path, monkeypatch):
    read = []
    stream = ServerLLM.stream

    def noted(server, messages, **settings):
        read.append(list(messages))
        return stream(server, messages, **settings)

    monkeypatch.setattr(ServerLLM, "stream", noted)
    first = open_local(prefix=SHARED, keep=tmp_path)
    first.warm_up()
    first.warm_up()
    assert read == [SHARED]
    first.close()
    second = open_local(prefix=SHARED, keep=tmp_path)
    second.warm_up()
    assert second.pid is not None
    assert read == [SHARED]


def test_stopped_while_it_writes_it_serves_the_next_question(open_local):
    llm = open_local(context=ENDLESS)
    endless = llm.stream(ASK, max_tokens=ENDLESS, grammar=UNENDING)
    assert next(delta.text for delta in endless if delta.text) == "a"
    endless.close()
    assert text_of(llm.stream(ASK, max_tokens=5, grammar='root ::= "next"')) == "next"


def test_stopped_while_it_reads_it_serves_the_next_question(open_local):
    llm = open_local(context=ENDLESS + 1000)
    llm.warm_up()
    endless = llm.stream([{"role": "user", "content": "a" * ENDLESS}], max_tokens=5)
    for _ in range(3):
        assert next(endless) == Delta("")
    endless.close()
    assert text_of(llm.stream(ASK, max_tokens=5, grammar='root ::= "next"')) == "next"


def test_questions_at_the_same_time_take_turns(open_local):
    llm = open_local()
    first = llm.stream(ASK, max_tokens=50, grammar='root ::= "first" [0-9]+')
    second = llm.stream(ASK, max_tokens=50, grammar='root ::= "second" [0-9]+')
    assert next(delta.text for delta in first if delta.text) == "f"
    assert text_of(second).startswith("second")
    assert text_of(first).startswith("irst")


def test_crash_fails_one_question_and_the_next_starts_the_model_again(open_local):
    llm = open_local(context=ENDLESS)
    stream = llm.stream(ASK, max_tokens=ENDLESS, grammar=UNENDING)
    next(delta for delta in stream if delta.text)
    crashed = llm.pid
    os.kill(crashed, signal.SIGKILL)
    with pytest.raises(ModelUnavailable, match=r"stopped in the middle of its answer: .*signal 9.*; ask again\.$"):
        list(stream)
    assert text_of(llm.stream(ASK, max_tokens=5, grammar='root ::= "next"')) == "next"
    assert llm.pid not in (None, crashed)


def test_crash_between_questions_is_not_noticed(open_local):
    llm = open_local()
    llm.warm_up()
    os.kill(llm.pid, signal.SIGKILL)  # noticed before the next request or by it
    assert text_of(llm.stream(ASK, max_tokens=5, grammar='root ::= "next"')) == "next"


@pytest.mark.parametrize("content", [None, b"GGUF\x03\x00", b"not a model"], ids=["missing", "cut-short", "other"])
def test_model_that_cannot_load_is_one_line_with_the_reason(open_local, tmp_path, content):
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(
        ModelUnavailable, match=r"^The local model model did not start: .*(fail|magic).*DATELINE_MODEL"
    ) as caught:
        list(open_local(path).stream(ASK, max_tokens=5))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("line", ["no JSON", '{"port": 1}', '["http://127.0.0.1"]', ""])
def test_a_process_that_does_not_give_its_address_is_ended_and_told_in_one_line(
    open_local, tmp_path, monkeypatch, line
):
    program = tmp_path / "program.py"
    program.write_text(f"import os, sys; print({line!r}, end='', flush=True); os.close(1); sys.stdin.read()")
    monkeypatch.setattr("rag.llm.child._PROGRAM", program)
    llm = open_local()
    with pytest.raises(ModelUnavailable, match=r"^The local model tiny did not start: its process gave .+") as caught:
        list(llm.stream(ASK, max_tokens=5))
    assert "\n" not in str(caught.value)
    assert llm.pid is None


def test_a_client_that_cannot_be_imported_ends_the_process_and_is_one_line(open_local, monkeypatch):
    monkeypatch.setitem(sys.modules, "rag.llm.completions", None)
    llm = open_local()
    with pytest.raises(ModelUnavailable, match=r"^The local model tiny did not start: .*rag\.llm\.completions.+"):
        list(llm.stream(ASK, max_tokens=5))
    assert llm.pid is None


def test_a_process_that_ends_before_it_has_read_its_settings_is_one_line_each_time(open_local, tmp_path, monkeypatch):
    program = tmp_path / "program.py"
    program.write_text("import os, sys; os.close(0); open(sys.argv[0] + '-closed', 'x'); sys.exit('no room')")
    monkeypatch.setattr("rag.llm.child._PROGRAM", program)

    def dumps(settings):
        wait_for(tmp_path / "program.py-closed")
        return json.dumps(settings)

    monkeypatch.setattr("rag.llm.child.json", SimpleNamespace(dumps=dumps))
    llm = open_local()
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match=r"^The local model tiny did not start: no room; "):
            list(llm.stream(ASK, max_tokens=5))
        (tmp_path / "program.py-closed").unlink()


def test_prompt_too_long_is_one_line_and_the_model_lives_on(open_local):
    llm = open_local(context=256)
    with pytest.raises(ModelUnavailable, match=r"refuses the request \(400\).*context"):
        list(llm.stream([{"role": "user", "content": "a" * 2000}], max_tokens=5))
    assert text_of(llm.stream(ASK, max_tokens=5, grammar='root ::= "next"')) == "next"


def test_killed_parent_takes_the_model_with_it(tiny_gguf):
    program = (
        "import sys; from pathlib import Path; from rag.llm.local import LocalLLM\n"
        "llm = LocalLLM(Path(sys.argv[1]))\n"
        "llm.warm_up()\n"
        "sys.stdout.write(f'{llm.pid}\\n'); sys.stdout.flush(); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tiny_gguf],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as parent:
        model = int(parent.stdout.readline())
        assert is_running(model)
        parent.kill()
    wait_until_gone(model)


@pytest.mark.writer
@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_real_writer_answers_from_the_sentences_it_is_given(model):
    path = verified(model, user_data_path("dateline") / "models")
    if path is None:
        pytest.skip(f"{model.title} is not here: dateline models --fetch {model.name}")
    said = "Ivo Lind won the Sund chess cup and its prize of 20,000 euros."
    evidence = [
        Evidence(article_id="a", title="Chess cup", source="Sund Times", published_at="2024-03-02", url=None,
                 start=0, end=len(said), quote=said, score=1.0)
    ]  # fmt: skip
    llm = LocalLLM(path, adapter=ADAPTERS.get(model.name), threads=1)
    try:
        won, lost = (
            "".join(
                delta.text
                for delta in llm.stream(messages(asked, evidence, taught=llm.taught), max_tokens=60, grammar=grammar(1))
            )
            for asked in ("Who won the Sund chess cup?", "Who designed the harbour bridge?")
        )
    finally:
        llm.close()
    assert "Lind" in won
    assert won.endswith("[1]")
    assert lost == NO_ANSWER
