import hashlib
from dataclasses import replace

import pytest

from rag.config import RagConfig
from rag.errors import ModelFileRefused, ModelUnavailable
from rag.llm.local import LocalLLM
from rag.llm.models import LOCAL, SMALL
from rag.llm.server import ServerLLM
from rag.writer import OPENAI_MODEL, Writer, open_writer
from rag.writing.adapters import taught

ASK = [{"role": "user", "content": "Who won?"}]


@pytest.fixture
def configured(tmp_path):
    """Makes settings whose models folder is empty."""
    return lambda **settings: RagConfig(home=tmp_path, **settings)


def test_none_writes_nothing_and_has_nothing_to_say(configured):
    assert open_writer(configured(model="none")) == Writer(None, "")


def test_auto_without_model_or_server_says_in_one_line_that_quotes_are_the_answer(configured):
    writer = open_writer(configured())
    assert writer.llm is None
    assert writer.note.startswith("No writer, so answers are quoted evidence. Qwen2.5-Coder-1.5B")
    assert "dateline models --fetch local" in writer.note
    assert "\n" not in writer.note


@pytest.mark.parametrize("model", [LOCAL, SMALL], ids=lambda model: model.name)
def test_local_model_asked_for_by_name_and_absent_is_an_error(configured, model):
    with pytest.raises(ModelUnavailable, match=f"--fetch {model.name}"):
        open_writer(configured(model=model.name))


@pytest.mark.parametrize("model", [LOCAL, SMALL], ids=lambda model: model.name)
def test_model_file_with_wrong_bytes_is_refused(configured, model):
    config = configured(model=model.name)
    config.models_path.mkdir()
    (config.models_path / model.file).write_bytes(b"GGUF but not ours")
    with pytest.raises(ModelFileRefused):
        open_writer(config)


def test_auto_answers_from_evidence_when_the_model_file_is_refused(configured):
    config = configured()
    config.models_path.mkdir()
    (config.models_path / LOCAL.file).write_bytes(b"GGUF but not ours")
    writer = open_writer(config)
    assert writer.llm is None
    assert "will not be used" in writer.note


def test_path_to_a_gguf_is_a_local_model_of_ones_own(configured, tiny_gguf):
    writer = open_writer(configured(model=str(tiny_gguf)))
    assert isinstance(writer.llm, LocalLLM)
    assert writer.llm.name == "tiny"


@pytest.mark.parametrize("model", [LOCAL, SMALL], ids=["local", "small"])
def test_a_local_model_comes_with_what_it_was_taught(configured, tiny_gguf, monkeypatch, model):
    content = tiny_gguf.read_bytes()  # stands in for the model's own gigabyte
    stand_in = replace(model, file="tiny.gguf", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(f"rag.writer.{model.name.upper()}", stand_in)
    config = configured(model=model.name)
    config.models_path.mkdir()
    (config.models_path / "tiny.gguf").write_bytes(content)
    llm = open_writer(config).llm
    assert isinstance(llm, LocalLLM)
    assert llm.taught
    assert llm.name == taught(model)


def test_path_to_something_else_is_refused(configured, tmp_path):
    (tmp_path / "mine.gguf").write_bytes(b"PK")
    with pytest.raises(ModelFileRefused):
        open_writer(configured(model=str(tmp_path / "mine.gguf")))


def test_key_alone_means_openai(configured):
    writer = open_writer(configured(openai_api_key="sk-x"))
    assert isinstance(writer.llm, ServerLLM)
    assert writer.llm.name == OPENAI_MODEL
    assert not writer.llm.takes_grammar


def test_key_set_to_nothing_is_no_key(configured):
    assert open_writer(configured(openai_api_key="")).llm is None


def test_base_url_alone_means_the_first_model_there_and_needs_no_key(configured, openai_server):
    llm = open_writer(configured(openai_base_url=openai_server.base_url)).llm
    assert llm.name == "first"
    assert "".join(delta.text for delta in llm.stream(ASK, max_tokens=5)) == "Hello there."
    llm.close()


def test_llama_cpp_server_is_known_to_take_a_grammar(configured, openai_server):
    openai_server.models = [("mine.gguf", "llamacpp")]
    assert open_writer(configured(openai_base_url=openai_server.base_url)).llm.takes_grammar


def test_any_other_name_is_a_model_of_the_server(configured, openai_server):
    llm = open_writer(configured(model="second", openai_base_url=openai_server.base_url)).llm
    assert llm.name == "second"
    assert openai_server.received == []


def test_model_name_without_a_server_says_what_to_set(configured):
    with pytest.raises(ModelUnavailable, match=r"'gpt-9'.*OPENAI_API_KEY or OPENAI_BASE_URL"):
        open_writer(configured(model="gpt-9"))


def test_local_is_local_even_with_a_key(configured):
    with pytest.raises(ModelUnavailable, match="not on this machine"):
        open_writer(configured(model="local", openai_api_key="sk-x"))


def test_auto_says_so_when_the_server_offers_nothing(configured, openai_server):
    openai_server.models = []
    writer = open_writer(configured(openai_base_url=openai_server.base_url))
    assert writer.llm is None
    assert "offers no model" in writer.note


def test_auto_says_so_when_the_server_cannot_be_reached(configured):
    writer = open_writer(configured(openai_base_url="http://127.0.0.1:9/v1"))
    assert writer.llm is None
    assert "127.0.0.1:9 cannot be reached" in writer.note
