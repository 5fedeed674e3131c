"""An article, its review and a new one in, the edits that record the new one in the article's own form out.

The date goes where the article states it (key, sentence, meta tag, `time`, JSON-LD), each place in its own manner of
writing; a stated next review follows; the reviewer goes where a reviewer stands, else beside the date. An article that
states nothing gets a key in its front matter, or a last line. Nothing is offered that does not read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from reviewaudit import dates
from reviewaudit.edits import beside
from reviewaudit.edits.splicing import Spelled, apply, fitted, is_in_cell, spell
from reviewaudit.model import (
    Article,
    Bounds,
    Document,
    Edit,
    Flag,
    Origin,
    Precision,
    Review,
    ReviewPolicy,
    ReviewStatement,
    Scope,
    StatementKind,
)
from reviewaudit.regexes import regex

Reread = Callable[[bytes], tuple[Document, Article]]
"""What a source's bytes say when they are parsed and understood anew."""

_EMPTY = frozenset({Flag.INVALID, Flag.PLACEHOLDER, Flag.NEVER})
_WAYS = ("as it is", "quoted")
"""What replaces a bare `null` needs quotes in JSON."""
_TIME_TAG = regex(r"<time\b[^<>]*?\bdatetime\s*=\s*[\"']?([^\"'<>\s]+)[\"']?[^<>]*>\s*$", re.IGNORECASE)
_ENGLISH = regex(r"review|check|verif", re.IGNORECASE)


class Mark(NamedTuple):
    """A review to record."""

    day: date
    reviewer: str
    evidence: str = ""
    """What was seen of the references, in one line; empty to record none."""


class Marked(NamedTuple):
    text: str
    """As it was read, without the edits."""
    edits: tuple[Edit, ...]
    notes: tuple[str, ...]
    """What was not written, and why."""
    problem: str
    """Why nothing can be recorded; empty where it can."""
    spelled: Spelled | None


@dataclass(frozen=True, slots=True)
class _Target:
    """A statement that gets a new date, and what it must read as afterwards."""

    index: int
    """Among the article's statements."""
    statement: ReviewStatement
    day: date
    """The day of the review, or of the next one."""
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class _Plan:
    """The edits so far, each proved with those before."""

    targets: tuple[_Target, ...]
    edits: tuple[Edit, ...] = ()
    added: bool = False
    """There is a statement more than before."""
    reviewers: frozenset[int] = field(default_factory=frozenset)
    """Targets, by index, that name the reviewer."""


def mark(data: bytes, review: Review, wanted: Mark, policy: ReviewPolicy, reread: Reread) -> Marked:
    """The edits that record a review. `review` is how the article stood before; `policy` as it holds for its path."""
    document, article = reread(data)
    spelled = spell(data, document.text)
    if spelled is None:
        return Marked(document.text, (), (), "its encoding cannot be written back byte by byte", None)
    marking = _Marking(document, article, wanted, policy, reread, spelled)
    problem = _obstacle(article, review)
    plan = None if problem else marking.dated(marking.targets(review))
    if plan is None:
        cause = problem or "its date stands where a new one would not read back; write it by hand"
        return Marked(document.text, (), (), cause, spelled)
    notes: list[str] = []
    plan = marking.with_reviewer(plan, notes)
    if plan is None:
        cause = "it names another reviewer with its date, and in no way that could be tried does a new name read back"
        return Marked(document.text, (), (), cause, spelled)
    if wanted.evidence:
        plan = marking.with_evidence(plan, notes)
    return Marked(document.text, tuple(sorted(plan.edits)), tuple(notes), "", spelled)


def _obstacle(article: Article, review: Review) -> str:
    """Why the article's own statements forbid to write another date."""
    statement = review.statement
    if review.conflicting and statement is not None:
        lines = ", ".join(str(other.place.line) for other in sorted((statement, *review.conflicting), key=_line))
        return f"it states review dates that exclude each other (lines {lines}); settle first which one holds"
    if statement is None:
        return ""
    if statement.origin is Origin.SIDE_FILE:
        return "its review is stated in the side file; write it there"
    if Flag.AUTO_STAMPED in statement.flags:
        return f"its review date is made by the site ({statement.text}), on line {statement.place.line}"
    return ""


def _line(statement: ReviewStatement) -> int:
    return statement.place.line


@dataclass(frozen=True, slots=True)
class _Marking:
    document: Document
    article: Article
    wanted: Mark
    policy: ReviewPolicy
    reread: Reread
    spelled: Spelled

    def targets(self, review: Review) -> list[_Target]:
        """The statements of this review, and of the next one."""
        decides = review.statement
        found = []
        for index, statement in enumerate(self.article.statements):
            if statement.origin is Origin.SIDE_FILE or Flag.AUTO_STAMPED in statement.flags:
                continue
            if statement.kind is StatementKind.REVIEWED and statement.scope in (Scope.PAGE, Scope.REFERENCES):
                day = self.wanted.day
                same = statement is decides or statement.scope is Scope.REFERENCES or _overlap(statement, decides)
                if not (same and statement.bounds is not None) and not statement.flags & _EMPTY:
                    continue
            elif statement.kind is StatementKind.NEXT_DUE and statement.scope is Scope.PAGE:
                window = self.article.interval.window if self.article.interval is not None else None
                day = dates.add(self.wanted.day, window or self.policy.window)
                if statement.bounds is None and not statement.flags & _EMPTY:
                    continue
            else:
                continue
            new = dates.written(day, self._raw(statement), order=self.policy.date_order, label=statement.label)
            bounds = dates.read(new, order=self.policy.date_order).bounds or dates.around(day, Precision.DAY)
            found.append(_Target(index, statement, day, bounds))
        return found

    def dated(self, targets: Sequence[_Target]) -> _Plan | None:
        """The new dates in place of the old ones, or a first statement where there is none."""
        if not any(target.statement.kind is StatementKind.REVIEWED for target in targets):
            return self._first_statement(targets)
        for way in _WAYS:
            edits = [edit for target in targets for edit in self._redated(target, way)]
            plan = _Plan(tuple(targets), tuple(edits))
            if self._read_back(plan) is not None:
                return plan
        return None

    def with_reviewer(self, plan: _Plan, notes: list[str]) -> _Plan | None:
        """The name, wherever another one stands, and at least once where there is a place for it. None where a date
        would be put to the name of somebody else."""
        if plan.added:  # it was written with the statement
            return plan
        reviewed = [target for target in plan.targets if target.statement.kind is StatementKind.REVIEWED]
        plan = replace(plan, reviewers=self._naming_targets(reviewed, self.article))
        for target in reviewed:
            there = any(
                other.index in plan.reviewers and other.statement.origin is target.statement.origin
                for other in reviewed
            )
            if target.index in plan.reviewers or (there and target.statement.reviewer is None):
                continue
            for edit in self._naming(target):
                if any(edit.start < other.end and other.start < edit.end for other in plan.edits):
                    continue
                attempt = replace(plan, edits=_joined(plan.edits, edit), reviewers=plan.reviewers | {target.index})
                article = self._read_back(attempt)
                if article is not None:
                    plan = replace(attempt, reviewers=self._naming_targets(reviewed, article))
                    break
        if any(target.index not in plan.reviewers and target.statement.reviewer for target in reviewed):
            return None
        if reviewed and not plan.reviewers:
            notes.append(f"the reviewer was not written: the statement on line {_line(reviewed[0].statement)} has no "
                         "place for a name")  # fmt: skip
        return plan

    def _naming_targets(self, targets: Sequence[_Target], article: Article) -> frozenset[int]:
        """Those targets, by index, whose statement names the reviewer."""
        return frozenset(
            target.index
            for target in targets
            if _names(article.statements[target.index].reviewer, self.wanted.reviewer)
        )

    def with_evidence(self, plan: _Plan, notes: list[str]) -> _Plan:
        for edit in beside.evidence(self.document, self.article, plan.edits, self.wanted.evidence):
            attempt = replace(plan, edits=_joined(plan.edits, edit))
            if self._read_back(attempt) is not None:
                return attempt
        notes.append("the evidence was not written: there is no front matter, and the format has no comments")
        return plan

    def _first_statement(self, targets: Sequence[_Target]) -> _Plan | None:
        due = [edit for target in targets for edit in self._redated(target, _WAYS[0])]
        for edit in beside.statement(
            self.document, self.article.format, self.wanted.day, self.wanted.reviewer, self.policy.keys
        ):
            plan = _Plan(tuple(targets), _joined(tuple(due), edit), added=True)
            if self._read_back(plan) is not None:
                return plan
        return None

    def _redated(self, target: _Target, way: str) -> list[Edit]:
        """The date, with a weekday in front of it and the machine's form of a `time` around it."""
        statement, text = target.statement, self.document.text
        order, label = self.policy.date_order, statement.label
        start, end = self._span(statement)
        raw = self._raw(statement)
        begin = end - len(raw)
        new = dates.written(target.day, raw, order=order, label=label)
        if way == "quoted" and not raw.startswith('"') and text[begin - 1 : begin] not in {'"', "'"}:
            new = f'"{new}"'
        if begin == end and text[begin - 1 : begin] == ":":
            new = f" {new}"
        why = f"reviewed by {self.wanted.reviewer}"
        if statement.kind is StatementKind.NEXT_DUE:
            why = "the next review"
        first = self._edit(begin, end, new, why)
        edits = [self._fitted(first) or self._fitted(first._replace(new=target.day.isoformat())) or first]
        around = _TIME_TAG.search(text[max(0, start - 400) : start])
        if around is not None:
            at = max(0, start - 400)
            machine = dates.written(target.day, around[1])
            edits.insert(0, self._edit(at + around.start(1), at + around.end(1), machine, why))
        return [edit for edit in edits if edit.old != edit.new]

    def _naming(self, target: _Target) -> list[Edit]:
        """Ways to name the reviewer with a statement, the likeliest first."""
        statement, name = target.statement, self.wanted.reviewer
        start, end = self._span(statement)
        found = beside.renamed(self.document, statement, start, end, name)
        if statement.reviewer is None:
            if statement.origin is Origin.STATEMENT:
                if _ENGLISH.search(statement.label):
                    found.append(self._edit(end, end, f" by {name}", "names the reviewer"))
            else:
                keys = self.policy.keys.get("reviewer", ())
                found += beside.reviewer_keys(self.document, statement.label, start, end, name, keys)
        return list(filter(None, map(self._fitted, found)))

    def _read_back(self, plan: _Plan) -> Article | None:
        """The article with these edits; None unless it says what it should, and nothing else anew."""
        try:
            wanted = apply(self.document.text, plan.edits)
            document, article = self.reread(self.spelled.bytes_of(wanted))
        except (UnicodeEncodeError, ValueError):
            return None
        if document.text != wanted or article.problem != self.article.problem:
            return None
        if [one.url for one in article.references] != [one.url for one in self.article.references]:
            return None
        statements = list(article.statements)
        if plan.added:
            new = [index for index, statement in enumerate(statements) if self._is_new(statement)]
            if not new:
                return None
            del statements[new[-1] if self.article.statements else new[0]]
        by_index = {target.index: target for target in plan.targets}
        if len(statements) != len(self.article.statements):
            return None
        agrees = all(
            self._agrees(before, after, by_index.get(index), named=index in plan.reviewers)
            for index, (before, after) in enumerate(zip(self.article.statements, statements, strict=True))
        )
        return article if agrees else None

    def _is_new(self, statement: ReviewStatement) -> bool:
        return (
            statement.kind is StatementKind.REVIEWED
            and statement.scope is Scope.PAGE
            and statement.bounds == dates.around(self.wanted.day, Precision.DAY)
            and not statement.flags
            and _names(statement.reviewer, self.wanted.reviewer)
        )

    def _agrees(self, before: ReviewStatement, after: ReviewStatement, target: _Target | None, *, named: bool) -> bool:
        if (before.kind, before.scope, before.origin) != (after.kind, after.scope, after.origin):
            return False
        if target is None:
            return before.text == after.text and before.bounds == after.bounds
        if named and not _names(after.reviewer, self.wanted.reviewer):
            return False
        return after.bounds == target.bounds and not self._doubts(after)

    def _doubts(self, statement: ReviewStatement) -> frozenset[Flag]:
        """What is doubtful about its date. That "review date" may mean the last one or the next is about the words,
        which are the article's own; `ambiguous-review-date` goes on to tell it."""
        doubts = dates.read(statement.text, order=self.policy.date_order).flags
        return doubts if statement.flags <= {Flag.AMBIGUOUS} else statement.flags

    def _span(self, statement: ReviewStatement) -> tuple[int, int]:
        place, lines = statement.place, self.document.lines
        return lines.offset(place.line, place.column), lines.offset(place.end_line, place.end_column)

    def _raw(self, statement: ReviewStatement) -> str:
        """The date as it stands in the source, markup inside and weekday in front."""
        if statement.bounds is None and not statement.flags & _EMPTY:
            return ""
        start, end = self._span(statement)
        return self.document.text[dates.weekday_before(self.document.text, start) : end]

    def _fitted(self, edit: Edit) -> Edit | None:
        """In a table, the edit that leaves its cell as wide as it is; None where there are too few spaces for it."""
        text = self.document.text
        if not is_in_cell(text, edit.start, edit.end):
            return edit
        found = fitted(text, edit.start, edit.end, edit.new)
        return self._edit(edit.start, found[1], found[0], edit.why) if found is not None else None

    def _edit(self, start: int, end: int, new: str, why: str) -> Edit:
        text = self.document.text
        return Edit(start, end, text[start:end], new, why, self.document.lines.place(start, end))


def _overlap(statement: ReviewStatement, other: ReviewStatement | None) -> bool:
    if statement.bounds is None or other is None or other.bounds is None:
        return False
    return statement.bounds.earliest <= other.bounds.latest and other.bounds.earliest <= statement.bounds.latest


def _names(written: str | None, wanted: str) -> bool:
    return written is not None and wanted.casefold() in {
        name.strip().casefold() for name in (*written.split(","), written)
    }


def _joined(edits: tuple[Edit, ...], more: Edit) -> tuple[Edit, ...]:
    """Two insertions at one place become one, in the order in which they were made."""
    for index, edit in enumerate(edits):
        if (edit.start, edit.end) == (more.start, more.end):
            return (*edits[:index], edit._replace(new=edit.new + more.new), *edits[index + 1 :])
        if edit.end == more.start == more.end:
            return (*edits[:index], edit._replace(new=edit.new + more.new), *edits[index + 1 :])
    return (*edits, more)
