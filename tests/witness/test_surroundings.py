"""Odd repositories, odd environments: git is asked the same and answers the same, or it is said why not."""

import os
import shutil
import stat
import subprocess

import pytest

from reviewaudit.model import GapKind
from reviewaudit.witness import look

ADA = ("Ada", "ada@example.org")


def page(reviewed, text="Tea is a drink."):
    return f"---\ntitle: Tea\nlast_reviewed: {reviewed}\n---\n# Tea\n\n{text}\n"


def months(history):
    return [change.day.month for change in history.changes]


@pytest.fixture
def three(repository):
    """A repository with three commits of one article in a folder."""
    for month in (1, 2, 3):
        repository.commit(f"2025-0{month}-10", {"docs/tea.md": page(f"2025-0{month}-10")})
    return repository


def snapshot(folder):
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_from_a_subfolder_and_by_absolute_path(three):
    inside = look(["tea.md"], three.folder / "docs", environ=three.environ)
    assert months(inside.histories["tea.md"]) == [3, 2, 1]
    path = str(three.folder / "docs" / "tea.md")
    elsewhere = look([path, "../site/docs/tea.md"], three.folder.parent / "home", environ=three.environ)
    assert {name: months(history) for name, history in elsewhere.histories.items()} == {
        path: [3, 2, 1],
        "../site/docs/tea.md": [3, 2, 1],
    }


def test_through_a_link_to_the_folder(three):
    (three.folder.parent / "link").symlink_to(three.folder)
    found = look(["link/docs/tea.md"], three.folder.parent, environ=three.environ)
    assert months(found.histories["link/docs/tea.md"]) == [3, 2, 1]


def test_nothing_to_look_at_asks_nothing(tmp_path):
    assert look([], tmp_path, environ={}).gaps == ()


def test_no_repository_is_an_answer(tmp_path, home):
    (tmp_path / "tea.md").write_text("x")
    found = look(["tea.md", "-"], tmp_path, environ={"PATH": os.environ["PATH"], "HOME": str(home)})
    assert [(gap.kind, gap.paths) for gap in found.gaps] == [(GapKind.NO_REPOSITORY, 2)]
    assert not found.histories


def test_git_that_is_not_there_is_an_answer(three, tmp_path):
    for path in ("", str(tmp_path), "."):
        found = look(["docs/tea.md"], three.folder, environ={"PATH": path})
        assert [(gap.kind, gap.paths) for gap in found.gaps] == [(GapKind.NO_GIT, 1)]


def test_git_in_the_working_folder_is_never_run(three):
    three.write("git", "#!/bin/sh\ntouch ran\n")
    (three.folder / "git").chmod(0o755)
    found = look(["docs/tea.md"], three.folder, environ={**three.environ, "PATH": "." + os.pathsep + "bin"})
    assert [gap.kind for gap in found.gaps] == [GapKind.NO_GIT]


def test_repository_without_commits(repository):
    repository.write("tea.md", "x\n")
    repository.git("add", "tea.md")
    found = look(["tea.md"], repository.folder, environ=repository.environ)
    assert found.histories["tea.md"].changes == ()
    assert found.gaps == ()


def test_shallow_clone_is_said_and_its_edge_tells_nothing(three, tmp_path):
    three.git("clone", "--quiet", "--depth=2", f"file://{three.folder}", str(tmp_path / "clone"))
    found = look(["docs/tea.md"], tmp_path / "clone", environ=three.environ)
    history = found.histories["docs/tea.md"]
    assert (months(history), history.complete) == ([3], False)
    assert [gap.kind for gap in found.gaps] == [GapKind.SHALLOW]
    assert "--unshallow" in found.gaps[0].help


def test_whole_clone_is_complete(three, tmp_path):
    three.git("clone", "--quiet", f"file://{three.folder}", str(tmp_path / "clone"))
    found = look(["docs/tea.md"], tmp_path / "clone", environ=three.environ)
    assert (months(found.histories["docs/tea.md"]), found.gaps) == ([3, 2, 1], ())


def test_partial_clone_is_said_and_fetches_nothing(three, tmp_path):
    three.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    three.git("clone", "--quiet", "--filter=blob:none", f"file://{three.folder}", str(clone))
    before = snapshot(clone)
    found = look(["docs/tea.md"], clone, environ=three.environ)
    assert [gap.kind for gap in found.gaps] == [GapKind.PARTIAL]
    assert not found.histories["docs/tea.md"].complete
    assert snapshot(clone) == before


def test_damaged_history_is_said(three):
    blob = three.git("rev-parse", "HEAD~2:docs/tea.md")
    path = three.folder / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    path.unlink()
    found = look(["docs/tea.md"], three.folder, environ=three.environ)
    assert [gap.kind for gap in found.gaps] == [GapKind.FAILED]
    assert blob in found.gaps[0].cause
    history = found.histories["docs/tea.md"]
    assert (months(history), history.complete) == ([3], False)


def test_damaged_index_is_said(three):
    three.write(".git/index", b"DIRC nonsense")
    found = look(["docs/tea.md"], three.folder, environ=three.environ)
    assert [gap.kind for gap in found.gaps] == [GapKind.FAILED]
    assert not found.histories


def test_worktrees_and_submodules_are_repositories_of_their_own(three, tmp_path):
    three.git("worktree", "add", "--quiet", str(tmp_path / "tree"), "HEAD~1")
    found = look(["docs/tea.md"], tmp_path / "tree", environ=three.environ)
    assert months(found.histories["docs/tea.md"]) == [2, 1]
    outer = tmp_path / "outer"
    outer.mkdir()
    three.git("init", "--quiet", str(outer))
    three.git(
        "-c",
        "protocol.file.allow=always",
        "-C",
        str(outer),
        "submodule",
        "--quiet",
        "add",
        f"file://{three.folder}",
        "sub",
    )
    found = look(["sub/docs/tea.md"], outer, environ=three.environ)
    assert months(found.histories["sub/docs/tea.md"]) == [3, 2, 1]


def test_several_repositories_in_one_run(three, tmp_path):
    three.git("clone", "--quiet", "--depth=1", f"file://{three.folder}", str(tmp_path / "clone"))
    paths = ["site/docs/tea.md", "clone/docs/tea.md", "loose.md"]
    found = look(paths, tmp_path, environ=three.environ)
    assert {path: months(history) for path, history in found.histories.items()} == {paths[0]: [3, 2, 1], paths[1]: []}
    assert [gap.kind for gap in found.gaps] == [GapKind.SHALLOW, GapKind.NO_REPOSITORY]


def test_no_configuration_changes_what_is_seen_or_runs_a_program(three, home, tmp_path):
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    program.chmod(0o755)
    three.git("mv", "docs/tea.md", "docs/green tea.md")
    three.commit(
        "2025-04-10",
        {"docs/green tea.md": page("2025-03-10", "Tea is a drink. Mostly."), ".gitattributes": "*.md diff=odd\n"},
    )
    calm = look(["docs/green tea.md"], three.folder, environ=three.environ)
    settings = f"""
        [color] ui = always
        diff = always
        [core] pager = {program}
        quotePath = true
        fsmonitor = {program}
        hooksPath = {tmp_path}
        [pager] log = {program}
        [diff] external = {program}
        noprefix = true
        mnemonicPrefix = true
        renames = false
        context = 9
        interHunkContext = 50
        orderFile = {program}
        relative = true
        algorithm = patience
        wordRegex = .
        ignoreSubmodules = none
        [diff "odd"] command = {program}
        textconv = {program}
        binary = true
        xfuncname = .*
        [log] showSignature = true
        follow = true
        showRoot = false
        decorate = full
        date = relative
        mailmap = true
        [format] pretty = oneline
        [i18n] logOutputEncoding = UTF-16
        [alias] log = !{program}
        [blame] ignoreRevsFile = /nowhere
    """
    (home / ".gitconfig").write_text(settings)
    noisy = {
        "GIT_EXTERNAL_DIFF": str(program),
        "GIT_DIR": "/nowhere",
        "GIT_INDEX_FILE": "/nowhere",
        "GIT_PAGER": str(program),
        "GIT_DIFF_OPTS": "-u9",
        "GIT_LITERAL_PATHSPECS": "1",
        "LC_ALL": "de_DE.UTF-8",
        "GIT_TRACE": "1",
    }
    found = look(["docs/green tea.md"], three.folder, environ={**three.environ, **noisy})
    assert found == calm
    assert months(found.histories["docs/green tea.md"]) == [4, 3, 2, 1]
    assert not ran.exists()


def test_nothing_is_written_to_the_repository(three):
    (three.folder / "docs" / "tea.md").touch()
    before = snapshot(three.folder)
    look(["docs/tea.md"], three.folder, environ=three.environ)
    assert snapshot(three.folder) == before


def test_repository_of_another_owner_is_said(three):
    environ = {**three.environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    refused = subprocess.run(["git", "log"], cwd=three.folder, env=environ, capture_output=True, check=False)
    if b"dubious ownership" not in refused.stderr:
        pytest.skip("this git does not mind")
    tool = three.folder.parent / "bin"
    tool.mkdir()
    (tool / "git").write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    (tool / "git").chmod(0o755)
    found = look(["docs/tea.md"], three.folder, environ={**three.environ, "PATH": str(tool)})
    assert [gap.kind for gap in found.gaps] == [GapKind.UNSAFE]
    assert "safe.directory" in found.gaps[0].help
    trusted = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    found = look(["docs/tea.md"], three.folder, environ={**three.environ, "PATH": str(tool), **trusted})
    assert months(found.histories["docs/tea.md"]) == [3, 2, 1]


def test_two_thousand_commits_and_hundreds_of_files_cost_four_calls(repository, fast_import):
    files = [f"docs/{number}.md" for number in range(300)]

    def commits():
        yield 0, ADA, {name: page("2020-01-01", "Tea.") for name in files}
        for day in range(1, 2000):
            name = files[day % 300]
            yield day, ADA, {name: page("2020-01-01", f"Tea {day}."), f"src/{day % 50}.py": f"day = {day}\n"}

    fast_import(commits())
    tool = repository.folder.parent / "bin"
    tool.mkdir()
    (tool / "git").write_text(f'#!/bin/sh\necho "$1" >> {tool}/calls\nexec {shutil.which("git")} "$@"\n')
    (tool / "git").chmod(0o755)
    found = look(
        files, repository.folder, environ={**repository.environ, "PATH": f"{tool}:{repository.environ['PATH']}"}
    )
    assert sum(len(history.changes) for history in found.histories.values()) == 300 + 1999
    assert all(history.changes[-1].created for history in found.histories.values())
    assert len((tool / "calls").read_text().splitlines()) == 4
