"""The file of decisions in, decisions out, and the other way round.

A TOML file beside the config, one table per decision, sorted, so that a difference between two of them reads as what
was decided anew or taken back. `reviewaudit decide` writes it, people may edit it, and `reviewaudit check` reads it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from reviewaudit import discovery
from reviewaudit.audit.writing import write_whole
from reviewaudit.errors import UsageError
from reviewaudit.model import Decision, Level, Policy, Verb
from reviewaudit.regexes import regex

FILE = "reviewaudit-decisions.toml"
VERSION = 1
HEAD = f"""\
# Decisions on findings. `reviewaudit decide` writes them, `reviewaudit check` reads them.
# To take one back, take out its table.
version = {VERSION}
"""
TEXTS = ("path", "code", "name", "subject", "level", "decision", "reason", "by", "fingerprint")
DAYS = ("until", "on")
REQUIRED = ("path", "code", "subject", "level", "decision", "on", "fingerprint")
MEND = "restore it from version control, or take out the table"
_TABLE = regex(r"^[ \t]*\[\[[ \t]*decision[ \t]*\]\]")
_DIGEST = regex(r"[0-9a-f]{32}")


class Decisions(NamedTuple):
    file: str
    """As it is shown."""
    made: tuple[Decision, ...] = ()


def read_decisions(policy: Policy, base: Path, *, may_be_missing: bool = False) -> Decisions:
    """What was decided, from the config's file, else from the usual one where it is there.

    Raises UsageError, with file and line, where the file that the config names is missing or says something unknown.
    """
    path = (Path(policy.root) if policy.root else base) / (policy.decisions or FILE)
    shown = discovery.shown(str(path), base)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if may_be_missing or not policy.decisions:
            return Decisions(shown)
        origin = policy.origins.get("decisions", policy.origin)
        help = "make it with `reviewaudit decide FILE.xlsx --write`, or take `decisions` out"
        raise UsageError(f"{origin}: there is no file of decisions {shown}", help) from None
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"cannot read the decisions {shown}: {cause}", MEND) from None
    return Decisions(shown, parse(text, shown, needs_reason=policy.suppressions_need_reason))


def parse(text: str, shown: str, *, needs_reason: bool = False) -> tuple[Decision, ...]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{shown}: not valid TOML: {error}", "mend the line named above") from None
    tables = data.pop("decision", [])
    if data.pop("version", None) != VERSION:
        raise UsageError(f"{shown}: no decisions of version {VERSION}", f"begin it with `version = {VERSION}`")
    if data:
        raise UsageError(f"{shown}: unknown key '{next(iter(data))}'", "known here: version, [[decision]]")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{shown}: `decision` must be an array of tables", "write each as [[decision]]")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _TABLE.match(line)]
    places = [f"{shown}:{line}" for line in lines] if len(lines) == len(tables) else [shown] * len(tables)
    made = [_decision(table, place, needs_reason) for table, place in zip(tables, places, strict=True)]
    first: dict[str, Decision] = {}
    for decision in made:
        earlier = first.setdefault(decision.fingerprint, decision)
        if earlier is not decision:
            raise UsageError(f"{decision.origin}: {earlier.origin} decides on it already", "take one of them out")
    return tuple(made)


def _decision(table: Mapping[str, Any], place: str, needs_reason: bool) -> Decision:
    for key, value in table.items():
        if key not in {*TEXTS, *DAYS}:
            near = get_close_matches(key, (*TEXTS, *DAYS), n=1)
            help = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join((*TEXTS, *DAYS))}"
            raise UsageError(f"{place}: unknown key '{key}'", help)
        if key in TEXTS and not isinstance(value, str):
            raise UsageError(f"{place}: {key} must be a text", f'write {key} = "…"')
        if key in DAYS and (not isinstance(value, date) or isinstance(value, datetime)):
            raise UsageError(f"{place}: {key} must be a date", f"write {key} = 2026-12-31, without quotes")
    for key in REQUIRED:
        if key not in table:
            raise UsageError(f"{place}: this decision has no {key}", MEND)
    for key, allowed in (("decision", tuple(Verb)), ("level", tuple(Level))):
        if table[key] not in {item.value for item in allowed}:
            raise UsageError(f"{place}: {key} is '{table[key]}'", f"allowed: {', '.join(allowed)}")
    if not _DIGEST.fullmatch(table["fingerprint"]):
        raise UsageError(f"{place}: '{table['fingerprint']}' is no fingerprint", MEND)
    verb, reason = Verb(table["decision"]), table.get("reason", "").strip()
    if verb is Verb.SNOOZE and "until" not in table:
        raise UsageError(f"{place}: snooze needs a last day", "write until = 2026-12-31, or `ignore`")
    if not reason and (verb is not Verb.SNOOZE or needs_reason):
        raise UsageError(f"{place}: {verb} needs a reason", 'write reason = "…"')
    return Decision(
        path=table["path"],
        code=table["code"],
        name=table.get("name", ""),
        subject=table["subject"],
        fingerprint=table["fingerprint"],
        level=table["level"],
        verb=verb,
        decided=table["on"],
        until=table.get("until"),
        reason=reason,
        by=table.get("by", ""),
        origin=place,
    )


def text_of(made: Iterable[Decision]) -> str:
    """The file that holds these decisions: the same ones make the same text."""
    ordered = sorted(made, key=lambda decision: (decision.path, decision.code, decision.subject, decision.fingerprint))
    return "\n".join((HEAD, *map(_table, ordered)))


def _table(decision: Decision) -> str:
    values: dict[str, str | date | None] = {
        "path": decision.path,
        "code": decision.code,
        "name": decision.name,
        "subject": decision.subject,
        "level": decision.level,
        "decision": decision.verb.value,
        "until": decision.until,
        "reason": decision.reason,
        "by": decision.by,
        "on": decision.decided,
        "fingerprint": decision.fingerprint,
    }
    kept = {name: value for name, value in values.items() if value is not None and (value or name == "subject")}
    lines = (f"{name} = {_quoted(value) if isinstance(value, str) else value}\n" for name, value in kept.items())
    return "[[decision]]\n" + "".join(lines)


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0; halves of surrogate pairs, which TOML cannot hold, become U+FFFD."""
    whole = text.encode("utf-8", "replace").decode() if not text.isascii() else text
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_decisions(decisions: Decisions, base: Path) -> None:
    """Replace the file in one step. Raises UsageError where it cannot be written."""
    write_whole(base / decisions.file, text_of(decisions.made), f"the decisions {decisions.file}")
