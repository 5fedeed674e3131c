"""The rules about cited works: what is said, how bad it is, and what is left alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reviewaudit import config, verdicts
from reviewaudit.model import (
    START,
    Article,
    Bounds,
    Citation,
    Context,
    Notice,
    NoticeKind,
    Origin,
    Precision,
    Record,
    RecordState,
    Reference,
    Review,
    ReviewStatement,
    ReviewStatus,
    Role,
    Scope,
    StatementKind,
    Status,
    Successor,
    TargetKind,
    Verdict,
    Work,
)
from reviewaudit.rules import RULES

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEA = ("doi", "10.5072/tea.1")
TEA_PMID = ("pmid", "31000001")
ENTRY = Citation("Brown B. Tea and the sleep of shift workers. J Tea. 2019;4:12.", START, (TEA,), listed=True)
REVIEWED = Bounds(date(2026, 1, 1), date(2026, 1, 31), Precision.MONTH)


def day(text):
    moment = date.fromisoformat(text)
    return Bounds(moment, moment, Precision.DAY)


def reviewed(text="January 2026"):
    statement = ReviewStatement(
        StatementKind.REVIEWED, Scope.PAGE, Origin.STATEMENT, START, text, "Last reviewed", REVIEWED
    )
    return Review(ReviewStatus.CURRENT, statement, REVIEWED)


def notice(kind="retraction", when="2026-02-06", source="retraction-watch", doi="10.5072/n.1", **rest):
    return Notice(NoticeKind(kind), (source,), doi, date=day(when) if when else None, **rest)


def record(*notices, identifier=TEA, service="crossref", state="found", **rest):
    return Record(identifier, service, NOON, RecordState(state), notices=notices, **rest)


def found(*records, citations=(ENTRY,), settings="", as_of=date(2026, 6, 1), references=(), answers=()):
    policy = config.parse(settings, config_path())
    known = {}
    for item in records:
        known.setdefault(item.identifier, []).append(item)
    titled = [item for item in records if item.identifier[0] == "text"]
    standings = {
        c.key: verdicts.judge_work(
            c, [*verdicts.records_of(c, known), *titled], [one for name, _ in c.strays for one in known.get(name, ())]
        )
        for c in citations
    }
    article = Article("tea.md", format="markdown", citations=citations, references=references)
    context = Context(policy, as_of, reviewed(), dict(answers), standings=standings)
    return [f for rule in RULES if rule.code.startswith("RA4") for f in rule.check(article, context)]


def config_path():
    from pathlib import Path

    return Path("reviewaudit.toml")


def brief(findings):
    return [(finding.code, finding.level.value) for finding in findings]


# --- RA401, RA402, RA403 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reported"),
    [
        ("retraction", [("RA401", "error")]),
        ("removal", [("RA401", "error")]),
        ("withdrawal", [("RA401", "error")]),
        ("partial-retraction", [("RA401", "warning")]),
        ("expression-of-concern", [("RA402", "warning")]),
        ("correction", [("RA403", "note")]),
        ("update", [("RA403", "note")]),
        ("withdrawn-as-outdated", [("RA404", "warning")]),
        ("reinstatement", []),
    ],
)
def test_strongest_notice_decides_which_rule_speaks(kind, reported):
    assert brief(found(record(notice(kind)))) == reported
    if kind not in {"reinstatement", "update", "withdrawn-as-outdated", "correction"}:
        assert brief(found(record(notice("correction", doi="10.5072/n.2"), notice(kind)))) == reported


def test_concern_level_is_that_of_the_policy():
    settings = '[citations]\nconcern_level = "error"\n'
    assert brief(found(record(notice("expression-of-concern")), settings=settings)) == [("RA402", "error")]
    assert brief(found(record(notice("partial-retraction")), settings=settings)) == [("RA401", "error")]


def test_message_says_who_when_why_and_where():
    said = notice(reasons=("Unreliable Results", "Investigation"))
    more = notice("correction", "2024-03-01", "publisher", "10.5072/n.2")
    (finding,) = found(record(said, more, notice(source="publisher")))
    assert finding.message == (
        "doi:10.5072/tea.1 has been retracted, by a retraction of 2026-02-06, says Retraction Watch and the publisher: "
        "Unreliable Results; Investigation, https://doi.org/10.5072/n.1, published after the last review "
        "(January 2026); there is also a correction of 2024-03-01"
    )
    assert finding.url == "https://doi.org/10.5072/n.1"
    first = finding.evidence["notices"][0]
    assert first == {
        "kind": "retraction",
        "sources": ["retraction-watch", "publisher"],
        "doi": "10.5072/n.1",
        "pmid": None,
        "link": "https://doi.org/10.5072/n.1",
        "date": "2026-02-06",
        "reasons": ["Unreliable Results", "Investigation"],
        "label": None,
        "review": "published after the last review (January 2026)",
    }
    assert finding.evidence["links"] == ["https://doi.org/10.5072/tea.1"]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2025-12-31", "published before the last review (January 2026)"),
        ("2026-01-15", ""),
        ("2026-02-01", "published after the last review (January 2026)"),
        (None, ""),
    ],
)
def test_notice_is_held_against_the_last_review(when, words):
    (finding,) = found(record(notice(when=when)))
    assert (finding.evidence["notices"][0]["review"] or "") == words
    assert ("last review" in finding.message) == bool(words)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (ENTRY.text, "error"),
        ("RETRACTED: " + ENTRY.text, "note"),
        ("The story of a retraction: " + ENTRY.text, "note"),
    ],
)
def test_reference_that_speaks_of_the_retraction_is_a_note(text, level):
    assert brief(found(record(notice()), citations=(replace(ENTRY, text=text),))) == [("RA401", level)]


def test_word_of_the_title_itself_is_no_sign_that_the_author_knows():
    text = "Brown B. Brain retraction in tea tasters. J Tea. 2019."
    work = Work(("Brain retraction in tea tasters",), ("Brown",), (2019,))
    assert brief(found(record(notice(), work=work), citations=(replace(ENTRY, text=text),))) == [("RA401", "error")]


def test_article_that_cites_the_notice_too_knows():
    beside = Citation("The editors. Notice. J Tea. 2026.", START, (("doi", "10.5072/n.1"),), listed=True)
    assert brief(found(record(notice()), citations=(ENTRY, beside))) == [("RA401", "note")]


def test_citing_the_notice_alone_is_no_finding():
    beside = Citation("The editors. Notice. J Tea. 2026.", START, (("doi", "10.5072/n.1"),), listed=True)
    itself = record(identifier=("doi", "10.5072/n.1"), notice_of=((TEA, "retraction-watch"),))
    assert found(itself, citations=(beside,)) == []


def test_work_known_by_its_title_alone_is_possibly_retracted():
    entry = replace(ENTRY, identifiers=())
    (finding, unlinked) = found(record(notice(), identifier=("text", entry.text)), citations=(entry,))
    assert unlinked.code == "RA412"
    assert (finding.code, finding.level.value) == ("RA401", "warning")
    assert finding.message.startswith(
        "“Brown B. Tea and the sleep of shift workers. J Tea. 2019;4:12.” has possibly been retracted: a work of this"
    )


# --- acceptances ------------------------------------------------------------------------------------------------------

ACCEPTED = '[[citations.accept]]\nid = "10.5072/TEA.1"\nreason = "a history"\nuntil = 2026-05-31\n'


def test_accepted_work_is_not_reported_until_the_day_is_over():
    assert found(record(notice()), settings=ACCEPTED, as_of=date(2026, 5, 31)) == []
    (finding,) = found(record(notice()), settings=ACCEPTED, as_of=date(2026, 6, 1))
    assert finding.message.endswith("; it was accepted until 2026-05-31 (a history, reviewaudit.toml:1)")


@pytest.mark.parametrize(
    "records",
    [
        [record(notice("expression-of-concern"))],
        [record(notice("correction"))],
        [record(successors=(Successor("update", ("doi", "10.5072/tea.2"), "pubmed"),))],
        [record(service="doi.org", state="missing")],
        [record(work=Work(("Harvesting machines on slopes",), ("Gray",), (2019,)))],
    ],
)
def test_acceptance_is_about_the_work_whatever_is_the_matter(records):
    assert len(found(*records)) == 1
    assert found(*records, settings=ACCEPTED, as_of=date(2026, 5, 1)) == []


# --- RA404 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings", "level"),
    [
        ("new-version", "", "note"),
        ("update", "", "note"),
        ("published", "", "note"),
        ("published", '[citations]\npreprint_level = "warning"\n', "warning"),
        ("replacement", "", "warning"),
    ],
)
def test_level_of_what_took_its_place(kind, settings, level):
    newer = Successor(kind, ("doi", "10.5072/tea.2"), "pubmed", day("2025-03-01"))
    (finding,) = found(record(successors=(newer,)), settings=settings)
    assert (finding.code, finding.level.value, finding.url) == ("RA404", level, "https://doi.org/10.5072/tea.2")
    assert "doi:10.5072/tea.2 of 2025-03-01 (says PubMed), https://doi.org/10.5072/tea.2" in finding.message


def test_newer_work_that_the_article_cites_as_well_is_no_finding():
    newer = Successor("update", ("doi", "10.5072/tea.2"), "pubmed")
    other = Citation("Brown B. More tea. 2021.", START, (("doi", "10.5072/tea.2"),), listed=True)
    assert found(record(successors=(newer,)), citations=(ENTRY, other)) == []


def test_page_that_says_it_was_replaced_is_reported_at_its_reference():
    url = "https://tea.example/g1"
    reference = Reference(url, START, "the guideline", Role.LINK, TargetKind.REMOTE, url)
    verdict = Verdict(Status.ALIVE, "ok", superseded="This guideline has been replaced by TG2")
    (finding,) = found(citations=(), references=(reference,), answers={url: verdict}.items())
    assert (finding.code, finding.level.value, finding.url) == ("RA404", "warning", url)
    assert finding.message == f"{url} says “This guideline has been replaced by TG2”"
    led = replace(verdict, replacement="https://tea.example/g2#top")
    (finding,) = found(citations=(), references=(reference,), answers={url: led}.items())
    assert finding.message == (
        f"{url} says “This guideline has been replaced by TG2”, and leads to https://tea.example/g2#top"
    )
    assert finding.evidence["replacement"] == "https://tea.example/g2#top"
    newer = Reference(led.replacement, START, "TG2", Role.LINK, TargetKind.REMOTE, "https://tea.example/g2")
    assert found(citations=(), references=(reference, newer), answers={url: led}.items()) == []


def test_replaced_page_can_be_accepted():
    url = "https://tea.example/g1"
    reference = Reference(url, START, "the guideline", Role.LINK, TargetKind.REMOTE, url)
    verdict = Verdict(Status.ALIVE, "ok", superseded="This guideline has been replaced by TG2")
    accept = f'[[citations.accept]]\nid = "{url}"\nreason = "history"\nuntil = 2026-06-01\n'
    look = {"citations": (), "references": (reference,), "answers": {url: verdict}.items(), "settings": accept}
    assert found(**look) == []
    (finding,) = found(**look, as_of=date(2026, 6, 2))
    assert finding.message.endswith("; it was accepted until 2026-06-01 (history, reviewaudit.toml:1)")


# --- RA405, RA406, RA407 ----------------------------------------------------------------------------------------------


def test_two_identifiers_that_have_run_together_are_named():
    glued = ("doi", "10.1086/18230110.1086/182253")
    entry = replace(ENTRY, identifiers=(glued,))
    (finding,) = found(record(identifier=glued, service="doi.org", state="missing"), citations=(entry,))
    assert finding.message == (
        "doi:10.1086/18230110.1086/182253 is not registered: doi.org does not know it; two have run together, "
        "10.1086/182301 and 10.1086/182253"
    )


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (("isbn", "0-306-40615-3"), "ISBN 0-306-40615-3 is no ISBN: its check digit does not fit the others"),
        (("isbn", "978030640615X"), "ISBN 978030640615X is no ISBN: its check digit does not fit the others"),
        (("doi", "10.1086/18230110.1086/182253"),
         "doi:10.1086/18230110.1086/182253 is no DOI; two have run together, 10.1086/182301 and 10.1086/182253"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_identifier_needs_no_registry(fault, says):
    entry = replace(ENTRY, identifiers=(), invalid=(fault,))
    (finding,) = found(citations=(entry,))
    assert (finding.code, finding.level.value, finding.message) == ("RA405", "error", says)


def test_book_that_bears_a_wrong_isbn_can_be_accepted():
    entry = replace(ENTRY, identifiers=(), invalid=(("isbn", "0-306-40615-3"),))
    accept = '[[citations.accept]]\nid = "ISBN 0306406153"\nreason = "printed so"\n'
    assert found(citations=(entry,), settings=accept) == []
    other = accept.replace("0306406153", "9780201896831")
    assert len(found(citations=(entry,), settings=other)) == 1


def test_differing_details_are_a_warning_and_named():
    work = Work(("Tea and the sleep of shift workers",), ("Brown",), (2011,))
    (finding,) = found(record(work=work))
    assert (finding.code, finding.level.value, finding.evidence["differs"]) == (
        "RA406",
        "warning",
        ["the year, which in the record is 2011"],
    )


def test_link_in_the_text_is_not_held_against_the_record():
    link = replace(ENTRY, text="a large trial of people who work at night in hospitals", listed=False)
    assert found(record(work=Work(("Harvesting machines",), ("Gray",))), citations=(link,)) == []


def test_identifiers_of_different_works_are_an_error():
    pmid = ("pmid", "31000001")
    entry = replace(ENTRY, identifiers=(TEA, pmid))
    tea = record(work=Work(("Tea and the sleep of shift workers",), ("Brown",), (2019,)))
    other = record(
        identifier=pmid, service="pubmed", work=Work(("Harvesting machines",), ("Gray",)), same=(("doi", "10.5072/m"),)
    )
    (finding,) = found(tea, other, citations=(entry,))
    assert (finding.code, finding.level.value) == ("RA406", "error")
    assert finding.message == "doi:10.5072/tea.1 and PMID 31000001 are of different works"


@pytest.mark.parametrize(
    ("settings", "years", "text", "reported"),
    [
        ("", (1950,), ENTRY.text, False),
        ('[citations]\nmax_age = "5 years"\n', (2019,), ENTRY.text, True),
        ('[citations]\nmax_age = "5 years"\n', (2021,), ENTRY.text, False),
        ('[citations]\nmax_age = "5 years"\n', (2020,), ENTRY.text, True),
        ('[citations]\nmax_age = "5 years"\n', (), ENTRY.text, True),
        ('[citations]\nmax_age = "5 years"\n', (), "Brown B. Tea and the sleep of shift workers. J Tea.", False),
    ],
)
def test_age_counts_only_where_the_policy_sets_one(settings, years, text, reported):
    entry = replace(ENTRY, text=text)
    codes = [f.code for f in found(record(work=Work(years=years)), citations=(entry,), settings=settings)]
    assert codes == ["RA407"] * reported


# --- silence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["doi.org", "crossref", "datacite", "pubmed", "retraction-watch"])
def test_outage_is_no_finding(service):
    assert found(record(service=service, state="unchecked", detail="HTTP 503")) == []


def test_work_that_was_not_looked_up_is_no_finding():
    article = Article("tea.md", format="markdown", citations=(ENTRY,))
    context = Context(config.parse("", config_path()), date(2026, 6, 1), reviewed(), {})
    assert [f for rule in RULES if rule.code.startswith("RA40") for f in rule.check(article, context)] == []


# --- what linked pages say of themselves ------------------------------------------------------------------------------

SLEEP = Work(("Tea and the sleep of shift workers",), ("Brown",), (2019,), "journal-article")
SLOPES = Work(("Harvesting machines on steep slopes",), ("Gray",), (2019,), "journal-article")
CUP = ("doi", "10.5072/cup.1")
PAGE = "https://tea.example/77"


def linking(identifier=CUP, text=ENTRY.text, **changes):
    return replace(ENTRY, text=text, urls=(PAGE,), pages=((identifier, PAGE),), **changes)


def known_as(identifier, work, **rest):
    return record(identifier=identifier, work=work, **rest)


def test_link_to_a_page_of_another_article_is_a_warning():
    (finding,) = found(known_as(TEA, SLEEP), known_as(CUP, SLOPES), citations=(linking(),))
    assert (finding.code, finding.level.value, finding.url) == ("RA406", "warning", PAGE)
    assert finding.message == (
        "doi:10.5072/tea.1 is what the entry describes, but it links https://tea.example/77, which says that it is "
        "doi:10.5072/cup.1, “Harvesting machines on steep slopes” by Gray"
    )
    assert finding.evidence["pages"] == [{"identifier": "doi:10.5072/cup.1", "url": PAGE}]


@pytest.mark.parametrize(
    ("records", "text"),
    [
        ((known_as(TEA, SLEEP),), ENTRY.text),  # nobody knows what the page says it is
        ((known_as(CUP, SLOPES),), ENTRY.text),  # nor what the article writes
        ((known_as(TEA, SLEEP), known_as(CUP, replace(SLOPES, titles=("Sleep of shift workers, and tea",)))),
         ENTRY.text),
        ((known_as(TEA, SLEEP), known_as(CUP, replace(SLOPES, kind="dataset"))), ENTRY.text),
        ((known_as(TEA, SLEEP), known_as(CUP, replace(SLOPES, kind="book"))), ENTRY.text),
        ((known_as(TEA, SLEEP), known_as(CUP, SLOPES, same=(TEA,))), ENTRY.text),
        ((known_as(TEA, SLEEP), known_as(CUP, SLOPES, state="unchecked")), ENTRY.text),
        ((known_as(TEA, SLEEP), known_as(CUP, SLOPES)), f"{ENTRY.text} Data in Gray G. Harvesting machines."),
    ],
)  # fmt: skip
def test_link_to_a_page_that_may_belong_to_the_entry_is_left_alone(records, text):
    assert found(*records, citations=(linking(text=text),)) == []


def test_link_by_itself_says_nothing_that_its_page_could_contradict():
    assert found(known_as(TEA, SLEEP), known_as(CUP, SLOPES), citations=(linking(listed=False),)) == []


def test_work_that_only_its_page_names_is_no_error_of_the_entry():
    citation = linking(identifiers=(CUP,))
    assert brief(found(known_as(CUP, SLOPES), citations=(citation,))) == [("RA406", "warning")]
    assert found(record(identifier=CUP, service="doi.org", state="missing"), citations=(citation,)) == []
    other = replace(linking(TEA_PMID, identifiers=(TEA, TEA_PMID)), text="Brown B, sleep.")
    conflict = (known_as(TEA, SLEEP), known_as(TEA_PMID, SLOPES, service="pubmed", same=(CUP,)))
    assert found(*conflict, citations=(other,)) == []
    assert brief(found(*conflict, citations=(replace(other, pages=()),))) == [("RA406", "error")]


def test_notices_about_the_work_of_a_page_that_contradicts_the_entry_are_not_its_own():
    retracted = record(notice(), identifier=CUP, work=SLOPES)
    assert brief(found(known_as(TEA, SLEEP), retracted, citations=(linking(),))) == [("RA406", "warning")]


def test_two_entries_with_one_doi_are_judged_each_by_its_own_link():
    plain, strayed = ENTRY, replace(linking(), place=START._replace(line=9, end_line=9))
    records = (known_as(TEA, SLEEP), known_as(CUP, SLOPES))
    reported = found(*records, citations=(plain, strayed))
    assert [(finding.code, finding.place.line) for finding in reported] == [("RA406", 9), ("RA408", 9)]
