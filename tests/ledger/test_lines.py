"""Export and import: the same observations, the same bytes; nothing is taken from a damaged file."""

import io
import json

import pytest

from reviewaudit.ledger import LedgerError, open_ledger

HEAD = b'{"ledger":"reviewaudit","version":2}\n'
GOOD = (
    b'{"url":"https://a.example/","at":"2026-06-01T12:00:00.000000Z",'
    b'"exchanges":[{"attempt":1,"elapsed_ms":3,"method":"GET","status":200,"url":"https://a.example/"}]}\n'
)
URLS = ("https://b.example/", "https://a.example/é“", "https://a.example/")


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def exported(ledger):
    stream = io.BytesIO()
    ledger.export(stream)
    return stream.getvalue()


def test_lines_as_documented(ledger, observation):
    ledger.record([observation(days=1, status=404), observation()])
    assert exported(ledger).decode().splitlines() == [
        '{"ledger":"reviewaudit","version":2}',
        *(
            f'{{"url":"https://example.org/","at":"{at}",'
            '"content":{"fingerprint":"ab12","length":10,"title":"Title","type":"text/html"},'
            '"exchanges":[{"attempt":1,"elapsed_ms":12,"headers":[["content-type","text/html"]],"method":"GET",'
            f'"status":{status},"url":"https://example.org/"}}]}}'
            for at, status in (("2026-06-01T12:00:00.000000Z", 200), ("2026-06-02T12:00:00.000000Z", 404))
        ),
    ]


def test_order_of_arrival_does_not_matter(tmp_path, ledger, observation):
    made = [observation(url, days) for url in URLS for days in (0, 3, 1)]
    ledger.record(made)
    with open_ledger(tmp_path / "other.db") as other:
        other.record(reversed(made))
        assert exported(other) == exported(ledger)
    assert exported(ledger).isascii()


def test_import_merges_and_does_nothing_the_second_time(tmp_path, ledger, observation):
    ledger.record([observation(url) for url in URLS])
    lines = exported(ledger)
    with open_ledger(tmp_path / "other.db") as other:
        other.record([observation(URLS[0]), observation(URLS[0], days=5)])
        assert other.import_(io.BytesIO(lines), "lines") == (2, 3)
        after = exported(other)
        assert other.import_(io.BytesIO(lines), "lines") == (0, 3)
        assert exported(other) == after
        assert after.count(b"\n") == 5


def test_lines_put_together_from_several_exports_are_read(ledger):
    assert ledger.import_(io.BytesIO(HEAD + GOOD + b"\n" + HEAD + GOOD), "lines") == (1, 2)
    assert ledger.import_(io.BytesIO(GOOD.replace(b"\n", b"\r\n")), "lines") == (0, 1)


def changed(**fields):
    return json.dumps({**json.loads(GOOD), **fields}).encode() + b"\n"


def changed_exchange(**fields):
    return changed(exchanges=[{**json.loads(GOOD)["exchanges"][0], **fields}])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (GOOD[:50] + b"\n", "this is not JSON"),
        (b"\xff\xfe\n", "this is not JSON"),
        (b"[" * 100_000, "this is not JSON"),
        (b"[]\n", "this is not an observation"),
        (b"{}\n", "this is not an observation"),
        (b'{"ledger":"lychee","version":1}\n', "another program"),
        (b'{"ledger":"reviewaudit","version":3}\n', "exported by a newer reviewaudit"),
        (changed(url=7), "`url` is not a text"),
        (changed(url="https://user:secret@a.example/"), "carries a user name or password"),
        (changed_exchange(url="//user@a.example/"), "carries a user name or password"),
        (changed(at="2026-06-01"), "`at` is not a time"),
        (changed(at="2026-02-30T12:00:00.000000Z"), "day is out of range"),
        (changed(exchanges="GET"), "`exchanges` is not a list of requests"),
        (changed_exchange(status="200"), "`exchanges` is not a list of requests"),
        (changed_exchange(elapsed_ms=10**30), "`exchanges` is not a list of requests"),
        (changed_exchange(headers=[["etag"]]), "`exchanges` is not a list of requests"),
        (changed_exchange(failure="gremlins"), "'gremlins' is not a valid Failure"),
        (changed(content="page"), "`content` does not hold facts"),
        (changed(content={"title": 7}), "`content` does not hold facts"),
        (changed(content={"fragments": {"dose": True}}), "`content` does not hold facts"),
        (changed(content={"fragments": [["dose", 1]]}), "`content` does not hold facts"),
        (changed(content={"fragments": ["dose"]}), "`content` does not hold facts"),
        (changed(content={"identifiers": ["doi"]}), "`content` does not hold facts"),
        (changed(content={"identifiers": [["doi", 10]]}), "`content` does not hold facts"),
        (changed(content={"unsettled": "dose"}), "`content` does not hold facts"),
        (changed(content={"unsettled": [7]}), "`content` does not hold facts"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_taken(ledger, line, words):
    stream = io.BytesIO(HEAD + GOOD + line)
    with pytest.raises(LedgerError) as raised:
        ledger.import_(stream, "lines.jsonl")
    assert raised.value.cause.startswith("lines.jsonl:3: ")
    assert words in raised.value.cause
    assert ledger.urls() == ()


def test_an_address_that_is_part_of_another_is_no_password(ledger):
    ledger.import_(io.BytesIO(changed(url="https://archive.example/https://user@a.example/")), "lines")
    assert len(ledger.urls()) == 1
