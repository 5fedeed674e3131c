"""Redirects are followed by us, and each hop is on record."""

import pytest

from reviewaudit.model import Failure


def hops(observation):
    return [exchange.status for exchange in observation.chain]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_each_kind_is_followed_and_kept_with_its_location(web, observe_one, status):
    seen = observe_one(web.url(f"/to/{status}?/ok"))
    assert hops(seen) == [status, 200]
    assert dict(seen.exchanges[0].headers)["location"] == "/ok"
    assert seen.exchanges[-1].url == web.url("/ok")
    assert {exchange.attempt for exchange in seen.exchanges} == {1}


@pytest.mark.parametrize("status", [300, 304, 305])
def test_other_3xx_are_answers(web, observe_one, status):
    assert hops(observe_one(web.url(f"/to/{status}?/ok"))) == [status]


def test_a_chain_as_long_as_allowed_is_followed_to_its_end(web, observe_one):
    assert hops(observe_one(web.url("/chain/10"))) == [302] * 10 + [200]


def test_a_longer_chain_is_given_up(web, observe_one):
    seen = observe_one(web.url("/chain/11"))
    assert hops(seen) == [302] * 11 + [None]
    assert seen.exchanges[-1].failure is Failure.TOO_MANY_REDIRECTS
    assert seen.attempts == 1


def test_a_circle_is_noticed_at_once(web, observe_one):
    seen = observe_one(web.url("/loop"))
    assert hops(seen) == [302, 302, None]
    assert seen.exchanges[-1].failure is Failure.TOO_MANY_REDIRECTS
    assert "circle" in seen.exchanges[-1].detail


def test_a_circle_that_a_cookie_opens_is_followed(web, observe_one):
    seen = observe_one(web.url("/cookie"))
    assert hops(seen) == [302, 200]


def test_cookies_of_one_url_are_not_shown_by_another(web, observe):
    observe([web.url("/cookie")])
    observe([web.url("/cookie?again")])
    assert [("cookie" in request.headers) for request in web.requests] == [False, True, False, True]


def test_a_page_that_leads_on_is_followed(web, observe_one):
    seen = observe_one(web.url("/refresh/0?/status/404"))
    assert hops(seen) == [200, 404]
    assert dict(seen.exchanges[0].headers)["refresh"] == "/status/404"
    assert observe_one(web.url("/refresh/5?/ok")).content.title == "A good page"


@pytest.mark.parametrize("path", ["/refresh/30?/ok", "/refresh/0?", "/refresh/0?javascript:x", "/refresh/0?/refresh/0"])
def test_a_page_that_stays_or_renews_itself_is_the_answer(web, observe_one, path):
    seen = observe_one(web.url(path))
    assert seen.exchanges[-1].status == 200
    assert seen.exchanges[-1].failure is None
    assert seen.content.title == "Moving"


def test_pages_that_lead_to_each_other_end(web, observe_one):
    there = web.url("/refresh/0?/ok", host=2)
    assert hops(observe_one(web.url(f"/refresh/0?{there}"))) == [200, 200, 200]


def test_to_another_host(web, observe_one):
    target = web.url("/ok", host=2)
    seen = observe_one(web.url(f"/to/302?{target}"))
    assert hops(seen) == [302, 200]
    assert web.requests[-1].host == "127.0.0.2"


def test_to_a_page_that_is_gone(web, observe_one):
    assert hops(observe_one(web.url("/to/301?/status/404"))) == [301, 404]


def test_to_a_host_that_does_not_exist(web, observe_one, resolver):
    seen = observe_one(web.url("/to/301?http://gone.example/"), resolve=resolver({}))
    assert seen.exchanges[-1].failure is Failure.DNS
    assert seen.exchanges[-1].url == "http://gone.example/"
    assert seen.attempts == 2


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("ok?q", "/to/ok?q"),
        ("/titled/caf%C3%A9", "/titled/caf%C3%A9"),
        ("/titled/café", "/titled/caf%C3%A9"),
        ("/titled/a b", "/titled/a%20b"),
        ("?/status/204", "/to/302?/status/204"),
        ("\\ok", "/ok"),
        ("/ok#part", "/ok"),
        ("  /ok  ", "/ok"),
        ("./../ok", "/ok"),
    ],
)
def test_locations_as_browsers_read_them(web, observe_one, location, asked):
    from urllib.parse import quote

    observe_one(web.url(f"/to/302?{quote(location)}"), max_redirects=1)
    request = web.requests[1]
    assert (f"{request.path}?{request.query}" if request.query else request.path) == asked


def test_relative_to_the_protocol(web, observe_one):
    target = web.url("/ok", host=2).removeprefix("http:")
    assert observe_one(web.url(f"/to/302?{target}")).exchanges[-1].url == f"http:{target}"


@pytest.mark.parametrize(
    "location", ["mailto:a@example.org", "javascript:alert(1)", "http://[bad/", "http://a b/", "ftp://x/"]
)
def test_to_what_is_no_web_address(web, observe_one, location):
    seen = observe_one(web.url(f"/to/302?{location}"))
    assert hops(seen) == [302, None]
    assert seen.exchanges[-1].failure is Failure.BAD_REDIRECT


def test_an_empty_location_is_a_circle(web, observe_one):
    assert observe_one(web.url("/to/302?")).exchanges[-1].failure is Failure.TOO_MANY_REDIRECTS


def test_a_retry_starts_from_the_cited_url(web, observe_one):
    seen = observe_one(web.url("/to/302?/flaky/503"))
    assert [(exchange.attempt, exchange.status) for exchange in seen.exchanges] == [
        (1, 302),
        (1, 503),
        (2, 302),
        (2, 200),
    ]
    assert hops(seen) == [302, 200]


def test_credentials_of_the_url_are_used_and_nowhere_stored(web, observe_one):
    url = web.url("/basic").replace("http://", "http://user:secret@")
    seen = observe_one(url)
    assert seen.exchanges[-1].status == 200
    assert "secret" not in repr(seen)
    assert seen.url == web.url("/basic")


def test_credentials_are_not_carried_to_another_host(web, observe_one):
    target = web.url("/basic", host=2)
    seen = observe_one(web.url(f"/to/302?{target}").replace("http://", "http://user:secret@", 1))
    assert seen.exchanges[-1].status == 401
    assert "authorization" in web.requests[0].headers
    assert "authorization" not in web.requests[1].headers


def test_credentials_in_a_location_are_not_stored(web, observe_one):
    target = web.url("/ok").replace("http://", "http://who:secret@")
    seen = observe_one(web.url(f"/to/302?{target}"))
    assert seen.exchanges[-1].status == 200
    assert "secret" not in repr(seen.exchanges[1:])
    assert "secret" not in repr([exchange.headers for exchange in seen.exchanges])
