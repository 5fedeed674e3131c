"""A `mailto:` URL in, what is wrong with the spelling of its addresses out. Nobody is asked whether they exist.

Sources: RFC 6068 §2 (the URL), RFC 5322 §3.4.1 (an address), RFC 5321 §4.5.3.1 (lengths), RFC 6531 §3.3 (letters
beyond ASCII). Comments and folded lines, which RFC 5322 has for old mail, are no part of a URL's addresses.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from reviewaudit.regexes import regex

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = regex(rf'{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*"')
_LABEL = r"[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9\u0080-\U0010ffff-]{0,61}[A-Za-z0-9\u0080-\U0010ffff])?"
_DOMAIN = regex(rf"{_LABEL}(?:\.{_LABEL})*|\[[!-Z^-~]+\]")
_BAD_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_ADDRESSING = frozenset({"to", "cc", "bcc"})
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 255
"""Octets."""


def mail_fault(url: str) -> str:
    """Why no mail can be sent to a `mailto:` URL; empty where nothing is wrong with its spelling.

    `mailto:?subject=…` is right: it lets the reader choose the address.
    """
    path, mark, query = url.partition(":")[2].partition("#")[0].partition("?")
    if _BAD_PERCENT.search(path + query):
        return "a % in it is not followed by two hexadecimal digits"
    if not path and not mark:
        return "it names no address"
    lists = [path] if path else []
    for field in re.split("&(?:amp;)?", query):
        name, _, value = field.partition("=")
        if unquote(name).lower() in _ADDRESSING:
            lists.append(value)
    # A comma that is part of an address is written %2C (RFC 6068 §2), so the lists are split first.
    faults = (_fault(unquote(address).strip()) for addresses in lists for address in addresses.split(","))
    return next((fault for fault in faults if fault), "")


def _fault(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not address:
        return "one of its addresses is empty"
    if not at:
        return f"'{address}' has no @"
    if not local or not domain:
        return f"'{address}' has nothing {'after' if local else 'before'} the @"
    if _LOCAL.fullmatch(local) is None:
        return f"'{address}': what stands before the @ is no name of a mailbox"
    if _DOMAIN.fullmatch(domain) is None:
        return f"'{address}': what stands after the @ is no host"
    if len(local.encode()) > _LONGEST_LOCAL or len(domain.encode()) > _LONGEST_DOMAIN:
        return f"'{address[:80]}…' is too long"
    return ""
