"""What Crossref says of a work and the record that comes of it; replies of our own writing, in its shapes."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import Bounds, Notice, NoticeKind, Precision, RecordState, Successor

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEA = ("doi", "10.1000/tea")


def day(year, month, number):
    exact = date(year, month, number)
    return Bounds(exact, exact, Precision.DAY)


def update(doi, kind, source="publisher", on=(2020, 6, 5)):
    return {"DOI": doi, "type": kind, "label": kind.title(), "source": source, "updated": {"date-parts": [list(on)]}}


@pytest.fixture
def crossref(registries, ask):
    def look_up(doi="10.1000/tea", **fields):
        return ask(registries.work(doi, **fields)).records[("doi", doi), "crossref"]

    return look_up


def test_work_at_crossref(crossref):
    work = crossref(
        title=["Tea &amp;amp; <i>Camellia</i>", "Tee und Kamelie"],
        subtitle=["A history"],
        author=[{"given": "Ann", "family": "Lee"}, {"name": "for the Tea Consortium"}, {"family": "<b>O&#39;Hara</b>"}],
        editor=[{"given": "Bo", "family": "Ek"}],
        issued={"date-parts": [[2001]]},
        created={"date-parts": [[2003, 3, 12]]},
        **{
            "published-print": {"date-parts": [[2001, 3]]},
            "published-online": {"date-parts": [[None]]},
            "container-title": ["Leaf &amp; Cup", "Methods"],
            "volume": "23",
            "page": "230-232",
        },
    ).work
    assert work.titles == (
        "Tea & Camellia", "Tee und Kamelie", "Tea & Camellia: A history", "Tee und Kamelie: A history",
    )  # fmt: skip
    assert work.families == ("Lee", "for the Tea Consortium", "O'Hara", "Ek")
    assert work.years == (2001, 2003)
    assert (work.kind, work.container, work.volume, work.pages) == (
        "journal-article", ("Leaf & Cup", "Methods"), "23", "230-232",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("retraction", NoticeKind.RETRACTION),
        ("partial_retraction", NoticeKind.PARTIAL_RETRACTION),
        ("withdrawal", NoticeKind.WITHDRAWAL),
        ("removal", NoticeKind.REMOVAL),
        ("expression_of_concern", NoticeKind.CONCERN),
        ("correction", NoticeKind.CORRECTION),
        ("corrigendum", NoticeKind.CORRECTION),
        ("erratum", NoticeKind.CORRECTION),
        ("new_version", NoticeKind.NEW_VERSION),
        ("new_edition", NoticeKind.NEW_VERSION),
        ("reinstatement", NoticeKind.REINSTATEMENT),
        ("addendum", NoticeKind.OTHER),
        ("clarification", NoticeKind.OTHER),
        ("something_new", NoticeKind.OTHER),
    ],
)
def test_kinds_of_notices(crossref, kind, meant):
    (notice,) = crossref(**{"updated-by": [update("10.1000/notice", kind)]}).notices
    assert notice == Notice(meant, ("publisher",), "10.1000/notice", date=day(2020, 6, 5), label=kind.title())


def test_same_notice_by_two_sources_is_one_with_both_and_the_earlier_date(crossref):
    (notice,) = crossref(
        **{
            "updated-by": [
                update("10.1000/Notice", "expression_of_concern", "publisher", (2024, 8, 1)),
                update("10.1000/notice", "expression_of_concern", "retraction-watch", (2024, 6, 27)),
            ]
        }
    ).notices
    assert notice.sources == ("publisher", "retraction-watch")
    assert notice.date == day(2024, 6, 27)


def test_same_notice_called_by_two_names_is_two(crossref):
    record = crossref(
        **{"updated-by": [update("10.1000/n", "retraction", "retraction-watch"), update("10.1000/n", "erratum")]}
    )
    assert [notice.kind for notice in record.notices] == [NoticeKind.RETRACTION, NoticeKind.CORRECTION]


def test_directions_are_kept_apart_with_their_sources(crossref):
    record = crossref(
        **{
            "updated-by": [update("10.1000/work", "retraction")],
            "update-to": [update("10.1000/work", "retraction", "retraction-watch"), update("10.1000/b", "erratum")],
        }
    )
    assert [(notice.doi, notice.sources) for notice in record.notices] == [("10.1000/work", ("publisher",))]
    assert record.notice_of == ((("doi", "10.1000/work"), "retraction-watch"), (("doi", "10.1000/b"), "publisher"))


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [("new_version", []), ("retraction", []), ("partial_retraction", [NoticeKind.PARTIAL_RETRACTION])],
)
def test_entry_that_points_at_itself(crossref, kind, kinds):
    own = [update("10.1000/TEA", kind)]
    record = crossref(**{"updated-by": own, "update-to": own})
    assert [notice.kind for notice in record.notices] == kinds
    assert record.notice_of == record.successors == ()


def test_newer_version_is_successor_and_being_one_is_no_notice(crossref):
    record = crossref(**{"updated-by": [update("10.1000/v2", "new_version")]})
    assert record.successors == (Successor("new-version", ("doi", "10.1000/v2"), "crossref", day(2020, 6, 5)),)
    assert crossref("10.1000/v3", **{"update-to": [update("10.1000/v2", "new_version")]}).notice_of == ()


def test_article_of_a_preprint(crossref):
    own = {"id-type": "doi", "id": "10.1093/NAR/X", "asserted-by": "subject"}
    theirs = {"id-type": "doi", "id": "10.1093/y", "asserted-by": "object"}
    record = crossref(type="posted-content", relation={"is-preprint-of": [own, theirs], "has-review": [own]})
    assert record.successors == (
        Successor("published", ("doi", "10.1093/nar/x"), "crossref"),
        Successor("published", ("doi", "10.1093/y"), "crossref (as the other work says)"),
    )


def test_work_that_has_a_preprint_has_no_successor(crossref):
    assert (
        crossref(relation={"has-preprint": [{"id": "10.1101/1"}], "is-version-of": [{"id": "10.1/2"}]}).successors == ()
    )


@pytest.mark.parametrize(
    ("title", "cleaned", "mark", "label"),
    [
        ("RETRACTED: Tea", "Tea", NoticeKind.RETRACTION, "RETRACTED"),
        ("Retracted: Tea", "Tea", NoticeKind.RETRACTION, "Retracted"),
        ("RETRACTED ARTICLE: Tea", "Tea", NoticeKind.RETRACTION, "RETRACTED ARTICLE"),
        ("[Retracted] Tea", "Tea", NoticeKind.RETRACTION, "Retracted"),
        ("<b>RETRACTED</b>: Tea", "Tea", NoticeKind.RETRACTION, "RETRACTED"),
        ("WITHDRAWN: Tea", "Tea", NoticeKind.WITHDRAWAL, "WITHDRAWN"),
        ("WITHDRAWN – Tea", "Tea", NoticeKind.WITHDRAWAL, "WITHDRAWN"),
        ("REMOVED: Tea", "Tea", NoticeKind.REMOVAL, "REMOVED"),
        ("TEMPORARY REMOVAL: Tea", "Tea", NoticeKind.REMOVAL, "TEMPORARY REMOVAL"),
        ("Retracted tongues: a case", "Retracted tongues: a case", None, ""),
        ("Withdrawn: a memoir", "Withdrawn: a memoir", None, ""),
        ("Retractions of tea", "Retractions of tea", None, ""),
    ],
)
def test_marks_before_titles_are_taken_off_and_kept_as_evidence(crossref, title, cleaned, mark, label):
    record = crossref(title=[title])
    assert record.work.titles == (cleaned,)
    assert record.notices == (() if mark is None else (Notice(mark, ("title",), label=label),))


@pytest.mark.parametrize(
    "title",
    ["Retraction—Tea", "Retraction: Tea", "Retraction notice to: Tea", "Expression of Concern: Tea", "Erratum to: Tea"],
)
def test_title_of_a_notice_is_no_mark_on_the_work(crossref, title):
    record = crossref(title=[title])
    assert (record.work.titles, record.notices, record.detail) == (("Tea",), (), "its title is that of a notice")


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("CO<sub>2</sub> and H<jats:sub>2</jats:sub>O", "CO2 and H2O"),
        ("Between\n      <i>ABO</i>\n   groups", "Between ABO groups"),
        ("<jats:p>One</jats:p><jats:p>Two</jats:p>", "One Two"),
        ("p < 0.05 and q > 0.1", "p < 0.05 and q > 0.1"),
        ("Tea[Review Article]", "Tea"),
        ("[Review Article] Tea", "Tea"),
        ("Tea*†", "Tea"),
        ("[Tee auf Deutsch].", "Tee auf Deutsch"),
        ("Tea in children.", "Tea in children"),
        ("And so on...", "And so on..."),
        ("a\u0000b\ud800c", "a\ufffdb\ufffdc"),
    ],
)
def test_titles_are_cleaned_for_comparing(crossref, title, cleaned):
    assert crossref(title=[title]).work.titles == (cleaned,)


def test_cochrane_versions_are_asked_for_in_the_same_list(registries, ask):
    first = registries.work("10.1002/14651858.cd008900", title=["Tea for dementia"])
    second = registries.work("10.1002/14651858.cd008900.pub2", title=["Tea for dementia"])
    registries.work(
        "10.1002/14651858.cd008900.pub3", title=["WITHDRAWN: Tea for dementia"], issued={"date-parts": [[2019, 11, 11]]}
    )
    said = ask(first, second)
    assert said.by_service == {"doi.org": 1, "crossref": 1}
    assert [one.identifier[1] for one in said.records[first, "crossref"].successors] == [
        "10.1002/14651858.cd008900.pub3",
        "10.1002/14651858.cd008900.pub2",
    ]
    record = said.records[second, "crossref"]
    third = ("doi", "10.1002/14651858.cd008900.pub3")
    assert record.successors == (Successor("new-version", third, "crossref", day(2019, 11, 11)),)
    assert record.notices == (Notice(NoticeKind.WITHDRAWAL, ("title",), third[1], label="WITHDRAWN"),)
    assert (third, "crossref") not in said.records, "nobody cited it"


def test_newest_cochrane_version_has_no_successor(crossref):
    assert crossref("10.1002/14651858.cd008900.pub3", title=["Tea"]).successors == ()


def test_answer_about_another_work_is_none(registries, ask):
    registries.agency["10.1000/tea"] = "Crossref"
    registries.trouble["api.crossref.org"] = b'{"message": {"DOI": "10.1000/coffee", "title": ["Coffee"]}}'
    record = ask(TEA, max_retries=0).records[TEA, "crossref"]
    assert (record.state, record.detail) == (
        RecordState.UNCHECKED, "crossref answered with an answer about something else",
    )  # fmt: skip
