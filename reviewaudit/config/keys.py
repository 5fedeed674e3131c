"""The tables of keys: the only place that knows a key. Reading, refusing, the schema and the manual all go by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviewaudit.config.values import (
    BOOLEAN,
    DAY,
    EXPRESSIONS,
    HEADERS,
    HTTP_URLS,
    IGNORE_PATTERNS,
    LEVELS,
    PAIRS,
    PATHS,
    SELECTORS,
    SPAN,
    STATUS_CODES,
    STRING,
    STRINGS,
    TIME,
    TIMEZONE,
    URL,
    USER_AGENT,
    WORK,
    Kind,
    choice,
    choices,
    whole,
    words_by,
)
from reviewaudit.model import Level, Precision

FAIL_ON = ("error", "warning", "note", "never")
MONTH_POLICIES = ("end", "start")
DATE_ORDERS = ("unset", "dmy", "mdy", "ymd")
STATEMENT_KINDS = ("reviewed", "updated", "published")
PRECISIONS = tuple(map(str, Precision))
KEY_KINDS = ("reviewed", "next_due", "interval", "owner", "reviewer")

PRESETS: dict[str, dict[str, Any]] = {
    "default": {},
    "health": {"review": {"window": "36 months"}, "require_references": True},
    "docs": {"review": {"window": "6 months"}},
}


@dataclass(frozen=True, slots=True)
class Key:
    kind: Kind
    help: str
    """What the reference says about it."""


REVIEW = {
    "window": Key(SPAN, "How long a review is good for."),
    "warn_before": Key(SPAN, "How long before the due date a note appears."),
    "spread": Key(SPAN, "Due dates are moved back by up to this, by the path, so that work does not pile up."),
    "grace": Key(SPAN, "How long after the due date nothing fails yet."),
    "month_policy": Key(choice(*MONTH_POLICIES), "Which end of an imprecise date counts as overdue."),
    "date_order": Key(choice(*DATE_ORDERS), "How `01/12/2026` is read."),
    "timezone": Key(TIMEZONE, "Where the audit's day begins."),
    "accept": Key(choices(*STATEMENT_KINDS), "Which statements count as a review."),
    "min_precision": Key(choice(*PRECISIONS), "The coarsest date that says enough."),
    "require_reviewer": Key(BOOLEAN, "Whether a review must name its reviewer."),
    "ignore_revs": Key(STRING, "A file of commits that do not count as changes, one hash a line."),
    "allow_longer": Key(BOOLEAN, "Whether an article's own interval may exceed `window`."),
    "keys": Key(words_by(*KEY_KINDS), "Further front-matter keys, by kind."),
    "labels": Key(words_by("reviewed", "next_due"), "Further visible labels, by kind."),
    "side_file": Key(STRING, "A TOML file that says for articles what they cannot say themselves."),
}
LINKS = {
    "include_verbatim": Key(BOOLEAN, "Whether URLs in code and in comments are links too."),
    "include_wikilinks": Key(BOOLEAN, "Whether `[[Page]]` is a link in Markdown."),
    "include_fragments": Key(BOOLEAN, "Whether places in pages elsewhere are looked for; those in files always are."),
    "include_mail": Key(BOOLEAN, "Whether the spelling of the addresses in `mailto:` is checked."),
    "root_dir": Key(STRING, "The folder that `/path` starts from."),
    "base_url": Key(URL, "The URL under which that folder is published."),
    "index_files": Key(PATHS, "What stands for a folder."),
    "fallback_extensions": Key(STRINGS, "Endings that a link may leave out."),
    "remap": Key(PAIRS, "Pairs of pattern and replacement, applied to URLs before they are asked."),
}  # fmt: skip
NETWORK = {
    "timeout": Key(TIME, "How long one answer may take."),
    "connect_timeout": Key(TIME, "How long making a connection may take."),
    "max_retries": Key(whole(0, 10), "How often a failed request is repeated."),
    "retry_wait": Key(TIME, "The wait before the first repeat; it doubles each time."),
    "max_retry_after": Key(TIME, "The longest `Retry-After` that is waited for."),
    "max_redirects": Key(whole(0, 50), "How many redirects are followed."),
    "max_concurrency": Key(whole(1, 4096), "Requests at the same time."),
    "host_concurrency": Key(whole(1, 256), "Requests at the same time to one host; a third of it to begin with."),
    "method": Key(choice("get", "head"), "Which method is tried first."),
    "user_agent": Key(USER_AGENT, "The name given to servers."),
    "headers": Key(HEADERS, "Further request headers; `${NAME}` from the environment."),
    "accept": Key(STATUS_CODES, "Status codes that count as alive."),
    "allow_private": Key(BOOLEAN, "Whether loopback and private addresses may be asked."),
    "ttl_alive": Key(SPAN, "How long an alive page is not asked again."),
    "ttl_dead": Key(SPAN, "How long a dead page is not asked again."),
    "ttl_unverified": Key(SPAN, "How long an unverified page is not asked again."),
    "max_time": Key(TIME, "When the run ends with what it has; 0 for never."),
    "dead_after": Key(whole(1, 100), "Failures in a row, `dead_days` apart, that make a page dead."),
    "dead_days": Key(whole(0, 365), "Days that must lie between two failures that count."),
    "exclude": Key(EXPRESSIONS, "URLs that are not asked."),
    "include": Key(EXPRESSIONS, "URLs that are asked although excluded."),
}  # fmt: skip
HOST = {
    "concurrency": Key(whole(1, 256), "Requests at the same time to this host."),
    "interval": Key(TIME, "Time between the starts of two requests."),
    "headers": NETWORK["headers"],
    "accept": NETWORK["accept"],
    "method": NETWORK["method"],
}
"""Of a `[network.hosts."example.org"]` table."""
CITATIONS = {
    "check": Key(BOOLEAN, "Whether registries are asked about cited works."),
    "contact": Key(STRING, "A mail address for registries, which then answer faster; it is sent nowhere else."),
    "retraction_data": Key(STRING, "The index or CSV file of retractions; else that in the user's cache folder."),
    "max_age": Key(SPAN, "How old a cited work may be; any age if not set."),
    "resolve": Key(BOOLEAN, "Whether entries without identifier are searched at Crossref by their text."),
    "concern_level": Key(choice(*Level), "The level of expressions of concern and partial retractions."),
    "preprint_level": Key(choice(*Level), "The level of preprints that have been published."),
    "services": Key(HTTP_URLS, "Addresses other than the services' own, by service."),
    "ttl_record": Key(SPAN, "How long what an identifier stands for is not asked again."),
    "ttl_notices": Key(SPAN, "How long a work, and what was published about it, is not asked again."),
    "ttl_missing": Key(SPAN, "How long a registry that has nothing is not asked again."),
}
ACCEPT = {
    "id": Key(WORK, "The work."),
    "reason": Key(STRING, "Why it is accepted as it stands."),
    "until": Key(DAY, "The last day on which that holds; for good if not set."),
}
"""Of a `[[citations.accept]]` table."""
TOP = {
    "preset": Key(choice(*PRESETS), "What the other keys start from."),
    "paths": Key(PATHS, "What is audited when no path is given."),
    "exclude_paths": Key(IGNORE_PATTERNS, "Files left out, in the manner of `.gitignore`."),
    "required": Key(PATHS, "Files that must be among the audited ones."),
    "fail_on": Key(choice(*FAIL_ON), "The mildest level that fails the run."),
    "select": Key(SELECTORS, "Which rules run."),
    "ignore": Key(SELECTORS, "Which of these do not."),
    "levels": Key(LEVELS, "Levels other than the rules' own."),
    "require_references": Key(BOOLEAN, "Whether a reviewed article must cite something."),
    "suppressions_need_reason": Key(BOOLEAN, "Whether a suppression must give its reason."),
    "baseline": Key(STRING, "A file of findings that are known and do not fail the run."),
    "decisions": Key(
        STRING, "A file of decisions on findings; `reviewaudit-decisions.toml` is read where it is there."
    ),
    "owner": Key(STRING, "Who answers for articles that do not say so themselves; before CODEOWNERS."),
}
TABLES = {"review": REVIEW, "links": LINKS, "network": NETWORK, "citations": CITATIONS}
RULE_KEYS = ("select", "ignore", "levels", "require_references", "owner")
RULE = {"paths": TOP["paths"], **{name: TOP[name] for name in RULE_KEYS}}
