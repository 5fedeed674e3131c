"""Shells are told what may follow: commands, options, rules; zsh and fish in the form that they ask for."""

import shutil
import subprocess
import sysconfig
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
