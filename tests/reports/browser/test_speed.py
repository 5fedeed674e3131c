"""5,000 articles and 50,000 findings: open within 3 s, filter within 100 ms.

What is measured is what a reader waits for: from the start of the navigation to the first rows, and from the input to
the frame that shows its result. On a machine that is slow or busy the limits grow as much as a fixed piece of work of
the same kind takes longer than a common machine needs for it; on a faster one they stay.
"""

from datetime import date, timedelta
from statistics import median

import pytest

from reviewaudit.model import Bounds, Level, Precision, Review, ReviewStatus, Window
from reviewaudit.rules import RULES

ARTICLES = 5_000
EACH = 10
WORDS = (
    "tea", "coffee", "falls", "sodium", "salt", "pressure", "memory", "hearing", "weather", "sleep", "vitamin", "bone",
    "heat", "stress", "guide", "leaflet", "study", "review",
)  # fmt: skip
WORK_MS = 100
"""What `WORK` takes in Chromium on a common machine of 2 cores that does nothing else."""
WORK = """() => {
  const start = performance.now();
  const texts = [];
  for (let seed = 1; texts.length < 200000; texts.push(String(seed))) seed = (seed * 48271) % 2147483647;
  texts.sort();
  const box = document.createElement("div");
  for (const text of texts.slice(0, 3000)) {
    const line = document.createElement("p");
    line.append(text);
    box.append(line);
  }
  document.body.append(box);
  document.body.offsetHeight;
  box.remove();
  return performance.now() - start;
}"""
CHANGE = """async ([name, value]) => {
  const field = document.getElementById("filters").elements[name];
  const start = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel(); // a task after that frame was drawn
    port1.onmessage = resolve;
    port2.postMessage(0);
  }));
  return performance.now() - start;
}"""
SORT = CHANGE.replace(
    'const field = document.getElementById("filters").elements[name];',
    "const head = document.querySelector(`#${name} [data-key=${value}] button`);",
).replace('field.value = value;\n  field.dispatchEvent(new Event("input", { bubbles: true }));', "head.click();")
CHANGES = [
    ("q", "t"), ("q", "te"), ("q", "tea"), ("q", "tea 404"), ("q", ""), ("level", "error"), ("rule", "RA101"),
    ("rule", ""), ("level", ""), ("owner", "tea desk"), ("owner", ""), ("folder", "content/salt"), ("folder", ""),
    ("review", "overdue"), ("review", ""), ("q", "nothing like it"), ("q", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def url(make, write):
    rules = [(rule.code, rule.name) for rule in RULES]
    statuses, levels = list(ReviewStatus), list(Level)
    audited, findings = [], []
    for number in range(ARTICLES):
        path = f"content/{WORDS[number % 18]}/{WORDS[number // 18 % 18]}/article-{number:05}.md"
        day = date(2025, 6, 1) + timedelta(days=number % 500)
        bounds = Bounds(day, day, Precision.DAY)
        review = Review(statuses[number % 7], bounds=bounds, window=Window(12, 0, "12 months"), due=bounds)
        title = f"All about {WORDS[number % 18]} and {WORDS[number // 7 % 18]}, part {number}"
        audited.append(make.article(path, title=title, review=review))
        for line in range(EACH):
            code, name = rules[(number + line) % len(rules)]
            link = f"https://{WORDS[(number + line) % 18]}.example/{WORDS[line]}/{number}/{line}?from=page"
            findings.append(
                make.finding(
                    path, levels[number * line % 3], 10 + line, f"{link} is dead since 2026-05-30: HTTP 404", code=code,
                    name=name, url=link, number=number * EACH + line,
                    evidence={"reason": "http-404", "http_status": 404, "redirects": [{"status": 301, "url": link}]},
                )
            )  # fmt: skip
    assert len(findings) == 50_000
    return write(make.report(findings, audited))


def test_many_findings_open_within_3_s_and_filter_within_100_ms(visit, url, record_property):
    opened, works, slow = [], [], {}
    for _ in range(3):
        page = visit(url)
        assert page.locator("#matches").inner_text() == "5,000 articles and 50,000 findings fit."
        opened.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        works += [page.evaluate(WORK) for _ in range(3)]
    times = []
    for _ in range(3):
        for change in CHANGES:
            times.append(page.evaluate(CHANGE, list(change)))
            slow[change] = min(slow.get(change, times[-1]), times[-1])
        works += [page.evaluate(WORK) for _ in range(3)]
    factor = max(1, median(works) / WORK_MS)
    record_property("opened_ms", opened)
    record_property("filter_ms", [round(time) for time in times])
    record_property("factor", round(factor, 2))
    print(f"open {median(opened):.0f} ms, filter {median(times):.0f} ms, worst {max(slow.values()):.0f} ms, "
          f"a machine {factor:.2f} times slower than common")  # fmt: skip
    assert median(opened) <= 3000 * factor
    assert median(times) <= 100 * factor
    assert max(slow.values()) <= 100 * factor, slow


def test_many_findings_are_sorted_in_a_moment(visit, url):
    page = visit(url)
    works = [page.evaluate(WORK) for _ in range(3)]
    heads = [("articles", "due"), ("findings", "rule"), ("findings", "finding"), ("findings", "article")]
    # The first time a column is chosen its order is made, then it is known.
    times = [page.evaluate(SORT, list(head)) for _ in range(3) for head in heads]
    works += [page.evaluate(WORK) for _ in range(3)]
    assert median(times) <= 150 * max(1, median(works) / WORK_MS), times
