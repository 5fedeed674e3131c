"""Lines are put into a repository's own YAML without touching what is there; what cannot be done safely is refused."""

import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.adoption import CI_FILES
from reviewaudit.errors import UsageError

ENTRY = {
    "repo": "https://github.com/reviewaudit/reviewaudit",
    "rev": "v1.2.3",
    "hooks": [{"id": "reviewaudit-dates"}, {"id": "reviewaudit-links"}],
}


def hooked(text):
    return CI_FILES["pre-commit"].added(text, "1.2.3")


def with_job(text):
    return CI_FILES["gitlab"].added(text, "1.2.3")


def assert_only_added(before, after):
    """One run of text was put in; all else is as it was."""
    head = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    grown = len(after) - len(before)
    assert grown > 0
    assert any(after[:at] + after[at + grown :] == before for at in range(max(head - 400, 0), head + 1))


@pytest.mark.parametrize("name", CI_FILES)
def test_new_file_names_the_version_that_wrote_it(name):
    assert "1.2.3" in CI_FILES[name].new("1.2.3")


@pytest.mark.parametrize(("name", "schema"), [("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")])
def test_new_file_fits_the_services_schema(tmp_path, name, schema):
    file = tmp_path / "file.yml"
    file.write_text(CI_FILES[name].new("1.2.3"))
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_new_pre_commit_config_is_taken_by_pre_commit(tmp_path):
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(CI_FILES["pre-commit"].new("1.2.3"))
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(file)],
        capture_output=True, text=True, timeout=60, check=False, env={"PRE_COMMIT_HOME": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert yaml.safe_load(file.read_text()) == {"repos": [ENTRY]}


@pytest.mark.parametrize(
    "before",
    [
        "repos:\n- repo: local\n  hooks:\n  - id: a\n",
        "repos:\n  - repo: local\n    hooks:\n      - id: a\n",
        "repos:\n    -   repo: local\n        hooks:\n        -   id: a\n",
        "repos:\n- repo: local\n  hooks: [{id: a}]\n",
        "repos:\n- {repo: local, hooks: [{id: a}]}\n",
        "repos:\n- repo: local\n  hooks:\n  - id: a  # the last\n# the end\n",
        "repos:\n- repo: local\n  hooks:\n  - id: a\n\n\nci:\n  skip: [a]\n",
        "ci:\n  skip: [a]\nrepos:\n- repo: local\n  hooks:\n  - id: a",
        "---\nrepos:\n- repo: local\n  hooks:\n  - id: a\n    entry: |\n      one\n      two\n",
        "---\n'repos':\n- repo: local\n  hooks:\n  - id: a\n    args: >-\n      one\n      two\nexclude: x\n",
        "repos:\r\n- repo: local\r\n  hooks:\r\n  - id: a\r\n",
        "\ufeffrepos:\n- repo: local\n  hooks:\n  - id: ä\n",
        "x: &h\n- id: a\nrepos:\n- repo: local\n  hooks: *h\n",
    ],
)
def test_hooks_come_behind_those_that_are_there(before):
    after = hooked(before)
    there = yaml.safe_load(before)
    assert yaml.safe_load(after) == {**there, "repos": [*there["repos"], ENTRY]}
    assert_only_added(before, after)
    assert ("\r\n" in after) == ("\r\n" in before)
    assert after.count("\r\n") in {0, after.count("\n")}


WORD = st.text("abcdefghij #-:'\"|>&*!%@`{}[],ä", max_size=8)
HOOK = st.fixed_dictionaries({"id": WORD, "args": st.lists(WORD, max_size=2)})
REPO = st.fixed_dictionaries(
    {"repo": WORD, "hooks": st.lists(HOOK, max_size=2)},
    optional={"rev": WORD, "exclude": st.sampled_from(["a\nb\n", "(?x)^(\n  a\n)$", "  lead\n"])},
)  # fmt: skip


@given(
    st.lists(REPO, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["ci", "exclude", "fail_fast"]), WORD, max_size=2),
    st.sampled_from([2, 4, 6]),
    st.sampled_from([None, False]),
    st.sampled_from(["", "# the end\n", "\n\n"]),
    st.booleans(),
)
def test_any_list_of_repos_keeps_what_it_says(repos, others, indent, flow, tail, last):
    data = {**others, "repos": repos} if last else {"repos": repos, **others}
    before = yaml.safe_dump(data, indent=indent, default_flow_style=flow, sort_keys=False, allow_unicode=True) + tail
    try:
        after = hooked(before)
    except UsageError as error:
        assert "by hand" in error.help  # noqa: PT017  # either added or refused, never spoilt
        return
    assert yaml.safe_load(after) == {**data, "repos": [*repos, ENTRY]}
    assert_only_added(before, after)


@pytest.mark.parametrize(
    ("before", "cause"),
    [
        ("repos: []\n", "has no list of repos"),
        ("repos: [{repo: local, hooks: []}]\n", "has no list of repos"),
        ("ci: {}\n", "has no list of repos"),
        ("repos: text\n", "has no list of repos"),
        ("", "is no table of keys"),
        ("- a\n", "is no table of keys"),
        ("repos:\n- repo: [\n", ".pre-commit-config.yaml:3 cannot be read as YAML"),
        ("repos:\n- repo: https://github.com/reviewaudit/reviewaudit\n", "has reviewaudit already"),
    ],
)
def test_config_that_cannot_be_added_to_is_left_alone(before, cause):
    with pytest.raises(UsageError, match="pre-commit") as caught:
        hooked(before)
    assert cause in caught.value.cause
    assert caught.value.help


@pytest.mark.parametrize(
    ("before", "stage"),
    [
        ("build:\n  script: make\n", None),
        ("build:\n  script: make", None),
        ("stages: [build, test]\nbuild:\n  script: make\n", None),
        ("stages:\n  - build\n  - audit\nbuild:\n  script: make\n\n# the end\n", "audit"),
        ("include:\n  - local: a.yml\nbuild:\n  script: !reference [.a, script]\n", None),
        ("build:\r\n  script: make\r\n", None),
        ("build:\n  script: |\n    make\n    make install\n", None),
    ],
)
def test_job_comes_behind_all_that_is_there_in_a_stage_that_exists(before, stage):
    after = with_job(before)
    assert after.startswith(before)
    job = yaml.safe_load(after.replace("!reference ", "")).pop("reviewaudit")
    assert job.get("stage") == stage
    assert {key: value for key, value in job.items() if key != "stage"} == yaml.safe_load(
        CI_FILES["gitlab"].new("1.2.3")
    )["reviewaudit"]
    assert after.count("\r\n") in {0, after.count("\n")}


@pytest.mark.parametrize(
    "before", ["", "{build: {script: make}}\n", "reviewaudit:\n  script: x\n", "a: [\n", "--- \na: 1\n...\n"]
)
def test_pipeline_that_cannot_be_added_to_is_left_alone(before):
    with pytest.raises(UsageError, match="gitlab-ci"):
        with_job(before)
