"""Commits in a real repository in, what each changed in an article out."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import GapKind
from reviewaudit.witness import look

PAGE = "---\ntitle: Tea\nlast_reviewed: {}\nowner: ada\n---\n# Tea\n\n{}\n"
TEXT = "Tea is a drink.\n\nIt is made of leaves and hot water, and served all over the world."


def page(reviewed, text=TEXT):
    return PAGE.format(reviewed, text)


def seen(repository, path="tea.md", **more):
    found = look([path], repository.folder, environ=repository.environ, **more)
    return found.histories[path].changes


def kinds(changes):
    return [
        "".join(
            letter
            for letter, is_so in zip("CBMR", (change.created, change.body, change.metadata, change.review), strict=True)
            if is_so
        )
        for change in changes
    ]


def test_each_commit_says_which_parts_it_changed(repository):
    first = repository.commit("2025-01-10", {"tea.md": page("2025-01-10")})
    bump = repository.commit("2025-07-10", {"tea.md": page("2025-07-10")})
    repository.commit("2025-08-01", {"tea.md": page("2025-07-10").replace("owner: ada", "owner: bo\ntags: [tea]")})
    text = repository.commit("2025-09-02", {"tea.md": page("2025-07-10", TEXT + " Mostly green.")})
    changes = seen(repository)
    assert kinds(changes) == ["BM", "M", "R", "C"]
    assert [changes[0].commit, changes[2].commit, changes[3].commit] == [text, bump, first]
    assert changes[2].is_bump
    assert changes[2].bumped == 1
    assert (changes[0].author, changes[0].email, changes[0].is_bot) == ("Ada", "ada@example.org", False)


def test_a_change_of_text_and_date_is_no_bump(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10")})
    repository.commit("2025-07-10", {"tea.md": page("2025-07-10", TEXT + " Mostly green.")})
    (newest, _) = seen(repository)
    assert (newest.body, newest.review, newest.is_bump, newest.bumped) == (True, True, False, 0)


def test_author_day_is_the_day_in_utc(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10")}, hour="23:30:00", zone="-0800")
    (change,) = seen(repository)
    assert change.at == datetime(2025, 1, 11, 7, 30, tzinfo=UTC)
    assert change.day == date(2025, 1, 11)


def test_text_that_looks_like_a_key_is_body_below_the_front_matter(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10", "Note: hot.")})
    repository.commit("2025-02-10", {"tea.md": page("2025-01-10", "Note: very hot.")})
    assert kinds(seen(repository)) == ["B", "C"]


def test_front_matter_is_known_in_older_versions_where_it_was_longer_or_shorter(repository):
    def version(keys, note):
        front = "".join(f"key{number}: x\n" for number in range(keys))
        return f"---\n{front}---\nNote: {note}\n\nlast line\n"

    repository.commit("2025-01-01", {"tea.md": "Note: a\n\nlast line\n"})
    repository.commit("2025-01-02", {"tea.md": version(2, "a")})  # front matter came
    repository.commit("2025-01-03", {"tea.md": version(2, "b")})  # its first body line changed
    repository.commit("2025-01-04", {"tea.md": version(9, "b")})  # it grew
    repository.commit("2025-01-05", {"tea.md": version(9, "c")})
    repository.commit("2025-01-06", {"tea.md": version(1, "c")})  # it shrank
    repository.commit("2025-01-07", {"tea.md": version(1, "d")})
    repository.commit("2025-01-08", {"tea.md": "Note: d\n\nlast line\n"})  # it went
    assert kinds(seen(repository)) == ["M", "B", "M", "B", "M", "B", "M", "C"]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("> Last reviewed: January 2025\n", "> Last reviewed: July 2025\n", "R"),
        ("Tea.\n\n*Last reviewed: TBD*\n", "Tea.\n\n*Last reviewed: 2025-07-01*\n", "R"),
        ("<p>Zuletzt geprüft am 1. Mai 2025</p>\n", "<p>Zuletzt geprüft am 1. Juli 2025</p>\n", "R"),
        ("Tea is reviewed by two people.\n", "Tea is reviewed by three people.\n", "B"),
        ("Tea was reviewed in 2024, says Bo. " * 9, "Tea was reviewed in 2024, says Cy. " * 9, "B"),
        ("Tea was last reviewed in 2024, says Bo. " * 9, "Tea was last reviewed in 2025, says Bo. " * 9, "R"),
        ("a b\nc\n\n\nd\n", "a\nb c\nd\n", ""),
        ("one\r\ntwo\r\n", "one\ntwo\n", ""),
    ],
)
def test_kind_of_a_changed_line(repository, before, after, kind):
    repository.commit("2025-01-10", {"tea.md": before})
    repository.commit("2025-07-10", {"tea.md": after})
    assert kinds(seen(repository)) == ([kind] if kind else []) + ["C"]


def test_crlf_files_are_read_like_others(repository):
    for day in ("2025-01-10", "2025-07-10"):
        repository.commit(day, {"tea.md": page(day).replace("\n", "\r\n")})
    assert kinds(seen(repository)) == ["R", "C"]


def test_a_policy_can_say_what_states_a_review(repository):
    repository.commit("2025-01-10", {"tea.md": "geprueft: 2025-01-10\n"})
    repository.commit("2025-07-10", {"tea.md": "geprueft: 2025-07-10\n"})
    assert kinds(seen(repository)) == ["B", "C"]
    assert kinds(seen(repository, states_review=lambda line: line.startswith("geprueft"))) == ["R", "C"]


def test_added_urls_and_identifiers_are_told_moved_ones_not(repository):
    link = "See <https://old.example/a>."
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10", link)})
    new = (
        "First [tea](https://tea.example/wiki/Tea_(plant)), then https://b.example/x?y=1.\n"
        "Bo. doi:10.1016/S0140-6736(05)66991-0. PMID: 123456\n"
    )
    repository.commit("2025-02-10", {"tea.md": page("2025-01-10", new + "\n" + link + " And so on.")})
    newest = seen(repository)[0]
    assert newest.urls == (
        "https://tea.example/wiki/Tea_(plant)",
        "https://b.example/x?y=1",
        "doi:10.1016/S0140-6736(05)66991-0",
        "pmid:123456",
    )


def test_a_bulk_bump_counts_the_files_whose_date_alone_changed(repository):
    names = [f"page{number}.md" for number in range(12)]
    repository.commit("2025-01-10", {name: page("2025-01-10") for name in names})
    files = {name: page("2025-07-10") for name in names}
    files["page3.md"] = page("2025-07-10", "Another text.")
    files["page4.md"] = page("2025-07-10").replace("owner: ada", "owner: bo")
    repository.commit("2025-07-10", files)
    assert seen(repository, "page0.md")[0].bumped == 10
    found = look(names, repository.folder, environ=repository.environ)
    assert {found.histories[name].changes[0].bumped for name in names} == {10}
    assert kinds(found.histories["page4.md"].changes) == ["MR", "C"]


@pytest.mark.parametrize(
    ("name", "email", "is_bot"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.example", True),
        ("github-actions", "41898282+github-actions[bot]@users.noreply.example", True),
        ("Renovate", "bot@renovateapp.example", True),
        ("docs-bot", "x@example.org", True),
        ("k8s-ci-robot", "x@example.org", True),
        ("Ada Talbot", "atalbot@example.org", False),
        ("Abbotina Botha", "botha@example.org", False),
    ],
)
def test_bots_are_told_by_name_and_address(repository, name, email, is_bot):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10")}, author=(name, email))
    (change,) = seen(repository)
    assert change.is_bot is is_bot


def test_renamed_file_is_followed_twice_and_into_a_folder(repository):
    repository.commit("2025-01-10", {"a.md": page("2025-01-10")})
    repository.commit("2025-02-10", {"a.md": page("2025-02-10")})
    repository.git("mv", "a.md", "b.md")
    repository.commit("2025-03-10")
    repository.commit("2025-04-10", {"b.md": page("2025-04-10")})
    (repository.folder / "drinks").mkdir()
    repository.git("mv", "b.md", "drinks/tea.md")
    repository.commit("2025-05-10", {"drinks/tea.md": page("2025-05-10", TEXT + " Green.")})
    assert kinds(seen(repository, "drinks/tea.md")) == ["BR", "R", "R", "C"]


def test_two_files_that_change_places_at_once_keep_their_histories(repository):
    green, black = page("2025-01-10", "Green. " * 30), page("2025-01-10", "Black. " * 30).replace("ada", "bo")
    repository.commit("2025-01-10", {"green/tea.md": green, "black/tea.md": black})
    later = green.replace("2025-01-10", "2025-02-10")
    repository.commit("2025-02-10", {"green/tea.md": later})
    repository.git("mv", "green", "new-black")
    repository.git("mv", "black", "new-green")
    repository.commit("2025-03-10")
    paths = ["new-green/tea.md", "new-black/tea.md"]
    found = look(paths, repository.folder, environ=repository.environ)
    assert [kinds(found.histories[path].changes) for path in paths] == [["C"], ["R", "C"]]


def test_a_name_that_another_file_takes_over_keeps_its_own_past(repository):
    green, black = page("2025-01-10", "Green. " * 30), page("2025-01-10", "Black. " * 30).replace("ada", "bo")
    repository.commit("2025-01-10", {"one.md": green})
    repository.git("mv", "one.md", "two.md")
    repository.commit("2025-02-10")
    repository.commit("2025-03-10", {"one.md": black})
    found = look(["one.md", "two.md"], repository.folder, environ=repository.environ)
    created = {name: [change.day.month for change in found.histories[name].changes] for name in ("one.md", "two.md")}
    assert created == {"one.md": [3], "two.md": [1]}


def test_a_file_that_came_back_keeps_both_pasts(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10")})
    repository.commit("2025-02-10", {"tea.md": page("2025-02-10")})
    (repository.folder / "tea.md").unlink()
    repository.commit("2025-03-10")
    repository.commit("2025-04-10", {"tea.md": page("2025-02-10")})
    assert kinds(seen(repository)) == ["C", "R", "C"]


def test_branches_count_and_the_merge_itself_does_not(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10"), "other.md": "x\n"})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit("2025-02-10", {"tea.md": page("2025-01-10", TEXT + " Green.")})
    repository.git("checkout", "--quiet", "main")
    repository.commit("2025-02-11", {"other.md": "y\n"})
    repository.git(
        "-c", "user.name=Bo", "-c", "user.email=bo@example.org", "merge", "--quiet", "--no-ff", "-m", "merge", "side"
    )
    assert kinds(seen(repository)) == ["B", "C"]


def test_names_with_spaces_quotes_and_other_letters(repository):
    names = ["grüner tee.md", 'say "tea".md', "чай.md", "茶/茶.md", "a\\b.md", "-tea.md"]
    repository.commit("2025-01-10", {name: page("2025-01-10") for name in names})
    repository.commit("2025-07-10", {name: page("2025-07-10") for name in names})
    found = look(names, repository.folder, environ=repository.environ)
    assert {name: kinds(found.histories[name].changes) for name in names} == {name: ["R", "C"] for name in names}


def test_text_cannot_pose_as_a_header(repository):
    hostile = "diff --git a/x b/x\n@@ -1 +1 @@\n:100644 100644 a b M\tx.md\n\0\0\0\n--- a/x\n+++ b/x\n"
    repository.commit("2025-01-10", {"tea.md": "x\n"})
    repository.commit("2025-02-10", {"tea.md": "x\n" + hostile, "bytes.md": b"\xff\xfe\x00"})
    repository.commit("2025-03-10", {"tea.md": "x\n" + hostile.replace("x", "y"), "bytes.md": b"\x00\xff"})
    assert kinds(seen(repository)) == ["B", "B", "C"]
    assert kinds(seen(repository, "bytes.md")) == ["B", "C"]


def test_links_files_and_modes_may_turn_into_each_other(repository):
    repository.commit("2025-01-10", {"real.md": page("2025-01-10"), "z.md": "a\n"})
    (repository.folder / "tea.md").symlink_to("real.md")
    repository.commit("2025-02-10")
    (repository.folder / "tea.md").unlink()
    repository.commit("2025-03-10", {"tea.md": page("2025-03-10"), "z.md": "b\n"})
    (repository.folder / "tea.md").chmod(0o755)
    repository.commit("2025-04-10", {"z.md": "c\n"})
    assert kinds(seen(repository)) == ["C"]
    assert kinds(seen(repository, "z.md")) == ["B", "B", "C"]


def test_untracked_files_are_passed_over_and_counted(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10"), ".gitignore": "build/\n"})
    repository.write("draft.md", "x\n")
    repository.write("build/out.md", "x\n")
    found = look(["tea.md", "draft.md", "build/out.md"], repository.folder, environ=repository.environ)
    assert list(found.histories) == ["tea.md"]
    assert [(gap.kind, gap.paths) for gap in found.gaps] == [(GapKind.UNTRACKED, 2)]


def test_ignored_commits_are_passed_over_wherever_they_are_named(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10")})
    commits = [
        repository.commit(f"2025-0{month}-10", {"tea.md": page("2025-01-10", TEXT + f" {month}.")})
        for month in range(2, 6)
    ]
    assert len(seen(repository)) == 5
    repository.write(".git-blame-ignore-revs", f"# the formatter\n{commits[0]}\n")
    assert [change.day.month for change in seen(repository)] == [5, 4, 3, 1]
    repository.write("ours.txt", f"{commits[1]}  # and again\n")
    repository.git("config", "blame.ignoreRevsFile", "ours.txt")
    assert [change.day.month for change in seen(repository)] == [5, 4, 1]
    repository.write("given.txt", commits[2][:12] + "\n")
    assert [change.day.month for change in seen(repository, ignore_revs="given.txt")] == [5, 1]


def test_ignored_commit_still_carries_the_name(repository):
    repository.commit("2025-01-10", {"a.md": page("2025-01-10")})
    repository.git("mv", "a.md", "tea.md")
    commit = repository.commit("2025-02-10")
    repository.write(".git-blame-ignore-revs", commit)
    assert kinds(seen(repository)) == ["C"]


def test_missing_ignore_file_is_said(repository):
    repository.commit("2025-01-10", {"tea.md": page("2025-01-10")})
    found = look(["tea.md"], repository.folder, environ=repository.environ, ignore_revs="gone.txt")
    assert [gap.kind for gap in found.gaps] == [GapKind.IGNORE_REVS]
    assert "gone.txt" in found.gaps[0].cause
