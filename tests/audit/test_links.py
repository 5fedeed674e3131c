"""What is asked, what the ledger answers, and what is known about pages and the places in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reviewaudit.audit import Network, understand
from reviewaudit.audit.links import look_up
from reviewaudit.ledger import open_ledger
from reviewaudit.model import LinkPolicy, NetworkPolicy, Policy, Source, Status, Window

NOW = datetime.now(UTC)
PAGE = (
    "HTTP/1.1 {status} Test\r\nContent-Type: text/html\r\nETag: {etag}\r\nContent-Length: {length}\r\n"
    "Connection: close\r\n\r\n"
)
HTML = "<!doctype html><title>Tea</title><h1 id=tea>Tea</h1><h2 id=dose>Dose</h2>"


def places(links):
    """What is known of the places in pages: whether each is there."""
    return {place: fact.found for place, fact in links.fragments.items()}


@pytest.fixture
def page(web):
    """`page(etag='"1"')` -> a page with the places tea and dose that answers 304 where its etag is known."""

    def make(html=HTML, etag='"1"', name="page"):
        def play(request, connection, rest):
            same = request.headers.get("if-none-match") == etag
            body = "" if same else html
            head = PAGE.format(status=304 if same else 200, etag=etag, length=len(body))
            connection.sendall((head + body).encode())
            return False

        setattr(web, f"play_{name}", play)
        return web.url(f"/{name}")

    return make


@pytest.fixture
def audited(tmp_path):
    """`audited(*urls, days=0)` -> what is known of them on a later day; `fragments`: places are looked for."""

    def run(*urls, days=0.0, fragments=True, online=True, **network):
        text = "# Tea\n\n" + "".join(f"- <{url}>\n" for url in urls)
        policy = Policy(
            links=LinkPolicy(include_fragments=fragments),
            network=NetworkPolicy(timeout=2, retry_wait=0.02, max_retries=0, allow_private=True, **network),
        )
        articles = understand([Source("a.md", data=text.encode())], policy, tmp_path)
        with open_ledger(tmp_path / "ledger.db") as ledger:
            age(ledger, timedelta(days=days))
            return look_up(articles, policy, Network() if online else None, ledger, lambda: datetime.now(UTC), tmp_path)

    def age(ledger, by):
        """As if so much time had gone by."""
        seen = [one for url in ledger.urls() for one in ledger.history(url)]
        if by:
            ledger._connection.execute("DELETE FROM observations")
            ledger.record(replace(one, at=one.at - by) for one in seen)
            ledger.flush()

    run.ledger = tmp_path / "ledger.db"
    return run


def status_of(links):
    return {verdict.status for verdict in links.verdicts.values()}


# --- places ---


def test_places_of_one_page_are_told_by_one_request(web, page, audited):
    url = page()
    links = audited(f"{url}#dose", f"{url}#gone", f"{url}#:~:text=tea", url)
    assert places(links) == {(url, "dose"): True, (url, "gone"): False, (url, ":~:text=tea"): True}
    assert (web.hits("/page"), status_of(links)) == (1, {Status.ALIVE})


def test_without_include_fragments_no_place_is_looked_for(web, page, audited):
    assert audited(f"{page()}#gone", fragments=False).fragments == {}


def test_what_is_no_place_is_not_looked_for(page, audited):
    url = page()
    assert audited(f"{url}#top", f"{url}#/route", f"{url}#page=3").fragments == {}


def test_a_page_that_is_not_alive_has_no_places(web, audited):
    links = audited(web.url("/status/404") + "#tea", web.url("/challenge") + "#tea", web.url("/soft/x") + "#tea")
    assert places(links) == {}
    assert status_of(links) == {Status.DEAD, Status.UNVERIFIED, Status.SUSPECT}


def test_a_fresh_observation_that_knows_the_places_is_enough(web, page, audited):
    url = page()
    first = audited(f"{url}#dose", f"{url}#gone")
    second = audited(f"{url}#gone")
    assert (second.asked, second.from_ledger, web.hits("/page")) == (0, 1, 1)
    assert places(second)[url, "gone"] is places(first)[url, "gone"] is False


def test_a_place_that_is_new_is_asked_for_once(web, page, audited):
    url = page()
    for fragments in (False, True, True):
        links = audited(f"{url}#dose", fragments=fragments)
    assert (web.hits("/page"), links.asked, places(links)) == (2, 0, {(url, "dose"): True})


def test_two_lists_of_articles_do_not_take_turns_in_asking(web, page, audited):
    url = page()
    for fragment in ("dose", "tea", "dose", "tea"):
        links = audited(f"{url}#{fragment}")
    assert web.hits("/page") == 2
    assert places(links)[url, "tea"] is True


@pytest.mark.parametrize("path", ["/file", "/shell/x", "/to/301?/ok%23elsewhere", "/truncated"])
def test_what_the_page_does_not_tell_is_not_asked_for_again(web, audited, path):
    url = web.url(path)
    runs = [audited(f"{url}#dose") for _ in range(3)]
    assert [run.asked for run in runs] == [1, 0, 0]
    assert [run.fragments for run in runs] == [{}, {}, {}]
    assert status_of(runs[-1]) == {Status.ALIVE}


def test_a_page_that_is_dead_is_not_asked_for_its_places(web, audited):
    url = web.url("/status/404")
    audited(url, fragments=False)
    assert audited(f"{url}#dose").asked == 0


def test_offline_the_page_is_known_and_the_place_is_not(web, page, audited):
    url = page()
    audited(url)
    links = audited(f"{url}#dose", online=False)
    assert (links.unasked, links.from_ledger, status_of(links), places(links)) == ("", 1, {Status.ALIVE}, {})


def test_a_page_is_known_where_there_is_no_time_to_ask_for_its_places(web, audited, page):
    url = page()
    audited(url)

    def play_page(request, connection, rest):
        return type(web).play_hang(web, request, connection, "")

    web.play_page = play_page
    links = audited(f"{url}#dose", max_time=0.3)
    assert (links.from_ledger, status_of(links), links.unasked) == (1, {Status.ALIVE}, "")


def test_places_survive_export_and_import(web, page, audited, tmp_path):
    url = page()
    audited(f"{url}#dose", f"{url}#gone", f"{web.url('/file')}#far")
    with open_ledger(audited.ledger) as ledger:
        with (tmp_path / "lines").open("wb") as stream:
            ledger.export(stream)
        expected = ledger.latest(ledger.urls())
    audited.ledger.unlink()
    with open_ledger(audited.ledger) as ledger, (tmp_path / "lines").open("rb") as stream:
        ledger.import_(stream, "lines")
    links = audited(f"{url}#dose", f"{url}#gone", f"{web.url('/file')}#far")
    assert (links.asked, places(links)) == (0, {(url, "dose"): True, (url, "gone"): False})
    with open_ledger(audited.ledger) as ledger:
        assert ledger.latest(ledger.urls()) == expected


# --- conditional requests ---


def conditions(web):
    return [request.headers.get("if-none-match") for request in web.requests]


def test_a_page_whose_time_is_over_is_asked_whether_it_has_changed(web, page, audited):
    url = page()
    first = audited(f"{url}#gone")
    second = audited(f"{url}#gone", days=9)
    assert conditions(web) == [None, '"1"']
    assert (second.asked, status_of(second), second.fragments) == (1, {Status.ALIVE}, first.fragments)
    with open_ledger(audited.ledger) as ledger:
        old, new = ledger.history(url)
    assert [one.exchanges[-1].status for one in (old, new)] == [200, 304]
    assert new.content == old.content
    assert second.verdicts[url].http_status == 304


def test_a_confirmed_page_is_fresh_again_and_can_be_confirmed_again(web, page, audited):
    url = page()
    audited(url)
    audited(url, days=9)
    assert audited(url, days=1).asked == 0
    assert audited(url, days=9).fragments == {}
    assert conditions(web) == [None, '"1"', '"1"']


def test_a_fresh_page_is_never_asked_conditionally(web, page, audited):
    url = page()
    audited(url)
    audited(f"{url}#dose")
    assert conditions(web) == [None, None]


def test_a_place_that_is_not_known_needs_the_whole_page(web, page, audited):
    url = page()
    audited(f"{url}#tea")
    links = audited(f"{url}#tea", f"{url}#dose", days=9)
    assert conditions(web) == [None, None]
    assert places(links) == {(url, "tea"): True, (url, "dose"): True}


def test_a_place_that_stayed_open_needs_the_whole_page(web, page, audited):
    url = page("<div id=root></div><script src=a.js></script>")
    for days in (0, 9):
        links = audited(f"{url}#dose", days=days)
    assert (conditions(web), places(links)) == ([None, None], {})


@pytest.mark.parametrize("path", ["/status/404", "/status/503", "/soft/x"])
def test_only_what_was_alive_can_be_confirmed(web, audited, path):
    for days in (0, 9):
        audited(web.url(path), days=days)
    assert set(conditions(web)) == {None}


def test_a_page_that_changed_is_judged_as_it_is_now(web, page, audited):
    url = page()
    audited(f"{url}#dose")
    page("<title>Tea</title><h1>Nothing here</h1>", etag='"2"')
    assert places(audited(f"{url}#dose", days=9)) == {(url, "dose"): False}


def test_the_time_to_live_counts_from_the_confirmation(web, page, audited):
    url = page()
    audited(url)
    audited(url, days=9)
    assert audited(url, days=2, ttl_alive=Window(0, 1, "1 day")).asked == 1


def test_what_is_excluded_is_not_counted_as_known(web, page, audited):
    links = audited(page(), web.url("/ok"), exclude=("/ok",))
    assert (links.asked, links.from_ledger, len(links.skipped)) == (1, 0, 1)
    assert audited(page(), web.url("/ok"), exclude=("/ok",)).from_ledger == 1
