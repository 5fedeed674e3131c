"""What is shipped beside the program is current and in order."""

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from reviewaudit import __version__
from reviewaudit.adoption import CI_FILES

ROOT = Path(__file__).resolve().parents[2]
MAN = ROOT / "docs" / "reviewaudit.1"
DOCKERFILE = ROOT / "Dockerfile"


def test_generated_files_are_current():
    """Renew with `python docs/shipped.py`."""
    script = (
        "import sys\nsys.path.insert(0, 'docs')\nimport shipped\n"
        "for path, text in shipped.shipped().items():\n"
        "    file = shipped.ROOT / path\n"
        "    if not file.exists() or file.read_text(encoding='utf-8') != text:\n"
        "        sys.exit(f'{path} is not current; mend with: .venv/bin/python docs/shipped.py')\n"
        "if shipped.stale():\n"
        "    sys.exit(f'{shipped.stale()[0]} is about something gone; mend with: .venv/bin/python docs/shipped.py')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_man_page_names_every_command_and_status():
    text = MAN.read_text(encoding="utf-8").replace("\\-", "-")
    for words in (
        ".SS reviewaudit check ",
        ".SS reviewaudit ledger export",
        "--offline",
        "-h, --help",
        ".SH EXIT STATUS",
    ):
        assert words in text
    assert f"reviewaudit {__version__}" in text


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not here")
def test_man_page_is_formatted_without_a_warning():
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", str(MAN)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    assert "--exclude-path PATTERN" in done.stdout


def test_man_page_is_installed_by_the_wheel(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert f"reviewaudit-{__version__}.data/data/share/man/man1/reviewaudit.1" in names
    assert "reviewaudit/adoption/templates/github-workflow.yml" in names


def test_template_for_gitlab_fits_its_schema():
    template = ROOT / "templates" / "reviewaudit.gitlab-ci.yml"
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(template)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    job = yaml.safe_load(template.read_text())["reviewaudit"]
    assert job["artifacts"]["reports"]["codequality"] in job["script"][-1]


def test_job_for_gitlab_runs(shipping, tmp_path):
    """Its last line, as its shell would split it."""
    (tmp_path / "tea.md").write_text("# Tea\n\nLast reviewed: 2020-01-01\n")
    job = yaml.safe_load((ROOT / "templates" / "reviewaudit.gitlab-ci.yml").read_text())["reviewaudit"]
    _, *args = shlex.split(job["script"][-1])
    done = subprocess.run(
        [sys.executable, "-m", "reviewaudit", *args, "--offline"],
        cwd=tmp_path, env=shipping.environment(tmp_path), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    for report in job["artifacts"]["reports"].values():
        assert (tmp_path / report).stat().st_size


README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)


@pytest.mark.parametrize(("key", "schema"), [("jobs", "vendor.github-workflows"), ("include", "vendor.gitlab-ci")])
def test_snippet_of_the_manual_fits_its_services_schema(tmp_path, key, schema):
    [snippet] = [text for text in SNIPPETS if key in yaml.safe_load(text)]
    (tmp_path / "file.yml").write_text(snippet)
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, "file.yml"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_snippet_for_pre_commit_is_what_init_writes():
    [snippet] = [text for text in SNIPPETS if "repos" in yaml.safe_load(text)]
    assert yaml.safe_load(snippet) == yaml.safe_load(CI_FILES["pre-commit"].new(__version__))


def test_snippet_of_the_readme_is_that_of_the_manual():
    [short] = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)]
    [whole] = [parsed for parsed in map(yaml.safe_load, SNIPPETS) if "jobs" in parsed]
    assert short["jobs"] == whole["jobs"]


def test_snippets_and_manual_name_this_version_and_no_other():
    named = re.findall(r"reviewaudit(?:@v|/v|\n +rev: v)(\d+\.\d+\.\d+)", README + MANUAL)
    assert len(named) == 5
    assert set(named) == {__version__}


@pytest.mark.parametrize("text", [CI_FILES["github"].new(__version__), *SNIPPETS])
def test_workflows_give_the_action_inputs_that_it_has(text):
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    for job in yaml.safe_load(text).get("jobs", {}).values():
        [given] = [step.get("with", {}) for step in job["steps"] if step["uses"].startswith("reviewaudit/")]
        assert set(given) <= set(inputs)


def instructions():
    """Pairs (instruction, argument) of the Dockerfile, continued lines joined, comments left out."""
    lines = [line for line in DOCKERFILE.read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def test_image_is_slim_compiled_and_not_run_by_root():
    steps = instructions()
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in steps} <= known
    bases = [argument.split()[0] for name, argument in steps if name == "FROM"]
    assert bases == ["python:3.13-slim"] * 2
    assert any(name == "RUN" and "compileall" in argument for name, argument in steps)
    users = [argument for name, argument in steps if name == "USER"]
    assert users == ["reviewaudit"]
    assert any(name == "RUN" and "useradd" in argument and users[-1] in argument for name, argument in steps)
    assert dict(steps)["ENTRYPOINT"] == '["reviewaudit"]'


def test_image_copies_what_is_there_and_what_the_wheel_needs():
    sources = [
        name for step, argument in instructions() if step == "COPY" and "--from" not in argument
        for name in argument.split()[:-1]
    ]  # fmt: skip
    for name in sources:
        assert (ROOT / name).exists()
    assert {"pyproject.toml", "README.md", "LICENSE", "reviewaudit", "articles", "docs/reviewaudit.1"} <= set(sources)


def test_image_ignores_no_file_that_it_copies():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not {"reviewaudit", "articles", "docs", "LICENSE"} & set(ignored)
    assert ".git" in ignored
