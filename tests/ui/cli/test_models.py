"""`dateline models`: which writers are on this machine, and whether their bytes are right."""

from pathlib import Path

from command_line import parsed


def test_models_are_listed_though_none_is_here(dateline, home):
    code, out, _ = dateline("models", "--json")
    assert code == 0
    assert [(row["name"], row["state"]) for row in parsed(out)] == [("local", "absent"), ("small", "absent")]


def test_a_model_with_wrong_bytes_is_refused_by_verify(dateline, home):
    [local, _] = parsed(dateline("models", "--json")[1])
    path = Path(local["file"])
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(local["bytes"])  # the right size, all zeros, no disk
    code, _, err = dateline("models", "--verify")
    assert code == 1
    assert "hash" in err
    assert not path.exists()
