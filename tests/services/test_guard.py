"""Which addresses are refused, and that no way leads around."""

import socket
import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.model import Failure, NetworkPolicy
from reviewaudit.services import Page, fetch, guard
from reviewaudit.services.guard import Refusal, guarded_socket, refusal
from reviewaudit.services.urls import canonical_ipv4, public_url

REFUSED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "192.0.0.192",
    "198.18.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "168.63.129.16", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "2002:7f00:1::1", "2002:c0a8:101::",
]  # fmt: skip
ALLOWED = [
    "1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "11.0.0.1",
    "223.255.255.255",
    "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "example.org", "",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address):
    assert refusal(address)
    with pytest.raises(Refusal) as raised:
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80)))
    assert raised.value.failure is Failure.PRIVATE_ADDRESS


@pytest.mark.parametrize("address", ALLOWED)
def test_allowed(address):
    assert not refusal(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "[::1]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "LOCALHOST", "127。0。0。1", "①②⑦.0.0.1", "0"],
)  # fmt: skip
def test_no_spelling_of_loopback_is_connected_to(web, observe_one, host):
    port = web.url().split(":")[2].split("/")[0]
    seen = observe_one(f"http://{host}:{port}/ok", allow_private=False)
    (exchange,) = seen.exchanges
    # Some spellings are no URL for httpx either, which is just as good.
    assert exchange.failure in {Failure.PRIVATE_ADDRESS, Failure.PROTOCOL}
    assert not web.requests


def test_a_name_for_a_private_address_is_refused(web, observe_one, resolver):
    port = web.url().split(":")[2].split("/")[0]
    names = resolver({"inside.example": ["127.0.0.1", "10.0.0.1", "::1"]})
    seen = observe_one(f"http://inside.example:{port}/ok", resolve=names, allow_private=False)
    assert seen.exchanges[-1].failure is Failure.PRIVATE_ADDRESS
    assert not web.requests


def test_a_name_that_changes_its_answer_is_refused(web, observe_one):
    port = web.url().split(":")[2].split("/")[0]
    answers = iter([["127.0.0.1"]])
    seen = observe_one(f"http://rebound.example:{port}/ok", resolve=lambda _: next(answers), allow_private=False)
    assert seen.exchanges[-1].failure is Failure.PRIVATE_ADDRESS
    assert not web.requests


def test_what_is_allowed_by_policy_is_connected_to(web, observe_one, resolver):
    port = web.url().split(":")[2].split("/")[0]
    names = resolver({"inside.example": ["127.0.0.1"]})
    assert observe_one(f"http://inside.example:{port}/ok", resolve=names).exchanges[-1].status == 200
    assert web.requests[0].headers["host"] == f"inside.example:{port}"
    assert observe_one(f"http://2130706433:{port}/ok").exchanges[-1].status == 200


def test_a_refusal_is_not_asked_again(observe_one):
    assert observe_one("http://10.0.0.1/", allow_private=False).attempts == 1


PUBLIC = "93.184.216.34"


@pytest.fixture
def internet(monkeypatch):
    """A public address that is ours: what is connected to there arrives at 127.0.0.1. No other can be reached."""
    reached = []

    class Fenced(socket.socket):
        def connect(self, address):
            reached.append(address[0])
            if address[0] != PUBLIC:
                raise ConnectionRefusedError(111, "fenced")
            super().connect(("127.0.0.1", address[1]))

    monkeypatch.setattr(guard, "socket", SimpleNamespace(socket=Fenced))
    return reached


def port_of(web):
    return web.url().split(":")[2].split("/")[0]


WAYS_IN = [
    "http://127.0.0.1:{port}/ok",
    "http://2130706433:{port}/ok",
    "http://0x7f000001:{port}/ok",
    "http://0177.0.0.1:{port}/ok",
    "http://0x7f.0.0x0.01:{port}/ok",
    "http://127.1:{port}/ok",
    "http://127.0.0.1.:{port}/ok",
    "http://0.0.0.0:{port}/ok",
    "http://0:{port}/ok",
    "http://[::1]:{port}/ok",
    "http://[::]:{port}/ok",
    "http://[::ffff:127.0.0.1]:{port}/ok",
    "http://[::ffff:7f00:1]:{port}/ok",
    "http://[::127.0.0.1]:{port}/ok",
    "http://[2002:7f00:1::]:{port}/ok",
    "http://[64:ff9b::7f00:1]:{port}/ok",
    "http://[64:ff9b:1::7f00:1]:{port}/ok",
    "http://[fe80::1%25lo]:{port}/ok",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/latest/meta-data/",
    "http://168.63.129.16/",
    "http://public.example@127.0.0.1:{port}/ok",
    "http://public.example:80@127.0.0.1:{port}/ok",
    "http://127.0.0.1:{port}\\@public.example/ok",
    "http://①②⑦.⓪.⓪.①:{port}/ok",
    "http://127。0。0。1:{port}/ok",
    "http://localhost:{port}/ok",
    "http://localhost.:{port}/ok",
    "http://inside.example:{port}/ok",
    "http://inside.example.:{port}/ok",
    "http://INSIDE.example:{port}/ok",
    "http://mapped.example:{port}/ok",
]
NAMES = {
    "public.example": [PUBLIC],
    "localhost": ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1"],
    "inside.example": ["127.0.0.1"],
    "inside.example.": ["127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1", "64:ff9b::7f00:1"],
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_no_way_in_by_citation(web, internet, observe_one, resolver, way):
    seen = observe_one(way.format(port=port_of(web)), resolve=resolver(NAMES), allow_private=False, max_retries=0)
    assert seen.exchanges[-1].status is None
    assert not [address for address in internet if address != PUBLIC]
    assert not [request for request in web.requests if "public.example" not in request.headers["host"]]


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("how", ["/to/302?", "/to/308?", "/refresh/0?"])
def test_no_way_in_by_redirect(web, internet, observe_one, resolver, way, how):
    from urllib.parse import quote

    port = port_of(web)
    url = f"http://public.example:{port}{how}{quote(way.format(port=port))}"
    seen = observe_one(url, resolve=resolver(NAMES), allow_private=False, max_retries=0)
    assert seen.exchanges[0].status is not None  # the fence lets this one through, or nothing would be shown
    assert not [address for address in internet if address != PUBLIC]
    assert {request.headers["host"] for request in web.requests} <= {f"public.example:{port}", "public.example"}


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("how", ["/to/302?", "/refresh/0?", "sitemap"])
def test_no_way_in_by_a_page_that_is_fetched(web, internet, resolver, way, how):
    from urllib.parse import quote

    port = port_of(web)
    url, inside = f"http://public.example:{port}", way.format(port=port)
    start = f"{url}/ok" if how == "sitemap" else f"{url}{how}{quote(inside)}"
    policy = NetworkPolicy(timeout=0.6, connect_timeout=0.4, max_retries=0)
    lead = (lambda page, depth: [inside] if depth == 0 else ()) if how == "sitemap" else lambda page, depth: ()
    read = fetch([start], policy, lead, resolve=resolver(NAMES))
    assert all(page.final_url.startswith(url) for page in read.values() if isinstance(page, Page))
    assert web.requests, "the fence lets the first page through, or nothing would be shown"
    assert not [address for address in internet if address != PUBLIC]
    assert {request.headers["host"] for request in web.requests} <= {f"public.example:{port}", "public.example"}


def test_a_name_that_is_public_first_and_private_then(web, internet, observe):
    port = port_of(web)
    answers = iter([[PUBLIC], *[["127.0.0.1"]] * 20])
    urls = [f"http://rebound.example:{port}/{path}" for path in ("ok", "status/503", "quit", "reset", "to/302?/ok")]
    observe(urls, resolve=lambda _: next(answers), allow_private=False)
    assert set(internet) == {PUBLIC}


def test_of_mixed_answers_only_the_public_ones_are_used(web, internet, observe_one):
    port = port_of(web)
    mixed = ["127.0.0.1", "::1", "169.254.169.254", PUBLIC, "::ffff:10.0.0.1"]
    seen = observe_one(f"http://mixed.example:{port}/ok", resolve=lambda _: mixed, allow_private=False)
    assert seen.exchanges[-1].status == 200
    assert set(internet) == {PUBLIC}


@pytest.mark.parametrize("host", ["127.0.0.1:9", "169.254.169.254", "[::ffff:127.0.0.1]", "2130706433"])
def test_no_way_in_by_the_users_proxy(web, observe_one, host):
    seen = observe_one(f"http://{host}/", proxies={"http_proxy": web.url("")}, allow_private=False)
    assert seen.exchanges[-1].failure is Failure.PRIVATE_ADDRESS
    assert not web.requests


def test_a_made_up_neighbour_is_guarded_as_any_other_url(web, internet, observe_one, resolver):
    url = f"http://public.example:{port_of(web)}/soft/page"
    observe_one(url, resolve=resolver(NAMES), allow_private=False)
    assert len(web.requests) == 2
    assert set(internet) == {PUBLIC}


@pytest.mark.parametrize(
    "path", ["/endless", "/drip", "/drip/headers", "/bomb/gzip", "/bomb/br", "/big", "/far/10000000"]
)
def test_hostile_answers_are_bounded_in_time_and_memory(web, observe, path):
    resource = pytest.importorskip("resource")
    observe([web.url(f"/ok?{path}")])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    seen = observe([web.url(f"{path}?{n}", host=1 + n) for n in range(3)])
    assert len(seen) == 3
    assert time.monotonic() - began < 20
    # Kilobytes; the server's own 256 MB of zeros are packed piece by piece.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    assert sum(len(str(observation.exchanges)) for observation in seen.values()) < 100_000


def test_ten_megabytes_of_redirects_leave_little_behind(web, observe_one):
    for size in (1_000, 30_000, 60_000, 1_000_000):
        seen = observe_one(web.url(f"/far/{size}"))
        assert len(str(seen)) < 20_000


@pytest.mark.parametrize(
    ("host", "dotted"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("1.2", "1.0.0.2"),
        ("1.2.3", "1.2.0.3"),
        ("0x10.010.1", "16.8.0.1"),
        ("4294967295", "255.255.255.255"),
        ("0x", "0.0.0.0"),
        ("example.org", None),
        ("a.b.c.d", None),
        ("1.example", None),
        ("dead.beef", None),
        ("", None),
    ],
)
def test_numbers_as_hosts(host, dotted):
    assert canonical_ipv4(host) == dotted


@pytest.mark.parametrize(
    "host", ["256.0.0.1", "1.2.3.4.5", "4294967296", "08.0.0.1", "a.1", "1..2", "0xg.1", "1.0x100000000"]
)
def test_numbers_that_are_no_address(host):
    with pytest.raises(ValueError, match="not an IPv4 address"):
        canonical_ipv4(host)


@given(st.integers(0, 2**32 - 1))
def test_every_way_to_write_an_address_means_it(value):
    parts = [value >> shift & 255 for shift in (24, 16, 8, 0)]
    dotted = ".".join(map(str, parts))
    for text in (
        dotted,
        str(value),
        hex(value),
        f"0{value:o}",
        ".".join(map(hex, parts)),
        f"{parts[0]}.{value & 0xFFFFFF}",
    ):
        assert canonical_ipv4(text) == dotted


@given(st.text(max_size=40))
def test_hosts_of_any_kind_are_a_name_an_address_or_refused(host):
    try:
        dotted = canonical_ipv4(host)
    except ValueError:
        return
    assert dotted is None or dotted.count(".") == 3


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@example.org/a@b", "https://example.org/a@b"),
        ("https://user@example.org:8443/", "https://example.org:8443/"),
        ("https://a:b@c@example.org/", "https://example.org/"),
        ("//user:secret@example.org/", "//example.org/"),
        ("https://example.org/@handle", "https://example.org/@handle"),
        ("https://example.org?mail=a@b", "https://example.org?mail=a@b"),
        ("https://example.org#a@b", "https://example.org#a@b"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_credentials_are_taken_out_of_what_is_shown(url, shown):
    assert public_url(url) == shown
