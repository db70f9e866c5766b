"""Settings: flag, then environment, then dateline.toml, then default; each knows its origin, a wrong one says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.errors import SettingsError
from rag.config import RagConfig


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings_file(tmp_path):
    return (tmp_path / "dateline.toml").write_text


def test_a_flag_wins_over_the_environment_which_wins_over_the_file_which_wins_over_the_default(
    settings_file, monkeypatch
):
    assert RagConfig.read().collection == "articles"
    settings_file('collection = "from-file"')
    assert RagConfig.read().collection == "from-file"
    monkeypatch.setenv("DATELINE_COLLECTION", "from-environment")
    assert RagConfig.read().collection == "from-environment"
    assert RagConfig.read(collection="from-flag").collection == "from-flag"


def test_a_flag_that_was_not_given_hides_nothing(monkeypatch):
    monkeypatch.setenv("DATELINE_COLLECTION", "from-environment")
    assert RagConfig.read(collection=None).collection == "from-environment"


def test_each_setting_tells_where_it_came_from(settings_file, monkeypatch):
    settings_file("threads = 3\nmodel = 'small'")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("DATELINE_MODEL", "none")
    origins = RagConfig.origins(collection="mine")
    assert origins == {
        "home": "environment DATELINE_HOME",
        "collection": "flag --collection",
        "embedder": "default",
        "chroma_url": "default",
        "threads": "dateline.toml",
        "model": "environment DATELINE_MODEL",
        "caution": "default",
        "openai_api_key": "environment OPENAI_API_KEY",
        "openai_base_url": "default",
    }


def test_an_empty_variable_is_an_unset_one(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert RagConfig.read().openai_api_key is None
    assert RagConfig.origins()["openai_api_key"] == "default"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DATELINE_THREADS", "many", ["threads", "environment DATELINE_THREADS", "'many'", "1 or more"]),
        ("DATELINE_THREADS", "0", ["threads", "environment DATELINE_THREADS", "'0'", "1 or more"]),
        ("DATELINE_COLLECTION", "../etc", ["collection", "environment DATELINE_COLLECTION", "'../etc'", "letters"]),
        ("DATELINE_COLLECTION", "a..b", ["collection", "'a..b'", "single dots"]),
        ("DATELINE_COLLECTION", "ab", ["collection", "3 to 62"]),
        ("OPENAI_BASE_URL", "http://[::1/v1", ["openai_base_url", "http://localhost"]),
        ("OPENAI_BASE_URL", "http://localhost:abc/v1", ["openai_base_url", "http://localhost"]),
        ("DATELINE_CHROMA_URL", "http://[::1", ["chroma_url", "http://host:port"]),
        ("OPENAI_API_KEY", "ключ", ["openai_api_key", "environment OPENAI_API_KEY", "ASCII"]),
        ("OPENAI_BASE_URL", "localhost:1", ["openai_base_url", "environment OPENAI_BASE_URL", "http://"]),
        ("DATELINE_CHROMA_URL", "there", ["chroma_url", "environment DATELINE_CHROMA_URL", "http://"]),
    ],
)
def test_a_wrong_value_is_one_line_with_setting_origin_value_and_what_is_wanted(variable, value, told, monkeypatch):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        RagConfig.read()
    message = str(caught.value)
    assert "\n" not in message
    assert [part for part in told if part not in message] == []
    assert not caught.value.from_flag


def test_a_wrong_flag_is_known_as_one():
    with pytest.raises(SettingsError, match="flag --collection") as caught:
        RagConfig.read(collection="a b")
    assert caught.value.from_flag


def test_a_wrong_value_in_the_file_names_the_file(settings_file):
    settings_file("threads = -1")
    with pytest.raises(SettingsError, match=r"'threads' \(dateline\.toml\) is -1"):
        RagConfig.read()


def test_a_misspelt_name_in_the_file_is_refused_and_the_names_are_listed(settings_file):
    settings_file('colection = "x"')
    with pytest.raises(SettingsError, match=r"dateline\.toml: 'colection' is no setting; there are .*collection"):
        RagConfig.read()


def test_a_misspelt_variable_is_noted_once_with_the_nearest_name(monkeypatch, caplog):
    monkeypatch.setenv("DATELINE_MODLE", "none")
    monkeypatch.setenv("DATELINE_OPENAI_KEY", "sk-secret")
    monkeypatch.setenv("DATELINE_DEBUG", "0")
    monkeypatch.setenv("DATELINE_THREADS", "1")
    IndexConfig.read()
    assert not caplog.messages
    RagConfig.read()
    RagConfig.read()
    [noted] = caplog.messages
    assert "'DATELINE_MODLE' (did you mean DATELINE_MODEL?)" in noted
    assert "'DATELINE_OPENAI_KEY' (did you mean OPENAI_API_KEY?)" in noted
    assert not [other for other in ("DEBUG", "THREADS", "sk-secret", "\n") if other in noted]


def test_the_index_alone_leaves_the_settings_of_the_chain_in_the_file_alone(settings_file):
    settings_file('model = "none"')
    assert IndexConfig.read().collection == "articles"


@pytest.mark.parametrize("content", [b"threads = ", b"\xff\xfe"], ids=["not TOML", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_one_line(content, tmp_path):
    (tmp_path / "dateline.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"dateline\.toml cannot be read"):
        RagConfig.read()


def test_a_key_is_never_printed(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert "sk-secret" not in f"{RagConfig.read()!r} {RagConfig.read()}"


def test_home_may_start_with_a_tilde(monkeypatch):
    monkeypatch.setenv("DATELINE_HOME", "~/news")
    assert RagConfig.read().home == Path.home() / "news"


def test_importing_a_package_of_ours_first_quiets_the_others_and_imports_none_of_them():
    script = (
        "import sys, index.articles, os, pathlib\n"
        "assert os.environ['ANONYMIZED_TELEMETRY'] == 'False', 'chroma'\n"
        "assert os.environ['GRADIO_ANALYTICS_ENABLED'] == 'False', 'gradio'\n"
        "assert any(pathlib.Path(os.environ['TIKTOKEN_CACHE_DIR']).iterdir()), 'tiktoken'\n"
        "assert not {'chromadb', 'gradio', 'openai', 'llama_index', 'onnxruntime'} & sys.modules.keys()\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIKTOKEN", "ANON", "GRADIO"))}
    root = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", script], cwd=root, env=kept, check=True)


def test_a_key_is_sent_without_the_line_end_it_was_copied_with(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-abc\n")
    assert RagConfig.read().server_key == "sk-abc"


@pytest.mark.parametrize("name", ["abc", "a.b", "ab.c", "2024-05.news_1"])
def test_dots_stand_alone_in_the_name_of_a_collection(name):
    assert RagConfig.read(collection=name).collection == name
