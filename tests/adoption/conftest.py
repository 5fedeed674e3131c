"""Small folders, looked at as `init` does."""

import pytest

from reviewaudit.adoption import Layout, Survey, config_text
from reviewaudit.audit import sightings
from reviewaudit.model import Source


@pytest.fixture
def survey():
    """`survey({"a.md": "text"})` or `survey("text", "text")` -> Survey."""

    def look(*texts):
        named = texts[0] if texts and isinstance(texts[0], dict) else {f"{n}.md": text for n, text in enumerate(texts)}
        return Survey.of(sightings([Source(path, data=text.encode()) for path, text in named.items()]))

    return look


@pytest.fixture
def written():
    """`written(survey, preset="docs")` -> the text of its config, for a folder of loose articles."""

    def write(seen, **options):
        layout = Layout((), tuple(f"{n}.md" for n in range(seen.articles)))
        return config_text(seen, layout, [(".", seen.articles)], version="1.2.3", **options)

    return write
