"""RA108 speaks of places in files and in pages elsewhere alike."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit import extraction, formats, verdicts
from reviewaudit.audit.links import Links
from reviewaudit.model import Content, Context, Exchange, NetworkPolicy, Observation, Policy, ReviewPolicy
from reviewaudit.rules import find

PAGE = "https://tea.example/brewing"


@pytest.mark.parametrize(
    ("fragments", "status", "messages"),
    [
        ((("dose", False),), 200, [f"{PAGE}#dose: the page is there, but has no place #dose"]),
        ((("dose", True),), 200, []),
        ((), 200, []),
        ((("other", False),), 200, []),
        ((("dose", False),), 404, []),
        ((("dose", False),), 403, []),
    ],
)
def test_what_was_observed_of_a_place_elsewhere_is_reported(fragments, status, messages):
    article = extraction.extract(
        "a.md", "markdown", formats.parse(f"[dose]({PAGE}#dose)\n".encode(), "markdown"), ReviewPolicy()
    )
    exchange = Exchange("GET", PAGE, status, None, (), 10, 1)
    content = Content("text/html", 300, "Brewing", "ab", fragments=fragments)
    links = Links()
    observation = Observation(PAGE, datetime(2026, 6, 1, tzinfo=UTC), (exchange,), content)
    links.take(PAGE, observation, verdicts.judge(observation, NetworkPolicy()))
    as_of = date(2026, 6, 1)
    review = verdicts.review(article, ReviewPolicy(), as_of)
    context = Context(Policy(network=NetworkPolicy()), as_of, review, links.verdicts, fragments=links.fragments)
    assert [finding.message for finding in find("RA108").check(article, context)] == messages
