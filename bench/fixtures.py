"""What links we read from the fixtures of other link checkers, beside what lychee reads from them.

    python bench/fixtures.py ../shared/data/link-fixtures                 # the differences, counted by class
    python bench/fixtures.py ../shared/data/link-fixtures --table         # the same as the table of the manual
    python bench/fixtures.py ../shared/data/link-fixtures --list CLASS    # each difference of one class, or "unclassed"

Beside each file lies `<file>.lychee.txt`, the list of links that lychee 0.24.2 read from it as a page at `PAGE`, with
its complaints about those it could not read. Compared are URLs in the form in which they are asked. Their fragments
count, but not how those are encoded, nor names and passwords, which we do not show. `link_classes.py` says of each
difference who is right.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).parent))
from link_classes import CLASSES, Difference, File, class_of

from reviewaudit import extraction, formats
from reviewaudit.model import (
    START,
    Document,
    Link,
    LinkKind,
    Reference,
    ReviewPolicy,
    Surroundings,
    TargetKind,
    without_credentials,
)

PAGE = "https://fixture-base.net/dir/page"
LIST = ".lychee.txt"
COMPLAINT = '# [WARN] Error building URL for "'


def main() -> None:
    arguments = argparse.ArgumentParser(description="Compare the links we read from fixtures with lychee's.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--table", action="store_true", help="print the table of the manual")
    arguments.add_argument("--list", metavar="CLASS", help="print each difference of this class")
    given = arguments.parse_args()
    files = list(compared(given.folder))
    if given.list:
        for difference in (one for file in files for one in file.differences):
            if (found := class_of(difference)) == given.list or (found is None and given.list == "unclassed"):
                side = "ours  " if difference.is_ours else "theirs"
                print(f"{side} {difference.file.path}:{difference.line} {difference.url}")
    else:
        print(table(files) if given.table else counts(files))


def compared(folder: Path) -> Iterator[File]:
    """Each file of an article's format below `folder` that has a list beside it."""
    for path in sorted(folder.rglob("*")):
        beside = path.with_name(path.name + LIST)
        format = formats.format_of(path.name)
        if format is not None and not path.name.endswith(LIST) and beside.is_file():
            yield compare(path.relative_to(folder).as_posix(), format, path.read_bytes(), beside.read_text("utf-8"))


def compare(path: str, format: str, data: bytes, listed: str) -> File:
    document = formats.parse(data, format)
    article = extraction.extract(PAGE, format, document, ReviewPolicy(), remarks=False)
    theirs = forms(urls_listed(listed))
    ours = [(form_of(reference), reference) for reference in article.references]
    known = {url for url, _ in ours}
    file = File(path, format, document.text, document.base, known, theirs)
    file.unbased = forms([document.base, *(link.url for link in document.links)])
    offset = document.lines.offset
    file.differences += [
        Difference(file, url, True, reference.place.line, offset(reference.place.line, reference.place.column))
        for url, reference in ours
        if url not in theirs
    ]
    file.differences += [Difference(file, url, False) for url in sorted(theirs - known)]
    return file


def urls_listed(listed: str) -> Iterator[str]:
    for line in listed.splitlines():
        if line.startswith(COMPLAINT):
            yield line.removeprefix(COMPLAINT).rpartition('" (')[0]
        elif line and not line.startswith("# "):
            yield line.removesuffix(" [excluded]")


def forms(urls: Iterable[str]) -> set[str]:
    """URLs in the form in which they are compared, as links of a page without base."""
    links = tuple(Link(url, START, LinkKind.LINK, "", Surroundings()) for url in urls)
    article = extraction.extract(PAGE, "html", Document("", links), ReviewPolicy(), remarks=False)
    return {form_of(reference) for reference in article.references}


def form_of(reference: Reference) -> str:
    kind, url = reference.target_kind, reference.url
    if kind is TargetKind.UNCHECKED:  # a comment switches it off: it is read like any other, and not asked
        return next(iter(forms([url])))
    if kind in {TargetKind.REMOTE, TargetKind.ANCHOR}:
        url = (reference.target or PAGE) + (f"#{unquote(reference.fragment)}" if reference.fragment else "")
    elif kind is TargetKind.UNSUPPORTED:
        scheme, _, rest = url.strip().partition(":")
        url = f"{scheme.lower()}:{unquote(rest)}"
        url = url.rstrip("/") if rest.count("/") <= 3 else url
    elif kind is TargetKind.TEMPLATE:
        url = unquote(url)
    return without_credentials(url.strip())


def counts(files: list[File]) -> str:
    rows = counted(files)
    total = sum(len(file.theirs) for file in files)
    same = sum(len(file.theirs & file.ours) for file in files)
    lines = [f"{len(files)} files, {total:,} links in lychee's lists, {same:,} of them in ours"]
    lines += [
        f"{count:6}  {verdict:12} {name}" for (name, verdict), count in sorted(rows.items(), key=lambda row: -row[1])
    ]
    return "\n".join(lines)


def counted(files: list[File]) -> Counter[tuple[str, str]]:
    """How many differences there are of each class, by its name and verdict."""
    verdicts = {one.name: one.verdict for one in CLASSES}
    names = (class_of(difference) or "unclassed" for file in files for difference in file.differences)
    return Counter((name, verdicts.get(name, "")) for name in names)


def table(files: list[File]) -> str:
    """The classes with what there is of each, as the manual shows them."""
    found = Counter(class_of(difference) for file in files for difference in file.differences)
    seen_in: dict[str | None, list[str]] = {}
    for file in files:
        for difference in file.differences:
            places = seen_in.setdefault(class_of(difference), [])
            places += [file.path] if file.path not in places else []
    lines = [
        "| difference | listed by | links | files | for example in | verdict | why |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in CLASSES:
        if found[one.name]:
            paths = seen_in[one.name]
            side = "us" if one.is_ours else "lychee"
            example = min(paths, key=lambda path: (not path.startswith("_own"), len(path), path))
            count = f"{found[one.name]:,} | {len(paths)} | `{example}`"
            lines.append(f"| {one.name} | {side} | {count} | {one.verdict} | {one.why} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
