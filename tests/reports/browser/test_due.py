"""The page of `due` as the report of `check` is tested: to assistive technology, in the dark, on a phone, on paper."""

import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdf
import pytest

ARTICLES = Path(__file__).resolve().parents[3] / "articles"
PHONE = {"viewport": {"width": 390, "height": 1400}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module", params=["month", "owner"])
def url(request, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "reviewaudit", "due", ARTICLES, "--as-of", "2026-11-22", "--within", "12 months",
         "--by", request.param, "--format", "html", "--output", "due.html"],
        cwd=home, env={"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CACHE_HOME": str(home)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return (home / "due.html").as_uri()


def shade(page, selector, name):
    color = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")
    return sum(int(part) for part in color[color.index("(") + 1 : -1].split(",")[:3]) / 3


@pytest.mark.parametrize("view", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_no_violation_and_nothing_is_too_wide(visit, url, axe, view):
    page = visit(url, **view)
    page.locator("summary").evaluate_all("all => all.forEach((one) => one.click())")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(axe)
    result = page.evaluate("axe.run(document)")
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in result["violations"]] == []
    unsure = {found["id"]: found["nodes"] for found in result["incomplete"]}
    assert unsure.keys() <= {"color-contrast"}
    assert all(node["html"].startswith("<text") for node in unsure.get("color-contrast", ()))
    assert len(result["passes"]) > 15


def test_dark_mode_is_dark_and_paper_is_white(visit, url):
    page = visit(url, color_scheme="dark")
    assert shade(page, "body", "backgroundColor") < 50
    page.emulate_media(media="print", color_scheme="dark")
    assert shade(page, "body", "backgroundColor") == 255
    assert shade(page, "body", "color") == 0


def test_phone_shows_each_row_as_a_card_with_its_labels(visit, url):
    page = visit(url, **PHONE)
    cell = page.locator(".due-list td[data-label='Due by']").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Due by: "'
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "block"
    assert page.get_by_role("table").first.get_by_role("cell").count() >= 3


def test_keys_alone_reach_a_group(visit, url):
    page = visit(url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the list"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.url.endswith("#group-1")
    assert page.locator("#group-1 h3").inner_text().startswith(name)


def test_paper_holds_every_article(visit, url):
    read = pypdf.PdfReader(io.BytesIO(visit(url).pdf()))
    text = unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in read.pages))
    for path in ARTICLES.iterdir():
        if path.suffix != ".toml":
            assert path.name in "".join(text.split())
