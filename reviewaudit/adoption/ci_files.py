"""What a repository has in, what it needs to run reviewaudit by itself out: new files, or a few lines more in its own.

What is there keeps every byte. YAML is read to know where a list ends and to see that the result says what it said
before and one thing more; it is never written by a program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from reviewaudit.adoption.templates import fill, template
from reviewaudit.errors import UsageError

BY_HAND = "add these lines by hand:\n"


class CiFile(NamedTuple):
    path: str
    """Relative to the repository, with `/`."""
    new: Callable[[str], str]
    """The version of this program in, the text of a file out where there is none."""
    added: Callable[[str, str], str] | None
    """The text that is there and the version in, the new text out; None: the file is ours alone."""


def _github(version: str) -> str:
    return fill(template("github-workflow.yml"), version=version)


def _gitlab(version: str) -> str:
    return fill(template("gitlab-ci.yml"), version=version)


def _pre_commit(version: str) -> str:
    return "repos:\n" + _indented(_entry(version), "  ")


def _entry(version: str) -> str:
    return fill(template("pre-commit-config.yaml"), version=version)


def _added_to_pre_commit(text: str, version: str) -> str:
    """The entry behind the last one of `repos`, indented as that one is."""
    name = ".pre-commit-config.yaml"
    entry = _entry(version)
    before, root = _read(text, name, entry)
    repos = next((value for key, value in _pairs(root) if key.value == "repos"), None)
    if repos is None or type(repos).__name__ != "SequenceNode" or repos.flow_style or not repos.value:
        raise _by_hand(name, "has no list of repos, one a line", _pre_commit(version))
    if any("reviewaudit" in str(repo.get("repo", "")) for repo in before["repos"] if isinstance(repo, dict)):
        raise UsageError(f"{name} has reviewaudit already", "change its `rev` there, or leave out --pre-commit")
    column = repos.start_mark.column
    after = {**before, "repos": [*before["repos"], _parsed(entry)[0]]}
    return _spliced(text, _end(repos, text), _indented(entry, " " * column), after, name, entry)


def _added_to_gitlab(text: str, version: str) -> str:
    """The job behind all that is there, in a stage that exists."""
    name = ".gitlab-ci.yml"
    job = _gitlab(version)
    before, root = _read(text, name, job)
    if "reviewaudit" in before:
        raise UsageError(f"{name} has a job named reviewaudit already", "change it there, or leave out --gitlab")
    if root.flow_style:
        raise _by_hand(name, "is not written key by key", job)
    stages = before.get("stages")
    if isinstance(stages, list) and stages and "test" not in stages:
        job = job.replace("reviewaudit:\n", f"reviewaudit:\n  stage: {stages[-1]}\n", 1)
    return _spliced(text, len(text), "\n" + job, {**before, **_parsed(job)}, name, job)


CI_FILES = {
    "pre-commit": CiFile(".pre-commit-config.yaml", _pre_commit, _added_to_pre_commit),
    "github": CiFile(".github/workflows/reviewaudit.yml", _github, None),
    "gitlab": CiFile(".gitlab-ci.yml", _gitlab, _added_to_gitlab),
}


def _read(text: str, name: str, lines: str) -> tuple[dict[str, Any], Any]:
    """The data of a YAML file, and the nodes that know their places. Its tags are left alone: GitLab has its own."""
    import yaml

    try:
        root = yaml.compose(text, Loader=_Loader())
        data = _parsed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise _by_hand(place, f"cannot be read as YAML: {getattr(error, 'problem', None) or error}", lines) from None
    if not isinstance(data, dict):
        raise _by_hand(name, "is no table of keys", lines)
    return data, root


def _parsed(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=_Loader())  # noqa: S506  # a safe loader, with one more tag


def _Loader() -> Any:  # noqa: N802  # stands for a class, made on first use because yaml takes a while to import
    import yaml

    class Loader(yaml.SafeLoader):
        """Takes a tag that it does not know (`!reference`) for a mark on the value."""

    def unknown(loader: Any, suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return suffix, loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return suffix, loader.construct_sequence(node, deep=True)
        return suffix, loader.construct_scalar(node)

    Loader.add_multi_constructor("!", unknown)
    return Loader


def _pairs(root: Any) -> list[tuple[Any, Any]]:
    return root.value if type(root).__name__ == "MappingNode" else []


def _end(node: Any, text: str) -> int:
    """Where the last word of a list of blocks ends; the list's own mark lies behind the comments that follow it."""
    last, before = node, int(node.start_mark.index)
    while not _is_leaf(last):
        key, last = last.value[-1] if isinstance(last.value[-1], tuple) else (None, last.value[-1])
        before = key.start_mark.index if key is not None else before
        if last.start_mark.index < before:  # an alias, whose place is that of its anchor
            lines = text[: node.end_mark.index].splitlines(keepends=True)
            while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
                lines.pop()
            return len("".join(lines))
        before = last.start_mark.index
    return int(last.end_mark.index)


def _is_leaf(node: Any) -> bool:
    return type(node).__name__ == "ScalarNode" or node.flow_style or not node.value


def _spliced(text: str, at: int, lines: str, after: dict[str, Any], name: str, entry: str) -> str:
    """The text with lines put in behind the line in which `at` lies, in its own line ends, if it then says `after`."""
    ending = "\r\n" if "\r\n" in text else "\n"
    # A block scalar ends behind its last line already.
    line_end = at if at and text[at - 1] == "\n" else text.find("\n", at) + 1
    if line_end == 0:
        line_end = len(text)
    head = text[:line_end]
    head += ending if head and not head.endswith("\n") else ""
    result = head + lines.replace("\n", ending) + text[line_end:]
    if not _says(result, after):
        raise _by_hand(name, "is written in a way that nothing can be put in safely", entry)
    return result


def _says(text: str, data: dict[str, Any]) -> bool:
    import yaml

    try:
        return bool(_parsed(text) == data)
    except yaml.YAMLError:
        return False


def _indented(text: str, by: str) -> str:
    return re.sub(r"^(?=.)", by, text, flags=re.MULTILINE)


def _by_hand(place: str, cause: str, lines: str) -> UsageError:
    return UsageError(f"{place} {cause}", BY_HAND + lines.rstrip("\n"))
