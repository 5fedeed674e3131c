"""Articles and their context in, findings out: one file per rule, strangers to each other.

A rule is added by its file and one line here; `explain`, `rules`, the tables in the manual and the page tests read this
registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from reviewaudit.errors import UsageError
from reviewaudit.model import Level, Rule
from reviewaudit.rules import (
    ambiguous_review_date,
    auto_stamped_review,
    broken_link,
    bump_only_review,
    certificate_problem,
    changed_since_review,
    claim_without_date,
    coarse_review_date,
    conflicting_review_dates,
    contradicted_claim,
    corrected_citation,
    credentials_in_url,
    duplicate_citation,
    empty_list_lead_in,
    expired_suppression,
    expression_of_concern,
    failed_review,
    future_review,
    hollow_claim,
    insecure_link,
    invalid_review_date,
    invalid_suppression,
    malformed_url,
    mismatched_citation,
    missing_file,
    missing_fragment,
    missing_review_date,
    missing_reviewer,
    next_due_beyond_policy,
    numbering_gap,
    old_citation,
    orphan_marker,
    overdue_review,
    parked_domain,
    permanent_redirect,
    placeholder_review_date,
    private_address,
    redirect_to_login,
    redirect_to_root,
    reference_newer_than_review,
    related_reading_without_link,
    retracted_citation,
    review_due_soon,
    review_without_references,
    soft_404,
    superseded_citation,
    truncated_text,
    uncited_reference,
    undefined_reference,
    uniform_review_dates,
    unknown_identifier,
    unlinked_reference,
    unreadable_article,
    unused_suppression,
    unverified_link,
)

__all__ = ["FAMILIES", "RULES", "find", "level_of", "resolve", "select"]

RULES: tuple[Rule, ...] = (
    unreadable_article.RULE,
    unused_suppression.RULE,
    expired_suppression.RULE,
    invalid_suppression.RULE,
    broken_link.RULE,
    soft_404.RULE,
    permanent_redirect.RULE,
    redirect_to_root.RULE,
    redirect_to_login.RULE,
    unverified_link.RULE,
    certificate_problem.RULE,
    missing_fragment.RULE,
    malformed_url.RULE,
    insecure_link.RULE,
    missing_file.RULE,
    parked_domain.RULE,
    undefined_reference.RULE,
    private_address.RULE,
    credentials_in_url.RULE,
    overdue_review.RULE,
    review_due_soon.RULE,
    missing_review_date.RULE,
    future_review.RULE,
    invalid_review_date.RULE,
    ambiguous_review_date.RULE,
    placeholder_review_date.RULE,
    auto_stamped_review.RULE,
    conflicting_review_dates.RULE,
    next_due_beyond_policy.RULE,
    coarse_review_date.RULE,
    missing_reviewer.RULE,
    failed_review.RULE,
    claim_without_date.RULE,
    hollow_claim.RULE,
    contradicted_claim.RULE,
    changed_since_review.RULE,
    reference_newer_than_review.RULE,
    bump_only_review.RULE,
    review_without_references.RULE,
    uniform_review_dates.RULE,
    retracted_citation.RULE,
    expression_of_concern.RULE,
    corrected_citation.RULE,
    superseded_citation.RULE,
    unknown_identifier.RULE,
    mismatched_citation.RULE,
    old_citation.RULE,
    duplicate_citation.RULE,
    orphan_marker.RULE,
    uncited_reference.RULE,
    numbering_gap.RULE,
    unlinked_reference.RULE,
    empty_list_lead_in.RULE,
    related_reading_without_link.RULE,
    truncated_text.RULE,
)

FAMILIES = {
    "RA0": "the article",
    "RA1": "links",
    "RA2": "reviews",
    "RA3": "claim against evidence",
    "RA4": "citations",
    "RA5": "the text",
}


def find(selector: str) -> Rule | None:
    """The one rule with this code or name, whatever its case."""
    wanted = selector.strip().lower()
    return next((rule for rule in RULES if wanted in {rule.code.lower(), rule.name}), None)


def resolve(selector: str, place: str) -> tuple[Rule, ...]:
    """The rules meant by a code, a name or a prefix of codes ("RA2"; "ALL" means every rule).

    `place` says where the selector was written, for the complaint. Raises UsageError with the nearest name.
    """
    wanted = selector.strip()
    if wanted.upper() == "ALL":
        return RULES
    rule = find(wanted)
    if rule is not None:
        return (rule,)
    matches = tuple(rule for rule in RULES if wanted and rule.code.startswith(wanted.upper()))
    if not matches and wanted.upper() not in FAMILIES:
        names = [name for rule in RULES for name in (rule.name, rule.code)]
        near = get_close_matches(wanted.lower(), names, n=1, cutoff=0.5) or get_close_matches(
            wanted.upper(), names, n=1
        )
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise UsageError(f"unknown rule '{wanted}' in {place}", f"{hint}'reviewaudit rules' lists all of them")
    return matches


def select(chosen: Iterable[str], ignored: Iterable[str], place: str) -> tuple[Rule, ...]:
    """The rules that run: the chosen ones without the ignored ones, in the order of their codes."""
    codes = {rule.code for selector in chosen for rule in resolve(selector, f"{place} select")}
    codes -= {rule.code for selector in ignored for rule in resolve(selector, f"{place} ignore")}
    return tuple(rule for rule in RULES if rule.code in codes)


def level_of(rule: Rule, levels: Mapping[str, Level]) -> Level | None:
    """The level that the policy gives to this rule, by name, code or prefix; the longest match wins."""
    matches = [key for key in levels if key == rule.name or rule.code.startswith(key.upper())]
    return levels[max(matches, key=lambda key: (key == rule.name, len(key)))] if matches else None
