"""Whether an entry describes the work that its identifier names."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import verdicts
from reviewaudit.model import START, Citation, Record, RecordState, Work

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ENTRY = "Brown B, Green-García G, O’Hara H. Tea and the sleep of shift workers: a trial. J Tea. 2019;4(2):12-19."
TITLE = "Tea and the sleep of shift workers"


def work(*titles, by=("Brown", "Green-García"), years=(2019,), kind="journal-article", **rest):
    return Work(titles, tuple(by), tuple(years), kind, **rest)


@pytest.mark.parametrize(
    ("text", "registered", "fit"),
    [
        (ENTRY, work(TITLE), "fine"),
        # Dirt of registries.
        (ENTRY, work("RETRACTED: Tea and the sleep of shift workers"), "fine"),
        (ENTRY, work("Tea and the <i>sleep</i> of shift&amp;nbsp;workers"), "fine"),
        (ENTRY, work("TEA AND THE SLEEP OF SHIFT-WORKERS?A Trial"), "fine"),
        (ENTRY, work("Tea and the sleep of shift workers: a randomised trial of a very long kind"), "fine"),
        (ENTRY, work("Tee und der Schlaf von Schichtarbeitern", TITLE), "fine"),
        (ENTRY, work("[Review Article] " + TITLE), "fine"),
        (ENTRY.replace("Tea and", "Téa and"), work("Tea and the sleep of shift wórkers"), "fine"),
        # Names, in either order, with their marks, without groups.
        (ENTRY, work(TITLE, by=("B", "Garcia")), "fine"),
        (ENTRY, work(TITLE, by=("O'Hara",)), "fine"),
        (ENTRY, work(TITLE, by=("The Tea Study Group",)), "fine"),
        (ENTRY, work(TITLE, by=("Gray",)), "details-differ"),
        ("Tea and the sleep of shift workers: a trial. J Tea. 2019;4(2):12-19.", work(TITLE, by=("Gray",)), "fine"),
        # Authors that stand for others: a group for its members, a body; names that may be either.
        (f"Tea Collaboration. {TITLE}. J Tea. 2019;4:12.", work(TITLE, by=("Tea Collaboration", "Gray")), "fine"),
        (f"TEA 2019 Sleep Collaborators. {TITLE}. J Tea. 2019;4:12.", work(TITLE, by=("Gray", "White")), "fine"),
        (f"Centers for Tea Control and Prevention. {TITLE}. J Tea. 2019;4:12.", work(TITLE, by=("Gray",)), "fine"),
        (f"Public Tea England. {TITLE}. J Tea. 2019;4:12.", work(TITLE, by=("Gray",)), "fine"),
        (f"Tea Study Group; Brown B. {TITLE}. J Tea. 2019;4:12.", work(TITLE, by=("Gray",)), "fine"),
        (f"Berta Brown, “{TITLE},” J Tea 4 (2019): 12.", work(TITLE, by=("Gray",)), "fine"),
        (f"Brown et al. {TITLE}. J Tea. 2019;4:12.", work(TITLE, by=("Gray",)), "details-differ"),
        (f"B. Brown and G. Green, “{TITLE},” J Tea 4 (2019): 12.", work(TITLE, by=("Gray",)), "details-differ"),
        (
            "Tea Study Group. Tea and sleep at night. J Tea. 2019;4:12.",
            work("Harvesting machines", by=("Gray",)),
            "wrong-work",
        ),
        (
            "Tea Study Group. Tea and sleep at night. J Tea. 2019;4:12.",
            work("Harvesting machines on steep slopes", by=("The Tea Study Group", "Gray")),
            "details-differ",
        ),
        # One of the two fails.
        (ENTRY, work("Harvesting machines on steep slopes"), "details-differ"),
        (ENTRY, work("Tea and the deep sleep of tired shift workers in winter towns"), "fine"),
        (ENTRY, work("Tea and the sleep of hospital shift workers: a trial"), "details-differ"),
        # Both fail.
        (ENTRY, work("Harvesting machines on steep slopes", by=("Gray", "White")), "wrong-work"),
        (ENTRY, work("Sleep", "Harvesting machines on steep slopes", by=("Gray",)), "wrong-work"),
        # Journal, year, volume and page do not make up for it.
        (
            ENTRY,
            work("Harvesting machines", by=("Gray",), container=("J Tea",), volume="4", pages="12-19"),
            "wrong-work",
        ),
        # One cannot tell.
        (ENTRY, work("Harvesting machines on steep slopes", by=()), "abstain"),
        (ENTRY, work("Der Einfluss von Tee und Kaffee auf den Schlaf", by=("Grau",)), "abstain"),
        (ENTRY, work("茶与轮班工人的睡眠", by=("王",)), "abstain"),
        ("王. 茶与轮班工人的睡眠质量研究及其影响因素分析和建议. 茶叶杂志. 2019;4(2):12-19", work(TITLE), "abstain"),
        ("Gris G. [Tea and the sleep of shift workers]. J Té. 2019;4:12.", work("Infusiones", by=("X Y",)), "abstain"),
        ("See the trial", work("Harvesting machines on steep slopes", by=("Gray",)), "abstain"),
        (ENTRY, work("Table 2", by=("Gray",), kind="component"), "abstain"),
        (ENTRY, work(by=("Gray",)), "abstain"),
        # A chapter with the DOI of its book; a book that was digitised later.
        (
            "Brown B. Sleep. In: Tea and Society: A History. London: Leaf; 1995.",
            work("Tea and Society", by=("Editor",), years=(2014,), kind="book"),
            "fine",
        ),
        (
            "Brown B. Tea and Society. London: Leaf; 1995. p. 12-40.",
            work("Sleep at work", kind="book-chapter", container=("Tea and Society",), years=(1995,)),
            "fine",
        ),
        # Years.
        (ENTRY, work(TITLE, years=(2020,)), "fine"),
        (ENTRY, work(TITLE, years=(2015, 2018)), "fine"),
        (ENTRY, work(TITLE, years=(2015,)), "details-differ"),
        (ENTRY, work(TITLE, years=()), "fine"),
        (ENTRY, work(TITLE, years=(2002,), volume="4", pages="12-19"), "fine"),
        (ENTRY + " doi:10.1046/j.1365.2019.0365.x", work(TITLE, years=(2002,)), "fine"),
        (ENTRY.replace("2019;4(2):12-19", "Accessed 3 May 2024"), work(TITLE, years=(2015,)), "fine"),
    ],
)  # fmt: skip
def test_fit(text, registered, fit):
    match = verdicts.compare(text, registered)
    assert match.fit.value == fit, match


def test_words_left_out_of_the_title_are_named():
    match = verdicts.compare(ENTRY, work("Tea and the sleep of hospital shift workers: a trial"))
    assert match.details == ("the title, which in the record has “hospital” as well",)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Brown B. Tea. J Tea. 2019;4(2):12-19.", 2019),
        ("Brown, B. (2019a). Tea in 1984. J Tea.", 2019),
        ("Brown B. Tea. J Tea. 2019 Jan 5;4:12. Accessed 3 May 2024.", 2019),
        ("Brown B. Tea 1900-1950. Leaf Press, 2019.", 2019),
        ("Brown B. Tea. https://tea.example/2021/12 [cited 2021 Mar 3]", None),
        ("Brown B. Tea. doi:10.1000/2018.1999", None),
        ("Brown B. Tea.", None),
    ],
)
def test_year_of_an_entry(text, year):
    assert verdicts.year_of(text) == year


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=20))
def test_no_text_makes_it_fail_and_none_is_accused_without_title_and_author(text, title, family):
    match = verdicts.compare(text, Work((title,), (family,), (2019,)))
    if match.fit is verdicts.Fit.WRONG:
        assert match.likeness < 0.5


def from_crossref(message):
    parts = [message.get(name, {}).get("date-parts", [[None]])[0][0] for name in
             ("issued", "published-print", "published-online", "created")]  # fmt: skip
    titles = tuple(message.get("title", ()))
    return Work(
        titles + tuple(f"{title}: {more}" for title in titles for more in message.get("subtitle", ())),
        tuple(author.get("family") or author.get("name", "") for author in message.get("author", ())),
        tuple(sorted({year for year in parts if year})),
        message.get("type", ""),
        tuple(message.get("container-title", ())),
        message.get("volume", ""),
        message.get("page", ""),
    )


FITS = {"wrong_work": "wrong-work", "title_differs": "details-differ", "ok": "fine", "ok_book_for_chapter": "fine"}


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled cases are not beside the checkout")
def test_real_cases_are_judged_as_people_did():
    """Nine references that are wrong, or were accused wrongly; those with an unregistered DOI need a registry alone."""
    misses, judged = [], 0
    for line in (SHARED / "citation-mismatch-cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        judged += 1
        if case["verdict"] == "doi_not_registered":
            name = ("doi", case["doi_printed"].lower())
            answer = Record(name, "doi.org", NOON, RecordState.MISSING)
            standing = verdicts.judge_work(Citation(case["text"], START, (name,), listed=True), [answer])
            misses += [] if standing.missing == (name,) else [case["text"]]
            continue
        message = json.loads((SHARED / "api-recordings" / case["recording"]).read_text(encoding="utf-8"))["message"]
        if "items" in message:
            message = next(item for item in message["items"] if item["DOI"] == case["doi_true"])
        fit = verdicts.compare(case["text"], from_crossref(message)).fit.value
        if fit != FITS[case["verdict"]]:
            misses.append((case["text"], fit, case["verdict"]))
    assert (judged, misses) == (9, [])


# --- searched by its text ---------------------------------------------------------------------------------------------

FOUND = work(TITLE + ": a trial", volume="4", pages="12-19")


@pytest.mark.parametrize(
    ("text", "registered", "agreed"),
    [
        (ENTRY, FOUND, 5),
        (ENTRY, work(TITLE + ": a trial"), 3),
        (ENTRY, work("Tea and the sleep of shift-workers: a trial", years=(2018,), volume="4", pages="e12"), 4),
        (ENTRY.replace("2019;4(2):12-19", "2019"), FOUND, 3),
        # Look-alikes.
        (ENTRY, work(TITLE + ": a trial", by=("Gray", "Brown")), 0),
        (ENTRY, work(TITLE + ": a trial", by=()), 0),
        (ENTRY, work(TITLE + ": a trial", years=(2025,)), 0),
        (ENTRY, work(TITLE + ": a trial", years=()), 0),
        (ENTRY, work(TITLE + ": a trial", volume="9", pages="301"), 0),
        (ENTRY, work(TITLE + ": a trial", kind="posted-content"), 0),
        (ENTRY, work(TITLE + ": a trial", kind="component"), 0),
        (ENTRY, work(TITLE + ": a trial", kind="peer-review"), 0),
        (ENTRY, work("Tea and the cough of shift workers: a trial"), 0),
        (ENTRY, work("Coffee and the sleep of night watchmen"), 0),
        (ENTRY, work("A trial"), 0),
        ("Brown B. Tea. 2019.", work("Tea"), 0),
        (ENTRY.replace("2019", "in press"), FOUND, 0),
        (ENTRY.replace("J Tea", "medRxiv preprint").replace(";4(2):12-19", ""),
         work(TITLE + ": a trial", kind="posted-content"), 3),
    ],
)  # fmt: skip
def test_work_that_was_searched_must_surely_be_the_one_described(text, registered, agreed):
    assert verdicts.agreement(text, registered) == agreed
