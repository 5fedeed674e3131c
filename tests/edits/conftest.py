"""Sources mended in memory, with made-up addresses in place of the network."""

from datetime import date
from functools import partial

import pytest

from reviewaudit import edits, formats, verdicts
from reviewaudit.edits import Mark, Wish
from reviewaudit.extraction import extract
from reviewaudit.model import ReviewPolicy


@pytest.fixture
def mended():
    """`mended(data, format, {old: new})` -> (bytes after, Mended)."""

    def run(data, format, map):
        data = data.encode() if isinstance(data, str) else data
        article = extract("a", format, formats.parse(data, format), ReviewPolicy(), remarks=False)
        wanted = [Wish(r, map[r.url], "redirect", "has moved") for r in article.references if r.url in map]
        result = edits.mend(data, format, wanted, partial(formats.parse, format=format))
        after = result.spelled.bytes_of(edits.apply(result.text, result.edits)) if result.spelled else data
        return after, result

    return run


@pytest.fixture
def marked():
    """`marked(data, format, by=…, day=…)` -> (bytes after, Marked, article after)."""

    def run(data, format="markdown", by="Ann Lee", day=date(2026, 11, 5), evidence="", policy=ReviewPolicy()):  # noqa: B008
        data = data.encode() if isinstance(data, str) else data

        def reread(changed):
            document = formats.parse(changed, format)
            return document, extract("a", format, document, policy, remarks=False)

        review = verdicts.review(reread(data)[1], policy, date(2026, 11, 6))
        result = edits.mark(data, review, Mark(day, by, evidence), policy, reread)
        after = data if result.problem else result.spelled.bytes_of(edits.apply(result.text, result.edits))
        return after, result, reread(after)[1]

    return run
