"""Which places are looked for in a page, and which of them are there; what a page does not tell is not missing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.services import is_sought
from reviewaudit.services.fragments import look_for

WORDS = "<p>" + "Green tea is a kind of tea. " * 20 + "</p>"


def there(fragment, page, *, whole=True):
    """True, False, or None where it is not known."""
    found = look_for([fragment], page, whole=whole)
    assert len(found.known) + len(found.unsettled) == 1
    return dict(found.known).get(fragment)


# --- names ---


@pytest.mark.parametrize(
    ("fragment", "page"),
    [
        ("dose", '<h2 id="dose">'),
        ("dose", "<h2 id='dose'>"),
        ("dose", "<h2 id=dose>"),
        ("dose/", "<h2 id=dose/>"),
        ("dose", '<H2 CLASS="x" ID = "dose" hidden>'),
        ("dose", '<a name="dose">'),
        ("dose", '<p title="a > b" id="dose">'),
        ("dose", '<p title=\'"\' id="dose">'),
        ("dose", '<h2 id="user-content-dose">'),
        ("dose", '<a name="user-content-dose">'),
        ("dose%20and%20effect", '<h2 id="dose and effect">'),
        ("dose and effect", '<h2 id="dose and effect">'),
        ("d%C3%B6sis", '<h2 id="dösis">'),
        ("dösis", '<h2 id="dösis">'),
        ("d%C3%B6sis", '<h2 id="d%C3%B6sis">'),
        ("d%C3%B6sis", '<h2 id="d&ouml;sis">'),
        ("a&b", '<h2 id="a&amp;b">'),
        ("dose", '<svg><g id="dose"></svg>'),
        ("dose", '<script src="a.js"></script><h2 id="dose">'),
        ("dose", '<!-- > --><h2 id="dose">'),
        ("dose", '<script>if (a < b) { "<h2" }</script><h2 id="dose">'),
        ("dose", '<title>a < b</title><h2 id="dose">'),
        ("Top", '<h2 id="Top">'),
    ],
)
def test_a_name_in_the_page_is_there(fragment, page):
    assert there(fragment, page) is True
    assert there(fragment, page + WORDS, whole=False) is True


@pytest.mark.parametrize(
    "page",
    [
        "",
        '<h2 id="doses">',
        '<h2 id="Dose">',  # names differ by case (HTML: "an element whose ID is fragment")
        '<h2 data-id="dose">',
        '<meta name="dose">',
        '<input name="dose">',
        '<!-- <h2 id="dose"> -->',
        '<p>&lt;h2 id="dose"&gt;</p>',
        '<p>The attribute id="dose" names a place.</p>',
        '<style>#x { content: "<h2 id=dose>" }</style>',
        '<textarea><h2 id="dose"></textarea>',
        "<h2 title='id=\"dose\"'>",
        "<h2 id=>dose",
    ],
)
def test_what_is_no_name_is_not_there(page):
    assert there("dose", page + WORDS) is False


@pytest.mark.parametrize(
    ("fragment", "page"),
    [
        ("dose", "<script>headings.push({id: 'dose'})</script>"),
        ("dose", '<script type="application/json">{"html": "<h2 id=\\"dose\\">"}</script>'),
        ("tab=dose", ""),
        ("dose", '<p title="never closed>'),
    ],
)
def test_what_a_page_does_not_tell_is_not_known(fragment, page):
    assert there(fragment, WORDS + page) is None


def test_a_page_that_was_cut_settles_only_what_is_there():
    found = look_for(["dose", "gone"], '<h2 id="dose">' + WORDS, whole=False)
    assert found == ((("dose", True),), ("gone",))


@pytest.mark.parametrize(
    "page",
    [
        '<body><div id="root"></div><script src="/app.js"></script></body>',
        "<body><noscript>" + WORDS + "</noscript><div id=app></div><script>start()</script></body>",
        '<app-root>Loading…</app-root><script type="module" src="main.js"></script>',
    ],
)
def test_the_shell_of_an_application_does_not_tell(page):
    assert there("dose", page) is None
    assert there("dose", page.replace("<body>", "<body id=dose>").replace("<app-root>", "<app-root id=dose>")) is True


def test_a_small_page_without_scripts_is_no_shell():
    assert there("dose", "<h1>Dose</h1><p>One spoon.</p>") is False


# --- text fragments ---

TEXT = (
    "<title>Sugar</title><h1>Green   Tea</h1><p>The <b>first</b> leaves are picked in <i>spring</i>;"
    " the last ones in autumn.</p><p>Caf\u00e9s serve “strong” tea&nbsp;\u2014 twice a day. The last cup is free.</p>"
    "<style>p { color: green }</style><p>re<b>fill</b>able</p><p>緑茶は日本の飲み物です。</p>" + WORDS
)


@pytest.mark.parametrize(
    "directive",
    [
        "first leaves",
        "FIRST%20leaves",
        "first%20%20leaves",
        "green tea",
        "cafés",
        "cafes",
        '"strong" tea',
        "“strong”",
        "refillable",
        "日本の",
        "tea \u2014 twice",
        "spring,autumn",
        "The first,free",
        "the-,first",
        "leaves-,are picked",
        "last,-ones",
        "The-,last,-cup",
        "the last,tea,-\u2014",
        "picked in-,spring,autumn",
        "Green Tea,spring",
    ],
)
def test_a_quotation_that_the_page_holds_is_there(directive):
    assert there(f":~:text={directive}", TEXT) is True
    assert there(f"nowhere:~:text={directive}", f"<p id=nowhere>{TEXT}") is True


@pytest.mark.parametrize(
    "directive",
    [
        "second leaves",
        "eaves are",  # no whole word
        "Sugar",  # the title is not on the page
        "color",
        "autumn,spring",
        "first-,leaves,-were",
        "last,-leaves",
        "autumn-,leaves",
        "refill able",
        "first&text=gone",
    ],
)
def test_a_quotation_that_the_page_does_not_hold_is_not_there(directive):
    assert there(f":~:text={directive}", TEXT) is False


def test_a_place_and_a_quotation_are_both_looked_for():
    assert there("gone:~:text=first", TEXT) is False
    assert there("top:~:text=first", TEXT) is True


def test_a_quotation_that_a_script_holds_is_not_known():
    assert there(":~:text=white%20tea", TEXT + "<script>{'text': 'White tea'}</script>") is None
    assert there(":~:text=white%20tea", TEXT, whole=False) is None


# --- what is looked for ---


@pytest.mark.parametrize(
    ("url", "fragment", "sought"),
    [
        ("https://a.example/", "dose", True),
        ("https://a.example/", "", False),
        ("https://a.example/", "top", False),
        ("https://a.example/", "TOP", False),
        ("https://a.example/", "/route/to", False),
        ("https://a.example/", "!/route", False),
        ("https://a.example/", "!route", False),
        ("https://a.example/", "/route:~:text=tea", False),
        ("https://a.example/", ":~:text=tea", True),
        ("https://a.example/", "top:~:text=tea", True),
        ("https://a.example/", "dose:~:text=tea", True),
        ("https://a.example/", ":~:text=", False),
        ("https://a.example/", ":~:text=a,b,c,d", False),
        ("https://a.example/", ":~:selector(type=x)", False),
        ("https://a.example/paper.pdf", "page=7", False),
        ("https://a.example/paper", "page=7", False),
        ("https://a.example/paper.PDF", "zoom=50", False),
        ("https://a.example/paper.pdf", "nameddest=dose", False),
        ("https://github.com/o/r/blob/main/a.py", "L10", False),
        ("https://github.com/o/r/blob/main/a.py", "L10-L20", False),
        ("https://github.com/o/r/blob/main/a.py", "L10C3-L12C5", False),
        ("https://gitlab.com/o/r/-/blob/main/a.py", "L10-20", False),
        ("https://git.a.example/o/r/src/branch/main/a.py", "L10", False),
        ("https://bitbucket.org/o/r/src/main/a.py", "lines-10:20", False),
        ("https://github.com/o/r/issues/1", "issuecomment-123", False),
        ("https://github.com/o/r", "readme", False),
        ("https://github.com/o/r", "usage", True),
        ("https://github.com/o/r/blob/main/README.md", "L-systems", True),
        ("https://a.example/tea", "L10", True),
    ],
)
def test_what_is_looked_for(url, fragment, sought):
    assert is_sought(url, fragment) is sought


# --- foreign pages ---


@given(st.lists(st.sampled_from(
    ["<", ">", "</", "<!--", "-->", '"', "'", "=", " ", "id", "dose", "<a", "<script>", "</script", "<title", "&", "é"]
)).map("".join))  # fmt: skip
def test_no_page_is_too_odd(page):
    assert there("dose", page) in {True, False, None}
    assert there(":~:text=dose", page) in {True, False, None}


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a "', "<!--", "<script>", "<p id='", "<p a=b", "dose ", "<template>", "<", "=", '<a b="', "d" * 50 + " "],
)
def test_a_hostile_page_is_read_in_bounded_time(piece):
    page = piece * (1_000_000 // len(piece))
    began = time.monotonic()
    look_for(["gone", ":~:text=dose,gone", ":~:text=dose-,dose,-gone"], page, whole=True)
    assert time.monotonic() - began < 10  # a second on an idle machine; what is not linear takes hours
