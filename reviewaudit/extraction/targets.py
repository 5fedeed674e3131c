"""A URL as written in, what it asks for out: a remote page, a local file, a place in the same article, or why neither.

The rules are those of a browser (WHATWG URL, RFC 3986 §5 and §6.2), so that what is asked is what a reader would reach;
only what no browser could ask is malformed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from posixpath import dirname, join, normpath
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from reviewaudit.model import Publication, TargetKind
from reviewaudit.regexes import regex


class Target(NamedTuple):
    kind: TargetKind
    target: str
    """The URL to ask, the local path (of a place in the same article: its own), the scheme of a skip, or the cause of a
    malformed one. A local path begins with `/` where it starts from the root of the site."""
    fragment: str = ""


# Already in its normal form: lower-case host, a path, nothing to encode, no dot segment.
_NORMAL = regex(
    r"(https?://[a-z0-9][a-z0-9-]{0,61}(?:\.[a-z0-9][a-z0-9-]{0,61})+)"
    r"((?:/(?:[\w~!$&()*+,;=:@?/-]|%[0-9A-Fa-f]{2}|\.(?!\.?(?:/|$)))*)?)(?:#([\w~!$&'()*+,;=:@?/.%-]*))?",
    re.ASCII,
)
_TEMPLATE = regex(r"\{\{|\{%|<%|\$\{|<\?|\{[\w. -]{1,40}\}|%7B[\w.-]{1,40}%7D", re.IGNORECASE)
_CONTROL = regex(r"[\x00-\x1f\x7f]")
_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST_WITH_PORT = regex(r"[A-Za-z0-9.-]+:\d{1,5}(?:[/?#]|$)")
_BAD_IN_HOST = regex(r"[\s\"<>\\^`{|}%,;!$&'()*+=~@/?#\[\]]")
_DOTS = regex("[.。．｡]")
_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_UNSAFE = regex(r"[^\w\-.~!$&'()*+,;=:@/?%\[\]|]", re.ASCII)
_WEB = ("http", "https")
_DEFAULT_PORT = {"http": 80, "https": 443}
_ROOT = regex(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#\\]*")
_MARK = regex(r"[?#]")
_SHARP = frozenset("ßς\u200c\u200d")
_NOWHERE = "-"
"""The path of an article without a place: standard input."""
_NOT_PUBLISHED = Publication()


def resolve(url: str, path: str, base: str = "", publication: Publication = _NOT_PUBLISHED) -> Target:
    """What `url`, found in the article at `path`, asks for; `base` is the `<base href>` as written."""
    target = _resolve(url, path, base or (publication.url if path == _NOWHERE else ""))
    if target.kind is TargetKind.LOCAL and publication.url and target.target[:1] == "/":
        # A path from the root of a host: a file where that is sure, else a page that the site can be asked for.
        own = unquote(urlsplit(publication.url).path)
        if not (publication.rooted and f"{target.target}/".startswith(own)):
            written = url.strip() if url.lstrip()[:1] == "/" else f"{quote(target.target)}#{target.fragment}"
            return _resolve(_joined(publication.url, written), path)
    return target


def _resolve(url: str, path: str, base: str = "") -> Target:
    normal = _NORMAL.fullmatch(url)
    if normal is not None and "/%2" not in url:
        return Target(TargetKind.REMOTE, normal[1] + (normal[2] or "/"), normal[3] or "")
    if _TEMPLATE.search(url):
        return Target(TargetKind.TEMPLATE, url)
    url = url.strip(" \t\r\n\f")
    if not url:
        return Target(TargetKind.MALFORMED, "it is empty")
    if _CONTROL.search(url):
        return Target(TargetKind.MALFORMED, "it holds a control character or a line break")
    if url[0] == "#":
        return Target(TargetKind.ANCHOR, path, url[1:])
    scheme = _SCHEME.match(url)
    if scheme is not None:
        name = scheme[1].lower()
        if name in _WEB:
            return _remote(name, url[scheme.end() :])
        if _HOST_WITH_PORT.match(url):
            return Target(TargetKind.MALFORMED, "it has no scheme such as https://")
        return Target(TargetKind.UNSUPPORTED, name)
    if url.startswith(("//", "\\\\")):
        return _remote("https", url)
    if base and not _TEMPLATE.search(base):
        return _against_base(url, path, base)
    return _local(url, path)


def resolve_page(name: str, path: str) -> Target:
    """What `[[name]]` in the article at `path` asks for: a page beside it, or a heading of it or of this article.

    Folders are not searched for a page of that name, as some editors do.
    """
    page, _, heading = name.partition("#")
    if _SCHEME.match(page):
        return resolve(name, path)
    fragment = "-".join(heading.lower().split())
    if not page.strip():
        return Target(TargetKind.ANCHOR, path, fragment)
    return _local(quote(page.strip()), path)._replace(fragment=fragment)


def _against_base(url: str, path: str, base: str) -> Target:
    base = base.strip()
    scheme = _SCHEME.match(base)
    if scheme is not None and scheme[1].lower() not in _WEB:
        return _local(url, path)
    if scheme is None and _is_web(path):
        base = _joined(path, base)
    if _is_web(base) or base.startswith("//"):
        return _resolve(_joined(base, url), path)
    return _local(url, base if base.startswith("/") else join(dirname(path), base))


def _is_web(url: str) -> bool:
    scheme = _SCHEME.match(url)
    return scheme is not None and scheme[1].lower() in _WEB


def _joined(base: str, url: str) -> str:
    """A relative URL put behind what it is relative to (RFC 3986 §5.2.3); dot segments stay.

    `urljoin` of the standard library drops empty segments, which a browser keeps.
    """
    path, mark, rest = _parted(url)
    path = path.replace("\\", "/")
    root = _ROOT.match(base)
    origin = root[0] if root else ""
    if path.startswith("//"):
        return f"{origin.partition('//')[0]}{path}{mark}{rest}"
    if path.startswith("/"):
        return f"{origin}{path}{mark}{rest}"
    folder, base_mark, query = _parted(base[len(origin) :])
    if path:
        folder = folder[: folder.rfind("/") + 1] or "/"
    elif mark != "?" and base_mark == "?":
        folder += f"?{query.partition('#')[0]}"
    return f"{origin}{folder}{path}{mark}{rest}"


def _parted(url: str) -> tuple[str, str, str]:
    """A URL before its query or fragment, the mark that begins that, and the rest."""
    found = _MARK.search(url)
    return (url, "", "") if found is None else (url[: found.start()], found[0], url[found.end() :])


def _local(url: str, path: str) -> Target:
    if _is_web(path):
        return _resolve(_joined(path, url), "")
    rest, _, fragment = url.partition("#")
    # A browser reads `\\` as `/` (https://url.spec.whatwg.org/#path-state).
    name = unquote(rest.partition("?")[0].replace("\\", "/"))
    if "\x00" in name:
        return Target(TargetKind.MALFORMED, "it holds a control character or a line break")
    if not name:
        return Target(TargetKind.LOCAL, path, fragment)
    return Target(TargetKind.LOCAL, normpath(join(dirname(path), name)), fragment)


def _remote(scheme: str, rest: str) -> Target:
    rest, _, fragment = rest.partition("#")
    rest, mark, query = rest.partition("?")
    rest = rest.replace("\\", "/")
    if not rest.startswith("//"):
        return Target(TargetKind.MALFORMED, f"'{scheme}:' is not followed by '//' and a host")
    authority, slash, path = rest[2:].partition("/")
    user, at, hostport = authority.rpartition("@")
    host, port, cause = _host_and_port(scheme, hostport)
    if cause:
        return Target(TargetKind.MALFORMED, cause)
    path = _without_dot_segments("/" + path) if slash else "/"
    query = mark + _encode(query).replace("'", "%27") if mark else ""  # https://url.spec.whatwg.org/#query-state
    return Target(TargetKind.REMOTE, f"{scheme}://{_encode(user)}{at}{host}{port}{_encode(path)}{query}", fragment)


@lru_cache(4096)
def _host_and_port(scheme: str, text: str) -> tuple[str, str, str]:
    """Host, ":port" where it is not the scheme's own, and the cause when they are malformed."""
    if text.startswith("["):
        host, bracket, tail = text.partition("]")
        try:
            host = f"[{IPv6Address(host[1:]).compressed}]" if bracket else ""
        except AddressValueError:
            host = ""
        if not host or (tail and not tail.startswith(":")):
            return "", "", f"'{text}' is no IPv6 address"
        port = tail[1:]
    else:
        host, _, port = text.partition(":")
        host, cause = _ascii_host(host)
        if cause:
            return "", "", cause
    if port and (not port.isascii() or not port.isdecimal() or len(port) > 5 or int(port) > 65535):
        return "", "", f"'{port}' is no port number"
    if not port or int(port) == _DEFAULT_PORT[scheme]:
        return host, "", ""
    return host, f":{int(port)}", ""


def _ascii_host(host: str) -> tuple[str, str]:
    """The host as the name system knows it, or the cause when it cannot."""
    if "%" in host:
        host = unquote(host)
    if not host.strip("."):
        return "", "it has no host"
    bad = _BAD_IN_HOST.search(host)
    if bad is not None:
        shown = "a space" if bad[0].isspace() else f"'{bad[0]}'"
        return "", f"the host '{host[:60]}' holds {shown}"
    host = host.lower()
    if not host.isascii():
        try:
            plain = host if _SHARP & set(host) else normalize("NFKC", host)
            host = ".".join(_punycode(label) for label in _DOTS.split(plain))
        except UnicodeError:
            return "", f"the host '{host[:60]}' is no international domain name"
    labels = host.removesuffix(".").split(".")
    if not all(0 < len(label) <= 63 for label in labels) or len(host) > 254:
        return "", f"the host '{host[:60]}' has an empty or too long part"
    return host, ""


def _punycode(label: str) -> str:
    if label.isascii():
        return label
    if _SHARP & set(label):  # IDNA 2008 keeps what the codec of IDNA 2003 would turn into another name
        return "xn--" + label.encode("punycode").decode("ascii")
    return label.encode("idna").decode("ascii")


def _without_dot_segments(path: str) -> str:
    """RFC 3986 §5.2.4."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        last = index == len(segments) - 1
        if plain == "..":
            if kept:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/" + "/".join(kept)


def _encode(text: str) -> str:
    text = _PERCENT.sub("%25", text)
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), text)
