"""The whole program on pages of the web: pages, sitemaps, lists and standard input."""

import gzip

import pytest

REVIEWED = "<!doctype html><title>Tea</title><p>Last reviewed: 2 May 2026</p>"
OPTIONS = ("--allow-private", "--as-of", "2026-06-01", "--format", "json", "--timeout", "2s", "--no-git")
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls):
    return f"<urlset {SPACE}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


def index(*urls):
    return f"<sitemapindex {SPACE}>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>"


def paths(run):
    assert run.status in {0, 1}, run.err
    return [article["path"] for article in run.json["articles"]]


def problems(run):
    return {f["path"]: f["message"] for f in run.json["findings"] if f["code"] == "RA001"}


@pytest.fixture
def check(program, tmp_path):
    def run(*args, **options):
        return program("check", *args, *OPTIONS, cwd=tmp_path, **options)

    return run


def test_page_is_an_article_under_its_url(check, web):
    url = web.serve("/tea.html?lang=en", REVIEWED + f'<a href="{web.url("/status/404")}">Gone</a>')
    run = check(url)
    [article] = run.json["articles"]
    assert (article["path"], article["format"], article["title"]) == (url, "html", "Tea")
    assert article["review"]["status"] == "current"
    assert [(f["code"], f["path"]) for f in run.json["findings"]] == [("RA101", url)]
    assert run.status == 1


@pytest.mark.parametrize(
    ("path", "kind", "body", "format"),
    [
        ("/tea", "text/html", REVIEWED, "html"),
        ("/tea.md", "text/html", REVIEWED, "html"),
        ("/tea", "text/markdown", "Last reviewed: 2 May 2026", "markdown"),
        ("/tea.md", "text/plain; charset=utf-8", "Last reviewed: 2 May 2026", "markdown"),
        ("/tea.rst?v=1", "text/plain", "Last reviewed: 2 May 2026", "rst"),
        ("/tea", "text/plain", "Last reviewed: 2 May 2026", "text"),
        ("/tea.adoc", "application/octet-stream", "Last reviewed: 2 May 2026", "asciidoc"),
    ],
)
def test_media_type_decides_the_format_then_the_name(check, web, path, kind, body, format):
    [article] = check(web.serve(path, body, kind=kind)).json["articles"]
    assert (article["format"], article["review"]["status"]) == (format, "current")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text/html; charset=windows-1251", '<meta charset="utf-8"><title>Чай</title>'.encode("cp1251")),
        ("text/html; charset=iso-2022-jp", '<meta charset="iso-2022-jp"><title>茶</title>'.encode("iso-2022-jp")),
        ("text/html", '<meta charset="windows-1251"><title>Чай</title>'.encode("cp1251")),
        ("text/html; charset=windows-1251", "<title>Чай</title>".encode()),  # it is UTF-8, whatever it says
        ("text/html; charset=windows-1251", "\ufeff<title>Чай</title>".encode("utf-16")),
    ],
)
def test_encoding_is_what_the_bytes_say_then_the_server_then_the_page(check, web, kind, data):
    [article] = check(web.serve("/tea", data, kind=kind)).json["articles"]
    assert article["title"] in {"Чай", "茶"}


def test_relative_links_start_from_where_redirects_led(check, web):
    web.serve("/guides/tea.html", REVIEWED + '<a href="ok">one</a><a href="/status/404">two</a><a href="#a">here</a>')
    web.serve("/guides/ok", "fine")
    run = check(web.url("/to/302?/guides/tea.html"))
    assert paths(run) == [web.url("/to/302?/guides/tea.html")]
    assert [(r["final_url"], r["status"]) for r in run.json["references"]] == [
        (web.url("/guides/ok"), "alive"),
        (web.url("/status/404"), "dead"),
        (None, "alive"),  # the page, though not the place in it
    ]


@pytest.mark.parametrize("base", ["/guides/", "guides/", "{server}/guides/tea.html"])
def test_relative_links_start_from_the_base_of_the_page(check, web, base):
    base = base.format(server=web.url(""))
    web.serve("/guides/ok", "fine")
    url = web.serve("/tea.html", f'<base href="{base}">{REVIEWED}<a href="ok">one</a>')
    [reference] = check(web.url(f"/to/302?{url}")).json["references"]
    assert (reference["final_url"], reference["status"]) == (web.url("/guides/ok"), "alive")


def test_page_that_cannot_be_read_is_a_finding_with_its_cause(check, web):
    gone, host = web.url("/status/404"), "http://gone.invalid/"
    picture = web.serve("/tea.png", b"\x89PNG", kind="image/png")
    run = check(gone, host, picture, web.url("/big"), web.serve("/tea", REVIEWED))
    found = problems(run)
    assert set(found) == {gone, host, picture, web.url("/big")}
    assert found[gone] == "cannot be read: its server answered 404 (Not Found)"
    assert found[host].startswith("cannot be read: no answer: ")
    assert found[picture] == "cannot be read: its server calls it image/png, which is no article's format"
    assert found[web.url("/big")] == "cannot be read: it is larger than 10 MiB"
    assert run.status == 1


def test_slow_drip_is_ended(program, tmp_path, web):
    options = ("--allow-private", "--format", "json", "--timeout", "300ms", "--max-retries", "0")
    run = program("check", web.url("/drip"), *options, cwd=tmp_path)
    assert "no complete answer within 0.9 seconds" in problems(run)[web.url("/drip")]


def test_private_address_is_not_read_unless_allowed(program, tmp_path, web):
    run = program("check", web.url("/ok"), "--format", "json", cwd=tmp_path)
    assert problems(run) == {web.url("/ok"): "cannot be read: 127.0.0.1 is a loopback address"}
    assert web.connections == 0


def test_password_of_a_page_is_never_shown(check, web):
    url = web.url("/basic").replace("//", "//user:secret@")
    run = check(url, "-v")
    assert paths(run) == [web.url("/basic")]
    assert "secret" not in run.out + run.err


def test_offline_and_a_page_do_not_go_together(check):
    run = check("https://me:pw@health.example/", "--offline")
    assert (run.status, run.out) == (2, "")
    assert run.err == (
        "error: --offline asks nothing of the network, and https://***@health.example/ is a page of the web\n"
        "help:  leave --offline out, or save the page and name the file\n"
    )


# --- sitemaps ---


def test_sitemap_stands_for_its_pages(check, web):
    a, b = web.serve("/a.html", REVIEWED), web.serve("/b.html", REVIEWED)
    sitemap = web.serve("/sitemap.xml", urlset(b, a, b), kind="application/xml")
    assert paths(check(sitemap)) == [a, b]
    assert web.hits("/a.html") == web.hits("/b.html") == 1


def test_index_names_sitemaps_of_every_kind(check, web):
    a, b, c = (web.serve(f"/{name}.html", REVIEWED) for name in "abc")
    web.serve("/one.xml", urlset(a), kind="text/xml")
    web.serve("/two.xml.gz", gzip.compress(urlset(b).encode(), mtime=0), kind="application/gzip")
    web.serve("/sitemap.txt", f"{c}\n", kind="text/plain")
    names = [web.url(path) for path in ("/one.xml", "/two.xml.gz", "/sitemap.txt")]
    run = check(web.serve("/sitemap_index.xml", index(*names), kind="text/xml"))
    assert paths(run) == [a, b, c]
    assert problems(run) == {}


def test_index_in_index_is_followed_to_a_limit(check, web):
    a = web.serve("/a.html", REVIEWED)
    web.serve("/0.xml", urlset(a))
    for level in range(1, 4):
        web.serve(f"/{level}.xml", index(web.url(f"/{level - 1}.xml")))
    assert paths(check(web.url("/2.xml"))) == [a]
    assert problems(check(web.url("/3.xml"))) == {web.url("/1.xml"): "cannot be read: it is a sitemap below 2 others"}


def test_sitemap_that_names_itself_comes_to_an_end(check, web):
    a = web.serve("/a.html", REVIEWED)
    web.serve("/sitemap.xml", index(web.url("/sitemap.xml"), web.url("/b.xml")))
    web.serve("/b.xml", urlset(web.url("/b.xml"), a))
    assert paths(check(web.url("/sitemap.xml"))) == [a]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("<?xml version='1.0'?><urlset><url>", "it is no valid XML: line 1, column"),
        (f"<!DOCTYPE urlset [<!ENTITY a 'b'>]>{urlset('&a;')}", "line 1: it declares the entity 'a', which is refused"),
        (urlset(), "it is a sitemap that names no page"),
        ("<?xml version='1.0'?><rss/>", "line 1: it is no sitemap but an RSS feed"),
        (gzip.compress(urlset("x").encode(), mtime=0)[:-9], "it is no valid gzip: it ends too early"),
    ],
)
def test_sitemap_that_cannot_be_read_is_a_finding(check, web, body, cause):
    url = web.serve("/sitemap.xml", body, kind="text/xml")
    assert f"cannot be read: {cause}" in problems(check(url))[url]


def test_robots_txt_holds_for_pages_of_a_sitemap_and_is_told(check, web):
    web.serve("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    a, b = web.serve("/a.html", REVIEWED), web.serve("/private/b.html", REVIEWED)
    run = check(web.serve("/sitemap.xml", urlset(a, b)))
    assert paths(run) == [a]
    [skip] = run.json["skipped"]
    assert (skip["subject"], skip["origin"]) == (b, web.url("/robots.txt"))
    assert paths(check(b)) == [b], "a page that was named is opened as a browser would"
    assert web.hits("/robots.txt") == 1


def test_page_of_a_sitemap_that_is_gone_is_a_finding(check, web):
    run = check(web.serve("/sitemap.xml", urlset(web.url("/status/410"))))
    assert problems(run) == {web.url("/status/410"): "cannot be read: its server answered 410 (Gone)"}


def test_excluded_pages_of_a_sitemap_are_not_read_and_counted(check, web):
    a, b = web.serve("/a.html", REVIEWED), web.serve("/tag/b.html", REVIEWED)
    run = check(web.serve("/sitemap.xml", urlset(a, b)), "--exclude-path", "tag/")
    assert paths(run) == [a]
    assert web.hits("/tag/b.html") == 0
    [skip] = run.json["skipped"]
    assert (skip["subject"], skip["reason"]) == (b, "excluded by exclude_paths")


def test_nothing_left_of_a_sitemap_is_an_error(check, web):
    a = web.serve("/a.html", REVIEWED)
    run = check(web.serve("/sitemap.xml", urlset(a)), "--exclude-path", "*.html")
    assert run.status == 2
    assert "nothing to audit: no page is left of 1 URLs (1 left out)" in run.err


# --- lists, standard input, config, other commands ---


def test_list_may_name_files_and_urls(check, web, tmp_path):
    url = web.serve("/a.html", REVIEWED)
    (tmp_path / "b.md").write_text("Last reviewed: 2 May 2026\n")
    (tmp_path / "list.txt").write_text(f"# what to audit\n{url}\nb.md\n{url}#top\n")
    assert paths(check("--files-from", "list.txt")) == ["b.md", url]
    assert paths(check("--files-from", "-", stdin=f"{url}\n".encode())) == [url]


def test_standard_input_with_the_name_of_a_page(check, web):
    name = web.url("/guides/tea")
    run = check("-", "--stdin-name", name, stdin=(REVIEWED + '<a href="../ok">one</a>').encode())
    assert paths(run) == [name]
    assert run.json["articles"][0]["format"] == "html"
    assert [(r["final_url"], r["status"]) for r in run.json["references"]] == [(web.url("/ok"), "alive")]
    assert web.hits("/guides/tea") == 0


def test_config_may_name_pages_and_set_rules_for_them(check, web, tmp_path):
    url = web.serve("/news/a.html", REVIEWED)
    site = url.removeprefix("http://").partition("/")[0]
    (tmp_path / "reviewaudit.toml").write_text(
        f'paths = ["{url}"]\n[[rules]]\npaths = ["{site}/news/"]\nreview = {{ window = "1 week" }}\n'
    )
    run = check()
    assert paths(run) == [url]
    assert run.json["articles"][0]["review"]["window"] == "1 week"


def test_extract_and_due_read_the_page_and_ask_no_link(program, tmp_path, web):
    url = web.serve("/tea.html", REVIEWED + f'<a href="{web.url("/status/404")}">Gone</a>')
    run = program("extract", url, "--allow-private", "--format", "csv", cwd=tmp_path)
    assert [line.partition(",")[0] for line in run.out.splitlines()] == ["path", url, url]
    run = program("due", url, "--allow-private", "--as-of", "2027-04-20", cwd=tmp_path)
    assert run.status == 0
    assert url in run.out
    assert web.hits("/status/404") == 0


def test_same_pages_give_the_same_report(check, web):
    pages = [web.serve(f"/{n}.html", REVIEWED) for n in range(20)]
    url = web.serve("/sitemap.xml", urlset(*reversed(pages)))
    first, second = check(url).json, check(url).json
    for report in (first, second):
        report.pop("started_at"), report.pop("duration_s")
    assert first == second
    assert [article["path"] for article in first["articles"]] == sorted(pages)
