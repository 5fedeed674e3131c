"""What a page that answered 200 says about itself: a bot wall, a missing page, a login, a domain for sale, or nothing.

One phrase proves nothing, since articles are written about all of these. Each weak signal has points, and only several
of them together make a page suspect; the signals are told along with the verdict.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from reviewaudit.model import Content, Exchange, Observation
from reviewaudit.regexes import regex
from reviewaudit.verdicts.phrases import says_challenge, says_missing

SUSPECT = 3
"""Points from which on a page is suspect."""
_TINY, _LONG = 60, 400
"""Words."""

_SIGNAL_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-sucuri-block", "x-vercel-mitigated", "sg-captcha")
_WALLED = frozenset({401, 403, 405, 406, 429, 503})
_SENSOR_HEADERS = {
    # These come with good answers too, so that they tell something only beside a refusal.
    "x-datadome": "DataDome",
    "x-dd-b": "DataDome",
    "x-iinfo": "Imperva",
    "x-px-block": "PerimeterX",
    "x-kpsdk-ct": "Kasada",
    "x-sucuri-id": "Sucuri",
}
_SERVERS = {"akamaighost": "Akamai", "ddos-guard": "DDoS-Guard", "cloudflare": "Cloudflare"}

_MISSING_PATH = regex(
    r"/(?:[a-z]*error[-_]?|http[-_]?)?404(?:[-_.][a-z_-]+)?(?:/|$)"
    r"|/(?:page|seite|file|error|site)?[-_]?not[-_]?found(?:\.[a-z]+)?(?:/|$)",
    re.IGNORECASE,
)
_LOGIN = regex(
    r"(?:(?:wp|user|users|member|account)?[-_]?log[-_]?[io]n|sign[-_]?[io]n"
    r"|anmelden|connexion|se-connecter|iniciar-sesion|accedi|inloggen|logga-in|logowanie)(?:\.\w{1,5})?",
    re.IGNORECASE,
)
_LOGIN_MAYBE = regex(r"(?:sso|cas|saml2?|oauth2?|auth|authorize|authenticate|anmeldung|acceder|entrar)", re.IGNORECASE)
_LOGIN_HOST = regex(r"(?:login|signin|sign-in|logon|sso|auth|idp|accounts?|id|shibboleth|cas|adfs)\.", re.IGNORECASE)
_LOGIN_TITLE = regex(
    r"\b(?:log[ -]?in|log[ -]?on|sign[ -]?in|single sign-on|anmelde\w*|anmeldung|connexion|se connecter"
    r"|iniciar sesión|accedi|inloggen|logga in)\b",
    re.IGNORECASE,
)
_RETURN = frozenset((
    "return", "returnto", "returnurl", "return_to", "return_url", "redirect", "redirecturl", "redirect_uri",
    "redirect_url", "redirect_to", "next", "continue", "target", "targeturl", "goto", "dest", "destination",
    "service", "relaystate", "samlrequest", "backurl", "came_from",
))  # fmt: skip
_SALE_HOSTS = (
    "sedo.com", "dan.com", "afternic.com", "hugedomains.com", "uniregistry.com", "undeveloped.com", "bodis.com",
    "parkingcrew.net", "above.com", "domainmarket.com", "buydomains.com", "namebright.com", "atom.com",
    "squadhelp.com", "brandbucket.com", "efty.com", "domainnamesales.com", "forsale.godaddy.com", "sav.com",
    "spaceship.com", "dynadot.com", "parklogic.com", "sedoparking.com",
)  # fmt: skip
_SALE_TITLE = regex(
    r"\b(?:domain|domain name|website)\b.{0,40}\b(?:for sale|is available|parked|expired|zu verkaufen)\b"
    r"|\b(?:is|may be|steht) (?:for sale|zum verkauf)\b|\bbuy this domain\b|\bà vendre\b|\ben venta\b|\bte koop\b",
    re.IGNORECASE,
)


class Score(NamedTuple):
    points: int
    evidence: tuple[str, ...]

    @property
    def suspect(self) -> bool:
        return self.points >= SUSPECT


_NOTHING = Score(0, ())


def challenge(last: Exchange, content: Content | None) -> str:
    """The sign that a wall against robots answered in place of the page; empty if there is none."""
    status = last.status or 0
    headers = dict(last.headers)
    for name in _SIGNAL_HEADERS if not headers.keys().isdisjoint(_SIGNAL_HEADERS) else ():
        if name in headers:
            return f"HTTP {status} with {name}: {headers[name]}"
    title = content.title if content else ""
    tiny = content is None or content.words is None or content.words < _LONG / 2
    if (status in _WALLED or (200 <= status < 300 and tiny)) and says_challenge(title):
        return f"HTTP {status} with the title “{title}”"
    named = _of_kind(content, "challenge")
    if named and (status in _WALLED or (200 <= status < 300 and tiny)):
        return f"HTTP {status} with a page of {named[0]}"
    if status not in _WALLED:
        return ""
    for name, owner in _SENSOR_HEADERS.items():
        if name in headers:
            return f"HTTP {status} from {owner} ({name})"
    server = headers.get("server", "").lower()
    owner = next((owner for name, owner in _SERVERS.items() if server.startswith(name)), "")
    return f"HTTP {status} from {owner} (server: {headers['server']})" if owner and status == 403 else ""


def missing(observation: Observation) -> Score:
    """How much a page that was found speaks of not being found."""
    content, last = observation.content, observation.exchanges[-1]
    if content is None:
        return _NOTHING
    found: list[tuple[int, str]] = []
    in_title = says_missing(content.title)
    if in_title:
        found.append((2, f"its title is “{content.title}”"))
    if says_missing(content.headline):
        found.append((1 if in_title else 2, f"its headline is “{content.headline}”"))
    if last.url != observation.url and _names_missing(last.url) and not _names_missing(observation.url):
        found.append((2, f"it redirects to {last.url}"))
    if not found:
        return _NOTHING  # what follows says nothing by itself: many good pages are small, or all alike
    found += [(1, f"it says “{words}”") for words in _of_kind(content, "missing")[:1]]
    if content.words is not None and content.words < _TINY:
        found.append((1, f"it has {content.words} words"))
    elif content.words is None or content.words > _LONG:
        found.append((-1, ""))
    neighbour = _of_kind(content, "neighbour")
    if "same" in neighbour:
        found.append((3, "a made-up address beside it answers the same"))
    elif "404" in neighbour and not urlsplit(observation.url).query:
        found.append((-3, ""))  # the site does answer 404 to what it does not know
    return _sum(found)


def is_telling(title: str, headline: str) -> bool:
    """Whether a title or headline gives reason to look at the page closely."""
    return _is_telling_title(title) or says_missing(headline)


@lru_cache(maxsize=1024)
def _is_telling_title(title: str) -> bool:
    return says_missing(title) or says_challenge(title) or _offers(title)


@lru_cache(maxsize=1024)
def _offers(title: str) -> bool:
    return _SALE_TITLE.search(title) is not None


def wants_neighbour(url: str, final: str, content: Content) -> bool:
    """Some sign of a missing page, so that it pays to ask how the site answers an address that cannot exist."""
    if says_missing(content.title) or says_missing(content.headline):
        return True
    return final != url and _names_missing(final) and not _names_missing(url)


def parked(observation: Observation) -> Score:
    """How much a page looks like a domain that is for sale."""
    content, last = observation.content, observation.exchanges[-1]
    found: list[tuple[int, str]] = []
    if last.url != observation.url:
        found += _sold(observation.url, last.url)
    if content is None:
        return _sum(found)
    if _offers(content.title):
        found.append((1, f"its title is “{content.title}”"))
    found += [(2, f"its page is made by {owner}") for owner in _of_kind(content, "parked")[:1]]
    found += [(1, f"it says “{words}”") for words in _of_kind(content, "sale")[:1]]
    if not found:
        return _NOTHING
    host = urlsplit(last.url).hostname or ""
    if content.title and _bare(content.title.strip()) == _bare(host):
        found.append((1, f"its title is the name of its host, {content.title}"))
    if content.words is not None and content.words < 2 * _TINY:
        found.append((1, f"it has {content.words} words"))
    elif content.words is not None and content.words > _LONG:
        found.append((-1, ""))
    return _sum(found)


def _sold(before: str, after: str) -> list[tuple[int, str]]:
    """What a redirect to a place where domains are sold says."""
    asked = _bare(urlsplit(before).hostname or "")
    host = _bare(urlsplit(after).hostname or "")
    if asked == host or not any(host == name or host.endswith(f".{name}") for name in _SALE_HOSTS):
        return []
    found = [(2, f"it leads to {host}, where domains are sold")]
    if asked in after.lower():
        found.append((1, "the name of its host is what is offered there"))
    return found


def login(before: str, observation: Observation) -> Score:
    """How much the end of a redirect looks like a login."""
    old, new = urlsplit(before), urlsplit(observation.exchanges[-1].url)
    if _login_place(old.path) or _LOGIN_HOST.match(old.hostname or ""):
        return Score(0, ())  # a login page was cited
    found: list[tuple[int, str]] = []
    if place := _login_place(new.path):
        found.append((place, f"it redirects to {new.path}"))
    if old.hostname != new.hostname and _LOGIN_HOST.match(new.hostname or ""):
        found.append((2, f"it redirects to {new.hostname}"))
    carried = [name for name, _ in parse_qsl(new.query) if name.lower() in _RETURN]
    if carried:
        found.append((1, f"the address has a `{carried[0]}` to come back by"))
    if observation.content and _LOGIN_TITLE.search(observation.content.title):
        found.append((1, f"its title is “{observation.content.title}”"))
    return _sum(found)


def _login_place(path: str) -> int:
    """3 where the last part of a path is a login, 1 where it may be one or an earlier part is."""
    parts = [part for part in path.split("/") if part]
    if parts and _LOGIN.fullmatch(parts[-1]):
        return SUSPECT
    return int(any(_LOGIN.fullmatch(part) or _LOGIN_MAYBE.fullmatch(part) for part in parts))


def _names_missing(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_MISSING_PATH.search(parts.path)) or parts.query.startswith("404")


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _of_kind(content: Content | None, kind: str) -> list[str]:
    if content is None or not content.signals:
        return []
    return [signal.partition(":")[2] for signal in content.signals if signal.startswith(f"{kind}:")]


def _sum(found: list[tuple[int, str]]) -> Score:
    return Score(sum(points for points, _ in found), tuple(words for _, words in found if words))
