"""`dateline remove` and `rebuild`: all of it or nothing, and one process at a time."""

from command_line import ARTICLES, in_a_process, jsonl, parsed

from index.collection import Collection
from rag.config import RagConfig


def test_removing_an_unknown_id_removes_nothing(dateline, home, tmp_path):
    dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES))
    code, out, err = dateline("remove", "bridge", "nobody")
    assert (code, out) == (1, "")
    assert "nobody" in err
    assert err.count("\n") == 1
    assert len(parsed(dateline("list", "--json")[1])) == 2

    assert dateline("remove", "bridge", "bridge", "--json")[:2] == (0, '{"removed": ["bridge"]}\n')
    assert [row["id"] for row in parsed(dateline("list", "--json")[1])] == ["chess"]


def test_rebuilding_keeps_every_article_and_finds_it_again(dateline, home, tmp_path):
    dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES))
    before = dateline("list", "--json")[1]
    assert dateline("rebuild")[0] == 0
    assert dateline("list", "--json")[1] == before
    [found] = parsed(dateline("search", "chess cup prize", "-k", "1", "--json")[1])
    assert found["hits"][0]["article_id"] == "chess"


def test_rebuilding_a_collection_that_is_not_there_says_so_and_makes_none(dateline, home):
    code, out, err = dateline("rebuild", "--collection", "typo", "--json")
    assert (code, parsed(out)[0]["updated"]) == (0, [])
    assert err == "the collection 'typo' is empty; `dateline add` puts articles into it\n"
    assert not home.exists()


def test_while_another_process_holds_the_collection_one_can_look_but_not_change(dateline, filled):
    with Collection.open(RagConfig.read()):
        for command in (["list"], ["stats"], ["show", "bridge"]):
            assert in_a_process(*command).returncode == 0
        run = in_a_process("remove", "bridge")
    assert run.returncode == 1
    assert b"in use" in run.stderr
    assert run.stderr.count(b"\n") == 1
