"""What a page says of itself is no evidence, and what an article says of pages is."""

import pytest

from rag.retrieval.furniture import is_item_of, is_of_the_page, is_teaser, lacks_its_subject


@pytest.mark.parametrize(
    "sentence",
    [
        "( hide ) This article has multiple issues .",
        "( May 2013 ) This article describes a work or element of fiction in a primarily in - universe style .",
        "( May 2013 ) ( Learn how and when to remove this template message ) This article has no sources .",
        "[edit]",
        "This section needs additional citations for verification.",
        "Please help rewrite it to explain the rule more clearly.",
        "Sign up for our morning briefing.",
        "Subscribe now to keep reading",
        "Read more: The bridge that would not close",
        "Follow us on every network.",
        "We use cookies to improve the site.",
        "© 2024 Halmstrand Post. All rights reserved.",
        "Advertisement",
    ],
)
def test_a_pages_word_about_itself_is_told(sentence):
    assert is_of_the_page(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "This article of the treaty needs no change, the minister said.",
        "Please do not feed the ducks, a sign reads.",
        "Subscribers paid 9 euros a month.",
        "Read more than once, the letter makes sense.",
        "“Please help us,” the mayor said.",
        "The site uses cookies, the court found.",
        "Follow the river for two miles and the mill comes in sight.",
        "Sign language is taught at Tarn.",
        "( May 2013 ) ( Learn how and when to remove this template message ) A horseshoe is made of iron .",
        "(May 2013) The flood began.",
        "May 2013 brought the flood that this article describes.",
    ],
)
def test_what_an_article_says_is_kept(sentence):
    assert not is_of_the_page(sentence)


@pytest.mark.parametrize(
    ("sentence", "lacks"),
    [
        ("Is laying off a fifth of its staff, it said on Monday.", True),
        ("Has shut three mills.", True),
        ("Is the bridge open?", False),
        ("Was it not the mayor who asked?", False),
        ("Norbro is laying off a fifth of its staff.", False),
        ("Will lay off a fifth of its staff.", True),
        ("Will Marsh is laying off a fifth of his staff.", False),
    ],
)
def test_an_item_under_a_name_lacks_its_subject(sentence, lacks):
    assert lacks_its_subject(sentence) is lacks


@pytest.mark.parametrize(
    ("line", "sentence", "is_one"),
    [
        ("Norbro", "Laid off a fifth of its staff.", True),
        ("3. Bank of Port Amsel", "Reportedly cut around 100 roles.", True),
        ("Norbro", "Is closing its mill.", True),
        ("Norbro", "The mill is closing.", False),
        ("The mill was closed.", "Opened in 1902, it had 90 looms.", False),
        ("what Norbro did next", "Laid off a fifth of its staff.", False),
        ("Norbro", "laid off a fifth of its staff.", False),
        ("Norbro", "Will Norbro last?", False),
    ],
)
def test_an_item_belongs_to_the_name_in_the_line_before(line, sentence, is_one):
    assert is_item_of(line, sentence) is is_one


@pytest.mark.parametrize(
    ("sentence", "passage", "is_one"),
    [
        ("MAYOR OF SUND SAYS: ‘WE WILL SWIM’", "MAYOR OF SUND SAYS: ‘WE WILL SWIM’\nThe mill in Tarn was sold.", True),
        ("THE MILL IN TARN WAS SOLD.", "THE MILL IN TARN WAS SOLD. IT RAINED.", False),  # old wire copy
        ("NATO AND THE EU", "NATO AND THE EU\nThe mill in Tarn was sold.", False),
        ("The mill in Tarn was sold.", "The mill in Tarn was sold.", False),
    ],
)
def test_a_headline_in_capitals_within_a_text_is_of_another_article(sentence, passage, is_one):
    assert is_teaser(sentence, passage) is is_one
