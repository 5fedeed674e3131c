"""Metadata in, what it says about reviews out: statements, owner, reviewer, the article's own interval.

Front matter, JSON-LD, microdata, RDFa and meta tags name the same things under many keys; keys are compared without
case and signs (`last_reviewed_on`, `lastReviewedOn`). schema.org `lastReviewed`, `reviewedBy` (WebPage).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit import dates
from reviewaudit.extraction.labels import Pattern
from reviewaudit.model import (
    Bounds,
    Document,
    Field,
    Flag,
    Interval,
    Origin,
    Place,
    ReviewPolicy,
    ReviewStatement,
    Scope,
    StatementKind,
)
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_REVIEWED = frozenset(
    {
        "lastreviewed", "lastreviewedon", "lastrevieweddate", "lastreviewdate", "lastreviewedat", "lastreview",
        "reviewed", "reviewedon", "reviewedat", "revieweddate", "datereviewed", "datelastreviewed",
        "dateoflastreview", "reviewlast", "lastverified", "lastverifiedon", "lastverifieddate", "lastverifiedat",
        "verifiedon", "verifiedat", "lastmedicalreview", "lastmedicalreviewdate", "medicallyreviewed",
        "medicallyreviewedon", "medicallyreviewedat", "medicallyrevieweddate", "medicalreviewdate",
        "lastmedicallyreviewed", "lastmedicallyreviewedon", "clinicallyreviewed", "clinicallyreviewedon",
        "lastclinicalreview", "contentlastreviewed", "pagelastreviewed", "lastchecked", "lastcheckedon",
        "lastfactchecked", "factcheckedon", "humanverified", "lastfullreview", "lastcontentreview",
    }
)  # fmt: skip
_NEXT_DUE = frozenset(
    {
        "nextreview", "nextreviewdate", "nextreviewon", "nextrevieweddate", "nextreviewdue", "nextreviewat",
        "dateofnextreview", "reviewdue", "reviewduedate", "reviewdueon", "reviewby", "reviewbydate", "reviewnext",
        "reviewafter", "reviewbefore", "staleafter", "expirydate", "expires", "expireson", "expiresat",
        "expirationdate", "expiredate", "expireby", "unpublishdate", "nextmedicalreview", "nextreviewby",
        "duereview",
    }
)  # fmt: skip
_UPDATED = frozenset(
    {
        "updated", "updatedat", "updatedon", "updateddate", "lastupdated", "lastupdatedon", "lastupdate", "lastmod",
        "lastmodified", "lastmodifiedat", "modified", "datemodified", "modifieddate", "msdate", "dateupdated",
        "revised", "lastrevised", "articlemodifiedtime", "ogupdatedtime", "dctermsmodified", "dcdatemodified",
        "revdate",
    }
)  # fmt: skip
_PUBLISHED = frozenset(
    {
        "date", "published", "publishdate", "publisheddate", "publishedat", "publishedon", "datepublished", "pubdate",
        "publicationdate", "created", "createdat", "createdon", "datecreated", "articlepublishedtime",
        "dctermsissued",
    }
)  # fmt: skip
_REFERENCES = frozenset(
    {
        "referencesreviewed", "referenceslastreviewed", "referencesverified", "referenceslastverified",
        "referenceschecked", "referenceslastchecked", "linksverified", "linkslastverified", "linkschecked",
        "linkslastchecked", "sourcesverified", "sourceslastverified", "sourceschecked", "sourceslastchecked",
        "citationsverified", "citationslastverified", "citationschecked", "sourcesreviewed", "sourceslastreviewed",
        "linksreviewed", "linkslastreviewed",
    }
)  # fmt: skip
_EVIDENCE = frozenset({"evidencecurrentto", "evidencedate", "literaturesearchdate", "literaturereviewcurrentthrough"})
_INTERVAL = frozenset(
    {
        "reviewin", "reviewcycle", "reviewcadence", "reviewinterval", "reviewfrequency", "reviewperiod",
        "reviewevery",
        "expirationindays", "reviewindays", "reviewintervaldays", "reviewcycledays",
    }
)  # fmt: skip
_DAYS = frozenset({"expirationindays", "reviewindays", "reviewintervaldays", "reviewcycledays"})
_OWNER = ("owner", "ownerslack", "msauthor", "contentowner", "pageowner", "documentowner", "owners", "ownername")
_REVIEWER = frozenset(
    {
        "reviewedby", "reviewedbyname", "lastreviewedby", "msreviewer", "reviewer", "medicalreviewer",
        "medicallyreviewedby",
        "clinicalreviewer", "clinicallyreviewedby", "medicalreviewedby", "factcheckedby", "verifiedby",
    }
)  # fmt: skip
_REVIEWERS = frozenset({"reviewers"})
_TWO_WAYS = frozenset({"reviewdate"})
_DAY_AND_MONTH_SETTLED = {"msdate": "mdy"}

_CARD = frozenset(
    {
        "ease", "easefactor", "repetitions", "reps", "lapses", "stability", "reviewcount", "srdue", "srinterval",
        "srease",         "leitnerbox",
    }
)  # fmt: skip
_CARD_MAYBE = frozenset({"difficulty", "interval", "reviewinterval", "attempts", "confidence", "deck", "recall"})
_REPORT = frozenset({"verdict", "findings", "filesreviewed", "severity", "reviewtype", "issuesfound", "blockers"})
_SIGNS = regex(r"[^a-z0-9]+")
_DIGIT = regex(r"\d")
_OTHER_THINGS = frozenset(
    {
        "citation",
        "isbasedon",
        "mentions",
        "comment",
        "review",
        "itemreviewed",
        "offers",
        "author",
        "publisher",
        "image",
        "video",
    }
)
_STRUCTURED = (Origin.JSON_LD, Origin.MICRODATA, Origin.META)
_OWN_WORD = (Origin.SIDE_FILE, Origin.FRONT_MATTER)
_FRESHNESS = regex(r"freshness\s*:\s*\{([^}]{0,2000})\}", re.IGNORECASE | re.DOTALL)
_FRESHNESS_ENTRY = regex(r"\b(owner|reviewed)\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|([^\s'\",}]+))", re.IGNORECASE)


class Metadata(NamedTuple):
    statements: tuple[ReviewStatement, ...] = ()
    owner: str | None = None
    interval: Interval | None = None


class _Keys(NamedTuple):
    by_kind: Mapping[StatementKind, frozenset[str]]
    interval: frozenset[str]
    owner: tuple[str, ...]
    reviewer: frozenset[str]
    settled: frozenset[str]
    """Keys that the policy has named: their meaning is not in doubt."""


def plain(name: str) -> str:
    """A key without case and signs."""
    return _SIGNS.sub("", name.lower())


def _keys(policy: ReviewPolicy) -> _Keys:
    extra = {kind: frozenset(plain(name) for name in names) for kind, names in policy.keys.items()}
    none: frozenset[str] = frozenset()
    return _Keys(
        {
            StatementKind.REVIEWED: _REVIEWED | extra.get("reviewed", none),
            StatementKind.NEXT_DUE: _NEXT_DUE | extra.get("next_due", none),
            StatementKind.UPDATED: _UPDATED | extra.get("updated", none),
            StatementKind.PUBLISHED: _PUBLISHED | extra.get("published", none),
            StatementKind.EVIDENCE: _EVIDENCE,
        },
        _INTERVAL | extra.get("interval", none),
        (*sorted(extra.get("owner", none)), *_OWNER),
        _REVIEWER | extra.get("reviewer", none),
        frozenset().union(*extra.values()) if extra else none,
    )


_WRITTEN_KEY = regex(
    r"^[\W_]{0,12}(?:(?:set|const|let|var"
    r"|export)\s{1,3})?[\"']?([A-Za-z][\w.-]{3,40})[\"']?(?=\s{0,3}[:=])",
    re.MULTILINE,
)
_WRITTEN_KINDS = (
    (StatementKind.REVIEWED, _REVIEWED), (StatementKind.NEXT_DUE, _NEXT_DUE), (StatementKind.UPDATED, _UPDATED),
    (StatementKind.PUBLISHED, _PUBLISHED),
)  # fmt: skip


def keys_in(text: str) -> list[tuple[Pattern, int, int]]:
    """Keys written out in running text (`lastReviewedAt: 2026-05-28`), as labels; words of one piece are no keys."""
    found = []
    for match in _WRITTEN_KEY.finditer(text):
        written = match[1]
        if written.isalpha() and (written.islower() or written.istitle() or written.isupper()):
            continue
        key = plain(written)
        if key in _TWO_WAYS:
            found.append((Pattern(StatementKind.REVIEWED, two_ways=True), match.start(1), match.end(1)))
        found.extend((Pattern(kind), match.start(1), match.end(1)) for kind, known in _WRITTEN_KINDS if key in known)
    return found


def read(document: Document, policy: ReviewPolicy, beside: Sequence[Field] = ()) -> Metadata:
    """What the fields and comments of `document` say, and the fields that a side file holds for it."""
    keys = _keys(policy)
    noted = [(_name(field), field) for field in beside]
    own = [(_name(field), field) for field in document.fields]
    names = {name for name, _ in own}
    statements: list[ReviewStatement] = []
    # In a study card, or in the report of a review, it is not the article that was reviewed.
    named = noted if _is_card(names) or names & _REPORT else [*noted, *own]
    if named:
        reviewers = _reviewers(named, keys)
        for name, field in named:
            kind = _kind(name, field, keys)
            if kind is not None:
                statements.extend(_statement(kind, name, field, policy, reviewers.get(field.origin)))
            elif name in _REFERENCES:
                statements.append(_references(field, policy, reviewers.get(field.origin)))
            elif name in _TWO_WAYS:
                statements.append(_review_date(field, named, policy, reviewers))
        statements.extend(_bylines(named, keys, statements))
    owner = _owner(noted, keys) or _owner(own, keys)
    fresh = _freshness(document, policy)
    if fresh is not None:
        statements.append(fresh[0])
        owner = owner or fresh[1]
    return Metadata(tuple(statements), owner, _interval([*noted, *own], keys))


def _name(field: Field) -> str:
    """The key for comparing: of a structured path its last parts, of front matter the whole of it."""
    if field.origin in _STRUCTURED:
        parts = re.split(r"[./]", field.name.rpartition(":")[2] if field.origin is Origin.MICRODATA else field.name)
        if any(plain(part) in _OTHER_THINGS for part in parts[:-1]):
            return ""
        last = plain(parts[-1])
        if last == "name" and len(parts) > 1:
            return plain(parts[-2])
        return last
    return plain(field.name)


def _kind(name: str, field: Field, keys: _Keys) -> StatementKind | None:
    for kind, known in keys.by_kind.items():
        if name in known:
            return kind
    if field.origin is Origin.META and plain(field.name) in _UPDATED | _PUBLISHED:
        return StatementKind.UPDATED if plain(field.name) in _UPDATED else StatementKind.PUBLISHED
    return None


def _is_card(names: Iterable[str]) -> bool:
    """A study card: its reviews are the learner's."""
    known = set(names)
    return bool(known & _CARD) or len(known & _CARD_MAYBE) >= 2 or {"nextreview", "reviewinterval"} <= known


def _statement(
    kind: StatementKind, name: str, field: Field, policy: ReviewPolicy, reviewer: str | None
) -> list[ReviewStatement]:  # fmt: skip
    reading = _read(field.value, policy, name)
    if kind not in (StatementKind.REVIEWED, StatementKind.NEXT_DUE) and reading.bounds is None:
        return []
    if field.value.strip().casefold() in ("true", "yes", "on") and kind is not StatementKind.REVIEWED:
        return []
    return [_make(kind, Scope.PAGE, field, reading, reviewer if kind is StatementKind.REVIEWED else None)]


def _read(text: str, policy: ReviewPolicy, name: str = "") -> dates.Reading:
    order = _DAY_AND_MONTH_SETTLED.get(name, policy.date_order)
    return dates.read(text, order=order, zone=policy.timezone)


def _make(
    kind: StatementKind, scope: Scope, field: Field, reading: dates.Reading, reviewer: str | None, *, claim: str = "",
    flags: frozenset[Flag] = frozenset(),
) -> ReviewStatement:  # fmt: skip
    return ReviewStatement(
        kind=kind,
        scope=scope,
        origin=field.origin,
        place=field.place,
        text=reading.text if reading.bounds is not None else field.value,
        label=field.name,
        bounds=reading.bounds,
        flags=reading.flags | flags,
        claims_references=bool(claim),
        claim=claim,
        reviewer=reviewer,
    )


def _references(field: Field, policy: ReviewPolicy, reviewer: str | None) -> ReviewStatement:
    """`links_last_checked: 2026-01-31`; `references_verified: true` is a claim without a date."""
    reading = _read(field.value, policy)
    claim = f"{field.name}: {field.value}".strip()
    return _make(StatementKind.REVIEWED, Scope.REFERENCES, field, reading, reviewer, claim=claim)


def _review_date(
    field: Field, named: Sequence[tuple[str, Field]], policy: ReviewPolicy, reviewers: Mapping[Origin, str]
) -> ReviewStatement:  # fmt: skip
    """`review_date` is the last review in some places, the next in others: its neighbours tell, or nobody does."""
    reading = _read(field.value, policy)
    reviewer = reviewers.get(field.origin)
    last = _latest(named, _REVIEWED, policy)
    if reading.bounds is None:
        return _make(StatementKind.REVIEWED, Scope.PAGE, field, reading, reviewer)
    if last is not None:
        kind = StatementKind.NEXT_DUE if reading.bounds.earliest > last.latest else StatementKind.REVIEWED
        return _make(kind, Scope.PAGE, field, reading, reviewer)
    if reviewer is not None:
        return _make(StatementKind.REVIEWED, Scope.PAGE, field, reading, reviewer)
    created = _latest(named, _PUBLISHED, policy)
    if created is not None and reading.bounds.earliest > created.latest:
        return _make(StatementKind.NEXT_DUE, Scope.PAGE, field, reading, None)
    return _make(StatementKind.REVIEWED, Scope.PAGE, field, reading, None, flags=frozenset({Flag.AMBIGUOUS}))


def _latest(named: Sequence[tuple[str, Field]], known: frozenset[str], policy: ReviewPolicy) -> Bounds | None:
    found = [
        reading.bounds
        for name, field in named
        if name in known and (reading := _read(field.value, policy)).bounds is not None
    ]
    return max((bounds for bounds in found if bounds), key=lambda bounds: bounds.latest, default=None)


def _reviewers(named: Sequence[tuple[str, Field]], keys: _Keys) -> dict[Origin, str]:
    """The reviewers by origin, several joined with commas."""
    found: dict[Origin, list[str]] = {}
    for name, field in named:
        if (name in keys.reviewer or name in _REVIEWERS) and field.value.strip() and not _DIGIT.fullmatch(field.value):
            names = found.setdefault(field.origin, [])
            if field.value.strip() not in names:
                names.append(field.value.strip())
    return {origin: ", ".join(names) for origin, names in found.items()}


def _bylines(
    named: Sequence[tuple[str, Field]], keys: _Keys, statements: Sequence[ReviewStatement]
) -> list[ReviewStatement]:  # fmt: skip
    """Somebody is named as reviewer, and no date stands anywhere in the metadata."""
    if any(statement.kind is StatementKind.REVIEWED for statement in statements):
        return []
    for name, field in named:
        value = field.value.strip()
        claimed = name in keys.reviewer and name not in ("msreviewer", "reviewer")
        named_people = name in _REVIEWERS and re.search(r"[^\W\d_]{2,}\.? [^\W\d_]{2,}", value)
        if value and (claimed or named_people):
            missing = dates.Reading(0, 0, "", None, frozenset({Flag.MISSING}))
            statement = _make(StatementKind.REVIEWED, Scope.PAGE, field, missing, value)
            return [statement]
    return []


def _owner(named: Sequence[tuple[str, Field]], keys: _Keys) -> str | None:
    for wanted in keys.owner:
        values = [field.value.strip() for name, field in named if name == wanted and field.value.strip()]
        if values:
            return ", ".join(dict.fromkeys(values))
    return None


def _interval(named: Sequence[tuple[str, Field]], keys: _Keys) -> Interval | None:
    for name, field in named:
        if name in keys.interval and field.origin in _OWN_WORD and field.value.strip():
            try:
                window = dates.parse_window(field.value, bare_days=name in _DAYS)
            except ValueError:
                window = None
            return Interval(field.value, field.place, window)
    return None


def _freshness(document: Document, policy: ReviewPolicy) -> tuple[ReviewStatement, str | None] | None:
    """Google's `<!--* freshness: { owner: 'x' reviewed: '2020-06-16' } *-->`."""
    for comment in document.comments:
        if "freshness" not in comment.text:
            continue
        body = _FRESHNESS.search(comment.text)
        if body is None:
            continue
        entries: dict[str, tuple[str, int]] = {}
        for found in _FRESHNESS_ENTRY.finditer(body[1]):
            group = next(number for number in (2, 3, 4) if found[number] is not None)
            entries.setdefault(found[1].lower(), (found[group], body.start(1) + found.start(group)))
        owner = entries.get("owner", ("", 0))[0] or None
        value, at = entries.get("reviewed", ("", -1))
        reading = _read(value, policy)
        place = comment.place if at < 0 else inside(document, comment.text, comment.place, at, at + len(value))
        flags = reading.flags if at >= 0 else frozenset({Flag.MISSING})
        statement = ReviewStatement(
            StatementKind.REVIEWED, Scope.PAGE, Origin.COMMENT, place, reading.text, "freshness", reading.bounds, flags
        )
        return statement, owner
    return None


def inside(document: Document, text: str, place: Place, start: int, end: int) -> Place:
    """The place of text[start:end], where `text` is the inner text of what stands at `place`."""
    begin = document.text.find(text, document.lines.offset(place.line, place.column))
    return place if begin < 0 else document.lines.place(begin + start, begin + end)
