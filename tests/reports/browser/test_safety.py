"""An article that attacks: nothing of it runs, loads, leads elsewhere or hides."""

import base64
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from reviewaudit.model import Directive, Place, Status, Suppressed, Suppression, Verdict

ATTACKS = (
    "</script><script>window.ran = 1</script>",
    "<!--<script>",
    "<img src=x onerror='window.ran = 2'>",
    "<svg onload=window.ran=3>",
    "</title><style>*{display:none}</style>",
    "\"><a href='javascript:window.ran=4'>x</a>",
    "${window.ran = 5}$script",
    "</noscript><iframe srcdoc='<script>parent.ran=6</script>'></iframe>",
    "__proto__",
    "constructor",
    "\u2028\u2029\x00\x1b[31m\u202egnp.exe",
)
SCHEMES = ("javascript:window.ran=7", "JaVaScRiPt:window.ran=8", "data:text/html,<script>window.ran=9</script>",
           "vbscript:x", "file:///etc/passwd", " https://a.example", "https://a.example/ javascript:x",
           "//evil.example", "blob:https://a.example/x")  # fmt: skip


@pytest.fixture(scope="module")
def url(make, write):
    findings, audited = [], []
    for number, attack in enumerate((*ATTACKS, *SCHEMES), 1):
        path = f"{attack}.md"
        verdict = Verdict(
            Status.DEAD, attack, attack, 404, attack, ((301, attack), (302, "https://fine.example/x")),
            evidence=(attack, "https://also-fine.example/"),
        )  # fmt: skip
        made = make.article(path, title=attack, references=[make.reference(attack)], verdicts=[verdict])
        audited.append(replace(made, article=replace(made.article, owner=attack)))
        findings.append(
            make.finding(
                path, message=f"{attack} is dead", help=f"mend {attack}", url=attack, number=number, line=3,
                evidence={attack: attack, "deep": [{attack: [attack]}]},
            )
        )  # fmt: skip
    comment = Suppression(Directive.FILE, ("ALL",), 1, 1, Place(1, 1, 1, 9), reason=ATTACKS[0])
    aside = (Suppressed(make.finding(f"{ATTACKS[0]}.md", number=99, message="put aside"), comment),)
    report = replace(make.report(findings, audited), suppressed=aside)
    return write(report, edits={f.fingerprint: (f.place, ATTACKS[0]) for f in findings})


def open_all(page):
    for place in ("tbody th", "tbody td", ".evidence"):
        closed = page.locator(f"#app {place} > details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        for details in page.locator(f"#app {place} > details").all():
            details.locator(":scope > :nth-child(2)").wait_for()  # is filled when it is opened


def test_nothing_runs_and_only_web_addresses_can_be_clicked(visit, url):
    page = visit(f"{url}#show=all")
    open_all(page)
    assert page.get_by_text(ATTACKS[0]).count() > 4
    for name in ("owner", "folder"):
        for value in page.locator(f"#filters [name={name}] option").evaluate_all("all => all.map((one) => one.value)"):
            page.locator(f"#filters [name={name}]").select_option(value)
        page.locator(f"#filters [name={name}]").select_option("")
    page.get_by_label("Search").fill(ATTACKS[0])
    assert page.locator("#findings tbody tr").count() == 2
    page.get_by_label("Search").fill("")
    open_all(page)
    assert page.evaluate("window.ran") is None
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, object, embed, base, #app style, #app svg").count() == 0
    links = page.locator("a[href]:not([href^='#'])").evaluate_all("all => all.map((one) => [one.href, one.rel])")
    assert {"https://fine.example/x", "https://also-fine.example/"} <= {href for href, _ in links}
    assert all(href.startswith("https://") for href, _ in links)
    assert {rel for _, rel in links} == {"noopener noreferrer"}
    assert not [href for href, _ in links if "evil" in href or "javascript" in href]


def test_what_an_article_says_is_shown_as_it_is_written(visit, url):
    page = visit(url)
    titles = page.locator("#articles th summary, #articles tbody th > span").all_inner_texts()
    for attack in ATTACKS[:8]:
        assert attack in titles
    assert any("\ufffdgnp.exe" in title for title in titles), "a mark that turns reading round is made visible"


def test_hostile_address_of_a_view_is_text_too(visit, url):
    page = visit(
        f"{url}#q=<img src=x onerror=window.ran=1>&article=</script><script>window.ran=1</script>.md&__proto__=x"
    )
    assert page.evaluate("window.ran") is None
    assert page.get_by_label("Search").input_value().startswith("<img")


def test_policy_forbids_what_the_page_does_not_do(browser, url):
    """Each is tried in the page itself, as a script that got in would."""
    context = browser.new_context()
    page = context.new_page()
    ends = {}
    context.on("requestfailed", lambda request: ends.update({request.url: request.failure}))
    context.on("requestfinished", lambda request: ends.update({request.url: None}))
    page.goto(url)
    violations = page.evaluate(
        """async () => {
          const seen = [];
          document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
          const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
          fetch("http://127.0.0.1:9/").catch(() => {});
          add("img", { src: "http://127.0.0.1:9/x.png" });
          add("iframe", { src: "http://127.0.0.1:9/" });
          add("style", { textContent: "body { color: red }" });
          try { document.body.innerHTML = "<b>x</b>"; } catch {}
          try { add("script", { text: "window.ran = 1" }); } catch {}
          const form = Object.assign(document.createElement("form"), { action: "http://127.0.0.1:9/" });
          document.body.append(form);
          form.submit();
          for (let round = 0; round < 200 && new Set(seen).size < 7; round += 1) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
          }
          return [...new Set(seen)].sort();
        }"""
    )
    assert set(violations) >= {
        "connect-src", "form-action", "frame-src", "img-src", "require-trusted-types-for", "style-src-elem"
    }  # fmt: skip
    assert page.evaluate("window.ran") is None
    assert ends.pop(url) is None
    assert set(ends.values()) <= {"csp"}, ends
    context.close()


def test_hostile_file_goes_through_the_whole_program_unharmed(visit, tmp_path):
    body = "\n\n".join(f"# {attack}\n\nLast reviewed: {attack}\n\n[{attack}]({attack})" for attack in ATTACKS[:8])
    image = base64.b64encode(b"<script>").decode()
    text = (
        f'---\ntitle: "</script><script>window.ran=1</script>"\n---\n\n{body}\n\n![x](data:image/png;base64,{image})\n'
    )
    (tmp_path / "<img src=x onerror=window.ran=1>.md").write_text(text)
    (tmp_path / "bad.md").write_text("# Bad\n\n[x](https://x.example:port/<script>) [y](javascript:window.ran=1)\n")
    done = subprocess.run(
        [sys.executable, "-m", "reviewaudit", "check", "--offline", "--no-git", "--no-ledger", "--format",
         "html=audit.html", "--as-of", "2026-06-01"],
        cwd=tmp_path, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    page = visit((tmp_path / "audit.html").as_uri())
    open_all(page)
    assert page.evaluate("window.ran") is None
    assert page.locator("#articles", has_text="<img src=x onerror=window.ran=1>.md").count() == 1
    assert page.locator("script").count() == 2
