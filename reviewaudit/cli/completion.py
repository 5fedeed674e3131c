"""What a shell offers after Tab where a rule is wanted: codes and names, with what each says."""

from __future__ import annotations


def rules(incomplete: str) -> list[tuple[str, str]]:
    """Pairs (word, help) that begin as the last of `incomplete`'s comma-separated parts does."""
    from reviewaudit.rules import FAMILIES, RULES

    before, comma, begun = incomplete.rpartition(",")
    words = [(family, FAMILIES[family]) for family in FAMILIES if begun == family[: len(begun)]]
    words += [(rule.code, f"{rule.name}: {rule.summary}") for rule in RULES if begun[:2] == "RA" or not begun]
    words += [(rule.name, rule.summary) for rule in RULES]
    return [(before + comma + word, help) for word, help in words if word.startswith(begun)]
