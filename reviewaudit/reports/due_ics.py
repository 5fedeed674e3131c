"""Due reviews in, an iCalendar out (RFC 5545): one all-day event per article, on the day by which its review is due.

An event keeps its UID as long as the article keeps its path, and its SEQUENCE grows when the due day moves on, so that
a subscribed calendar moves the event and does not make a second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from reviewaudit.model import Audited
from reviewaudit.reports import View, counts
from reviewaudit.reports.characters import encodable
from reviewaudit.reports.due import Due, due_day

EPOCH = date(2000, 1, 1)
LONGEST = 75
"""Bytes of a content line without its break (RFC 5545 §3.1)."""


def render(due: Due, view: View) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//reviewaudit//reviewaudit {due.report.version}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Reviews due",
        "X-WR-CALNAME:Reviews due",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    for audited in sorted(due.listed, key=lambda audited: (due_day(audited), audited.article.path)):
        lines += _event(audited, due.report.as_of)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(audited: Audited, as_of: date) -> Iterator[str]:
    article, day = audited.article, due_day(audited)
    reviewed = audited.review.statement.text if audited.review.statement else ""
    facts = [
        article.path,
        f"last reviewed {reviewed}" if reviewed else "",
        f"owner {article.owner}" if article.owner else "",
        counts.troubles(audited),
    ]
    path = article.path.encode("utf-8", "surrogatepass")
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.blake2b(path, digest_size=16).hexdigest()}@reviewaudit"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"SEQUENCE:{max((day - EPOCH).days, 0)}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{_next(day):%Y%m%d}"
    yield f"SUMMARY:{_text(f'Review due: {article.title or article.path}')}"
    yield f"DESCRIPTION:{_text(chr(10).join(filter(None, facts)))}"
    yield f"CATEGORIES:{_text(audited.review.status.value.replace('_', ' '))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _text(value: str) -> str:
    """RFC 5545 §3.3.11."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        value = value.replace(plain, escaped)
    return "".join(character for character in encodable(value) if character >= " " and character != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """RFC 5545 §3.1: no line over 75 bytes, and no character cut in two."""
    part, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > LONGEST:
            yield part
            part, size = " ", 1
        part += character
        size += width
    yield part
