"""Text fragments (https://wicg.github.io/scroll-to-text-fragment/)."""

from urllib.parse import quote as encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.fragments import Quote, quotes, says

PAGE = """Green tea
Steep it for three minutes at 80 °C. Steep it again, for five minutes.
Longer makes it bitter. 日本茶は緑色です。"""


@pytest.mark.parametrize(
    ("directive", "found"),
    [
        ("text=Steep", (Quote("steep"),)),
        ("text=three%20minutes", (Quote("three minutes"),)),
        ("text=a,b", (Quote("a", "b"),)),
        ("text=before-,a", (Quote("a", "", "before"),)),
        ("text=a,-after", (Quote("a", "", "", "after"),)),
        ("text=before-,a,b,-after", (Quote("a", "b", "before", "after"),)),
        ("text=a%2Cb%2Dc", (Quote("a,b-c"),)),
        ("text=a&text=b", (Quote("a"), Quote("b"))),
        ("text=a&other=b", (Quote("a"),)),
        ("text=a,b,c,d", ()),
        ("text=", ()),
        ("text=,b", ()),
        ("other", ()),
    ],
)
def test_directive_is_read_by_its_grammar(directive, found):
    assert quotes(directive) == found


@pytest.mark.parametrize(
    ("directive", "there"),
    [
        ("text=Steep%20it", True),
        ("text=STEEP%20IT", True),
        ("text=green%20tea%20steep", True),
        ("text=three%20%20minutes", True),
        ("text=three,bitter", True),
        ("text=bitter,three", False),
        ("text=minutes%20at-,80", True),
        ("text=hours%20at-,80", False),
        ("text=it-,again", True),
        ("text=minutes,-at%2080", True),
        ("text=minutes,-at%2090", False),
        ("text=Steep,minutes,-.", True),
        ("text=steep%20it%20again-,", False),
        ("text=thre", False),
        ("text=ree%20minutes", False),
        ("text=80%20°C", True),
        ("text=日本茶", True),
        ("text=緑色", True),
        ("text=coffee", False),
    ],
)
def test_quote_is_found_in_what_the_page_says(directive, there):
    wanted = quotes(directive)
    assert any(says(PAGE, quote) for quote in wanted) is there


WORDS = st.lists(st.text("abcdeé", min_size=1, max_size=6), min_size=4, max_size=12)


@given(WORDS, st.data())
def test_whatever_words_of_a_page_are_quoted_are_found(words, data):
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    (wanted,) = quotes("text=" + encode(" ".join(words[first : last + 1])))
    assert says(" \n".join(words).upper(), wanted)
    if 0 < first < last:
        (wanted,) = quotes(f"text={encode(words[first - 1])}-,{encode(words[first])},{encode(words[last])}")
        assert says("  ".join(words), wanted)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_directive_makes_it_raise(directive, text):
    assert all(isinstance(says(text, wanted), bool) for wanted in quotes(f"text={directive}&{directive}"))


def test_many_matches_take_linear_time():
    text = "a b " * 100_000
    assert not says(text, Quote("a", "b", "", "c"))
    assert not says(text, Quote("a", "", "c"))
