"""Archived copies of dead links: found, not found there, or not known."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import CitationPolicy, NetworkPolicy
from reviewaudit.services import Snapshot, archived

FAST = {"timeout": 20.0, "connect_timeout": 20.0, "retry_wait": 0.02, "max_retry_after": 3.0}


@pytest.fixture
def find(registries):
    def look_up(*urls, near=date(2024, 1, 31), **policy):
        return archived(urls, near, NetworkPolicy(**{**FAST, **policy}), CitationPolicy(), gateway=registries.origin)

    return look_up


def test_nearest_snapshot_by_https(registries, find):
    registries.snapshots["https://tea.example/a?b=c&d"] = "20240112030405"
    url = "https://tea.example/a?b=c&d"
    taken = datetime(2024, 1, 12, 3, 4, 5, tzinfo=UTC)
    assert find(url, url) == {url: Snapshot(f"https://web.archive.org/web/20240112030405/{url}", taken)}
    (asked,) = registries.requests
    assert asked.query == {"url": url, "timestamp": "20240131"}


def test_nothing_there_is_none(find):
    assert find("https://tea.example/") == {"https://tea.example/": None}


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (429, "wayback answered 429"),
        (503, "wayback answered 503"),
        ("html", "wayback answered with a web page where data was due"),
        ("broken", "wayback answered with broken data"),
        (b'{"archived_snapshots": []}', "wayback answered with an answer without snapshots"),
    ],
)
def test_limit_and_outage_are_unknown(registries, find, trouble, why):
    registries.trouble["archive.org"] = trouble
    assert find("https://tea.example/", max_retries=0) == {"https://tea.example/": why}


@pytest.mark.parametrize(
    "closest",
    ['"status": "404", "available": true', '"status": "200", "available": false', '"status": 200, "available": "yes"'],
)
def test_snapshot_of_an_error_page_is_none(registries, find, closest):
    place = '"timestamp": "20240112030405", "url": "http://web.archive.org/web/20240112030405/https://tea.example/"'
    registries.trouble["archive.org"] = f'{{"archived_snapshots": {{"closest": {{{closest}, {place}}}}}}}'.encode()
    assert find("https://tea.example/") == {"https://tea.example/": None}


@pytest.mark.parametrize("url", ["http://evil.example/x", "http://web.archive.org.evil.example/web/2024/x", ""])
def test_snapshot_elsewhere_is_not_believed(registries, find, url):
    closest = f'{{"status": "200", "available": true, "timestamp": "20240112030405", "url": "{url}"}}'
    registries.trouble["archive.org"] = f'{{"archived_snapshots": {{"closest": {closest}}}}}'.encode()
    (found,) = find("https://tea.example/").values()
    assert found == "wayback answered with a snapshot without address or time"


def test_passwords_stay_here(registries, find):
    found = find("https://user:secret@tea.example/")
    assert list(found) == ["https://user:secret@tea.example/"]
    assert "secret" not in registries.requests[0].raw


def test_a_run_that_takes_too_long_says_so(registries, find):
    registries.trouble["archive.org"] = "hang"
    assert find("https://tea.example/", timeout=60, max_time=0.3) == {
        "https://tea.example/": "the time for asking was over after 0.3 seconds"
    }
