"""The score on real lines, each put into a small article of the kind it was found in."""

import json
import re
from pathlib import Path

import pytest

from reviewaudit import extraction, formats
from reviewaudit.model import Flag, ReviewPolicy, Scope, StatementKind

LINES = Path(__file__).parents[3] / "shared" / "data" / "review-statements.jsonl"
ROWS = [json.loads(line) for line in LINES.read_text("utf-8").splitlines()] if LINES.exists() else []
FILLER = "\n\n".join(f"Paragraph number {word} tells something else about the matter at hand." for word in "abcdefgh")
REVIEWS = (StatementKind.REVIEWED, StatementKind.NEXT_DUE)
MID_BODY = re.compile(
    r"prose|bullet of|note about|about a source|status report|changelog|digest|advice"
    r"|summary of|description of|process|lead-in",
    re.IGNORECASE,
)
SOURCE = re.compile(r"footnote|reference entry|source line|describes the source", re.IGNORECASE)
CODE = re.compile(
    r"comment|JSX|catalogue|strings|C# |record|variable|screen|header of a clinical|log output|catalogue|class",
    re.IGNORECASE,
)


def article(row):
    """The line as (format, text) of an article in which it stands where its context says."""
    text, context = row["text"], row.get("context", "")
    if "JSON-LD" in context:
        return "html", (
            '<html><head><script type="application/ld+json">{"@type": "MedicalWebPage",'
            f"{text.rstrip().rstrip(',')}}}</script></head><body><p>Text.</p></body></html>"
        )
    if "JSON article record" in context:
        return "markdown", f"{{\n{text.rstrip().rstrip(',')}\n}}\n\n# Title\n\nText.\n"
    if "front matter" in context or "YAML" in context or (row.get("in_code") and re.match(r"\w+:", text)):
        beside = "".join(
            f"{key}: {value or 'Jane Doe'}\n" for key, value in re.findall(r"beside (\w+):(?: (\S+))?", context)
        )
        return "markdown", f"---\n{beside}{text}\n---\n\n# Title\n\nText.\n"
    if "RST grid table" in context:
        header = "| Review Date | Working Group Reviewer | Release | Test situation |\n|---|---|---|---|\n"
        return "markdown", f"# Title\n\nText.\n\n{header}{text}\n"
    if "table row" in context or "key-value table" in context:
        return "markdown", f"# Title\n\n| Key | Value |\n|---|---|\n{text}\n\nText.\n"
    if "meta description" in context:
        return "html", f'<html><head><meta name="description" content="{text}"></head><body><p>Text.</p></body></html>'
    if row["kind"] == "none" and ("code block" in context or "class" in context):
        return "markdown", f"# Title\n\n```\n{text}\n```\n"
    if re.search(r"<(?!!--|%)\w", text) or ("HTML" in context and "comment" not in context):
        return "html", f"<html><body><h1>Title</h1><p>Text.</p><div>{text}</div></body></html>"
    if "IS a review report" in context:
        return "markdown", f"# Title\n\n{text}\n\nVerdict: approve\n\nFindings: none\n"
    if SOURCE.search(context):
        return "markdown", f"# Title\n\nText.\n\n## References\n\n1. {text}\n"
    if MID_BODY.search(context) and ("last" in row["kind"] or row["kind"] == "none") and "footer" not in context:
        return "markdown", f"# Title\n\n{FILLER}\n\n{text}\n\n{FILLER}\n"
    if CODE.search(context) and not text.startswith("<!--"):
        return "text", f"Title\n{text}\n"
    if "footer" in context or "last line" in context:
        return "markdown", f"# Title\n\n{FILLER}\n\n{text}\n"
    return "markdown", f"# Title\n\n{text}\n\nText.\n"


def statements(row):
    format, text = article(row)
    document = formats.parse(text.encode(), format)
    return extraction.extract(f"a.{format}", format, document, ReviewPolicy()).statements


def wanted_kind(row):
    if row.get("scope") == "evidence":
        return StatementKind.EVIDENCE
    return {"last_reviewed": StatementKind.REVIEWED}.get(row["kind"]) or StatementKind(row["kind"])


def faults(row):
    found = statements(row)
    if row["kind"] == "none":
        wrong = [one for one in found if one.kind in REVIEWS and one.scope in (Scope.PAGE, Scope.REFERENCES)]
        return {"kind", "none"} if wrong else set()
    same = [one for one in found if one.kind is wanted_kind(row)]
    if not same:
        return {"kind", "bounds"} if row.get("earliest") else {"kind"}
    if row.get("ambiguous"):
        return set() if any(Flag.AMBIGUOUS in one.flags for one in same) else {"bounds"}
    if not row.get("earliest"):
        precise = [one for one in same if one.bounds and one.bounds.precision != row.get("precision")]
        return {"bounds"} if precise and not row.get("also") else set()
    exact = (row["earliest"], row["latest"], row["precision"])
    read = {(str(one.bounds.earliest), str(one.bounds.latest), str(one.bounds.precision)) for one in same if one.bounds}
    return set() if exact in read else {"bounds"}


@pytest.mark.skipif(not ROWS, reason="the corpus of review statements is not here")
def test_kind_and_bounds_are_exact_on_98_of_100_real_lines():
    wrong = {index: fault for index, row in enumerate(ROWS) if (fault := faults(row))}
    dated = [row for row in ROWS if row["kind"] != "none" and (row.get("earliest") or row.get("ambiguous"))]
    kinds = 1 - sum("kind" in fault for fault in wrong.values()) / len(ROWS)
    bounds = 1 - sum("bounds" in fault for fault in wrong.values()) / len(dated)
    print(f"\nkind {kinds:.1%} of {len(ROWS)}, bounds {bounds:.1%} of {len(dated)}")
    for index, fault in wrong.items():
        print(
            index,
            sorted(fault),
            ROWS[index]["kind"],
            repr(ROWS[index]["text"][:150]),
            f"<{ROWS[index].get('context')}>",
        )
        for one in statements(ROWS[index]):
            print("     ", one.kind, one.scope, one.origin, one.bounds, sorted(one.flags), repr(one.text))
    assert kinds >= 0.98
    assert bounds >= 0.98
    assert not [index for index, fault in wrong.items() if "none" in fault]
