"""Which URLs are asked, what is asked in their place, and what is said of those that are not."""

import json

import jsonschema
import pytest

REVIEWED = "Last reviewed: 2 May 2026\n\n"
OPTIONS = ("--allow-private", "--as-of", "2026-06-01", "--no-git", "--timeout", "2s")


@pytest.fixture
def check(program, tmp_path):
    """`check(urls, *args)`: the audit of an article that cites the URLs; as JSON unless a format is named."""

    def run(urls, *args):
        lines = "".join(f"- <{url}>\n" for url in urls)
        (tmp_path / "a.md").write_text(REVIEWED + lines, encoding="utf-8")
        format = () if "--format" in args else ("--format", "json")
        return program("check", "a.md", *OPTIONS, *format, *args, cwd=tmp_path)

    return run


def by_url(run):
    assert run.status in {0, 1}, run.err
    return {reference["url"]: reference for reference in run.json["references"]}


# --- skips ---


def test_each_skip_names_the_rule_and_where_it_stands(check, web, tmp_path):
    (tmp_path / "reviewaudit.toml").write_text('[network]\n\nexclude = ["/status/404"]\n')
    (tmp_path / ".lycheeignore").write_text("# not ours\n\n/status/410\n")
    urls = [web.url(f"/status/{code}") for code in (404, 410, 500)] + ["mailto:tea@health.example"]
    run = check(urls, "--exclude", "/status/5..")
    skips = {url: reference["skip"] for url, reference in by_url(run).items()}
    excluded = {
        urls[0]: ("'/status/404'", "reviewaudit.toml:3: network.exclude"),
        urls[1]: ("'/status/410'", ".lycheeignore:3"),
        urls[2]: ("'/status/5..'", "--exclude"),
    }
    for url, (rule, origin) in excluded.items():
        assert skips[url] == {"reason": "excluded", "rule": f"excluded by {rule}", "origin": origin}
    assert [(s["subject"], s["rule"], s["origin"]) for s in run.json["skipped"]] == [
        (url, rule, origin) for url, (rule, origin) in excluded.items()
    ]
    mail = skips[urls[3]]
    assert mail == {"reason": "unsupported-scheme", "rule": "only http and https are asked", "origin": "built in"}
    counted = run.json["summary"]["skips"]
    assert sum(skip["count"] for skip in counted) == run.json["summary"]["skipped"] == len(urls)
    assert web.requests == []


def test_text_report_counts_skips_by_origin_and_tells_all_when_asked(check, web, tmp_path):
    (tmp_path / "reviewaudit.toml").write_text('[network]\nexclude = ["/status/404"]\n')
    urls = [web.url(path) for path in ("/status/404", "/status/410", "/status/411")] + ["tel:+441234"]
    short = check(urls, "--exclude", "/status/41", "--format", "text").out
    assert (
        "not checked: 3 excluded (2 by --exclude, 1 by reviewaudit.toml:2: network.exclude), "
        "1 other schemes than http and https\n" in short
    )
    assert "built in" not in short
    full = check(urls, "--exclude", "/status/41", "--format", "text", "-v").out
    assert "      2 × excluded by '/status/41' (--exclude)\n" in full
    assert "      1 × excluded by '/status/404' (reviewaudit.toml:2: network.exclude)\n" in full
    assert "      1 × only http and https are asked (built in)\n" in full


@pytest.mark.parametrize(
    ("args", "origin"),
    [(("--offline",), "--offline"), (("--ignore", "RA1,RA3,RA4"), "no selected rule is about links")],
)
def test_what_was_not_asked_says_why(check, web, args, origin):
    [reference] = check([web.url("/ok")], *args).json["references"]
    assert reference["skip"] == {"reason": "not-asked", "rule": "the network was not asked", "origin": origin}


def test_include_goes_before_every_exclude(check, web, tmp_path):
    (tmp_path / ".lycheeignore").write_text("/ok\n")
    run = check([web.url("/ok?1"), web.url("/ok?2")], "--exclude", "/ok", "--include", r"ok\?2")
    assert [r["status"] for r in by_url(run).values()] == ["skipped", "alive"]


def test_excluded_paths_name_their_pattern_and_origin(program, tmp_path):
    for name in ("a.md", "drafts/b.md", "old/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(REVIEWED)
    (tmp_path / "reviewaudit.toml").write_text('exclude_paths = ["drafts/"]\n')
    args = ("check", ".", "--offline", *OPTIONS, "--exclude-path", "old/")
    run = program(*args, "--format", "json", cwd=tmp_path)
    assert [(s["subject"], s["rule"], s["origin"]) for s in run.json["skipped"]] == [
        ("drafts/b.md", "drafts/", "reviewaudit.toml:1: exclude_paths"),
        ("old/c.md", "old/", "--exclude-path"),
    ]
    run = program(*args, "-v", cwd=tmp_path)
    assert "left out: 2 files by exclude_paths\n" in run.out
    assert "  old/c.md: old/ (--exclude-path)\n" in run.out


def test_broken_pattern_of_lychee_s_file_is_named_with_its_line(check, web, tmp_path):
    (tmp_path / ".lycheeignore").write_text("# these\n(\n")
    run = check([web.url("/ok")])
    assert run.status == 2
    assert run.err.startswith("error: .lycheeignore:2: '(' is no regular expression")


def test_report_with_skips_and_remaps_fits_the_schema(check, program, web, tmp_path):
    run = check(["http://old.example/ok", "tel:+441234"], "--remap", f"http://old.example {web.url('')}")
    schema = json.loads(program("check", "--json-schema", cwd=tmp_path).out)
    jsonschema.validate(run.json, schema)
    assert {reference["asked"] for reference in run.json["references"]} == {web.url("/ok"), None}


# --- mail ---


def test_mail_addresses_are_looked_at_when_asked(check, tmp_path):
    urls = ["mailto:tea@health.example", "mailto:tea@health..example"]
    assert check(urls, "--offline").json["findings"] == []
    by_option = check(urls, "--offline", "--include-mail").json["findings"]
    assert [(f["code"], f["url"], f["line"]) for f in by_option] == [("RA109", urls[1], 4)]
    (tmp_path / "reviewaudit.toml").write_text("[links]\ninclude_mail = true\n")
    assert check(urls, "--offline").json["findings"] == by_option


# --- remaps ---


@pytest.mark.parametrize(
    "spelling",
    [
        "^https://old\\.example/(\\w+) {server}/$1",
        "^https://old\\.example/(\\w+) {server}/${{1}}",
        r"^https://old\.example/(\w+) {server}/\1",
        r"^https://old\.example/(?P<page>\w+) {server}/\g<page>",
        "^https://old\\.example/(?<page>\\w+) {server}/$page",
        "^https://old\\.example/(?<page>\\w+) {server}/${{page}}",
        "https://old\\.example {server}",
    ],
)
def test_what_a_remap_leads_to_is_asked_and_what_is_cited_reported(check, web, spelling):
    run = check(["https://old.example/ok", "https://old.example/gone"], "--remap", spelling.format(server=web.url("")))
    good, gone = run.json["references"]
    assert (good["url"], good["status"], good["asked"]) == ("https://old.example/ok", "alive", web.url("/ok"))
    assert (gone["url"], gone["status"], gone["asked"]) == ("https://old.example/gone", "dead", web.url("/gone"))
    [finding] = run.json["findings"]
    assert finding["url"] == "https://old.example/gone"
    assert f"asked at {web.url('/gone')} (--remap)" in finding["message"]


def test_remap_of_the_config_says_where_it_stands(check, web, tmp_path):
    (tmp_path / "reviewaudit.toml").write_text(f'[links]\nremap = [["^https://old.example", "{web.url("")}"]]\n')
    [finding] = check(["https://old.example/status/404"]).json["findings"]
    assert f"asked at {web.url('/status/404')} (reviewaudit.toml:2: links.remap)" in finding["message"]


def test_first_remap_that_fits_is_the_only_one_and_options_go_first(check, web, tmp_path):
    (tmp_path / "reviewaudit.toml").write_text(f'[links]\nremap = [["old", "{web.url("/status/404?")}"]]\n')
    remaps = (
        "--remap",
        f"^https://old.example/.* {web.url('/ok?old')}",
        "--remap",
        f"^http.* {web.url('/status/410')}",
    )
    run = check(["https://old.example/a", "https://other.example/b"], *remaps)
    assert [r["asked"] for r in run.json["references"]] == [web.url("/ok?old"), web.url("/status/410")]


def test_two_urls_that_lead_to_one_ask_it_once(check, web):
    run = check(
        ["https://a.example/", "https://b.example/", web.url("/ok")], "--remap", f".*example.* {web.url('/ok')}"
    )
    assert [r["status"] for r in run.json["references"]] == ["alive"] * 3
    assert web.hits("/ok") == 1


def test_filters_hold_for_what_is_asked_as_with_lychee(check, web):
    args = ("--remap", f"https://old.example {web.url('')}", "--exclude", "127.0.0.1")
    [reference] = check(["https://old.example/ok"], *args).json["references"]
    assert (reference["status"], reference["reason"], reference["skip"]["origin"]) == (
        "skipped",
        "excluded",
        "--exclude",
    )


def test_redirect_behind_a_remap_is_no_advice_to_cite_it(check, web):
    run = check(["https://old.example/to/301?/ok"], "--remap", f"https://old.example {web.url('')}")
    assert run.json["references"][0]["status"] == "alive"
    assert run.json["findings"] == []


@pytest.mark.parametrize("prefix", ["file://{folder}/site", "site", "{folder}/site"])
def test_remap_may_lead_to_files(check, tmp_path, prefix):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "tea leaves.html").write_text("<p>Tea")
    urls = [
        "https://health.example/tea%20leaves.html?v=1",
        "https://health.example/tea%20leaves",
        "https://health.example/x",
    ]
    run = check(
        urls, "--remap", "^https://health.example(/[^?]*).* " + prefix.format(folder=tmp_path) + "$1", "--offline"
    )
    assert [r["status"] for r in run.json["references"]] == ["alive", "alive", "dead"]
    assert run.json["references"][0]["asked"] == "site/tea leaves.html"


@pytest.mark.parametrize(
    ("remap", "cause"),
    [
        ("one", "error: --remap 'one': a pattern and its replacement are wanted, with a space between"),
        ("a b c", "error: --remap 'a b c': a pattern and its replacement are wanted, with a space between"),
        ("( x", "error: --remap '( x': '(' is no regular expression"),
        ("(a) $2", "'$2' does not fit '(a)': invalid group reference 2"),
        ("(a) ${name}", "its groups: 1"),
        (
            "https://old ftp://old",
            "error: --remap: https://old.example/ becomes 'ftp://old.example/', which is no http",
        ),
        (".* file://server/x", "which is no http or https URL, no file:/// URL and no path"),
    ],
)
def test_wrong_remaps_are_named(check, remap, cause):
    run = check(["https://old.example/"], "--remap", remap)
    assert (run.status, run.out) == (2, "")
    assert cause in run.err
    assert "help:" in run.err


def test_wrong_remap_of_the_config_is_named_with_its_line(check, tmp_path):
    (tmp_path / "reviewaudit.toml").write_text('[links]\nremap = [["(a)", "$2"]]\n')
    run = check(["https://old.example/"])
    assert run.status == 2
    assert "reviewaudit.toml:2: links.remap: " in run.err
