"""robots.txt as RFC 9309 has it."""

import time

import pytest

from reviewaudit.services.robots import Robots, parse, token


def allowed(text, path, name="reviewaudit"):
    return parse(text.encode(), name).allows(path)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a", "/b", True),
        ("User-agent: *\nDisallow: /a", "/abc", False),
        ("user-AGENT: *\ndisALLOW : /a", "/a", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a/b", True),  # the longer one decides
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),  # a draw allows
        ("User-agent: *\nDisallow: /*.pdf", "/x/y.pdf?z", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-c-b", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c-d", False),
        ("User-agent: *\nDisallow: /*$", "/anything", False),
        ("User-agent: *\nDisallow: /%7Ejoe/", "/~joe/", False),
        ("User-agent: *\nDisallow: /a%24", "/a", True),
        ("User-agent: *\nDisallow: /a%24", "/a$b", False),
        ("User-agent: *\nDisallow: /caf\u00e9", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: reviewaudit\nDisallow: /", "/a", False),
        ("User-agent: ReviewAudit/2.0\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: reviewaudit\nAllow: /", "/a", True),
        ("User-agent: reviewaudit\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: reviewaudit\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /b\nUser-agent: reviewaudit\nDisallow: /a", "/b", True),
        # two groups of one name are one
        ("User-agent: reviewaudit\nDisallow: /a\nUser-agent: *\nUser-agent: reviewaudit\nDisallow: /b", "/b", False),
        ("User-agent: other\nSitemap: /s.xml\nUser-agent: *\nDisallow: /", "/a", False),
        ("Disallow: /", "/a", True),
        ("# all\nUser-agent: * # everyone\nDisallow: /a # this\n", "/a", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("<html>nonsense: here</html>", "/a", True),
    ],
)  # fmt: skip
def test_which_paths_may_be_read(text, path, expected):
    assert allowed(text, path) is expected


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 2\n\nUser-agent: reviewaudit\nDisallow: /a", 0.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -1", 0.0),
    ],
)
def test_time_between_two_requests(text, delay):
    assert parse(text.encode(), "reviewaudit").delay == delay


def test_name_is_the_first_word_of_the_user_agent():
    assert token("Docs-Bot/2 (+https://health.example)") == "docs-bot"


def test_a_pattern_of_many_stars_takes_no_time():
    rules = Robots((("/" + "*a" * 20_000 + "b", False),))
    began = time.process_time()
    assert rules.allows("/" + "a" * 40_000)
    assert time.process_time() - began < 2
