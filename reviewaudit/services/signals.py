"""What a page's body betrays beside its title: decoded bytes in, signals such as "challenge:Imperva" out.

The needles are in lower case. Those of walls are taken from challenge pages only, not from the sensors that the same
makers put into good pages. What the signals amount to is for `reviewaudit.verdicts`.
"""

from __future__ import annotations

import html
import re

from reviewaudit.regexes import regex

_SMALL = 12 * 1024
"""Bytes: walls, parking pages and empty shells are no larger, and larger ones are not worth the time."""
_TINY = 60
"""Words."""

_NEEDLES = (
    (b"_incapsula_resource", "challenge:Imperva"),
    (b"incapsula incident id", "challenge:Imperva"),
    (b"px-captcha", "challenge:PerimeterX"),
    (b"captcha-delivery.com", "challenge:DataDome"),
    (b"_cf_chl_opt", "challenge:Cloudflare"),
    (b"gokuprops", "challenge:AWS WAF"),
    (b"awswafcookiedomainlist", "challenge:AWS WAF"),
    (b"sucuri_cloudproxy_js", "challenge:Sucuri"),
    (b"/.well-known/sgcaptcha", "challenge:SiteGround"),
    (b"errors.edgesuite.net", "challenge:Akamai"),
    (b"sec-if-cpt-container", "challenge:Akamai"),
    (b"kpsdk", "challenge:Kasada"),
    (b"anubis_challenge", "challenge:Anubis"),
    (b"the requested url was rejected. please consult", "challenge:F5"),
    (b"sedoparking.com", "parked:Sedo"),
    (b"parkingcrew.net", "parked:ParkingCrew"),
    (b"parklogic.com", "parked:ParkLogic"),
    (b"bodis.com", "parked:Bodis"),
    (b"afternic.com/forsale", "parked:Afternic"),
    (b"wsimg.com/parking-lander", "parked:GoDaddy"),
    (b'location.href="/lander"', "parked:GoDaddy"),
    (b"hugedomains.com/domain_profile", "parked:HugeDomains"),
    (b"dan.com/buy-domain", "parked:Dan"),
    (b"above.com/marketplace", "parked:Above"),
    (b"domain is for sale", "sale:domain is for sale"),
    (b"domain name is for sale", "sale:domain name is for sale"),
    (b"domain may be for sale", "sale:domain may be for sale"),
    (b"buy this domain", "sale:buy this domain"),
    (b"domain is parked", "sale:domain is parked"),
    (b"domain has expired", "sale:domain has expired"),
    (b"domain steht zum verkauf", "sale:Domain steht zum Verkauf"),
    (b"diese domain kaufen", "sale:diese Domain kaufen"),
    (b"domain zu verkaufen", "sale:Domain zu verkaufen"),
    ("domaine est à vendre".encode(), "sale:domaine est à vendre"),
    ("dominio está en venta".encode(), "sale:dominio está en venta"),
    ("dominio è in vendita".encode(), "sale:dominio è in vendita"),
    (b"domein is te koop", "sale:domein is te koop"),
    ("domínio está à venda".encode(), "sale:domínio está à venda"),
    ("домен продается".encode(), "sale:домен продается"),
    ("域名出售".encode(), "sale:域名出售"),
)
_DOMAIN_RUSSIAN = "домен".encode()
_DOMAIN_CHINESE = "域名".encode()
_MISSING = (
    "page not found", "page cannot be found", "page could not be found", "page can't be found",
    "page couldn't be found", "page doesn't exist", "page does not exist", "no longer exists", "no longer available",
    "has been removed", "requested url was not found", "nicht gefunden", "introuvable", "no encontrada",
    "não encontrada", "non trovata", "niet gevonden", "не найдена", "页面不存在", "見つかりません",
)  # fmt: skip
_HIDDEN = regex(rb"<(head|noscript|script|style|template|svg)\b|<!--", re.IGNORECASE)
_TAG = regex(rb"<[^<>]*>")
_WORD = regex(r"\w+")
_WIDE = regex("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no spaces between words; two characters are about one."""


def found_in(body: bytes, *, whole: bool) -> tuple[str, ...]:
    """The signals of walls and parking, each kind once; of a body that is not small only if `whole`."""
    if len(body) > _SMALL and not whole:
        return ()
    lowered = body.lower()
    if not (
        b"<script" in lowered
        or b"<iframe" in lowered
        or b"captcha" in lowered
        or b"dom" in lowered
        or _DOMAIN_RUSSIAN in lowered
        or _DOMAIN_CHINESE in lowered
    ):
        return ()  # one of these is in each page that has a needle, and in few that are as plain as they are small
    return tuple(dict.fromkeys([signal for needle, signal in _NEEDLES if needle in lowered]))


def visible(body: bytes, charset: str) -> tuple[int, tuple[str, ...]]:
    """How many words a reader sees, and what so few of them say of a page that is missing."""
    raw = _TAG.sub(b" ", without(_HIDDEN, body))
    try:
        text = raw.decode(charset or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    text = html.unescape(text)
    words = len(_WORD.findall(text)) + len(_WIDE.findall(text)) // 2
    if words >= _TINY:
        return words, ()
    spoken = " ".join(text.replace("’", "'").casefold().split())
    return words, tuple(f"missing:{phrase}" for phrase in _MISSING if phrase in spoken)[:1]


def without(opening: re.Pattern[bytes], body: bytes) -> bytes:
    """The body without elements and comments that `opening` finds the beginnings of; its group is the element's name.

    Not one pattern for all of it: where ends are missing that would look for each of them through the whole body.
    """
    kept = []
    lowered = body.lower()
    place = 0
    while found := opening.search(body, place):
        kept.append(body[place : found.start()])
        end = b"-->" if found[1] is None else b"</" + found[1].lower()
        place = lowered.find(end, found.end())
        if place < 0:
            return b" ".join(kept)
        place += len(end)
    return b" ".join((*kept, body[place:]))
