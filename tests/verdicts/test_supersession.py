"""Pages that say themselves that something has taken their place."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reviewaudit import verdicts
from reviewaudit.model import Content, Exchange, NetworkPolicy, Observation

CASES = Path(__file__).parents[2].parent / "shared" / "data" / "superseded-notices.jsonl"


@pytest.mark.parametrize(
    ("text", "host", "says"),
    [
        ("This guideline has been replaced by TG12.", "tea.example", "This guideline has been replaced by TG12"),
        ("This guidance was superseded by the 2024 edition; see there", "tea.example",
         "This guidance was superseded by the 2024 edition"),
        ("Tea.\nThis guidance has\nbeen updated and replaced by TG12.", "tea.example",
         "This guidance has been updated and replaced by TG12"),
        ("You are viewing an old version of this page.", "docs.tea.example", ""),
        ("You are viewing an old version of this page.", "www.nice.org.uk",
         "You are viewing an old version of this page"),
        ("This page is a historical archive and is no longer maintained.", "archive.cdc.gov",
         "This page is a historical archive and is no longer maintained"),
        ("This guideline will be replaced by TG12 next year.", "www.nice.org.uk", ""),
        ("We checked whether this guideline is to be updated.", "www.nice.org.uk", ""),
        ("Green tea has replaced black tea in this guideline.", "www.nice.org.uk", ""),
        ("", "", ""),
        ("word " * 2_000 + "This guideline has been replaced by TG12.", "www.nice.org.uk", ""),
    ],
)  # fmt: skip
def test_words_of_a_page(text, host, says):
    assert verdicts.superseded(text, host) == says


@pytest.mark.skipif(not CASES.exists(), reason="the labelled notices are not beside the checkout")
def test_real_notices_are_told_from_their_controls():
    misses = []
    lines = CASES.read_text(encoding="utf-8").splitlines()
    for case in map(json.loads, lines):
        said = verdicts.superseded(case["text"], urlsplit(case["url"]).hostname)
        if bool(said) == (case["kind"] == "control_not_superseded") or (case["replaced_by"] or "") not in said:
            misses.append((case["text"], said))
    assert (len(lines), misses) == (9, [])


def verdict_on(url, *signals, status=200):
    content = Content("text/html", 300, "Tea", "ab", signals=signals)
    seen = Observation(url, datetime(2026, 6, 1, tzinfo=UTC), (Exchange("GET", url, status, None, (), 10, 1),), content)
    return verdicts.judge(seen, NetworkPolicy())


TOLD = "This guideline has been replaced by TG12"
WEAK = "This page is a historical archive and is no longer maintained"


@pytest.mark.parametrize(
    ("url", "signals", "words", "link"),
    [
        ("https://tea.example/g", (f"superseded:{TOLD}",), TOLD, ""),
        ("https://tea.example/g", (f"superseded:{TOLD}", "replacement:/12"), TOLD, "https://tea.example/12"),
        ("https://tea.example/g", (f"superseded:{TOLD}", "replacement:mailto:me"), TOLD, ""),
        ("https://tea.example/g", (f"superseded:{TOLD}", "replacement:http://[x"), TOLD, ""),
        ("https://tea.example/g", (f"superseded:{TOLD}", "neighbour:404"), TOLD, ""),
        ("https://tea.example/g", (f"mentions-superseded:{TOLD}", "replacement:/12"), "", ""),
        ("https://www.nice.org.uk/g", (f"mentions-superseded:{TOLD}",), TOLD, ""),
        ("https://tea.example/g", (f"superseded:{WEAK}",), "", ""),
        ("https://archive.cdc.gov/g", (f"superseded:{WEAK}",), WEAK, ""),
        ("https://tea.example/g", (f"superseded:{WEAK}", f"superseded:{TOLD}", "replacement:b"), TOLD,
         "https://tea.example/b"),
        ("https://tea.example/g", (), "", ""),
    ],
)  # fmt: skip
def test_words_that_were_observed_come_with_the_verdict(url, signals, words, link):
    verdict = verdict_on(url, *signals)
    assert (verdict.status.value, verdict.superseded, verdict.replacement) == ("alive", words, link)


def test_page_that_is_gone_is_not_also_replaced():
    assert verdict_on("https://tea.example/g", f"superseded:{TOLD}", status=410).superseded == ""
