"""Written dates and spans in, bounds with their precision out.

A grammar of our own, because a general date parser completes "January 2026" with today's day. Nothing that leaves this
package has a day that was not written, an instant apart, whose day depends on the zone; and no text makes it raise
(`parse_window` apart, which refuses).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewaudit.dates.windows import add, parse_window, shift

if TYPE_CHECKING:
    from reviewaudit.dates.grammar import Reading, find, read
    from reviewaudit.dates.writing import around, weekday_before, written

__all__ = ["Reading", "add", "around", "find", "parse_window", "read", "shift", "weekday_before", "written"]


def __getattr__(name: str) -> Any:
    # The grammar's patterns take a while to compile, and a config needs only spans.
    if name in {"Reading", "find", "read"}:
        from reviewaudit.dates import grammar

        return getattr(grammar, name)
    if name in {"around", "weekday_before", "written"}:
        from reviewaudit.dates import writing

        return getattr(writing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
