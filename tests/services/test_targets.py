"""URLs as they are asked: the quick way and the thorough way agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.services.guard import Refusal
from reviewaudit.services.imports import httpx
from reviewaudit.services.targets import _PLAIN, follow, parse

hosts = st.sampled_from(
    ["example.org", "a-b.example", "127.0.0.1", "Example.ORG", "bücher.example", "[::1]", "0x7f.1", "a", "a.", "_a.b"]
)
ports = st.sampled_from(["", ":80", ":443", ":8080", ":", ":0", ":99999"])
pieces = [*"abZ09-._~!$&'()*+,;=:@/?%#[]| \\äé漢", "%20", "%7E", "%2f", "/../", "/."]
parts = st.lists(st.sampled_from(pieces), max_size=12).map("".join)
urls = st.builds(
    "{}://{}{}{}".format, st.sampled_from(["http", "https", "HTTP"]), hosts, ports, parts.map(lambda text: f"/{text}")
)


@given(urls)
def test_what_is_taken_as_it_is_would_come_out_of_the_parser_as_it_is(url):
    if _PLAIN.fullmatch(url) is None:
        return
    try:
        target = parse(url)
    except Refusal:
        return
    parsed = httpx.URL(url)
    if target.text == url:
        assert str(parsed) == url
    assert target.path == parsed.raw_path.decode()
    assert target.port == parsed.port


@given(urls | st.text(max_size=40))
def test_every_text_is_a_target_or_refused(url):
    try:
        target = parse(url)
    except Refusal:
        return
    assert target.scheme in {"http", "https"}
    assert target.text.isascii()
    assert "#" not in target.text
    assert target.path.startswith("/")
    assert not any(space in target.text for space in " \t\r\n")
    assert parse(target.text) == target._replace(userinfo=b"")


@given(urls, st.text(max_size=30))
def test_every_location_leads_somewhere_or_is_refused(url, location):
    try:
        follow(parse(url), location)
    except Refusal:
        return


@pytest.mark.parametrize(
    ("url", "text", "authority", "path"),
    [
        ("https://example.org", "https://example.org", "example.org", "/"),
        ("https://example.org?q", "https://example.org?q", "example.org", "/?q"),
        ("HTTPS://Example.ORG:443/A", "https://example.org/A", "example.org", "/A"),
        ("http://example.org:8080/", "http://example.org:8080/", "example.org:8080", "/"),
        ("http://[::1]:8080/", "http://[::1]:8080/", "[::1]:8080", "/"),
        ("http://example.org/a/../b/./c", "http://example.org/b/c", "example.org", "/b/c"),
        ("http://example.org/%7ea%2fb", "http://example.org/%7ea%2fb", "example.org", "/%7ea%2fb"),
        ("http://example.org/ä ö", "http://example.org/%C3%A4%20%C3%B6", "example.org", "/%C3%A4%20%C3%B6"),
        ("http://example.org/a#b", "http://example.org/a", "example.org", "/a"),
    ],
)
def test_the_parts_of_a_target(url, text, authority, path):
    target = parse(url)
    assert (target.text, target.authority, target.path) == (text, authority, path)
