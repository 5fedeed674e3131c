"""One large file from a real server: whole, or a problem, in bounded time and size."""

import gzip
import io
from urllib.parse import urlsplit

import pytest

from reviewaudit.model import NetworkPolicy
from reviewaudit.services import download

QUICK = NetworkPolicy(timeout=2, connect_timeout=2, max_retries=1, retry_wait=0.01, allow_private=True)


def fetched(url, policy=QUICK, most=1_000_000, **rest):
    body = io.BytesIO(b"left over from before")
    problem = download(url, body, policy, most=most, **rest)
    return problem, body.getvalue()


def answer(body, *headers, status="200 OK", length=None):
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def raw(web, *answers):
    start = len(web.raw)
    web.raw += answers
    return [web.url(f"/raw/{start + number}") for number in range(len(answers))]


TABLE = b"Record ID,Title\r\n" + b"1,Tea\r\n" * 5_000


def test_file_comes_whole(web):
    told = []
    (url,) = raw(web, answer(TABLE))
    problem, body = fetched(url, on_progress=lambda come, total: told.append((come, total)))
    assert (problem, body) == (None, TABLE)
    assert told[-1] == (len(TABLE), len(TABLE))


def test_packed_file_comes_unpacked(web):
    (url,) = raw(web, answer(gzip.compress(TABLE), "Content-Encoding: gzip"))
    assert fetched(url) == (None, TABLE)


def test_redirects_are_followed(web):
    (url,) = raw(web, answer(TABLE))
    assert fetched(web.url(f"/to/302?{url}")) == (None, TABLE)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/status/404", "its server answered 404"),
        ("/status/503", "its server answered 503"),
        ("/loop", "circle"),
        ("/chain/30", "more than 10 redirects"),
        ("/hang", "no answer"),
        ("/hang/body", "no answer"),
        ("/truncated", "no answer"),
        ("/garbage", "no answer"),
        ("/big", "it is larger than 0 MiB"),
        ("/bomb/gzip", "it is larger than 0 MiB"),
    ],
)
def test_what_is_no_file_is_a_problem_with_its_reason(web, path, says):
    problem, _ = fetched(web.url(path))
    assert says in problem.cause
    assert problem.help


def test_failure_is_repeated(web):
    problem, _ = fetched(web.url("/flaky/503"))
    assert (problem, web.hits("/flaky/503")) == (None, 2)


def test_body_that_breaks_off_is_fetched_anew_from_its_beginning(web):
    (url,) = raw(web, answer(TABLE[:1000], length=len(TABLE)))
    problem, body = fetched(url)
    assert problem is not None
    assert len(body) <= 1000
    assert web.hits(urlsplit(url).path) == 2


def test_private_address_is_refused_unless_allowed(web):
    (url,) = raw(web, answer(TABLE))
    problem, _ = fetched(url, NetworkPolicy(max_retries=0))
    assert "private" in problem.cause or "loopback" in problem.cause
    assert web.requests == []


def test_server_that_drips_is_given_up_when_the_time_is_over(web):
    policy = NetworkPolicy(timeout=2, max_retries=0, max_time=0.5, allow_private=True)
    problem, _ = fetched(web.url("/drip"), policy)
    assert problem.cause == "it was not there within 0.5 seconds"
