"""Sources mended in memory, with made-up addresses in place of the network."""

from functools import partial

import pytest

from reviewaudit import edits, formats
from reviewaudit.edits import Wish
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
