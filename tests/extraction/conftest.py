import pytest

from reviewaudit import extraction, formats
from reviewaudit.model import ReviewPolicy


@pytest.fixture
def article():
    """Understand a text as an article."""

    def understand(text, format="markdown", path="guides/a.md", **policy):
        return extraction.extract(path, format, formats.parse(text.encode(), format), ReviewPolicy(**policy))

    return understand
