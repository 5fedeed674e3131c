"""URLs as text: what may be stored of them, and which host they mean.

Sources: RFC 3986 §3.2; the WHATWG URL standard's IPv4 number parser (https://url.spec.whatwg.org/#concept-ipv4-parser),
because browsers take `http://2130706433/` and `http://0x7f.1/` for 127.0.0.1.
"""

from __future__ import annotations

from reviewaudit.model import without_credentials
from reviewaudit.regexes import regex

_USERINFO = regex(r"^([A-Za-z][A-Za-z0-9+.-]*:)?([/\\]{2,})([^/\\?#]*)@")
_NUMBER = regex(r"(0[xX][0-9a-fA-F]*|[0-9]+)\Z")


def public_url(url: str) -> str:
    """The URL without user name and password: the form that may be stored and printed.

    A URL inside it, as archives have them, keeps its form and loses its credentials.
    """
    return without_credentials(_USERINFO.sub(r"\1\2", url, count=1)) if "@" in url else url


def canonical_ipv4(host: str) -> str | None:
    """The dotted form of a host written as one to four decimal, octal or hexadecimal numbers; None for a name.

    Raises ValueError if the host ends in a number but is no address: such a name cannot exist either.
    """
    parts = host.rstrip(".").split(".") if host.endswith(".") else host.split(".")
    last = parts[-1]
    if not (last.isascii() and (last.isdigit() or _NUMBER.match(last))):
        return None
    if len(parts) > 4:
        raise ValueError(f"{host} is not an IPv4 address")
    numbers = [_number(part, host) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        raise ValueError(f"{host} is not an IPv4 address")
    value = numbers[-1] + sum(number << 8 * (3 - index) for index, number in enumerate(numbers[:-1]))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(text: str, host: str) -> int:
    try:
        if text[:2] in {"0x", "0X"}:
            return int(text[2:] or "0", 16)
        if len(text) > 1 and text.startswith("0"):
            return int(text, 8)
        if text.isascii() and text.isdigit():
            return int(text)
    except ValueError:
        pass
    raise ValueError(f"{host} is not an IPv4 address")
