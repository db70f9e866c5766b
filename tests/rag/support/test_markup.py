"""What leads somewhere is found as it stands, and an answer may have it only as a quote has it."""

import pytest

from rag.support.markup import bare, foreign_links, links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See [the map](https://sund.example/map) now.", ("[the map](https://sund.example/map)",)),
        ("See ![the map](map.png) now.", ("![the map](map.png)",)),
        ("At https://sund.example/a and ftp://tarn.example/b now", ("https://sund.example/a", "ftp://tarn.example/b")),
        ("Write to mailto:desk@sund.example at once", ("mailto:desk@sund.example",)),
        ("The <b>lock</b> <!-- old --> leaks", ("<b>", "</b>", "<!-- old -->")),
        ("A half tag <img src=x", ("<img src=x",)),
        ("The &lt;b&#62;lock&#x3e; leaks", ("&lt;", "&#62;", "&#x3e;")),
        ("ONCLICK = run() and WWW.tarn.example now", ("ONCLICK = run()", "WWW.tarn.example")),
        ("From //tarn.example/x on", ("//tarn.example/x",)),
    ],
)
def test_each_link_is_found_as_it_stands(text, found):
    assert links(text) == found


@pytest.mark.parametrize(
    "text",
    ["Lind & Tesk [sic] (of Tarn)", "the ratio data: 5 < 6", "R&amp;D", "on time, on 3 May", "http: and/or a//b.c"],
)
def test_what_only_looks_like_one_leads_nowhere(text):
    assert links(text) == ()


@pytest.mark.parametrize(
    ("quotes", "foreign"),
    [
        (["See https://sund.example/a and www.tarn.example now."], ()),
        (["It is at www.tarn.example.", "It is at https://sund.example/a, too."], ()),
        (["See https://sund.example/a now."], ("www.tarn.example",)),
        (["See https://SUND.example/a and www.tarn.example now."], ("https://sund.example/a",)),
        (["See https://sund.example/b and www.tarn.example now."], ("https://sund.example/a",)),
        (
            ["See https://sund.example/a/b and www.tarn.example.org now."],
            ("https://sund.example/a", "www.tarn.example"),
        ),
        ([], ("https://sund.example/a", "www.tarn.example")),
    ],
)
def test_a_link_is_foreign_unless_a_quote_has_it_character_for_character(quotes, foreign):
    assert foreign_links("See https://sund.example/a and www.tarn.example now.", iter(quotes)) == foreign


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The<br>lock", "The lock"),
        ("The [map](https://sund.example) of Sund", "The of Sund"),
        ("The &lt;script&gt; lock", "The script lock"),
        ("Lind &amp; Tesk", "Lind & Tesk"),
        ("The &amp;lt;b&amp;gt; lock", "The b lock"),  # escaped twice
        ("It rained.", "It rained."),
    ],
)
def test_without_them_the_words_of_the_sentence_are_left(text, words):
    assert bare(text).split() == words.split()
