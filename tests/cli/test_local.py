"""Links between the files of a site, through the real program."""

import json

import pytest

REVIEWED = "Last reviewed: 2026-05-02\n\n"


@pytest.fixture
def site(tmp_path):
    """`site({"docs/a.md": "…"})` -> the folder with these files."""

    def make(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return tmp_path

    return make


@pytest.fixture
def audited(program, site):
    """`audited({"a.md": "…"}, "--root-dir", "x")` -> (status and reason by URL as written, findings as text)."""

    def run(files, *options, stdin=b"", paths=(".",)):
        done = program(
            "check", *paths, "--as-of", "2026-06-01", "--no-ledger", "--no-git", "--no-progress", "--fail-on", "never",
            "-f", "json", *options, cwd=site(files), stdin=stdin,
        )  # fmt: skip
        assert (done.status, done.err) == (0, "")
        states = {one["url"]: (one["status"], one["reason"]) for one in done.json["references"]}
        lines = [
            f"{one['path']}:{one['line']} {one['code']} {one['message']} | {one['help']}"
            for one in done.json["findings"]
            if one["code"] in {"RA108", "RA111", "RA101"}
        ]
        return states, lines

    return run


ALIVE, MISSING_PLACE, DEAD = ("alive", "ok"), ("alive", "missing-fragment"), ("dead", "file-missing")
UNASKED = ("skipped", "not-asked")


def test_places_in_the_same_article_are_looked_for(audited):
    text = REVIEWED + "# How to brew\n\n[Up](#how-to-brew), [top](#), [gone](#how-to-brow), [app](#/route).\n"
    states, lines = audited({"a.md": text}, "--offline")
    assert states == {
        "#how-to-brew": ALIVE, "#": ALIVE, "#how-to-brow": MISSING_PLACE, "#/route": ("skipped", "anchor"),
    }  # fmt: skip
    assert lines == ["a.md:5 RA108 #how-to-brow: this article has no place #how-to-brow | did you mean #how-to-brew?"]


@pytest.mark.parametrize(
    ("name", "text", "good", "bad"),
    [
        ("b.md", "## Dose {#dose}\n", "b.md#dose", "b.md#doses"),
        ("b.md", "## Dose\n\n## Dose\n", "b.html#dose-1", "b.html#dose-9"),
        ("b.html", "<h2 id='dose'>Dose</h2>\n", "b#dose", "b#doses"),
        ("b.rst", ".. _the dose:\n\nDose\n====\n", "b.html#the-dose", "b.html#doses"),
        ("b.adoc", "= Tea\n\n== The dose\n", "b.adoc#_the_dose", "b.adoc#_the_doses"),
        ("b/index.md", "## Dose\n", "b/#dose", "b/#doses"),
        ("code.py", "one\ntwo\n", "code.py#L2", "code.py#L9"),
        ("b.md", "Steep *it* well.\n", "b.md#:~:text=steep%20it", "b.md#:~:text=boil%20it"),
    ],
)
def test_places_in_other_files_are_looked_for(audited, name, text, good, bad):
    states, lines = audited({"a.md": f"{REVIEWED}[good]({good}), [bad]({bad})\n", name: text}, "--offline")
    assert (states[good], states[bad]) == (ALIVE, MISSING_PLACE)
    assert len(lines) == 1
    assert lines[0].startswith("a.md:3 RA108 ")


def test_a_missing_page_has_no_missing_places(audited):
    _, lines = audited({"a.md": REVIEWED + "[gone](gone.md#part)\n"}, "--offline")
    assert lines == ["a.md:3 RA111 gone.md#part is not there: no file gone.md | "
                     "correct the path; it starts from the article's folder"]  # fmt: skip


def test_a_missing_file_names_the_one_that_was_meant(audited):
    files = {
        "docs/a.md": REVIEWED + "[case](Tea.md), [moved](coffee.html), [typo](tae.md), [none](milk.md)\n",
        "docs/tea.md": REVIEWED,
        "drinks/coffee.md": REVIEWED,
    }
    _, lines = audited(files, "--offline")
    assert [line.partition(" | ")[2] for line in lines] == [
        "did you mean tea.md? Paths start from the article's folder",
        "did you mean ../drinks/coffee.md? Paths start from the article's folder",
        "did you mean tea.md? Paths start from the article's folder",
        "correct the path; it starts from the article's folder",
    ]


def test_paths_from_the_root_are_skipped_until_the_root_is_known(program, site, audited):
    files = {"docs/a.md": REVIEWED + "# A\n\n[tea](/guides/tea#dose), [gone](/guides/gone)\n",
             "docs/guides/tea.md": REVIEWED + "# Dose\n"}  # fmt: skip
    states, lines = audited(files, "--offline")
    assert set(states.values()) == {("skipped", "local")}
    assert lines == []
    shown = program("check", "--offline", "--no-ledger", "--no-git", cwd=site({}))
    assert "2 paths from the site's root (--root-dir or --base-url says where that is)" in shown.out
    states, lines = audited(files, "--offline", "--root-dir", "docs")
    assert states == {"/guides/tea#dose": ALIVE, "/guides/gone": DEAD}
    assert lines == ["docs/a.md:5 RA111 /guides/gone is not there: no file /guides/gone | "
                     "correct the path; it starts from the root of the site"]  # fmt: skip


def test_root_in_the_config_starts_from_its_folder(program, site):
    folder = site({
        "reviewaudit.toml": '[links]\nroot_dir = "docs"\nindex_files = ["start.txt"]\nfallback_extensions = ["csv"]\n',
        "docs/sub/a.md": REVIEWED + "[a](/sub/a), [folder](/list/#L2), [data](/data)\n",
        "docs/list/start.txt": "one\n",
        "docs/data.csv": "x\n",
    })  # fmt: skip
    done = program("check", "--offline", "--no-ledger", "--no-git", "-f", "json", cwd=folder / "docs" / "sub")
    reasons = {one["url"]: one["reason"] for one in done.json["references"]}
    assert reasons == {"/sub/a": "ok", "/list/#L2": "missing-fragment", "/data": "ok"}


def test_pages_of_our_own_site_are_looked_for_in_its_files_first(audited, web):
    base = web.url("/docs/")
    files = {"tea.md": "# Dose\n", "a.md": (
        REVIEWED + f"[here]({base}tea), [place]({base}tea#dose), [no place]({base}tea#dosis), "
        f"[not here]({base}ok), [root](/docs/tea), [other]({web.url('/ok')})\n"
    )}  # fmt: skip
    states, lines = audited(files, "--base-url", base, "--allow-private")
    assert states[f"{base}tea"] == states[f"{base}tea#dose"] == states["/docs/tea"] == ALIVE
    assert states[f"{base}tea#dosis"] == MISSING_PLACE
    assert web.hits("/docs/tea") == 0
    assert web.hits("/docs/ok") > 0
    assert states[f"{base}ok"] == ("dead", "http-404")
    assert states[web.url("/ok")] == ALIVE
    assert [line.split()[1] for line in lines] == ["RA108", "RA101"]


def test_standard_input_stands_where_its_name_says(audited):
    states, _ = audited(
        {"docs/tea.md": "# Dose\n", "docs/a.md": "# Old heading\n"}, "--offline", "--stdin-name", "docs/a.md",
        paths=("-",), stdin=b"# New heading\n\n[tea](tea#dose), [new](#new-heading), [old](#old-heading)\n",
    )  # fmt: skip
    assert states == {"tea#dose": ALIVE, "#new-heading": ALIVE, "#old-heading": MISSING_PLACE}


def test_offline_a_page_of_our_own_site_that_is_not_here_is_not_known(audited):
    states, lines = audited(
        {"a.md": REVIEWED + "[gone](/docs/gone)\n"}, "--offline", "--base-url", "https://tea.example/docs"
    )
    assert (states, lines) == ({"/docs/gone": UNASKED}, [])


def test_windows_separators_encoding_and_queries(audited):
    states, _ = audited(
        {
            "a.md": REVIEWED + "[w](sub\\tea.md) [e](sub/my%20tea.md) [q](sub/tea.md?v=2) [c](sub/Tea.md)\n",
            "sub/tea.md": "x\n",
            "sub/my tea.md": "x\n",
        },
        "--offline",
    )
    assert list(states.values()) == [ALIVE, ALIVE, ALIVE, DEAD]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--root-dir", "nowhere"), "error: --root-dir: no such folder: "),
        (("--base-url", "docs/"), "error: --base-url 'docs/' must be a URL such as https://example.org/docs/\n"),
    ],
)
def test_wrong_place_of_the_site_is_refused(program, site, options, said):
    done = program("check", *options, cwd=site({"a.md": REVIEWED}))
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(said)


def test_wrong_place_in_the_config_names_its_line(program, site):
    folder = site({"a.md": REVIEWED, "reviewaudit.toml": '[links]\nroot_dir = "nowhere"\n'})
    done = program("check", "--offline", cwd=folder)
    assert done.status == 2
    assert "reviewaudit.toml:2: no such folder: nowhere" in done.err
    (folder / "reviewaudit.toml").write_text('[links]\n\nbase_url = "docs/"\n')
    done = program("check", "--offline", cwd=folder)
    assert "reviewaudit.toml:3: links.base_url: must be a URL" in done.err


def test_extract_shows_where_links_lead(program, site):
    folder = site({"a.md": "[x](/x), [p](#p)\n"})
    done = program("extract", "-f", "jsonl", "--base-url", "https://tea.example/docs/", cwd=folder)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [row["target"] for row in rows] == ["https://tea.example/x", "a.md"]


def test_many_files_are_read_once_and_in_any_order(audited):
    count = 420  # more than are read in one process
    files = {}
    for number in range(count):
        following = (number + 1) % count
        links = f"[next](p{following:03}.md#page-{following}) [self](#page-{number}) [no](#nope-{number})"
        files[f"p{number:03}.md"] = f"{REVIEWED}# Page {number}\n\n{links}\n"
    states, lines = audited(files, "--offline")
    assert [state for state in states.values() if state == MISSING_PLACE] == [MISSING_PLACE] * count
    assert len([state for state in states.values() if state == ALIVE]) == 2 * count
    assert len(lines) == count
