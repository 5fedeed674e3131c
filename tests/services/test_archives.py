"""Archived copies, asked of a real server that answers like the availability API."""

import json
from datetime import date

import pytest

from reviewaudit.services import archived

COPY = "https://web.archive.org/web/20250102000000/https://gone.example/a"


def answer(**closest):
    return json.dumps({"url": "gone.example/a", "archived_snapshots": {"closest": closest} if closest else {}})


def asked(base, urls=("https://gone.example/a",), day=None):
    return archived(urls, lambda url: day, base=base, timeout=5.0)


def test_copy_nearest_to_the_day_is_asked_for(web):
    base = web.serve("/available", answer(available=True, status="200", timestamp="20250102000000", url=COPY),
                     kind="application/json")  # fmt: skip
    copies = asked(base, day=date(2025, 1, 31))
    assert (dict(copies.found), dict(copies.causes)) == ({"https://gone.example/a": COPY}, {})
    assert web.requests[0].query == "url=https%3A%2F%2Fgone.example%2Fa&timestamp=20250131"


def test_http_address_of_the_archive_is_written_with_https(web):
    base = web.serve("/available", answer(available=True, status="200", url=COPY.replace("https", "http", 1)))
    assert asked(base).found == {"https://gone.example/a": COPY}


@pytest.mark.parametrize(
    ("body", "status", "cause"),
    [
        (answer(), 200, "no archived copy was found"),
        (answer(available=True, status="404", url=COPY), 200, "no archived copy was found"),
        (answer(available=False, status="200", url=COPY), 200, "no archived copy was found"),
        ("", 429, "the archive gave no answer (HTTP 429)"),
        ("", 503, "the archive gave no answer (HTTP 503)"),
        ("<html>", 200, "the archive gave no answer that can be read"),
        ("[1]", 200, "no archived copy was found"),
        ('{"archived_snapshots": 3}', 200, "the archive gave no answer that can be read"),
    ],
)
def test_what_is_no_copy_is_told_apart(web, body, status, cause):
    copies = asked(web.serve("/available", body, status=status))
    assert dict(copies.found) == {}
    assert dict(copies.causes) == {"https://gone.example/a": cause}


def test_archive_that_refuses_is_left_alone(web):
    copies = asked(web.url("/status/429"), [f"https://gone.example/{n}" for n in range(9)])
    assert web.hits("/status/429") == 3
    assert len(copies.causes) == 9
    assert copies.causes["https://gone.example/8"] == "the archive was not asked: it gave no answer before"


def test_archive_out_of_reach_is_no_answer(web):
    assert asked(web.refused()).causes == {"https://gone.example/a": "the archive gave no answer (ConnectError)"}
