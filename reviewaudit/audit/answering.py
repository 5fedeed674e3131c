"""The lines of a workbook that were filled in, in; decisions out, or what is to be mended in which cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from reviewaudit import dates, reports, rules
from reviewaudit.audit.baseline import home_path
from reviewaudit.audit.decisions import Decisions
from reviewaudit.audit.fingerprints import fingerprint
from reviewaudit.audit.suppressing import AFTER
from reviewaudit.errors import UsageError
from reviewaudit.model import Decision, Flag, Level, Policy, Verb
from reviewaudit.regexes import regex

TOLD = 20
"""How many lines that cannot be taken are told of at once."""
EQUALS = 10_000
"""How many findings of one article may be about the same, before their fingerprints are no longer checked."""
_TIME = regex(r"[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?")


class Revision(NamedTuple):
    """What a workbook makes of the decisions there were."""

    decisions: Decisions
    new: int
    changed: int
    same: int


class _Unclear(Exception):  # noqa: N818  # not an error of the program: what one cell says
    def __init__(self, title: str, cause: str, help: str) -> None:
        super().__init__(cause)
        self.title, self.cause, self.help = title, cause, help


def revise(
    answers: Sequence[reports.Answer], file: str, known: Decisions, policy: Policy, base: Path, day: date, by: str = ""
) -> Revision:
    """The decisions with those of the workbook among them; what is not in the workbook stays.

    `by` stands where a line names nobody. Raises UsageError that names sheet, row and column of all that is wrong.
    """
    if not answers:
        help = "choose ignore, snooze or accept in the column 'Decision', and save the workbook"
        raise UsageError(f"{file}, sheet {reports.FINDINGS}: no line has a decision", help)
    made: dict[str, Decision] = {}
    rows: dict[str, int] = {}
    wrong: list[tuple[str, str]] = []
    for answer in answers:
        try:
            decision = _decision(answer, policy, base, day, by)
        except _Unclear as unclear:
            wrong.append(_told(answer, unclear))
            continue
        if made.setdefault(decision.fingerprint, decision) == decision:
            rows.setdefault(decision.fingerprint, answer.row)
        else:
            cause = f"row {rows[decision.fingerprint]} decides otherwise on the same finding"
            wrong.append(_told(answer, _Unclear("Decision", cause, "take one of the two lines out")))
    if wrong:
        raise _complaint(f"{file}, sheet {reports.FINDINGS}", wrong)
    return _merged(known, made)


def _told(answer: reports.Answer, unclear: _Unclear) -> tuple[str, str]:
    where = f"row {answer.row}, column {answer.columns.get(unclear.title, '?')} ({unclear.title})"
    return f"{where}: {unclear.cause}", unclear.help


def _merged(known: Decisions, made: dict[str, Decision]) -> Revision:
    before = {decision.fingerprint: decision for decision in known.made}
    after, new, changed = dict(before), 0, 0
    for digest, decision in made.items():
        old = before.get(digest)
        if old is None:
            new += 1
        elif replace(decision, decided=old.decided, origin=old.origin, by=decision.by or old.by) == old:
            continue
        else:
            changed += 1
        after[digest] = decision
    return Revision(known._replace(made=tuple(after.values())), new, changed, len(made) - new - changed)


def _complaint(where: str, wrong: Sequence[tuple[str, str]]) -> UsageError:
    if len(wrong) == 1:
        [(cause, help)] = wrong
        return UsageError(f"{where}, {cause}", help)
    lines = [f"{where}: {len(wrong)} lines cannot be taken"]
    lines += [f"  {cause} ({help})" for cause, help in wrong[:TOLD]]
    if len(wrong) > TOLD:
        lines.append(f"  and {len(wrong) - TOLD} more")
    return UsageError("\n".join(lines), "mend these cells, save, and run it again; nothing was written")


def _decision(answer: reports.Answer, policy: Policy, base: Path, day: date, by: str) -> Decision:
    verb = _verb(answer)
    until = _until(answer, policy, day)
    if verb is Verb.SNOOZE and until is None:
        raise _Unclear("Until", "snooze needs a last day", "write a day to come, such as 2026-12-31")
    reason = " ".join(answer.text("Reason").split())
    if not reason and (verb is not Verb.SNOOZE or policy.suppressions_need_reason):
        raise _Unclear("Reason", f"{verb} needs a reason", "say in a few words why, for whoever reads it next year")
    code, name, level = _rule(answer)
    path, subject, digest = _about(answer, code, policy, base)
    who = " ".join(answer.text("By").split()) or by
    return Decision(path, code, name, subject, digest, level, verb, day, until, reason, who)


def _verb(answer: reports.Answer) -> Verb:
    written = answer.text("Decision").casefold()
    if written in set(Verb):
        return Verb(written)
    allowed = f"choose one of {', '.join(Verb)}, or empty the line's last cells"
    if not written:
        raise _Unclear("Decision", "the line has more filled in, but no decision", allowed)
    near = get_close_matches(written, list(Verb), n=1)
    help = f"did you mean '{near[0]}'?" if near else allowed
    raise _Unclear("Decision", f"'{answer.text('Decision')}' is no decision", help)


def _until(answer: reports.Answer, policy: Policy, day: date) -> date | None:
    value = answer.cells.get("Until")
    if value is None:
        return None
    until = _day(value, policy)
    if until is None:
        raise _Unclear("Until", f"'{value}' is not one day", "write it as 2026-12-31, or format the cell as a date")
    if until < day:
        raise _Unclear("Until", f"{until} is over", f"write {day} or a day to come")
    return until


def _day(value: object, policy: Policy) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = dates.read(text, order=policy.review.date_order)
    rest = text[: found.start] + text[found.end :]
    if found.bounds is None or Flag.AMBIGUOUS in found.flags or (rest and not _TIME.fullmatch(rest)):
        return None
    return found.bounds.latest if found.bounds.earliest == found.bounds.latest else None


def _rule(answer: reports.Answer) -> tuple[str, str, str]:
    rule = rules.find(answer.text("Code"))
    if rule is None:
        raise _Unclear("Code", f"there is no rule '{answer.text('Code')}'", reports.BEGIN_ANEW)
    if AFTER in rule.needs:
        help = "mend or take out the suppression or the decision that the message names"
        raise _Unclear("Decision", f"{rule.name} is about what was decided already", help)
    level = answer.text("Level")
    if level not in set(Level):
        raise _Unclear("Level", f"'{level}' is no level", reports.BEGIN_ANEW)
    return rule.code, rule.name, level


def _about(answer: reports.Answer, code: str, policy: Policy, base: Path) -> tuple[str, str, str]:
    """Path and subject of the finding, and its fingerprint, which must be that of the line's other cells."""
    digest = answer.text("Fingerprint")
    if not re.fullmatch("[0-9a-f]{32}", digest):
        raise _Unclear("Fingerprint", f"'{digest}' is no fingerprint", reports.BEGIN_ANEW)
    if not answer.text("Key"):
        return home_path(policy, answer.text("Article"), base), "", digest  # they were too long for a cell
    if answer.about is None:
        raise _Unclear("Key", "it was edited", reports.BEGIN_ANEW)
    path, subject = home_path(policy, answer.about[0], base), answer.about[1]
    if digest not in (fingerprint(code, path, subject, number) for number in range(EQUALS)):
        help = "undo the edit, or run it in the folder that the report was made in, with the same config"
        raise _Unclear("Fingerprint", "it does not belong to the code and the key of its line", help)
    return path, subject, digest
