from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewaudit import audit as front
from reviewaudit import config, discovery, formats

DAY = date(2026, 6, 1)


@pytest.fixture
def audit(tmp_path):
    """`audit({"a.md": "…"}, config="…", as_of=…)` -> the report of an offline run in a folder with these files."""

    def run(files, policy="", *, as_of=DAY, known=None, base=tmp_path, paths=(".",)):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        found = discovery.discover(
            list(paths),
            is_article=lambda name: name.endswith(formats.SUFFIXES),
            base=base,
            stdin=lambda: b"",
        )
        return front.audit(
            found.sources,
            config.parse(policy, Path(tmp_path / "reviewaudit.toml")),
            as_of=as_of,
            clock=lambda: datetime(2026, 6, 1, 12, tzinfo=UTC),
            base=base,
            network=None,
            ledger=None,
            baseline=known,
        )

    return run
