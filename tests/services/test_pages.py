"""Pages that are not what they seem, from real servers to the verdict."""

import pytest

from reviewaudit.model import NetworkPolicy, Status
from reviewaudit.services.bodies import CAP, describe
from reviewaudit.services.signals import found_in, visible
from reviewaudit.verdicts import judge


def judged(observation):
    verdict = judge(observation, NetworkPolicy())
    return verdict.status, verdict.reason


def test_a_site_that_answers_anything_with_200_is_found_out_by_one_neighbour(web, observe):
    urls = [web.url(f"/soft/a{n}") for n in range(5)] + [web.url("/soft/deep/er")]
    seen = observe(urls)
    assert {judged(observation) for observation in seen.values()} == {(Status.SUSPECT, "soft-404")}
    assert len(seen) == 6
    # One made-up address for each of the two folders.
    assert len(web.requests) == 6 + 2
    assert all("neighbour:same" in observation.content.signals for observation in seen.values())


def test_an_essay_about_missing_pages_is_alive_because_its_site_knows_404(web, observe_one):
    seen = observe_one(web.url("/essay/404"))
    assert judged(seen) == (Status.ALIVE, "ok")
    assert seen.content.signals == ("neighbour:404",)
    assert seen.content.words > 600


@pytest.mark.parametrize("path", ["/ok", "/shell/anything"])
def test_a_page_that_looks_like_one_has_no_neighbour_asked(web, observe_one, path):
    assert judged(observe_one(web.url(path))) == (Status.ALIVE, "ok")
    assert len(web.requests) == 1


def test_a_neighbour_keeps_ending_and_folder_and_is_the_same_in_each_run(web, observe_one):
    for path in ("/soft/x/page.html", "/soft/x/page.html", "/soft/y/folder/"):
        observe_one(web.url(path))
    made_up = [request.path for request in web.requests if "page" not in request.path and "folder" not in request.path]
    assert made_up[0] == made_up[1]
    assert made_up[0].startswith("/soft/x/")
    assert made_up[0].endswith(".html")
    assert made_up[2].startswith("/soft/y/")
    assert made_up[2].endswith("/")


def test_a_redirect_to_a_login(web, observe_one):
    seen = observe_one(web.url("/to/302?/login"))
    assert judged(seen) == (Status.SUSPECT, "redirect-to-login")


def test_a_domain_for_sale(web, observe_one):
    assert judged(observe_one(web.url("/sale/study"))) == (Status.SUSPECT, "parked-domain")


@pytest.mark.parametrize("maker", ["imperva", "datadome", "perimeterx"])
def test_a_wall_that_answers_200(web, observe_one, maker):
    assert judged(observe_one(web.url(f"/walled/{maker}"))) == (Status.UNVERIFIED, "blocked")


@pytest.mark.parametrize(
    ("page", "headline"),
    [
        (b"<h1>Plain</h1>", "Plain"),
        (b'<H1 class="x">Two <em>parts</em></H1>', "Two parts"),
        (b"<h1>Tom &amp; Jerry</h1><h1>second</h1>", "Tom & Jerry"),
        (b"<h1>cut off", "cut off"),
        (b"<h1", ""),
        (b"<p>none</p>", ""),
    ],
)
def test_headlines(page, headline):
    assert describe("text/html", None, page).headline == headline


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<title>not this</title><p>one two</p>", 4),
        (b"<head><title>not this</title></head>one <b>two</b><script>no no</script><style>a b</style><!-- c -->", 2),
        (b"<script>never closed", 0),
        (b"a&nbsp;b &lt;c&gt;", 3),
    ],
)
def test_words_that_a_reader_sees(page, words):
    assert visible(page, "utf-8")[0] == words


def test_scripts_without_spaces_have_words_too():
    assert visible(("見つかりません" * 40).encode(), "utf-8")[0] > 100


def test_words_are_counted_only_where_it_matters():
    assert describe("text/html", None, b"<title>Tea</title><p>good").words is None
    assert describe("text/html", None, b"<title>404</title><p>good").words == 2
    assert describe("text/html", None, b"<title>Tea</title><p>good", closely=True).words == 2


@pytest.mark.parametrize(
    "piece",
    [b"<script", b"<!--", b"<", b"<title ", b"<h1", b"<meta charset", b"</", b"&", b"<title>404</title>", b"\xff"],
)
def test_no_page_takes_long_to_look_at(piece):
    import time

    page = (b"<title>404</title>" + piece * CAP)[:CAP]
    began = time.process_time()
    describe("text/html", None, page, closely=True)
    found_in(page, whole=True)
    assert time.process_time() - began < 0.5
