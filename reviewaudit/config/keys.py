"""The tables of keys: the only place that knows a key. Reading, refusing and the manual all go by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reviewaudit.config.values import (
    accept,
    boolean,
    choice,
    choices,
    levels,
    number,
    patterns,
    seconds,
    string,
    strings,
    timezone,
    window,
    words_by,
)

FAIL_ON = ("error", "warning", "note", "never")
MONTH_POLICIES = ("end", "start")
DATE_ORDERS = ("unset", "dmy", "mdy", "ymd")
STATEMENT_KINDS = ("reviewed", "updated", "published")
KEY_KINDS = ("reviewed", "next_due", "interval", "owner", "reviewer")

PRESETS: dict[str, dict[str, Any]] = {
    "default": {},
    "health": {"review": {"window": "36 months"}, "require_references": True},
    "docs": {"review": {"window": "6 months"}},
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: how its value is read, and what the reference says about it."""

    read: Callable[[Any], Any]
    allowed: str
    help: str


TIME = 'a time: "20s", "500ms"'
SPAN = 'a span: "12 months", "90d", "P1Y", "quarterly"'

REVIEW = {
    "window": Key(window, SPAN, "How long a review is good for."),
    "warn_before": Key(window, SPAN, "How long before the due date a note appears."),
    "grace": Key(window, SPAN, "How long after the due date nothing fails yet."),
    "month_policy": Key(choice(*MONTH_POLICIES), "end, start", "Which end of an imprecise date counts as overdue."),
    "date_order": Key(choice(*DATE_ORDERS), ", ".join(DATE_ORDERS), "How `01/12/2026` is read."),
    "timezone": Key(timezone, "an IANA time zone", "Where the audit's day begins."),
    "accept": Key(choices(*STATEMENT_KINDS), ", ".join(STATEMENT_KINDS), "Which statements count as a review."),
    "allow_longer": Key(boolean, "true, false", "Whether an article's own interval may exceed `window`."),
    "keys": Key(words_by(KEY_KINDS), "a table", "Further front-matter keys, by kind."),
    "labels": Key(words_by(("reviewed", "next_due")), "a table", "Further visible labels, by kind."),
}
NETWORK = {
    "timeout": Key(seconds, TIME, "How long one answer may take."),
    "connect_timeout": Key(seconds, TIME, "How long making a connection may take."),
    "max_retries": Key(number(0, 10, whole=True), "0 to 10", "How often a failed request is repeated."),
    "retry_wait": Key(seconds, TIME, "The wait before the first repeat; it doubles each time."),
    "max_retry_after": Key(seconds, TIME, "The longest `Retry-After` that is waited for."),
    "max_redirects": Key(number(0, 50, whole=True), "0 to 50", "How many redirects are followed."),
    "max_concurrency": Key(number(1, 4096, whole=True), "1 to 4096", "Requests at the same time."),
    "host_concurrency": Key(number(1, 256, whole=True), "1 to 256", "Requests at the same time to one host."),
    "method": Key(choice("get", "head"), "get, head", "Which method is tried first."),
    "user_agent": Key(string, "text", "The name given to servers."),
    "headers": Key(lambda value: value, "a table of texts", "Further request headers; `${NAME}` from the environment."),
    "accept": Key(accept, 'status codes: "200..=204,429"', "Status codes that count as alive."),
    "allow_private": Key(boolean, "true, false", "Whether loopback and private addresses may be asked."),
    "ttl_alive": Key(window, SPAN, "How long an alive page is not asked again."),
    "ttl_dead": Key(window, SPAN, "How long a dead page is not asked again."),
    "ttl_unverified": Key(window, SPAN, "How long an unverified page is not asked again."),
    "exclude": Key(patterns, "regular expressions", "URLs that are not asked."),
    "include": Key(patterns, "regular expressions", "URLs that are asked although excluded."),
}  # fmt: skip
TOP = {
    "preset": Key(choice(*PRESETS), ", ".join(PRESETS), "What the other keys start from."),
    "paths": Key(strings, "a list of paths", "What is audited when no path is given."),
    "exclude_paths": Key(strings, "a list of patterns", "Files left out, in the manner of `.gitignore`."),
    "required": Key(strings, "a list of paths", "Files that must be among the audited ones."),
    "fail_on": Key(choice(*FAIL_ON), ", ".join(FAIL_ON), "The mildest level that fails the run."),
    "select": Key(strings, "rule codes, prefixes, names", "Which rules run."),
    "ignore": Key(strings, "rule codes, prefixes, names", "Which of these do not."),
    "levels": Key(levels, "a table of rule = level", "Levels other than the rules' own."),
    "require_references": Key(boolean, "true, false", "Whether a reviewed article must cite something."),
}
RULE = {"paths": TOP["paths"], **{name: TOP[name] for name in ("select", "ignore", "levels", "require_references")}}
