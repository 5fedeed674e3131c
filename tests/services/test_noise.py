"""No answer whatsoever is a bug of ours: every URL gets an observation that says what came."""

import random

import pytest

from reviewaudit.model import Failure

HEADERS = [
    b"Content-Type: text/html",
    b"Content-Type: text/html; charset=\xff\xfe",
    b"Content-Type:",
    b"Content-Length: 5",
    b"Content-Length: 99999999999999999999999",
    b"Content-Length: -1",
    b"Content-Length: \xc2\xb2",
    b"Transfer-Encoding: chunked",
    b"Content-Encoding: gzip",
    b"Content-Encoding: br, deflate",
    b"Location: /ok",
    b"Location: \xe2\x98\x83",
    b"Location: http://[",
    b"Location:",
    b"Location: //",
    b"Location: http://user:pw@127.0.0.1:1/",
    b"Set-Cookie: \x00=\xff; Domain=..; Max-Age=zzz",
    b"Set-Cookie: a=b",
    b"Retry-After: Thu, 01 Jan 1970 00:00:00 GMT",
    b"Retry-After: \xff",
    b"Refresh: 0; url=/",
    b"Connection: close",
    b"Connection: upgrade",
    b"Upgrade: h2c",
    b"X: " + b"x" * 70_000,
    b"no colon",
    b": no name",
]
STARTS = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 200",
    b"HTTP/1.0 302 Found",
    b"HTTP/1.1 301 Moved",
    b"HTTP/1.1 404 \xff",
    b"HTTP/1.1 099 Low",
    b"HTTP/1.1 1000 High",
    b"HTTP/2 200 OK",
    b"HTTP/0.9 200 OK",
    b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 103 Early Hints",
    b"HTTP/1.1 101 Switching Protocols",
    b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 304 Same",
    b"ICY 200 OK",
    b"GET / HTTP/1.1",
    b"",
]
BODIES = [
    b"",
    b"hello",
    b"<title>\xff&#0;&#xD800;</title>",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"zz\r\n",
    b"\x1f\x8b\x08\x00",
    b"\x00" * 3000,
]


def answers(seed: int) -> list[bytes]:
    chance = random.Random(seed)
    made = []
    for _ in range(150):
        lines = [chance.choice(STARTS), *chance.sample(HEADERS, chance.randrange(5))]
        data = b"\r\n".join(lines) + b"\r\n\r\n" + chance.choice(BODIES)
        if chance.random() < 0.2:
            data = data[: chance.randrange(len(data) + 1)]
        if chance.random() < 0.2 and data:
            place = chance.randrange(len(data))
            data = data[:place] + chance.randbytes(3) + data[place:]
        made.append(data)
    return made


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", ["get", "head"])
def test_noise_is_observed_too(web, observe, seed, method):
    web.raw += answers(seed)
    urls = [web.url(f"/raw/{number}") for number in range(len(web.raw))]
    seen = observe(urls, method=method, max_retries=1)
    assert set(seen) == set(urls)
    for observation in seen.values():
        for exchange in observation.exchanges:
            assert "bug in reviewaudit" not in exchange.detail, web.raw[int(observation.url.rsplit("/", 1)[1])]
            assert (exchange.status is None) != (exchange.failure is None)
            assert exchange.failure is not Failure.TLS_OTHER
            assert "user:pw" not in repr(exchange)
