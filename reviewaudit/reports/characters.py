"""Text from articles in, text that the reader of a report can show out.

Articles hold whatever their authors, or their authors' tools, put in: control characters, halves of surrogate pairs,
marks that turn the direction of reading round. What a reader cannot show becomes U+FFFD, so that it is seen.
"""

from __future__ import annotations

from reviewaudit.regexes import regex

REPLACEMENT = "\ufffd"
_SURROGATE = regex("[\ud800-\udfff]")
_UNSEEN = regex(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"  # overrides and isolates: "Trojan Source", CVE-2021-42574
)


def encodable(text: str) -> str:
    """Without lone surrogates, which no UTF-8 file can hold (they stand for the bytes of a badly named file)."""
    return text if text.isascii() else _SURROGATE.sub(REPLACEMENT, text)


def visible(text: str) -> str:
    """Without what no terminal, browser or XML 1.0 parser shows; tabs and line breaks stay."""
    return _UNSEEN.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """As `visible`, with every run of white space as one space."""
    return " ".join(visible(text).split())
