"""The steps of the action run in bash as a runner runs them, from the installation to the status of the job."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
CONDITION = re.compile(r"([\w.-]+) (==|!=) '([^']*)'")
OLD = "# Tea\n\nLast reviewed: 2020-01-01\n"

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None, reason="the steps are written for bash, which is not here"
)


class Runner:
    """As much of GitHub's runner as a composite action sees: contexts, files for outputs, one shell per step.

    https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
    """

    def __init__(self, temp, environment, action, **inputs):
        self.temp, self.environment = temp, environment
        self.contexts = {
            **{f"inputs.{name}": value["default"] for name, value in ACTION["inputs"].items()},
            **{f"inputs.{name}": value for name, value in inputs.items()},
            "github.action_path": str(action), "github.run_id": "7", "github.run_attempt": "1",
        }  # fmt: skip
        self.summary = temp / "summary.md"
        self.summary.touch()
        self.used, self.log, self.status = [], "", 0

    def filled(self, text):
        return EXPRESSION.sub(lambda found: self.contexts.get(found[1], ""), str(text))

    def run(self, cwd, steps=STEPS):
        for step in steps:
            if "if" in step:
                name, sign, value = CONDITION.fullmatch(step["if"]).groups()
                if (self.contexts.get(name, "") == value) is not (sign == "=="):
                    continue
            if "uses" in step:
                self.used.append((step["uses"], {key: self.filled(value) for key, value in step["with"].items()}))
                continue
            assert step["shell"] == "bash"
            self._shell(step, cwd)
            if self.status:
                break
        return self

    def _shell(self, step, cwd):
        script, outputs = self.temp / "step.sh", self.temp / "outputs"
        script.write_text(step["run"])
        outputs.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=cwd, capture_output=True, text=True, timeout=300, check=False,
            env={
                **self.environment, **{name: self.filled(value) for name, value in step.get("env", {}).items()},
                "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(self.summary),
                "RUNNER_TEMP": str(self.temp),
            },
        )  # fmt: skip
        self.status = done.returncode
        self.log += done.stdout + done.stderr
        for line in outputs.read_text().splitlines():
            name, _, value = line.partition("=")
            self.contexts[f"steps.{step['id']}.outputs.{name}"] = value

    def output(self, name):
        return self.filled(ACTION["outputs"][name]["value"])


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles of ours"
    (folder / "more docs").mkdir(parents=True)
    (folder / "tea.md").write_text(OLD)
    (folder / "more docs" / "milk.md").write_text("# Milk\n\nLast reviewed: 2026-01-01\n")
    return folder


@pytest.fixture
def job(tmp_path, shipping, articles):
    """`job(**inputs)`: the steps after the installation, with this very program installed."""

    def run(**inputs):
        runner = Runner(
            tmp_path,
            shipping.environment(tmp_path),
            ROOT,
            **{name.replace("_", "-"): value for name, value in inputs.items()},
        )
        program = tmp_path / "reviewaudit"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reviewaudit "$@"\n')
        program.chmod(0o755)
        runner.contexts |= {
            "steps.install.outputs.program": str(program), "steps.install.outputs.folder": str(tmp_path / "folder"),
        }  # fmt: skip
        return runner.run(articles, [step for step in STEPS if step.get("id") != "install"])

    return run


def test_action_fits_githubs_schema():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_expression_stands_in_a_script():
    """An input would be run as a part of it: https://docs.github.com/actions/concepts/security/script-injections"""
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_every_input_is_used_and_described():
    text = json.dumps(STEPS)
    for name, value in ACTION["inputs"].items():
        assert f"inputs.{name}" in text
        assert value["description"].endswith((".", "empty."))


def test_findings_fail_the_job_and_the_report_is_there(job):
    done = job(args="--offline --no-git --as-of 2026-06-01")
    assert (done.status, done.output("exit-status")) == (1, "1")
    assert "tea.md:3:16: error RA201 overdue-review" in done.log
    with open(done.output("report"), encoding="utf-8") as file:
        assert json.load(file)["exit_status"] == 1
    assert "overdue-review" in done.summary.read_text()
    assert [action for action, _ in done.used] == ["actions/cache@v4"]


def test_ledger_lies_in_what_is_cached(job, tmp_path):
    done = job(args="--offline")
    [(_, given)] = done.used
    assert given["path"] == str(tmp_path / "folder" / "ledger")
    assert given["key"].startswith(given["restore-keys"])
    assert (tmp_path / "folder" / "ledger" / "ledger.db").exists()
    assert job(args="--offline", cache="false").used == []


@pytest.mark.parametrize(
    ("inputs", "status", "audited"),
    [
        ({}, 1, ["more docs/milk.md", "tea.md"]),
        ({"paths": "more docs"}, 0, ["more docs/milk.md"]),
        ({"paths": "tea.md\n\nmore docs/milk.md\n"}, 1, ["more docs/milk.md", "tea.md"]),
        ({"fail_on": "never"}, 0, ["more docs/milk.md", "tea.md"]),
        ({"args": "--exclude-path 'more docs/' --ignore RA201"}, 0, ["tea.md"]),
        ({"paths": "--no-such-option"}, 2, None),
        ({"paths": "gone"}, 2, None),
        ({"args": "--no-such-option"}, 2, None),
        ({"args": "--ignore $(touch${IFS}ran)"}, 2, None),
        ({"paths": "$(touch ran)"}, 2, None),
    ],
)
def test_inputs_reach_the_program_word_for_word(job, articles, inputs, status, audited):
    args = inputs.pop("args", "")
    done = job(args=f"--offline --no-git --as-of 2026-06-01 {args}", **inputs)
    assert (done.status, done.output("exit-status")) == (status, str(status)), done.log
    report = done.output("report")
    if audited is None:
        assert report == ""
    else:
        with open(report, encoding="utf-8") as file:
            assert [article["path"] for article in json.load(file)["articles"]] == audited
    assert not (articles / "ran").exists()


def test_findings_of_the_baseline_do_not_fail_the_job(job, articles):
    given = "--offline --no-git --as-of 2026-06-01"
    subprocess.run(
        [sys.executable, "-m", "reviewaudit", "check", *given.split(), "--no-ledger", "--write-baseline", "known"],
        cwd=articles, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert job(args=given).status == 1
    assert job(args=given, baseline="known").status == 0


def test_summary_can_be_left_out(job):
    assert job(args="--offline", job_summary="false").summary.read_text() == ""


def test_sarif_goes_to_code_scanning_only_on_request_and_before_the_job_fails(job):
    done = job(args="--offline", sarif="true", cache="false")
    [(action, given)] = done.used
    assert action.startswith("github/codeql-action/upload-sarif@")
    with open(given["sarif_file"], encoding="utf-8") as file:
        assert json.load(file)["version"] == "2.1.0"
    assert done.status == 1


def test_action_installs_itself_and_audits(tmp_path, shipping, articles):
    home, action = tmp_path / "home", tmp_path / "the action"
    home.mkdir()
    action.mkdir()
    shipping.clone(action)
    temp = tmp_path / "runner temp"
    temp.mkdir()
    runner = Runner(
        temp, shipping.environment(home), action, args="--offline --no-git --as-of 2026-06-01", paths="tea.md"
    )
    done = runner.run(articles)
    assert (done.status, done.output("exit-status")) == (1, "1"), done.log
    assert "1 article, reviews: 1 overdue" in done.log
    assert str(temp) in done.contexts["steps.install.outputs.program"]
