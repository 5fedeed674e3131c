"""Pages that say that something took their place, on a real server in the real program."""

import pytest

WORDS = "<p>Green tea helps those who work at night to sleep by day. Ask your doctor about it first.</p>" * 12
SAID = "This guidance has been updated and replaced by"


def page(notice, after=""):
    return f"<!doctype html><title>Tea at night</title><nav>Tea Cups</nav><h1>Tea</h1>{notice}{WORDS}{after}"


@pytest.fixture
def audited(program, tmp_path):
    def run(text, *options):
        (tmp_path / "a.md").write_text(text)
        done = program(
            "check", "a.md", "--allow-private", "--no-registries", "--no-git", "--as-of", "2026-06-01",
            "--format", "json", "--ledger", "kept.db", *options, cwd=tmp_path,
        )  # fmt: skip
        assert done.status in {0, 1}, done.err
        return [finding for finding in done.json["findings"] if finding["code"] == "RA404"]

    return run


def cites(*urls):
    links = "\n".join(f"Tea [helps]({url}).\n" for url in urls)
    return f"Last reviewed: 2026-05-05\n\n{links}"


def test_replaced_guideline_is_reported_with_its_words_and_where_they_lead(audited, web):
    url = web.serve("/ng8", page(f'<div class="notice">{SAID} <a href="/ng203">TEA guideline NG203</a>.</div>'))
    (finding,) = audited(cites(url))
    assert finding["message"] == f"{url} says “{SAID} TEA guideline NG203”, and leads to {web.url('/ng203')}"
    assert (finding["line"], finding["level"], finding["url"]) == (3, "warning", url)
    assert finding["evidence"]["replacement"] == web.url("/ng203")
    (again,) = audited(cites(url), "--offline")
    assert again["evidence"] == finding["evidence"]


def test_article_that_cites_the_newer_one_too_is_left_alone(audited, web):
    url = web.serve("/ng8", page(f'<p>{SAID} <a href="/ok">NG203</a>.</p>'))
    assert audited(cites(url, web.url("/ok"))) == []


@pytest.mark.parametrize(
    "text",
    [
        page("<p>We have checked the need to update the following guidelines:</p>"),
        page("<p>The guidance was considered for reassessment and it was concluded not to replace it.</p>"),
        page("<p>This guidance will be replaced by NG203 next year.</p>"),
        page("<p>In 2003 NG8 came out. This guideline was superseded by NG203 seven years later.</p>"),
        page("<p>This page is a historical archive and is no longer maintained.</p>"),  # any manual has that
        page("", WORDS * 4 + f"<footer>{SAID} NG203</footer>"),
        page(f"<script>const banner = '<p>{SAID} NG203</p>'</script>"),
    ],
)
def test_other_words_are_no_replacement(audited, web, text):
    assert audited(cites(web.serve("/ng8", text))) == []


def test_page_that_is_gone_is_reported_as_that_alone(audited, web):
    assert audited(cites(web.serve("/ng8", page(f"<p>{SAID} NG203.</p>"), status=410))) == []


def test_explain_tells_what_a_page_says_of_itself(program, web, tmp_path):
    head = '<meta name="citation_doi" content="10.5072/TEA.1">'
    url = web.serve("/ng8", f"<head>{head}</head>" + page(f"<p>{SAID} <a href=/ng203>NG203</a>.</p>"))
    run = program("explain", url, "--allow-private", "--no-ledger", cwd=tmp_path)
    assert f"it says “{SAID} NG203”, and leads to {web.url('/ng203')}" in run.out
    assert "it says that it is doi:10.5072/tea.1" in run.out
