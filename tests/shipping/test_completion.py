"""Shells are told what may follow: commands, options, rules. bash, zsh and fish are asked themselves where they are."""

import os
import select
import shutil
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest

from reviewaudit.rules import RULES

SCRIPT = Path(sysconfig.get_path("scripts")) / "reviewaudit"

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="completion is of the installed command, which is not here")


@pytest.fixture
def ask(tmp_path):
    def answer(command, **env):
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path,
            env={"PATH": f"{SCRIPT.parent}:/usr/bin:/bin", "HOME": str(tmp_path), **env},
        ).stdout  # fmt: skip

    return answer


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["ch"], {"check"}),
        (["check", "--off"], {"--offline"}),
        (["check", "--select", "RA30"], {rule.code for rule in RULES if rule.code.startswith("RA30")}),
        (["check", "--ignore", "RA201,hollow"], {"RA201,hollow-claim"}),
        (["explain", "overdue"], {"overdue-review"}),
        (["check", "--select", "nothing"], set()),
    ],
)
def test_bash_offers(ask, words, offered):
    line = " ".join(f"'{word}'" for word in ["reviewaudit", *words])
    script = (
        'eval "$(_REVIEWAUDIT_COMPLETE=source_bash reviewaudit)"\n'
        f"COMP_WORDS=({line}); COMP_CWORD={len(words)}\n"
        "$(complete -p reviewaudit | sed 's/.*-F \\([^ ]*\\).*/\\1/') reviewaudit\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    assert set(ask(["bash", "--norc", "-c", script]).split()) == offered


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ch", {"check"}),
        ("check --off", {"--offline"}),
        ("check --select RA30", {rule.code for rule in RULES if rule.code.startswith("RA30")}),
        ("explain overdue", {"overdue-review"}),
    ],
)
def test_fish_offers(ask, line, offered):
    script = f'_REVIEWAUDIT_COMPLETE=source_fish reviewaudit | source; complete -C "reviewaudit {line}"'
    answer = ask(["fish", "--no-config", "-c", script])
    assert {word.partition("\t")[0] for word in answer.splitlines()} == offered


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not here")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [("ch", "check"), ("check --offl", "check --offline"), ("explain hollow", "explain hollow-claim")],
)
def test_zsh_completes_what_is_typed(tmp_path, typed, completed):
    """On a terminal, as zsh completes nowhere else."""
    pty = pytest.importorskip("pty")
    (tmp_path / ".zshrc").write_text(
        "autoload -Uz compinit && compinit -u -D\n"
        'eval "$(_REVIEWAUDIT_COMPLETE=source_zsh reviewaudit)"\n'
        "PS1='ready> '\n"
    )
    parent, child = pty.openpty()
    env = {"PATH": f"{SCRIPT.parent}:/usr/bin:/bin", "HOME": str(tmp_path), "TERM": "dumb"}
    shell = subprocess.Popen(["zsh", "-i"], stdin=child, stdout=child, stderr=child, cwd=tmp_path, env=env)
    os.close(child)

    def wait_for(text):
        shown, end = b"", time.monotonic() + 60
        while text not in shown:
            assert select.select([parent], [], [], max(end - time.monotonic(), 0))[0], shown
            shown += os.read(parent, 65536)

    try:
        wait_for(b"ready> ")
        os.write(parent, f"reviewaudit {typed}\t".encode())
        wait_for(f"reviewaudit {completed}".encode())
    finally:
        shell.kill()
        shell.wait()
        os.close(parent)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_rules_with_their_meaning(ask, shell):
    env = {"_REVIEWAUDIT_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "reviewaudit explain hollow"}
    if shell == "fish":
        env["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    answer = ask([str(SCRIPT)], **env)
    assert "hollow-claim" in answer
    assert "The article says that its references were verified" in answer


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(ask, shell):
    script = ask([str(SCRIPT)], _REVIEWAUDIT_COMPLETE=f"source_{shell}")
    assert f"_REVIEWAUDIT_COMPLETE=complete_{shell}" in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
def test_completion_installs_itself_for_the_shell_it_is_called_from(ask, tmp_path):
    ask(["bash", "--norc", "-c", "reviewaudit --install-completion; true"])
    assert "_REVIEWAUDIT_COMPLETE=complete_bash" in (tmp_path / ".bash_completions" / "reviewaudit.sh").read_text()
    assert ".bash_completions/reviewaudit.sh" in (tmp_path / ".bashrc").read_text()
