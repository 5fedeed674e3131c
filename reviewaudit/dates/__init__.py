"""Written dates and spans in, bounds with their precision out.

A grammar of our own, because a general date parser completes "January 2026" with today's day. Nothing that leaves this
package has a day that was not written, and no text makes it raise (`parse_window` apart, which refuses).
"""

from reviewaudit.dates.grammar import Reading, find, read
from reviewaudit.dates.windows import add, parse_window, shift

__all__ = ["Reading", "add", "find", "parse_window", "read", "shift"]
