"""Tell whether a URL gives away a secret: a password, or a token in the place of a user name (RFC 3986 §3.2.1)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from reviewaudit.regexes import regex

_USERINFO = regex(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#\s]*)@|//([^/?#\s]*)@")
_TOKEN = regex(
    r"(?:gh[pousr]|github_pat|glpat|xox[abpr]|sk|pat|npm|dop_v1|hf|AKIA|ya29|eyJ)[-_.A-Za-z0-9]{12,}"
    r"|(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9_-]{24,}"
)
"""What services hand out: a known beginning, or letters and digits at a length that no name has."""
_PLACEHOLDER = regex(
    r"(?:your|my|the|some|a|an|example|secret|access|api|personal|private|auth|oauth|user|new|_|-|\d)*"
    r"(?:pass(?:word|wd|phrase|code)?|pwd?|pw|token|key|secret|x{2,}|\*+|\.{3}|…|changeme|placeholder)\d?"
    r"|[<{\[$%].*|anonymous|guest|ftp|x-oauth-basic|x-access-token|oauth2?|git|",
    re.IGNORECASE,
)


def gives_away_a_secret(url: str) -> bool:
    """Whether what stands before the `@` of the host is a password or looks like a token.

    A user name alone is none, nor is a word that stands for a password in an example.
    """
    found = _USERINFO.match(url.strip())
    if found is None:
        return False
    user, colon, password = unquote(found[1] or found[2] or "").partition(":")
    if colon and not _PLACEHOLDER.fullmatch(password):
        return True
    return bool(_TOKEN.fullmatch(user))
