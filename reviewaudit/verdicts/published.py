"""An article in, its cited works about which something was published out, each with the words for a finding.

Which kinds of notices are whose matter, and how bad they are, is for the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reviewaudit.model import Article, Context, NoticeKind, Place
from reviewaudit.verdicts.acceptances import looked_up
from reviewaudit.verdicts.wording import described, evidence, is_about_notice, link_of, others, title_of


class Noticed(NamedTuple):
    """A cited work, and the strongest notice about it."""

    place: Place
    kind: NoticeKind
    message: str
    """ "doi:10.1000/182 has been retracted, by a retraction of 2010-02-06, says …"."""
    possibly: bool
    """The notice was found by the title in the entry."""
    is_subject: bool
    """The reference is there because of the notice."""
    facts: dict[str, Any]
    """Where the notice can be read, whose matter it is, and the evidence: arguments of a finding."""


def noticed(article: Article, context: Context, said: Mapping[NoticeKind, str]) -> Iterator[Noticed]:
    """`said`: what is to be said of a work whose strongest notice is of that kind ("has been retracted")."""
    for citation, standing, lapsed in looked_up(article, context):
        strongest = standing.notices[0] if standing.notices else None
        if strongest is None or strongest.kind not in said:
            continue
        words = said[strongest.kind]
        if standing.by_title:
            words = f"{words.replace(' ', ' possibly ', 1)}: a work of this title and author or year"
        name = title_of(citation)
        yield Noticed(
            citation.place,
            strongest.kind,
            f"{name} {words}, by {described(strongest, context)}{others(standing.notices[1:])}{lapsed}",
            standing.by_title,
            is_about_notice(citation, standing, article),
            {"url": link_of(strongest) or None, "subject": name, **evidence(citation, standing, context)},
        )
