"""What servers do, and what is observed."""

import pytest

from reviewaudit.model import Failure

ROWS = [
    # path, status, failure, requests made, methods of the last attempt
    ("/ok", 200, None, 1),
    ("/status/201", 201, None, 1),
    ("/status/204", 204, None, 1),
    ("/status/304", 304, None, 1),
    ("/status/400", 400, None, 1),
    ("/status/401", 401, None, 1),
    ("/status/403", 403, None, 1),
    ("/status/404", 404, None, 1),
    ("/status/406", 406, None, 1),
    ("/status/410", 410, None, 1),
    ("/status/451", 451, None, 1),
    ("/status/999", 999, None, 1),
    ("/challenge", 403, None, 1),
    ("/status/301", 301, None, 1),  # without a Location
    ("/status/408", 408, None, 3),
    ("/status/500", 500, None, 3),
    ("/status/503", 503, None, 3),
    ("/status/522", 522, None, 3),
    ("/flaky/500", 200, None, 2),
    ("/flaky/503", 200, None, 2),
    ("/limited/1/0", 200, None, 2),
    ("/limited/2/none", 200, None, 3),
    ("/limited/99/0", 429, None, 3),
    ("/reset/once", 200, None, 2),
    ("/reset", None, Failure.RESET, 3),
    ("/garbage", None, Failure.PROTOCOL, 2),
    ("/endless", None, Failure.PROTOCOL, 2),
    ("/hang", None, Failure.TIMEOUT_READ, 2),
    ("/drip/headers", None, Failure.TIMEOUT_READ, 2),
    ("/hang/body", 200, None, 1),
    ("/drip", 200, None, 1),
    ("/truncated", 200, None, 1),
    ("/accept", 200, None, 1),
    ("/big", 200, None, 1),
    ("/file", 200, None, 1),
]


@pytest.mark.parametrize(("path", "status", "failure", "requests"), ROWS, ids=[row[0] for row in ROWS])
def test_an_answer_is_observed_as_it_came(web, observe_one, path, status, failure, requests):
    seen = observe_one(web.url(path))
    last = seen.exchanges[-1]
    assert (last.status, last.failure) == (status, failure), last
    assert web.hits(path) == requests == len(seen.exchanges) == seen.attempts
    assert (seen.content is None) == (failure is not None)


def test_headers_that_a_verdict_can_depend_on_are_kept_and_others_are_not(web, observe_one):
    (exchange,) = observe_one(web.url("/challenge")).exchanges
    headers = dict(exchange.headers)
    assert headers["cf-mitigated"] == "challenge"
    assert headers["server"] == "cloudflare"
    seen = observe_one(web.url("/cookie"))
    assert {name for exchange in seen.exchanges for name, _ in exchange.headers} == {
        "content-type", "content-length", "location",
    }  # fmt: skip


def test_the_request_is_honest_and_looks_like_a_readers(web, observe_one):
    observe_one(web.url("/ok"), headers=(("X-Ours", "yes"),))
    headers = web.requests[0].headers
    assert headers["user-agent"].startswith("reviewaudit/")
    assert "(+https://" in headers["user-agent"]
    assert headers["accept"].startswith("text/html")
    assert headers["accept-language"].startswith("en")
    assert "gzip" in headers["accept-encoding"]
    assert headers["x-ours"] == "yes"
    observe_one(web.url("/ok"), user_agent="Librarian/2")
    assert web.requests[1].headers["user-agent"] == "Librarian/2"


def test_the_path_arrives_as_cited(web, observe_one):
    for path in ("/ok?a=%7Eb&c=d%20e&%C3%A4=+", "/titled/100%25%2Fday", "/ok?q=a|b[]"):
        observe_one(web.url(path))
    sent = [f"{request.path}?{request.query}" if request.query else request.path for request in web.requests]
    assert sent[0] == "/ok?a=%7Eb&c=d%20e&%C3%A4=+"
    assert sent[1] == "/titled/100%25%2Fday"
    assert sent[2] in {"/ok?q=a|b[]", "/ok?q=a%7Cb[]", "/ok?q=a%7Cb%5B%5D"}


def test_a_fragment_is_not_sent(web, observe):
    url = web.url("/ok#part")
    assert observe([url])[url].exchanges[0].status == 200
    assert web.requests[0].path == "/ok"


@pytest.mark.parametrize(
    "text", ["http://[bad/", "http:///nowhere", "mailto:a@example.org", "no scheme", "http://a b/"]
)
def test_what_is_no_web_address_is_observed_and_not_asked(observe_one, text):
    seen = observe_one(text)
    assert seen.exchanges[0].failure in {Failure.PROTOCOL, Failure.DNS}
    assert len(seen.exchanges) == 1


def test_refused(web, observe_one):
    seen = observe_one(web.refused())
    assert [exchange.failure for exchange in seen.exchanges] == [Failure.REFUSED] * 3


# --- methods ---


@pytest.mark.parametrize("answer", ["403", "404", "405", "406", "501"])
def test_a_head_that_proves_nothing_is_followed_by_get(web, observe_one, answer):
    seen = observe_one(web.url(f"/head/{answer}"), method="head")
    assert [(exchange.method, exchange.status) for exchange in seen.exchanges] == [("HEAD", int(answer)), ("GET", 200)]
    assert [exchange.method for exchange in seen.chain] == ["GET"]


def test_a_head_that_hangs_is_followed_by_get(web, observe_one):
    seen = observe_one(web.url("/head/hang"), method="head", max_retries=0)
    assert [(exchange.method, exchange.status) for exchange in seen.exchanges] == [("HEAD", None), ("GET", 200)]


def test_a_good_head_is_enough(web, observe_one):
    seen = observe_one(web.url("/ok"), method="head")
    assert web.methods("/ok") == ["HEAD"]
    assert seen.content.fingerprint == ""


@pytest.mark.parametrize("answer", ["405", "501"])
def test_a_get_that_is_refused_is_followed_by_head(web, observe_one, answer):
    seen = observe_one(web.url(f"/get/{answer}"))
    assert [(exchange.method, exchange.status) for exchange in seen.exchanges] == [("GET", int(answer)), ("HEAD", 200)]


def test_a_get_that_hangs_is_followed_by_head(web, observe_one):
    seen = observe_one(web.url("/get/hang"))
    assert [(exchange.method, exchange.status) for exchange in seen.exchanges] == [("GET", None), ("HEAD", 200)]


def test_a_get_whose_body_makes_it_malformed_is_followed_by_head(web, observe_one):
    seen = observe_one(web.url("/excess"))
    assert (seen.exchanges[-1].status, seen.attempts <= 2) == (200, True)


@pytest.mark.parametrize("line", ["HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 200 OK", "HTTP/1.1 200 \xc4rger"])
def test_status_lines_as_servers_write_them(web, observe_one, line):
    web.raw.append(line.encode("latin-1") + b"\r\nContent-Length: 0\r\n\r\n")
    assert observe_one(web.url("/raw/0")).exchanges[-1].status == 200


def test_405_for_every_method_ends(web, observe_one):
    seen = observe_one(web.url("/status/405"))
    assert [exchange.method for exchange in seen.exchanges] == ["GET", "HEAD"]


# --- waiting ---


def test_retry_after_in_seconds_is_waited_for(web, observe_one):
    seen = observe_one(web.url("/limited/1/1"))
    assert seen.exchanges[-1].status == 200
    assert dict(seen.exchanges[0].headers)["retry-after"] == "1"


def test_retry_after_as_a_date_is_waited_for(web, observe_one):
    seen = observe_one(web.url("/limited/1/date"))
    assert seen.exchanges[-1].status == 200
    assert seen.attempts == 2


def test_retry_after_is_capped(web, observe_one):
    seen = observe_one(web.url("/limited/1/86400"), max_retry_after=0.05)
    assert seen.exchanges[-1].status == 200


@pytest.mark.parametrize("after", ["soon", "-1", "Mon, 99 Foo 2026 99:99:99 GMT", "1e9", "99999999999999999999"])
def test_a_retry_after_that_means_nothing_is_ignored(web, observe_one, after):
    assert observe_one(web.url(f"/limited/1/{after.replace(' ', '_')}"), max_retry_after=0.05).attempts == 2


def test_a_limited_host_is_asked_by_fewer_at_once_and_other_hosts_go_on(web, observe):
    limited = [web.url(f"/limited/1/0?{n}", host=1) for n in range(20)]
    others = [web.url(f"/ok?{n}", host=2) for n in range(20)]
    seen = observe(limited + others)
    assert {observation.exchanges[-1].status for observation in seen.values()} == {200}
    assert len(seen) == 40


def test_a_host_that_limits_for_ever_is_not_waited_for_at_length_by_each_url(web, observe):
    urls = [web.url(f"/limited/99/1?{n}") for n in range(12)]
    seen = observe(urls, max_retry_after=0.1, host_concurrency=2)
    assert {observation.exchanges[-1].status for observation in seen.values()} == {429}
    assert web.hits("/limited/99/1") < 30


def test_no_retry_means_no_retry(web, observe_one):
    assert observe_one(web.url("/status/503"), max_retries=0).attempts == 1


def test_a_silent_host_does_not_cost_a_timeout_for_each_of_its_urls(web, observe):
    urls = [web.url(f"/hang?{n}") for n in range(60)]
    seen = observe(urls, host_concurrency=4, timeout=0.5)
    assert len(seen) == 60
    assert {observation.exchanges[-1].failure for observation in seen.values()} == {Failure.TIMEOUT_READ}
    # Four at a time at full length would be 60 / 4 * 2 * 0.5 s = 15 s, and 120 requests.
    assert web.hits("/hang") < 30
    assert any("not asked" in observation.exchanges[-1].detail for observation in seen.values())


def test_concurrency_per_host_is_kept(web, observe):
    observe([web.url(f"/get/hang?{n}") for n in range(4)], host_concurrency=1, timeout=0.2)
    assert web.methods("/get/hang")[:2] == ["GET", "HEAD"]
