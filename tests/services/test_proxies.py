"""Proxies from the environment's variables, and the gateway that stands in for every host."""

import pytest

from reviewaudit.model import Failure
from reviewaudit.services.guard import Refusal
from reviewaudit.services.proxies import Proxies


def test_a_proxy_is_asked_for_the_whole_url(web, observe_one):
    proxy = web.url("").removesuffix("/")
    seen = observe_one("http://far.example/ok", proxies={"http_proxy": proxy}, allow_private=False)
    assert seen.exchanges[-1].status == 404  # the proxy's answer: it plays no path with a host in it
    assert web.requests[0].path == "http://far.example/ok"
    assert web.requests[0].headers["host"] == "far.example"


def test_a_proxy_is_asked_for_a_tunnel_to_https(web, observe_one):
    seen = observe_one("https://far.example/ok", proxies={"https_proxy": web.url("")})
    assert web.requests[0].method == "CONNECT"
    assert web.requests[0].path == "far.example:443"
    assert seen.exchanges[-1].failure is Failure.PROXY


def test_credentials_of_the_proxy_are_sent_to_it_and_not_shown(web, observe_one):
    proxy = web.url("").replace("http://", "http://me:secret@")
    seen = observe_one("http://far.example/ok", proxies={"all_proxy": proxy})
    assert web.requests[0].headers["proxy-authorization"].startswith("Basic ")
    assert "secret" not in repr(seen)


def test_a_proxy_that_is_not_there(web, observe_one):
    seen = observe_one("http://far.example/ok", proxies={"http_proxy": web.refused()})
    assert {exchange.failure for exchange in seen.exchanges} == {Failure.PROXY}


def test_a_proxy_does_not_open_the_way_to_private_addresses(web, observe_one):
    seen = observe_one("http://10.0.0.1/", proxies={"http_proxy": web.url("")}, allow_private=False)
    assert seen.exchanges[-1].failure is Failure.PRIVATE_ADDRESS
    assert not web.requests


def test_a_proxy_of_another_kind_is_refused_with_words(observe_one):
    seen = observe_one("http://far.example/", proxies={"all_proxy": "socks5://127.0.0.1:1"}, max_retries=0)
    assert seen.exchanges[-1].failure is Failure.PROXY
    assert "socks5" in seen.exchanges[-1].detail


def test_no_proxy_is_honoured(web, observe_one):
    seen = observe_one(web.url(), proxies={"http_proxy": web.refused(), "no_proxy": "other.example,127.0.0.0/8"})
    assert seen.exchanges[-1].status == 200


@pytest.mark.parametrize(
    ("no_proxy", "host", "direct"),
    [
        ("*", "a.example", True),
        ("a.example", "a.example", True),
        (".a.example", "b.a.example", True),
        ("*.a.example", "b.a.example", True),
        ("a.example", "b.a.example", True),
        ("a.example", "nota.example", False),
        ("a.example:80", "a.example", True),
        ("a.example:81", "a.example", False),
        ("A.Example", "a.example", True),
        ("10.0.0.0/8", "10.9.9.9", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.0/8", "a.example", False),
        ("::1", "::1", True),
        ("x.example a.example", "a.example", True),
        ("", "a.example", False),
        (" , ,", "a.example", False),
    ],
)
def test_what_no_proxy_means(no_proxy, host, direct):
    proxies = Proxies({"HTTP_PROXY": "proxy.example:3128", "no_proxy": no_proxy})
    assert (proxies.choose("http", host, 80) is None) == direct


def test_schemes_have_their_own_proxies():
    proxies = Proxies({"https_proxy": "http://one:1/", "all_proxy": "http://two:2/"})
    assert proxies.choose("https", "a", 443).url == "http://one:1"
    assert proxies.choose("http", "a", 80).url == "http://two:2"
    assert Proxies({"http_proxy": "http://one:1"}).choose("https", "a", 443) is None
    with pytest.raises(Refusal):
        Proxies({"http_proxy": "http://"}).choose("http", "a", 80)


# --- the gateway ---


def test_a_gateway_stands_in_for_every_host(web, observe):
    urls = ["http://one.example/ok", "https://two.example/status/404?q=%7E", "https://three.example:8443/ok"]
    seen = observe(urls, gateway=web.url("").rstrip("/"), allow_private=False)
    assert [seen[url].exchanges[-1].status for url in urls] == [200, 404, 200]
    asked = {(r.headers["host"], r.headers["x-forwarded-proto"], r.path, r.query) for r in web.requests}
    assert asked == {
        ("one.example", "http", "/ok", ""),
        ("two.example", "https", "/status/404", "q=%7E"),
        ("three.example:8443", "https", "/ok", ""),
    }


def test_a_gateway_gets_redirects_to_other_hosts_too(web, observe_one):
    seen = observe_one("http://one.example/to/301?https://two.example/ok", gateway=web.url("").rstrip("/"))
    assert [exchange.url for exchange in seen.exchanges][1] == "https://two.example/ok"
    assert [request.headers["host"] for request in web.requests] == ["one.example", "two.example"]


def test_cookies_work_behind_a_gateway(web, observe_one):
    seen = observe_one("https://one.example/cookie", gateway=web.url("").rstrip("/"))
    assert [exchange.status for exchange in seen.exchanges] == [302, 200]
