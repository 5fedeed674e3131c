"""Pages that answer 200 and are none: several weak signals together, never one alone."""

from datetime import UTC, datetime

import pytest

from reviewaudit.model import Content, Exchange, NetworkPolicy, Observation, Status
from reviewaudit.verdicts import judge, wants_neighbour

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
URL = "https://health.example/guidance/tea"


def verdict(title="", headline="", words=300, signals=(), *, url=URL, final=None, status=200, headers=()):
    hops = [Exchange("GET", url, 302, None, (), 5, 1)] if final else []
    last = Exchange("GET", final or url, status, None, tuple(headers), 5, 1)
    content = Content("text/html", 100, title, "ab", headline, words, tuple(signals))
    return judge(Observation(url, NOW, (*hops, last), content), NetworkPolicy())


SAME = ("neighbour:same",)


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "Page not found", "words": 20},
        {"title": "404", "words": 20},
        {"title": "404 Not Found", "headline": "Not Found"},
        {"title": "Page not found | Health Service", "signals": SAME},
        {"title": "Page not found - Health Service", "words": None, "signals": SAME},
        {"title": "Health Service", "headline": "Sorry, we can’t find that page", "signals": SAME},
        {"title": "Oops! The page you requested could not be found.", "words": 10},
        {"title": "Health", "final": "https://health.example/404.html", "words": 30},
        {"title": "Page not found", "final": "https://health.example/errors/404"},
        {"title": "Error", "final": "https://health.example/pagenotfound", "words": 30},
        {"title": "Health", "headline": "Page not found", "words": 30, "signals": ("missing:page not found",)},
        {"title": "Seite nicht gefunden – Gesundheit", "words": 30},
        {"title": "Page introuvable", "words": 30},
        {"title": "Erreur 404", "words": 30},
        {"title": "Página no encontrada | Salud", "words": 30},
        {"title": "Pagina niet gevonden", "words": 30},
        {"title": "Страница не найдена", "words": 30},
        {"title": "ページが見つかりません", "words": 30},
        {"title": "页面不存在", "words": 30},
    ],
)
def test_a_page_that_says_there_is_none_is_suspect(facts):
    found = verdict(**facts)
    assert (found.status, found.reason) == (Status.SUSPECT, "soft-404")
    assert found.evidence


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "How to design a 404 page", "headline": "How to design a 404 page", "words": 900},
        {"title": "Page not found: a history", "headline": "Page not found: a history", "words": 900},
        {"title": "404 Not Found - HTTP | Reference", "headline": "404 Not Found", "words": 700},
        {"title": "404 Not Found", "words": 30, "signals": ("neighbour:404",)},
        {"title": "Not found in the wild: lost plants", "words": 30},
        {"title": "Records not found to be complete", "words": 30},
        {"title": "Our application", "words": 2, "signals": SAME},
        {"title": "", "words": 0},
        {"title": "Room 404", "words": 40},
        {"title": "Status 404", "url": "https://web.example/status/404", "words": 900},
        {"title": "Health", "final": "https://health.example/404.html", "words": 900},
    ],
)
def test_one_signal_alone_is_not_enough(facts):
    assert verdict(**facts).status is Status.ALIVE


def test_the_neighbour_is_asked_only_where_something_else_speaks_for_it():
    page = Content("text/html", 9, "Tea", "ab", "Tea", 20)
    assert not wants_neighbour(URL, URL, page)
    assert wants_neighbour(URL, URL, page._replace(title="Page not found | Tea"))
    assert wants_neighbour(URL, "https://health.example/404", page)


@pytest.mark.parametrize(
    ("final", "title"),
    [
        ("https://health.example/login", ""),
        ("https://health.example/users/sign_in", ""),
        ("https://health.example/login.aspx?ReturnUrl=%2Fguidance", "Log in"),
        ("https://login.health.example/oauth2/authorize?redirect_uri=x", ""),
        ("https://accounts.other.example/start?continue=https://health.example", "Sign in"),
        ("https://health.example/wp-login.php?redirect_to=x", ""),
        ("https://health.example/anmelden", ""),
    ],
)
def test_a_redirect_to_a_login_is_suspect(final, title):
    found = verdict(title=title, final=final)
    assert (found.status, found.reason) == (Status.SUSPECT, "redirect-to-login")
    assert found.evidence


@pytest.mark.parametrize(
    ("url", "final", "title"),
    [
        ("https://h.example/login", "https://h.example/account/sign-in", "Log in"),
        ("https://login.h.example/x", "https://login.h.example/login", ""),
        ("https://h.example/tea", "https://h.example/docs/login-guide", "How to log in"),
        ("https://h.example/docs/authentication", "https://h.example/docs/auth", ""),
        ("https://en.wiki.example/tea", "https://id.wiki.example/teh", ""),
        ("https://h.example/tea", "https://h.example/new/tea?next=2", ""),
    ],
)
def test_what_only_reminds_of_a_login_is_alive(url, final, title):
    assert verdict(url=url, final=final, title=title).status is Status.ALIVE


@pytest.mark.parametrize(
    "facts",
    [
        {"final": "https://www.hugedomains.com/domain_profile.cfm?d=health.example"},
        {"title": "health.example is for sale", "words": 20, "signals": ("sale:buy this domain",)},
        {"title": "health.example", "words": 15, "signals": ("parked:Sedo",)},
        {"title": "health.example", "words": 2, "signals": ("parked:GoDaddy",)},
    ],
)
def test_a_domain_for_sale_is_suspect(facts):
    found = verdict(**facts)
    assert (found.status, found.reason) == (Status.SUSPECT, "parked-domain")
    assert found.evidence


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "How to buy a domain", "words": 1200, "signals": ("sale:buy this domain",)},
        {"title": "This house is for sale", "words": 300},
        {"title": "About us", "url": "https://sedo.com/us/", "words": 200},
        {"title": "health.example", "words": 15},
    ],
)
def test_what_only_speaks_of_domains_is_alive(facts):
    assert verdict(**facts).status is Status.ALIVE


@pytest.mark.parametrize(
    ("facts", "signal"),
    [
        ({"status": 403, "headers": [("cf-mitigated", "challenge")]}, "cf-mitigated"),
        ({"status": 202, "headers": [("x-amzn-waf-action", "challenge")]}, "x-amzn-waf-action"),
        ({"status": 403, "headers": [("x-datadome", "protected")]}, "DataDome"),
        ({"status": 403, "headers": [("server", "AkamaiGHost")], "title": "x"}, "Akamai"),
        ({"status": 403, "headers": [("x-iinfo", "1-2")]}, "Imperva"),
        ({"status": 200, "signals": ["challenge:Imperva"], "words": 4}, "Imperva"),
        ({"status": 403, "signals": ["challenge:PerimeterX"]}, "PerimeterX"),
        ({"status": 200, "title": "Just a moment...", "words": 9}, "Just a moment"),
        ({"status": 200, "title": "Attention Required! | Cloudflare", "words": 50}, "Attention"),
        ({"status": 200, "title": "Nur einen Moment…", "words": 9}, "Moment"),
        ({"status": 200, "title": "Making sure you're not a bot!", "words": 9}, "not a bot"),
        ({"status": 503, "title": "DDoS-Guard"}, "DDoS-Guard"),
    ],
)
def test_a_wall_is_named(facts, signal):
    found = verdict(**facts)
    assert (found.status, found.reason) == (Status.UNVERIFIED, "blocked")
    assert signal in found.signal


@pytest.mark.parametrize(
    "facts",
    [
        {"headers": [("x-datadome", "protected"), ("x-iinfo", "1-2"), ("server", "cloudflare")], "title": "Tea"},
        {"title": "Security check-ups for the elderly"},
        {"title": "Access denied: what a claim needs", "words": 900},
        {"title": "Tea", "signals": ["challenge:DataDome"], "words": 900},
    ],
)
def test_what_only_reminds_of_a_wall_is_alive(facts):
    assert verdict(**facts).status is Status.ALIVE
