"""`dateline list`, `show` and `stats`: what a collection holds, told without changing it."""

from command_line import ARTICLES, SEEDS, jsonl, parsed


def test_the_list_is_newest_first_and_a_line_each(dateline, filled):
    rows = parsed(dateline("list", "--json")[1])
    assert [row["id"] for row in rows][:2] == ["chess", "bridge"]
    assert rows[1] == {
        "id": "bridge",
        "title": "Council approves bridge",
        "source": "Halmstrand Post",
        "author": None,
        "published_at": "2023-05-04",
        "url": None,
        "characters": len(ARTICLES[0]["text"]),
        "sentences": 3,
        "passages": 1,
        "repairs": 0,
    }
    assert len(dateline("list")[1].splitlines()) == len(rows)


def test_the_shown_text_is_what_citations_count_in(dateline, filled):
    [shown] = parsed(dateline("show", "bridge", "--json")[1])
    assert shown["text"] == ARTICLES[0]["text"]
    assert shown["title"] == ARTICLES[0]["title"]
    assert "repairs" not in shown
    assert ARTICLES[0]["text"] in dateline("show", "bridge")[1]


def test_every_repair_of_the_seed_article_is_listed_with_its_place(dateline, filled):
    seed = next(SEEDS.glob("*.txt")).stem
    [shown] = parsed(dateline("show", seed, "--repairs", "--json")[1])
    assert "the Defense Ministry's decision" in shown["text"].replace("The Defense", "the Defense").replace("’", "'")
    assert shown["repairs"]
    for repair in shown["repairs"]:
        assert shown["text"][repair["start"] : repair["end"]] == repair["after"]
        assert repair["reason"]
    lines = dateline("show", seed, "--repairs")[1].splitlines()
    assert len(lines) == len(shown["repairs"])


def test_showing_an_unknown_id_is_one_line(dateline, filled, home):
    code, out, err = dateline("show", "nobody")
    assert (code, out) == (1, "")
    assert "nobody" in err
    assert err.count("\n") == 1


def test_stats_count_articles_passages_and_outlets(dateline, filled):
    [stats] = parsed(dateline("stats", "--json")[1])
    assert stats["articles"] == 3
    assert stats["passages"] >= 3
    assert stats["sources"] == {"": 1, "Halmstrand Post": 1, "Sund Times": 1}
    assert (stats["first_day"], stats["last_day"]) == ("2023-05-04", "2024-03-02")


def test_an_empty_collection_is_empty_not_an_error_and_looking_makes_nothing(dateline, home):
    assert dateline("list", "--json")[:2] == (0, "")
    assert parsed(dateline("stats", "--json")[1])[0]["articles"] == 0
    assert dateline("show", "x")[0] == 1
    assert not home.exists()


def test_collections_are_apart(dateline, home, tmp_path):
    dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES), "--collection", "first")
    assert len(parsed(dateline("list", "--json", "--collection", "first")[1])) == 2
    assert dateline("list", "--json", "--collection", "second")[1] == ""
