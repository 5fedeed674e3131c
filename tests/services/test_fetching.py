"""Pages read through the engine's own wire: what comes back, and why not."""

import time

import pytest

from reviewaudit.model import HostPolicy, NetworkPolicy, Problem
from reviewaudit.services import Disallowed, Page, fetch
from reviewaudit.services.fetching import MOST_BYTES, PAGE_BYTES, WIDTH

FAST = {"timeout": 0.6, "connect_timeout": 0.4, "retry_wait": 0.02, "max_retry_after": 2.0, "allow_private": True}


def read(*urls, lead=lambda page, depth: (), resolve=None, **policy):
    return fetch(urls, NetworkPolicy(**{**FAST, **policy}), lead, resolve=resolve)


def read_one(url, **options):
    (page,) = read(url, **options).values()
    return page


def test_page_with_its_type_and_bytes(web):
    url = web.serve("/tea.html", "<p>Tea", kind='Text/HTML; Charset="ISO-8859-1"')
    assert read_one(url) == Page(url, url, "text/html", "iso-8859-1", b"<p>Tea")


def test_same_page_twice_is_read_once(web):
    url = web.serve("/tea.html", "<p>Tea")
    assert list(read(url, url)) == [url]
    assert web.hits("/tea.html") == 1


@pytest.mark.parametrize("path", ["/to/301?/ok", "/chain/3", "/refresh/0?/ok"])
def test_redirects_are_followed(web, path):
    assert read_one(web.url(path)).final_url == web.url("/ok")


def test_cookies_are_kept_for_a_chain_of_redirects(web):
    assert read_one(web.url("/cookie")).body.startswith(b"<!doctype")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw", "br"])
def test_content_codings_are_undone(web, coding):
    assert b"A good page" in read_one(web.url(f"/encoded/{coding}")).body


def test_honest_name_and_credentials_are_sent_and_not_kept(web):
    url = web.url("/basic").replace("//", "//user:secret@")
    page = read_one(url)
    assert "@" not in page.url + page.final_url
    assert web.requests[0].headers["user-agent"].startswith("reviewaudit/")
    assert "+https://" in web.requests[0].headers["user-agent"]


def test_headers_of_the_policy_are_sent(web):
    read_one(web.url("/ok"), headers=(("X-Team", "docs"),), user_agent="docs-bot/1")
    assert web.requests[0].headers["x-team"] == "docs"
    assert web.requests[0].headers["user-agent"] == "docs-bot/1"


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("/status/404", "its server answered 404 (Not Found)"),
        ("/status/403", "its server answered 403 (Forbidden)"),
        ("/status/999", "its server answered 999"),
        ("/status/503", "its server answered 503 (Service Unavailable)"),
        ("/limited/99/0", "its server answered 429 (Too Many Requests)"),
        ("/hang", "no answer: no complete answer within 1.8 seconds"),
        ("/hang/body", "no answer: no complete answer within 1.8 seconds"),
        ("/drip", "no answer: no complete answer within 1.8 seconds"),
        ("/drip/headers", "no answer: no complete answer within 1.8 seconds"),
        ("/reset", "no answer: "),
        ("/truncated", "no answer: "),
        ("/garbage", "no answer: "),
        ("/endless", "no answer: "),
        ("/loop", "no answer: the redirects go in a circle"),
        ("/chain/99", "no answer: more than 10 redirects"),
        ("/to/302?gopher://x", "no answer: redirected to 'gopher://x'"),
        ("/big", "it is larger than 10 MiB"),
    ],
)
def test_why_a_page_cannot_be_read(web, path, cause):
    problem = read_one(web.url(path), max_retries=0)
    assert isinstance(problem, Problem)
    assert problem.cause.startswith(cause)
    assert problem.help


def test_a_page_too_large_is_read_no_further_than_its_limit(web):
    url = web.serve("/huge", b"x" * (PAGE_BYTES + 1))
    assert read_one(url).cause == "it is larger than 10 MiB"
    fits = web.serve("/fits", b"x" * PAGE_BYTES)
    assert len(read_one(fits, timeout=10).body) == PAGE_BYTES
    assert read_one(web.serve("/map.xml", b"x" * (MOST_BYTES + 1), kind="text/xml")).cause == "it is larger than 50 MiB"


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_is_unpacked_no_further_than_the_limit(web, coding):
    assert read_one(web.url(f"/bomb/{coding}"), timeout=20).cause == "it is larger than 10 MiB"


@pytest.mark.parametrize("url", ["http://gone.example/", "http://", "http://a b/", "http://127.0.0.1:99999/"])
def test_addresses_that_cannot_be_asked_are_problems(url, resolver):
    assert isinstance(read_one(url, resolve=resolver({})), Problem)


def test_passing_troubles_are_tried_again(web):
    assert isinstance(read_one(web.url("/flaky/503")), Page)
    assert isinstance(read_one(web.url("/reset/once")), Page)
    assert isinstance(read_one(web.url("/limited/1/1")), Page)
    assert web.hits("/limited/1/1") == 2


def test_what_cannot_get_better_is_not_tried_again(web):
    read(web.url("/status/404"), web.url("/loop"))
    assert web.hits("/status/404") == web.hits("/loop") == 1


# --- the guard ---


def test_private_addresses_are_not_read_unless_allowed(web):
    problem = read_one(web.url("/ok"), allow_private=False)
    assert problem.cause == "127.0.0.1 is a loopback address"
    assert "--allow-private" in problem.help
    assert web.connections == 0


def test_nor_by_a_name(resolver):
    names = resolver({"health.example": ["10.0.0.1"]})
    problem = read_one("http://health.example/", allow_private=False, resolve=names)
    assert problem.cause == "10.0.0.1 is a private address"


# --- crawling ---


def pages(web, *paths):
    """`lead`: what the first page leads to."""
    return lambda page, depth: [web.url(path) for path in paths] if depth == 0 else ()


def test_what_a_page_leads_to_is_read_in_order(web):
    found = read(web.url("/ok"), lead=pages(web, "/titled/b", "/titled/a"))
    assert list(found) == [web.url(path) for path in ("/ok", "/titled/b", "/titled/a")]


def test_robots_txt_is_asked_once_and_obeyed_for_what_is_led_to(web):
    web.serve("/robots.txt", "User-agent: *\nDisallow: /titled/\n", kind="text/plain")
    found = read(web.url("/titled/map"), lead=pages(web, "/titled/a", "/ok", "/status/404"))
    assert isinstance(found[web.url("/titled/map")], Page), "named, so opened as a browser would"
    assert found[web.url("/titled/a")] == Disallowed(web.url("/robots.txt"))
    assert isinstance(found[web.url("/ok")], Page)
    assert (web.hits("/robots.txt"), web.hits("/titled/a")) == (1, 0)


def test_robots_txt_is_asked_of_where_a_redirect_leads(web):
    web.serve("/robots.txt", "User-agent: *\nDisallow: /titled/\n", kind="text/plain")
    found = read(web.url("/ok"), lead=pages(web, "/to/302?/titled/a"))
    assert found[web.url("/to/302?/titled/a")] == Disallowed(web.url("/robots.txt"))
    assert web.hits("/titled/a") == 0


def test_without_robots_txt_all_may_be_read(web):
    assert isinstance(read(web.url("/ok"), lead=pages(web, "/titled/a"))[web.url("/titled/a")], Page)


@pytest.mark.parametrize("status", [500, 503])
def test_where_robots_txt_cannot_be_had_nothing_more_is_read(web, status):
    web.serve("/robots.txt", "", status=status)
    found = read(web.url("/ok"), lead=pages(web, "/titled/a"), max_retries=1)
    assert found[web.url("/titled/a")] == Disallowed(web.url("/robots.txt"))
    assert web.hits("/robots.txt") == 2


def test_crawl_delay_is_kept_and_capped(web):
    web.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n", kind="text/plain")
    began = time.monotonic()
    read(web.url("/ok"), lead=pages(web, "/ok?1", "/ok?2", "/ok?3"))
    assert time.monotonic() - began >= 2 * 0.3
    web.serve("/robots.txt", "User-agent: *\nCrawl-delay: 9999\n", kind="text/plain")
    found = read(web.url("/ok"), lead=pages(web, "/ok?1", "/ok?2"), max_retry_after=0.05)
    assert all(isinstance(page, Page) for page in found.values())


def test_interval_of_the_policy_is_kept(web):
    began = time.monotonic()
    read(*(web.url(f"/ok?{n}") for n in range(4)), hosts={"127.0.0.1": HostPolicy(interval=0.2)})
    assert time.monotonic() - began >= 3 * 0.2


def test_a_host_gets_few_requests_at_once(web):
    read(*(web.url(f"/ok?{n}") for n in range(60)))
    assert web.hits("/ok") == 60
    assert web.connections <= WIDTH


def test_the_time_of_the_policy_ends_it_with_what_there_is(web):
    found = read(web.url("/ok"), web.url("/hang", 2), max_time=1, timeout=30)
    assert isinstance(found[web.url("/ok")], Page)
    assert found[web.url("/hang", 2)].cause == "the time was over after 1 seconds"


def test_what_the_callback_raises_ends_it(web):
    def lead(page, depth):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        read(web.url("/ok"), lead=lead)
