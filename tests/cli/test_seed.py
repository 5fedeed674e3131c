"""The case the product was born from: two claims that references were verified, and not one reference."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEED = SHARED / "seed" / "seed-article.txt"

OWN = """Laser treatment is offered for many kinds of back pain. This page says what has been studied so far.
> Last reviewed: January 2026 — references verified for accuracy and currency.
Most people with back pain recover within some weeks.

Whether light of any kind shortens that time is not known.
_All references reviewed January 2026 for accuracy and accessibility._
Related reading: Back pain at work.
"""


@pytest.fixture(params=["own", "seed"])
def article(request, tmp_path):
    if request.param == "seed" and not SEED.is_file():
        pytest.skip("the seed article lies in ../shared, which is not here")
    text = OWN if request.param == "own" else SEED.read_text(encoding="utf-8")
    path = tmp_path / "article.txt"
    path.write_text(text, encoding="utf-8")
    return path


def check(program, article, as_of):
    return program("check", article.name, "--offline", "--as-of", as_of, "--format", "json", cwd=article.parent)


def test_hollow_claim_is_an_error_at_the_first_claim(program, article):
    run = check(program, article, "2026-11-22")
    report = run.json
    assert run.status == report["exit_status"] == 1
    assert report["summary"]["articles"] == 1
    [found] = report["articles"]
    assert found["references"] == 0
    assert found["review"]["status"] == "current"
    assert (found["review"]["earliest"], found["review"]["latest"]) == ("2026-01-01", "2026-01-31")
    assert (found["review"]["precision"], found["review"]["text"]) == ("month", "January 2026")
    assert found["review"]["due_latest"] == "2027-01-31"
    first, last = found["statements"]
    assert first["line"] == 2
    assert last["line"] > first["line"]
    assert {first["text"], last["text"]} == {"January 2026"}
    [finding] = [finding for finding in report["findings"] if finding["level"] == "error"]
    assert (finding["code"], finding["line"]) == ("RA301", 2)


@pytest.mark.parametrize(
    ("as_of", "status", "level"),
    [
        ("2027-01-01", "due_soon", "note"),
        ("2027-01-15", "due", "warning"),
        ("2027-01-31", "due", "warning"),
        ("2027-02-01", "overdue", "error"),
    ],
)
def test_review_falls_due_within_january_2027_and_is_overdue_after(program, article, as_of, status, level):
    report = check(program, article, as_of).json
    assert report["articles"][0]["review"]["status"] == status
    [finding] = [finding for finding in report["findings"] if finding["code"] in {"RA201", "RA202"}]
    assert finding["level"] == level
    assert finding["line"] == 2


def test_two_runs_differ_only_in_their_times(program, article):
    def without_times(run):
        report = run.json
        for name in ("started_at", "duration_s"):
            report.pop(name)
        return report

    assert without_times(check(program, article, "2026-11-22")) == without_times(check(program, article, "2026-11-22"))
