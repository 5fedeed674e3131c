"""Each format is read back by its consumer: the sample articles as snapshots, and whatever articles may contain."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewaudit import __version__, reports
from reviewaudit.model import Level, Place
from reviewaudit.rules import RULES

SAMPLES = Path(__file__).with_name("samples")
MACHINE = sorted(set(reports.REPORTS) - {"text"})


def test_every_format_but_text_has_a_consumer_here(consumers):
    assert sorted(consumers) == MACHINE


# --- the sample articles ---


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The report of `reviewaudit demo` in every format, by name: one run, as a user would ask for it."""
    import os
    import subprocess
    import sys

    home = tmp_path_factory.mktemp("home")
    formats = [argument for name in MACHINE for argument in ("--format", f"{name}=demo.{name}")]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "reviewaudit", "demo", "--no-progress", *formats],
        cwd=home, env={"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CACHE_HOME": str(home)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return {name: read(home / f"demo.{name}", name) for name in MACHINE}


def read(path, name):
    if path.is_dir():
        return "\n".join(page.read_text(encoding="utf-8") for page in sorted(path.iterdir(), reverse=True))
    return path.read_bytes().decode() if reports.REPORTS[name].is_text else path.read_bytes()


def settled(text):
    """Without the version, and without when the little web was asked."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", "{time}", text)
    text = re.sub(r'(dead_since"+: "+)\d{4}-\d\d-\d\d', r"\1{day}", text)
    text = text.replace(f'ersion": "{__version__}"', 'ersion": "{version}"')
    return text.replace(f"reviewaudit {__version__}", "reviewaudit {version}")


@pytest.mark.parametrize("name", sorted(set(MACHINE) - {"json", "html", "xlsx", "digest"}))
def test_report_reads_as_the_snapshot(demo, name):
    """Renew with `tests/reports/samples/renew`, then read the difference."""
    wanted = (SAMPLES / f"demo.{name}").read_bytes().decode()
    assert settled(demo[name]) == settled(wanted)


@pytest.mark.parametrize("name", MACHINE)
def test_consumer_finds_every_finding_of_the_samples(demo, consumers, name):
    found = consumers[name](demo[name])
    report = json.loads(demo["json"])
    codes = [finding["code"] for finding in report["findings"]]
    if name == "badge":
        levels = [finding["level"] for finding in report["findings"]]
        told = [
            f"{levels.count('error')} errors",
            f"{levels.count('warning')} warnings",
            f"{levels.count('note')} notes",
            "5 unverified",
        ]
        assert json.loads(demo[name])["message"] == ", ".join(told)
    elif name == "ics":
        assert len(found) == len(report["articles"]) - 1  # of all samples one has no date that counts
    elif name == "digest":
        assert len(found) == len(codes)
    elif name == "markdown":
        assert sorted(link.rpartition("/")[2][:5].upper() for link in found) == sorted(codes)
    else:
        assert sorted(item[:5] for item in found) == sorted(codes)


@pytest.mark.parametrize("name", sorted(set(MACHINE) - {"ics", "badge", "xlsx", "digest"}))
def test_what_timed_out_or_was_blocked_is_in_every_list_of_findings(demo, name):
    for reason in ("timeout", "blocked", "rate-limited", "server-error", "connection-reset"):
        assert reason in demo[name].replace("\\", "")


# --- what articles may contain ---

NASTY = (
    "]]>", "-->", "<script>alert(1)</script>", "<!--", "::error::x", "::stop-commands::x", "##[error]x", "%0A", "|",
    "`", "``", "\\", '"', "'", "\r\n", "\n", "\r", "\t", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e",
    "\u2066", "\ud800", "\udcff", "\ufffe", "\U0001f600", "=1+1", "@team", "#12", "[x](https://evil.example)",
    "![i](x)", "https://evil.example/a`b", "www.evil.example", "a@evil.example", "BEGIN:VEVENT", "END:VCALENDAR", ";",
    ",", "&amp;", "---", "===", "# h", "> q", "- i", "1. i", "[RA101]: https://evil.example", "{{x}}", "$x$", "\\]",
)  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec=None), max_size=8)), max_size=6).map(
    "".join
)
LONG = st.one_of(TEXT, TEXT.map(lambda text: (text or "x") * 500))
PATH = TEXT.map(lambda text: f"f{text}.md")
KEYS = [(rule.code, rule.name) for rule in RULES]
LINES = st.integers(1, 10**6)


@st.composite
def hostile(draw, make):
    paths = draw(st.lists(PATH, min_size=1, max_size=3, unique=True))
    findings = []
    for number in range(draw(st.integers(0, 14))):
        code, name = draw(st.sampled_from(KEYS))
        line, column = draw(LINES), draw(LINES)
        findings.append(
            make.finding(
                draw(st.sampled_from(paths)), draw(st.sampled_from(list(Level))), number=number, code=code, name=name,
                place=Place(line, column, line + draw(st.integers(0, 2)), column + draw(st.integers(0, 9))),
                message=draw(LONG) + ".", help=draw(TEXT) + ".", url=draw(st.none() | TEXT), subject=draw(TEXT),
                evidence={"said": draw(TEXT)},
            )
        )  # fmt: skip
    urls = draw(st.lists(TEXT, max_size=3))
    audited = [
        make.article(
            path, title=draw(LONG),
            references=[make.reference(url) for url in urls], verdicts=[make.verdict(reason=draw(TEXT)) for _ in urls],
        )
        for path in paths
    ]  # fmt: skip
    cut = draw(st.integers(0, len(findings)))
    return make.report(findings[cut:], audited, suppressed=tuple(findings[:cut]))


def listed(name, report):
    """How many findings a format lists."""
    everything = len(report.findings) + len(report.suppressed)
    special = {
        "sarif": everything,
        "junit": everything,
        "csv": everything,
        "html": everything,
        "ics": len(report.audited),
        "badge": 0,
    }
    return special.get(name, len(report.findings))


def test_hostile_articles_leave_every_format_valid_and_complete(consumers, make):
    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(report=hostile(make))
    def holds(report):
        view = reports.View(rules=RULES, line=lambda path, line: "é" * 5)
        for name in MACHINE:
            text = reports.render(report, name, view)
            if isinstance(text, str):
                text.encode()  # no lone surrogate is left
            assert len(consumers[name](text)) == listed(name, report), name

    holds()


# --- what is the same for all ---


@pytest.mark.parametrize("name", MACHINE)
def test_view_of_people_changes_no_machine_format(make, name):
    report = make.report(
        [make.finding(), make.finding(level=Level.NOTE, line=2)], [make.article(), make.article("b.md")]
    )
    plain = reports.render(report, name, reports.View())
    assert reports.render(report, name, reports.View(color=True, width=20, verbose=True)) == plain


@pytest.mark.parametrize("name", MACHINE)
def test_report_without_findings_is_valid(make, consumers, name):
    assert len(consumers[name](reports.render(make.report(), name, reports.View()))) == 0


@pytest.mark.parametrize("name", sorted(set(MACHINE) - {"gitlab", "rdjson", "csv", "ics", "xlsx"}))
def test_network_that_was_down_is_said(make, name):
    down = make.report(network_down=True)
    assert (
        "network" in reports.render(down, name, reports.View())
        or json.loads(reports.render(down, name, reports.View())).get("exit_status") == 2
    )
