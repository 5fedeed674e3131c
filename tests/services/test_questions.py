"""What is asked of a URL beyond how it answers: places in its page, and whether it has changed."""

import gzip

import pytest

from reviewaudit.model import Content, Failure, HostPolicy, NetworkPolicy
from reviewaudit.services import Question, condition, look_up

POLICY = {"timeout": 0.6, "connect_timeout": 0.4, "retry_wait": 0.02, "allow_private": True}
WORDS = b"<p>" + b"Green tea is a kind of tea. " * 20 + b"</p>"
PAGE = b"<!doctype html><title>Tea</title><h1 id=tea>Tea</h1>" + WORDS
ETAG, DATE = '"v1"', "Mon, 04 May 2026 10:00:00 GMT"


@pytest.fixture
def serve(web):
    """`serve(body, *headers, status=200)` -> the URL of a page that answers so, to HEAD without a body."""
    count = []

    def make(body, *headers, status=200, kind="text/html", host=1, sent=None):
        def play(request, connection, rest):
            length = ("Content-Length", str(len(body)))
            lines = [f"HTTP/1.1 {status} Test", *(f"{name}: {value}" for name, value in (length, *headers))]
            data = "\r\n".join([*lines, *([f"Content-Type: {kind}"] if kind else [])]).encode() + b"\r\n\r\n"
            connection.sendall(data if request.method == "HEAD" else data + body[:sent])
            return sent is None

        count.append(None)
        setattr(web, f"play_served{len(count)}", play)
        return web.url(f"/served{len(count)}", host)

    return make


@pytest.fixture
def serve_validated(web):
    """`serve_validated(*headers)` -> a page that answers 304 to a condition that names its validators."""

    def make(*headers, body=PAGE, host=1, when_asked=304):
        def play(request, connection, rest):
            lines = [f"{name}: {value}" for name, value in headers]
            asked = {"if-none-match": "ETag", "if-modified-since": "Last-Modified"}
            same = any(request.headers.get(name) == dict(headers).get(header, "-") for name, header in asked.items())
            if same and when_asked:
                data = "\r\n".join([f"HTTP/1.1 {when_asked} Test", "Content-Length: 0", *lines]).encode() + b"\r\n\r\n"
                connection.sendall(data)
                return True
            lines += [f"Content-Length: {len(body)}", "Content-Type: text/html"]
            data = "\r\n".join(["HTTP/1.1 200 Test", *lines]).encode() + b"\r\n\r\n"
            connection.sendall(data if request.method == "HEAD" else data + body)
            return True

        web.play_validated = play
        return web.url("/validated", host)

    return make


def ask(url, fragments=(), under=None, processes=None, **policy):
    seen = []
    look_up(
        [url], NetworkPolicy(**{**POLICY, **policy}), questions={url: Question(tuple(fragments), under)},
        on_observation=seen.append, processes=processes,
    )  # fmt: skip
    [observation] = seen
    return observation


# --- places ---


def test_places_are_told_in_the_order_of_the_question(serve):
    content = ask(serve(PAGE), ["gone", "tea", ":~:text=green tea"]).content
    assert content.fragments == (("gone", False), ("tea", True), (":~:text=green tea", True))
    assert content.unsettled == ()


def test_what_is_looked_for_changes_no_other_fact(serve):
    url = serve(PAGE + WORDS * 1_000 + b"<p id=far>")
    without, looked = ask(url).content, ask(url, ["far"]).content
    assert looked.fragments == (("far", True),)
    assert looked._replace(fragments=()) == without


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("kilobytes", [1, 63, 64, 65, 300, 1_000])
def test_a_place_far_down_is_found(serve, kilobytes, coding):
    body = b"<p>" + b"x" * (kilobytes * 1024 - 20) + b"<p id=far>"
    url = serve(gzip.compress(body), ("Content-Encoding", coding)) if coding else serve(body)
    content = ask(url, ["far", "gone"]).content
    assert content.fragments == (("far", True), ("gone", False))


def test_beyond_a_megabyte_nothing_is_missing(serve):
    content = ask(serve(b"<h1 id=tea>" + WORDS * 2_500 + b"<p id=far>"), ["tea", "far"]).content
    assert (content.fragments, content.unsettled) == ((("tea", True),), ("far",))


def test_no_more_is_read_than_is_needed(web):
    ask(web.url("/big"), ["gone"])
    read_for_nothing = web.sent("/big")
    assert read_for_nothing < 8_000_000


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_is_cut(web, coding):
    content = ask(web.url(f"/bomb/{coding}"), ["gone"], timeout=20).content
    assert (content.fragments, content.unsettled) == ((), ("gone",))


@pytest.mark.parametrize("path", ["/truncated", "/hang/body", "/drip", "/file", "/status/204"])
def test_a_body_that_is_not_all_there_settles_nothing(web, path):
    content = ask(web.url(path), ["gone"]).content
    assert (content.fragments, content.unsettled) == ((), ("gone",))


def test_a_compressed_page_that_breaks_off_settles_only_what_is_there(serve):
    packed = gzip.compress(PAGE + bytes(range(256)) * 40, 0)
    content = ask(serve(packed[:-300], ("Content-Encoding", "gzip")), ["tea", "gone"]).content
    assert (content.fragments, content.unsettled) == ((("tea", True),), ("gone",))


@pytest.mark.parametrize("kind", ["application/pdf", "text/plain", "application/json", "image/png"])
def test_only_pages_have_places(serve, kind):
    content = ask(serve(PAGE, kind=kind), ["tea"]).content
    assert (content.fragments, content.unsettled) == ((), ("tea",))


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_error_page_says_nothing_about_places(serve, status):
    content = ask(serve(PAGE, status=status), ["tea"], max_retries=0).content
    assert (content.fragments, content.unsettled) == ((), ("tea",))


def test_a_failure_says_nothing_about_places(web):
    observation = ask(web.refused(9), ["tea"], max_retries=0)
    assert (observation.exchanges[-1].failure, observation.content) == (Failure.REFUSED, None)


def test_places_are_looked_for_where_a_redirect_leads(web, serve):
    end = serve(PAGE, host=2)
    assert ask(web.url(f"/to/301?{end}"), ["tea"]).content.fragments == (("tea", True),)
    assert ask(web.url(f"/refresh/0?{end}"), ["tea"]).content.fragments == (("tea", True),)


def test_a_redirect_that_names_a_place_itself_overrides_the_cited_one(web, serve):
    """RFC 9110 §10.2.2."""
    content = ask(web.url(f"/to/301?{serve(PAGE)}%23elsewhere"), ["gone"]).content
    assert (content.fragments, content.unsettled) == ((), ("gone",))


def test_a_place_is_asked_for_by_get_where_others_are_asked_by_head(web, serve):
    url = serve(PAGE)
    assert ask(url, ["tea"], hosts={"127.0.0.1": HostPolicy(method="head")}).content.fragments == (("tea", True),)
    assert [request.method for request in web.requests] == ["GET"]


def test_where_only_head_is_answered_nothing_is_known_of_places(web):
    observation = ask(web.url("/get/405"), ["tea"])
    assert (observation.exchanges[-1].status, observation.content.unsettled) == (200, ("tea",))


def test_a_retry_looks_too(web):
    assert ask(web.url("/flaky/503"), ["tea"]).content.fragments == (("tea", False),)


@pytest.mark.parametrize("processes", [1, 2])
def test_questions_reach_the_process_that_asks(web, processes):
    urls = [web.url(f"/ok?{n}", 1 + n % 4) for n in range(20)]
    seen = {}
    look_up(
        urls, NetworkPolicy(**POLICY), questions={url: Question((f"p{n}",)) for n, url in enumerate(urls) if n % 2},
        processes=processes, on_observation=lambda one: seen.update({one.url: one.content.fragments}),
    )  # fmt: skip
    assert seen == {url: ((f"p{n}", False),) if n % 2 else () for n, url in enumerate(urls)}


# --- conditions ---


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ([("ETag", ETAG)], {"if-none-match": ETAG}),
        ([("ETag", f"W/{ETAG}")], {"if-none-match": f"W/{ETAG}"}),
        ([("Last-Modified", DATE)], {"if-modified-since": DATE}),
        ([("ETag", ETAG), ("Last-Modified", DATE)], {"if-none-match": ETAG, "if-modified-since": DATE}),
    ],
)
def test_a_304_confirms_what_was_seen(web, serve_validated, headers, sent):
    url = serve_validated(*headers)
    first = ask(url, ["tea"])
    second = ask(url, ["tea"], condition(first))
    assert {name: value for name, value in web.requests[-1].headers.items() if name.startswith("if-")} == sent
    [exchange] = second.exchanges
    assert (exchange.status, exchange.detail) == (304, f"asked with {' and '.join(sent)}")
    assert second.content == first.content
    assert second.content.title == "Tea"
    third = ask(url, ["tea"], condition(second))
    assert third.content == first.content


def test_a_page_that_has_changed_is_seen_anew(web, serve_validated):
    first = ask(serve_validated(("ETag", ETAG)))
    second = ask(serve_validated(("ETag", '"v2"'), body=b"<title>Coffee</title>"), (), condition(first))
    assert web.requests[-1].headers["if-none-match"] == ETAG
    assert (second.exchanges[-1].status, second.content.title) == (200, "Coffee")


def test_a_page_that_is_gone_is_gone(serve, serve_validated):
    earlier = condition(ask(serve_validated(("ETag", ETAG))))
    url = serve(b"gone", status=404)
    observation = ask(url, (), earlier._replace(url=url))
    assert observation.exchanges[-1].status == 404


def test_a_condition_goes_to_the_address_it_came_from(web, serve_validated):
    end = serve_validated(("ETag", ETAG), host=2)
    url = web.url(f"/to/302?{end}")
    first = ask(url)
    second = ask(url, (), condition(first))
    assert [exchange.status for exchange in second.exchanges] == [302, 304]
    assert second.content == first.content
    asked = [request.headers.get("if-none-match") for request in web.requests[-2:]]
    assert asked == [None, ETAG]


def test_a_condition_is_not_sent_elsewhere(web, serve_validated):
    earlier = condition(ask(serve_validated(("ETag", ETAG))))
    ask(web.url("/ok"), (), earlier)
    assert "if-none-match" not in web.requests[-1].headers


def test_a_server_that_stumbles_over_a_condition_is_asked_without(web, serve_validated):
    url = serve_validated(("ETag", ETAG), when_asked=412)
    observation = ask(url, (), condition(ask(url)))
    assert [exchange.status for exchange in observation.exchanges] == [412, 200]
    assert "if-none-match" not in web.requests[-1].headers


def test_only_the_first_try_has_a_condition(web, serve_validated):
    url = serve_validated(("ETag", ETAG), when_asked=503)
    observation = ask(url, (), condition(ask(url)))
    assert [exchange.status for exchange in observation.exchanges] == [503, 200]


def test_a_304_that_nobody_asked_for_confirms_nothing(web):
    observation = ask(web.url("/status/304"))
    assert observation.content.fingerprint == ""
    assert condition(observation) is None


def seen(*headers, status=200, content=True):
    from datetime import UTC, datetime

    from reviewaudit.model import Exchange, Observation

    facts = Content("text/html", 10, "Tea", "ab12") if content else None
    exchange = Exchange("GET", "https://a.example/", status, None, headers, 5, 1)
    return Observation("https://a.example/", datetime(2026, 6, 1, tzinfo=UTC), (exchange,), facts)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("etag", ""),),
        (("etag", "v1"),),
        (("etag", '"'),),
        (("etag", '""'),),
        (("etag", '"é"'),),
        (("etag", '"a\x01"'),),
        (("etag", '"' + "x" * 2046 + '"'),),
        (("last-modified", "yesterday"),),
        (("last-modified", ""),),
        (("server", '"v1"'),),
    ],
)
def test_what_is_no_validator_is_not_sent(headers):
    assert condition(seen(*headers)) is None


def test_only_a_page_that_was_seen_can_be_confirmed():
    assert condition(seen(("etag", ETAG))).headers == (("If-None-Match", ETAG),)
    assert condition(seen(("etag", ETAG), status=404)) is None
    assert condition(seen(("etag", ETAG), content=False)) is None
