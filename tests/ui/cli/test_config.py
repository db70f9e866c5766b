"""`dateline config`: each setting with its origin, and a wrong one in one line."""

from pathlib import Path

from command_line import parsed


def test_each_setting_is_shown_with_its_origin_and_no_secret(dateline, home, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://me:hunter2@localhost:1/v1")
    Path("dateline.toml").write_text("threads = 3")
    code, out, _ = dateline("config", "--collection", "mine", "--json")
    rows = {row["name"]: (row["value"], row["origin"]) for row in parsed(out)}
    assert code == 0
    assert rows["collection"] == ("mine", "flag --collection")
    assert rows["threads"] == (3, "dateline.toml")
    assert rows["model"] == ("auto", "default")
    assert rows["home"] == (str(home), "environment DATELINE_HOME")
    assert rows["openai_api_key"] == ("********", "environment OPENAI_API_KEY")
    plain = dateline("config")[1]
    assert not [secret for secret in ("sk-secret", "hunter2") if secret in out + plain]


def test_a_wrong_setting_is_one_line_with_its_origin(dateline, home, monkeypatch):
    monkeypatch.setenv("DATELINE_THREADS", "many")
    code, out, err = dateline("list")
    assert (code, out) == (1, "")
    assert "environment DATELINE_THREADS" in err
    assert err.count("\n") == 1
