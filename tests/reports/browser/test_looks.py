"""Light, dark, on a phone, on paper, without a script, and to assistive technology.

The pictures in the manual are taken here; REVIEWAUDIT_IMAGES=docs/images renews them.
"""

import csv
import io
import os
import unicodedata
from pathlib import Path

import pypdf
import pytest

VIEWS = {
    "report": {"viewport": {"width": 1200, "height": 1500}},
    "report-dark": {"viewport": {"width": 1200, "height": 1500}, "color_scheme": "dark"},
    "report-phone": {"viewport": {"width": 390, "height": 1400}, "has_touch": True, "is_mobile": True},
}


def brightness(page, selector, name):
    """Relative luminance (WCAG 2.2) of a colour of the element, 0 to 1."""
    color = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")
    parts = [int(part) / 255 for part in color[color.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("name", VIEWS)
def test_picture_for_the_manual(visit, demo, tmp_path, name):
    page = visit(demo, **VIEWS[name])
    page.locator("#findings summary", has_text="has moved permanently").click()
    page.locator("#findings .evidence").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "something is wider than the screen"
    folder = Path(os.environ.get("REVIEWAUDIT_IMAGES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 20_000


@pytest.mark.parametrize(
    ("name", "state"),
    [
        *((name, "") for name in VIEWS),
        ("report", "#show=all&articles=due&findings=rule&due=overdue"),
        ("report-dark", "#q=nothing+like+it"),
    ],
)
def test_axe_finds_no_violation(visit, demo, axe, name, state):
    page = visit(f"{demo}{state}", **VIEWS[name])
    page.locator("#articles summary, #findings summary").evaluate_all("all => all.forEach((one) => one.click())")
    page.locator(".tile summary, .rules summary").evaluate_all("all => all.forEach((one) => one.click())")
    if page.locator("#findings summary").count():
        page.locator("#findings .evidence").last.wait_for()
    page.evaluate(axe)
    result = page.evaluate("axe.run(document)")
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in result["violations"]] == []
    # Text in pictures is the one thing that axe leaves to us; see the next test.
    unsure = {found["id"]: found["nodes"] for found in result["incomplete"]}
    assert unsure.keys() <= {"color-contrast"}
    assert all(node["html"].startswith("<text") for node in unsure.get("color-contrast", ()))
    assert len(result["passes"]) > 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_can_be_read(visit, demo, scheme):
    page = visit(demo, color_scheme=scheme)
    tile = brightness(page, ".tile", "backgroundColor")
    assert contrast(brightness(page, ".chart text", "fill"), tile) >= 7
    for kind in ("late", "planned", "alive", "dead", "suspect", "unverified", "skipped"):
        assert contrast(brightness(page, f".chart .{kind}", "fill"), tile) >= 3, kind


def test_dark_mode_is_dark_and_light_mode_light(visit, demo):
    shades = [brightness(visit(demo, color_scheme=scheme), "body", "backgroundColor") for scheme in ("light", "dark")]
    assert shades[0] > 0.9
    assert shades[1] < 0.1


def test_charts_have_alternatives_in_words_and_numbers(visit, demo):
    page = visit(demo)
    health = page.get_by_role("img", name="Links by verdict")
    described = health.locator("desc").text_content()
    assert "dead: 4 links" in described
    assert health.locator("rect").count() == 5
    page.get_by_text("Links by verdict, as a table").click()
    rows = page.locator(".tile table tr:visible").all_inner_texts()
    assert "dead: confirmed gone\t4" in rows
    due = page.get_by_role("img", name="Reviews due by month").locator("desc").text_content()
    assert due.startswith("Overdue: 2 reviews; Nov 2026: 1 review;")


def findings_of_the_demo():
    """As many as the snapshot of the report on the samples has."""
    sample = Path(__file__).parents[1] / "samples" / "demo.csv"
    with sample.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines))


def pages_of(page):
    read = pypdf.PdfReader(io.BytesIO(page.pdf()))
    text = unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in read.pages))  # undo ligatures
    return " ".join(text.split())


def test_paper_holds_everything_expanded_with_whole_addresses(visit, demo):
    page = visit(demo)
    page.locator("#findings summary").first.click()
    page.locator("#findings .evidence").wait_for()
    text = pages_of(page)
    unbroken = text.replace(" ", "")
    for url in (
        "https://www.who.int/news-room/fact-sheets/detail/salt-reduction",
        "https://www.cdc.gov/homeandrecreationalsafety/falls/adultfalls.html",
    ):
        assert url in unbroken
    assert text.count("How to mend it:") == findings_of_the_demo() + page.locator(".rules details").count()
    assert "answered 301" in text
    assert "Dates as written" in text
    assert "a reader who follows the citation finds nothing" in text
    assert "Clear all filters" not in text
    # After printing, the screen is as before.
    assert page.locator("#findings details[open]").count() == 1
    assert page.locator(".rules details[open]").count() == 0


def test_paper_holds_all_rows_that_fit_and_no_others(visit, write, make):
    findings = [make.finding(line=line, message=f"number {line}.") for line in range(1, 301)]
    url = write(make.report(findings, [make.article()]))
    everything = pages_of(visit(url))
    assert all(f"number {line}." in everything for line in range(1, 301))
    some = pages_of(visit(f"{url}#q=29"))
    assert "number 129." in some
    assert "number 130." not in some


def test_paper_is_white_in_dark_mode_too(visit, demo):
    page = visit(demo, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert brightness(page, "body", "backgroundColor") == 1
    assert brightness(page, "body", "color") == 0


def test_phone_shows_each_row_as_a_card_with_its_labels(visit, demo):
    page = visit(demo, **VIEWS["report-phone"])
    cell = page.locator("#articles tbody tr").first.locator("td").first
    assert cell.get_attribute("data-label") == "Owner"
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Owner: "'
    # Still a table to assistive technology, although nothing is laid out as one.
    assert page.get_by_role("table", name="Articles").get_by_role("cell").count() > 20
    page.get_by_role("button", name="Due by").click()
    assert page.get_by_role("columnheader", name="Due by").get_attribute("aria-sort") == "ascending"


def test_without_a_script_there_is_the_summary_and_the_worst(visit, demo):
    page = visit(demo, java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert "10 errors, 10 warnings" not in text  # that is the header's
    assert "Articles to look at" in text
    assert "claims “all references verified for this edition”" in text
    assert page.locator("#filters").is_hidden()
    assert page.locator("noscript table").last.locator("tbody tr").count() == findings_of_the_demo()
