"""A workbook that comes back in, its lines with something filled in out, as the spreadsheet program kept them.

Reads .xlsx, .xlsm and .ods, whatever the order of lines and columns. What the cells mean is not decided here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

from reviewaudit.errors import UsageError
from reviewaudit.reports.sheets import (
    ARTICLE,
    BY,
    CODE,
    DECISION,
    FINDINGS,
    FINGERPRINT,
    KEY,
    LEVEL,
    REASON,
    RULE,
    UNTIL,
    of_key,
)  # fmt: skip

MAX_BYTES = 1 << 30
"""Of a workbook when unpacked."""
NEEDED = (ARTICLE, CODE, RULE, LEVEL, DECISION, UNTIL, REASON, FINGERPRINT, KEY)
TO_FILL_IN = (DECISION, UNTIL, REASON, BY)
BEGIN_ANEW = "make the report anew with --format xlsx=FILE.xlsx and copy the decisions over"


class Answer(NamedTuple):
    """One line of the sheet of findings, with its cells by the titles of their columns."""

    row: int
    """As the spreadsheet program numbers it."""
    cells: dict[str, Any]
    """Text, number, date, time or truth; empty cells are missing."""
    columns: dict[str, str]
    """The letters of the columns, by title."""

    @property
    def about(self) -> tuple[str, str] | None:
        """The path and the subject, exactly; None where the cell for them was edited, or could not hold them."""
        return of_key(self.text(KEY))

    def text(self, title: str) -> str:
        value = self.cells.get(title, "")
        return value.strip() if isinstance(value, str) else str(value)


def answers(data: bytes, file: str) -> tuple[Answer, ...]:
    """Raises UsageError where it is no workbook, or not one of ours."""
    from python_calamine import CalamineError, CalamineWorkbook

    help = "name a workbook made with `reviewaudit check --format xlsx=FILE.xlsx`, saved as .xlsx or .ods"
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise UsageError(f"{file} is no workbook", help)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MAX_BYTES:
                raise UsageError(f"{file} is larger than {MAX_BYTES >> 20} MiB when unpacked", help)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if FINDINGS not in book.sheet_names:
            raise UsageError(f"{file} has no sheet '{FINDINGS}'", help)
        rows = book.get_sheet_by_name(FINDINGS).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UsageError(f"{file} cannot be read as a workbook: {error}", help) from None
    titles = [title.strip() if isinstance(title, str) else "" for title in rows[0]] if rows else []
    if missing := [title for title in NEEDED if title not in titles]:
        raise UsageError(f"{file}, sheet {FINDINGS}: there is no column '{missing[0]}' in row 1", BEGIN_ANEW)
    columns = {title: _letters(at) for at, title in enumerate(titles)}
    found = (Answer(row, _filled(titles, cells), columns) for row, cells in enumerate(rows[1:], 2))
    return tuple(answer for answer in found if any(title in answer.cells for title in TO_FILL_IN))


def _filled(titles: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    pairs = zip(titles, cells, strict=False)
    return {title: value for title, value in pairs if not (isinstance(value, str) and not value.strip())}


def _letters(at: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)
