"""An article in, what was understood of it out: a line per statement, reference and entry, with its place.

One text per article, so that many articles can be shown where they are read, in several processes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from reviewaudit.model import Article, without_credentials
from reviewaudit.reports.json_report import place_dict

COLUMNS = (
    "path", "line", "column", "end_line", "end_column", "what", "kind", "url", "target", "text", "identifiers",
    "earliest", "latest", "precision", "source", "marker",
)  # fmt: skip
CSV_HEAD = ",".join(COLUMNS) + "\n"


def show_text(article: Article) -> str:
    """`path:line:column: what kind  text`, one line each; made for reading and for grep."""
    path = article.path
    lines = []
    if article.problem is not None:
        place = article.problem.place
        lines.append(f"{path}:{place.line}:{place.column}: problem {article.problem.cause}\n")
    for statement in article.statements:
        place = statement.place
        bounds = f" [{statement.bounds.earliest}..{statement.bounds.latest}]" if statement.bounds else ""
        lines.append(
            f"{path}:{place.line}:{place.column}: statement {statement.kind.value} "
            f"{statement.label}: {statement.text}{bounds}\n"
        )
    lines += [f"{path}:{r.place[0]}:{r.place[1]}: {r.role.value} {r.url}\n" for r in article.references]
    for entry in article.entries:
        lines.append(f"{path}:{entry.place.line}:{entry.place.column}: entry {entry.marker} {entry.text}\n")
    return "".join(lines)


def show_jsonl(article: Article) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(article))


def show_csv(article: Article) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    for row in _rows(article):
        flat = {name: value for name, value in row.items() if value is not None}
        flat["identifiers"] = " ".join(f"{scheme}:{value}" for scheme, value in row.get("identifiers", {}).items())
        writer.writerow(flat)
    return out.getvalue()


def _rows(article: Article) -> Iterator[dict[str, Any]]:
    if article.problem is not None:
        yield {
            "path": article.path,
            **place_dict(article.problem.place),
            "what": "problem",
            "text": article.problem.cause,
        }
    for statement in article.statements:
        bounds = statement.bounds
        yield {
            "path": article.path,
            **place_dict(statement.place),
            "what": "statement",
            "kind": statement.kind.value,
            "label": statement.label,
            "text": statement.text,
            "earliest": bounds.earliest.isoformat() if bounds else None,
            "latest": bounds.latest.isoformat() if bounds else None,
            "precision": bounds.precision.value if bounds else None,
            "source": statement.origin.value,
            "scope": statement.scope.value,
            "claims_references": statement.claims_references,
            "flags": sorted(flag.value for flag in statement.flags),
            "reviewer": statement.reviewer,
        }
    for reference in article.references:
        yield {
            "path": article.path,
            **place_dict(reference.place),
            "what": "reference",
            "kind": reference.role.value,
            "url": reference.url,
            "target": without_credentials(reference.target),
            "target_kind": reference.target_kind.value,
            "fragment": reference.fragment,
            "text": reference.text,
            "identifiers": dict(reference.identifiers),
            "marker": reference.marker,
        }
    for entry in article.entries:
        yield {
            "path": article.path,
            **place_dict(entry.place),
            "what": "entry",
            "text": entry.text,
            "marker": entry.marker,
        }
