"""A survey in, the text of a config out, with what was found in its comments."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from reviewaudit.adoption.folders import Layout
from reviewaudit.adoption.sightings import Use
from reviewaudit.adoption.survey import MANY, Survey
from reviewaudit.adoption.templates import fill, template
from reviewaudit.model import StatementKind

SHOWN = 8
"""Names of a kind that a comment lists; the rest is a number."""
MOSTLY = 0.9
"""The part of the reviews that must name a reviewer before a config is to demand one."""
TOOL = "tool.reviewaudit"
_CYCLE = "Read as review cycle"
_KINDS = {
    StatementKind.REVIEWED: "a review",
    StatementKind.NEXT_DUE: "when the next review is due",
    StatementKind.UPDATED: "an update, which is no review",
    StatementKind.PUBLISHED: "a publication, which is no review",
}


def config_text(
    survey: Survey,
    layout: Layout,
    places: Sequence[tuple[str, int]],
    *,
    version: str,
    preset: str = "",
    exclude: Sequence[str] = (),
    in_pyproject: bool = False,
) -> str:
    """TOML that says what `survey` and `layout` show; `places` is what is to be audited when no path is given.

    `preset` is the name of one, or empty. `exclude` are patterns that the user has named. `in_pyproject` puts the
    tables below `[tool.reviewaudit]`.
    """
    prefix = f"{TOOL}." if in_pyproject else ""
    return fill(
        template("reviewaudit.toml"),
        version=version,
        top=[f"[{TOOL}]"] if in_pyproject else [],
        preset=_preset(preset),
        paths=_paths(survey, layout, places),
        excluded=_excluded(layout, exclude),
        review=[f"[{prefix}review]"],
        window=_window(survey, preset),
        date_order=_date_order(survey),
        accept=_accept(survey),
        reviewer=_reviewer(survey),
        reading=list(_reading(survey)),
        keys=list(_names(survey, "keys", visible=False)),
        labels=list(_names(survey, "labels", visible=True)),
        network=[f"[{prefix}network]"],
    )


def _preset(preset: str) -> list[str]:
    if preset:
        return [f"preset = {_quoted(preset)}   # what the keys that are not set here start from"]
    return ['# preset = "docs"   # reviews hold for 6 months; "health": 36 months, and each must cite something']


def _unless_keys(survey: Survey) -> str:
    """The count is of what is understood without the keys and labels that the file goes on to set or suggest."""
    new = survey.new_keys.get(Use.REVIEWED) or survey.new_labels.get(Use.REVIEWED)
    return " in words that need no setting" if new else ""


def _paths(survey: Survey, layout: Layout, places: Sequence[tuple[str, int]]) -> Iterator[str]:
    stating = _count(survey.reviewed, "states", "state") if survey.reviewed else "none states"
    every = f"{survey.articles} article{'s' * (survey.articles != 1)}"
    yield f"# {every}, of which {stating} a review{_unless_keys(survey)}."
    if survey.unreadable:
        yield f"# {_count(survey.unreadable, 'could', 'could')} not be read; `reviewaudit check` says why."
    yield "paths = ["
    for place, number in places:
        yield f"  {_quoted(place)},  # {number} {'articles' if number > 1 else 'article'}"
    yield "]"
    named = tuple(place for place, _ in places)
    rest = [path for path in layout.kept if not any(_is_below(path, place) for place in named)]
    if rest:
        yield f"# Not in there, because none states a review: {_listed(Counter(_tops(rest)))}"


def _is_below(path: str, place: str) -> bool:
    return place in {".", path} or path.startswith(place + "/")


def _tops(paths: Iterable[str]) -> Iterator[str]:
    return (path.partition("/")[0] + "/" * ("/" in path) for path in paths)


def _excluded(layout: Layout, exclude: Sequence[str]) -> Iterator[str]:
    if not layout.excluded and not exclude:
        yield '# exclude_paths = ["drafts/"]   # files left out, in the manner of .gitignore'
        return
    yield "exclude_paths = ["
    yield from (f"  {_quoted(pattern)}," for pattern in exclude)
    for folder, number, why in layout.excluded:
        yield f"  {_quoted('/' + _literal(folder))},  # {number} {'articles' if number > 1 else 'article'}: {why}"
    yield "]"


def _literal(path: str) -> str:
    """A path as a pattern of `.gitignore` that matches nothing else."""
    return "".join("\\" + sign if sign in "\\*?[]!# " else sign for sign in path)


def _window(survey: Survey, preset: str) -> list[str]:
    window = survey.window
    if window is None:
        span = {"health": "36 months", "docs": "6 months"}.get(preset, "12 months")
        source = f"of the preset {preset}" if preset else "where nothing else is said"
        return [f"# window = {_quoted(span)}   # how long a review is good for; this is the span {source}"]
    votes = survey.cycles[window.months, window.days]
    shorter, longer = survey.shorter(window), survey.longer(window)
    note = f"{_count(votes, 'article sets itself', 'articles set themselves')} this span"
    if shorter:
        note += f", {shorter} a shorter one, which holds for {'it' if shorter == 1 else 'them'}"
    lines = [f"window = {_quoted(window.text)}   # {note}"]
    if longer:
        which = _count(longer, "article sets itself", "articles set themselves")
        lines.append(f"# allow_longer = true   # {which} a longer one")
    return lines


def _date_order(survey: Survey) -> list[str]:
    first, second, either = survey.day_first, survey.month_first, survey.two_ways
    decided = [
        f"{_count(number, 'date is', 'dates are')} like {example}"
        for number, example in ((first, "31/12/2026"), (second, "12/31/2026"))
        if number
    ]
    if not decided and not either:
        return []
    notes = decided or ["no date decides"]
    notes += [f"{either} could be read in two ways"] if either else []
    sign = "" if survey.date_order else "# "
    return [f'{sign}date_order = "{"mdy" if second > first else "dmy"}"   # {"; ".join(notes)}']


def _accept(survey: Survey) -> list[str]:
    updated = sum(survey.keys.get(StatementKind.UPDATED, Counter()).values())
    if survey.reviewed or not updated:
        return []
    return [f'# accept = ["reviewed", "updated"]   # {updated} times a date of update stands where no review does']


def _reviewer(survey: Survey) -> list[str]:
    if not survey.with_reviewer:
        return []
    sign = "" if survey.with_reviewer == survey.reviewed else "# "
    if survey.with_reviewer < MOSTLY * survey.reviewed:
        return []
    return [
        f"{sign}require_reviewer = true   # {survey.with_reviewer} of {survey.reviewed} reviews name their reviewer"
    ]


def _reading(survey: Survey) -> Iterator[str]:
    """What needs no configuration, for those who wonder what is read."""
    found = [
        (f"Key{'s' * (len(counts) > 1)} read as {what}", counts)
        for kind, what in _KINDS.items()
        if (counts := survey.keys.get(kind))
    ]
    found += [
        (f"Word{'s' * (len(counts) > 1)} in the text read as {what}", counts)
        for kind, what in _KINDS.items()
        if kind in (StatementKind.REVIEWED, StatementKind.NEXT_DUE) and (counts := survey.labels.get(kind))
    ]
    found += [
        (what, counts)
        for what, counts in (("Read as owner", survey.owners), ("Read as cycle", survey.intervals))
        if counts
    ]
    for what, counts in found:
        yield f"# {what}: {_listed(counts)}"


def _names(survey: Survey, table: str, *, visible: bool) -> Iterator[str]:
    """`keys.reviewed = [...]`, for names that only a config can give a meaning; those that are rare as a suggestion."""
    new = survey.new_labels if visible else survey.new_keys
    for use in (Use.REVIEWED, Use.NEXT_DUE) if visible else Use:
        counts = new.get(use)
        if not counts:
            continue
        many = Counter({name: number for name, number in counts.items() if number >= MANY})
        chosen = many or counts
        names = ", ".join(_quoted(name) for name, _ in _ranked(chosen))
        yield f"{'' if many else '# '}{table}.{use.value} = [{names}]   # {_numbers(chosen)}"
    if not new:
        example, what = ("Signed off on", "words before a date") if visible else ("fact_checked", "front-matter keys")
        yield f"# {table}.reviewed = [{_quoted(example)}]   # further {what}"


def _numbers(counts: Counter[str]) -> str:
    numbers = [number for _, number in _ranked(counts)]
    return f"in {' and '.join(map(str, numbers))} article{'s' * (max(numbers) > 1 or len(numbers) > 1)}"


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _listed(counts: Counter[str]) -> str:
    ranked = _ranked(counts)
    more = f" and {len(ranked) - SHOWN} more" if len(ranked) > SHOWN else ""
    return ", ".join(f"{_plain(name)} ({number})" for name, number in ranked[:SHOWN]) + more


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _plain(text: str) -> str:
    """On one line and without control characters, as TOML wants comments."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0; JSON's rules fit, but for U+007F and lone surrogates."""
    shown = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return shown.replace("\x7f", "\\u007F")
