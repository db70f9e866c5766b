"""The `dateline` command from outside, with an empty or a filled data folder. Every part is real."""

import pytest
from command_line import ARTICLES, SEEDS, jsonl

from ui.cli import main


@pytest.fixture
def dateline(capsys):
    """Run a command line in this process and return exit code, stdout and stderr."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory):
    """Return a data folder whose collection holds the seed article and two more."""
    home = tmp_path_factory.mktemp("filled")
    articles = jsonl(home / "articles.jsonl", ARTICLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATELINE_HOME", str(home))
        assert main(["add", str(SEEDS), articles]) == 0
    return home


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Use an empty data folder and working folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def filled(home, filled_home, monkeypatch):
    """Use the filled data folder, which the test must leave as it was."""
    monkeypatch.setenv("DATELINE_HOME", str(filled_home))
    return filled_home
