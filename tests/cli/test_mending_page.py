"""The manual's page on mending and marking says all that there is; `test_manual.py` executes it."""

from pathlib import Path

from reviewaudit.edits import MENDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mending.md"


def test_the_page_names_every_mend():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{mend}` |" in page for mend in MENDS)
