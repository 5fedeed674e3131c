"""The spelling of mail addresses in links (RFC 6068, RFC 5322)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.verdicts import mail_fault


@pytest.mark.parametrize(
    "url",
    [
        "mailto:tea@health.example",
        "MAILTO:Tea.Time+news@Health.example",
        "mailto:tea@health.example?subject=Tea%20time&body=a@b,c",
        "mailto:a@health.example,b@health.example",
        "mailto:a@health.example,%20b@health.example",
        "mailto:?to=tea@health.example&cc=time@health.example",
        "mailto:?subject=Read%20this",
        "mailto:%22not%40me%22@health.example",
        "mailto:%22a%2Cb%22@health.example",
        "mailto:gorby%25kremvax@health.example",
        "mailto:o'neil@health.example",
        "mailto:tea@[192.0.2.1]",
        "mailto:tea@localhost",
        "mailto:th\u00e9@sant\u00e9.example",
        "mailto:th%C3%A9@health.example",
        "mailto:" + "a" * 64 + "@health.example",
    ],
)
def test_right(url):
    assert mail_fault(url) == ""


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("mailto:", "it names no address"),
        ("mailto:tea", "'tea' has no @"),
        ("mailto:tea.health.example", "'tea.health.example' has no @"),
        ("mailto:@health.example", "has nothing before the @"),
        ("mailto:tea@", "has nothing after the @"),
        ("mailto:tea time@health.example", "before the @ is no name of a mailbox"),
        ("mailto:.tea@health.example", "before the @ is no name of a mailbox"),
        ("mailto:tea..time@health.example", "before the @ is no name of a mailbox"),
        ("mailto:tea@time@health.example", "before the @ is no name of a mailbox"),
        ("mailto:Tea <tea@health.example>", "before the @ is no name of a mailbox"),
        ("mailto:tea@health..example", "after the @ is no host"),
        ("mailto:tea@-health.example", "after the @ is no host"),
        ("mailto:tea@health.example.", "after the @ is no host"),
        ("mailto:tea@health_care.example", "after the @ is no host"),
        ("mailto://tea@health.example/", "after the @ is no host"),
        ("mailto:tea@health.example,", "one of its addresses is empty"),
        ("mailto:tea@health.example?cc=time", "'time' has no @"),
        ("mailto:te%a@health.example", "a % in it"),
        ("mailto:" + "a" * 65 + "@health.example", "is too long"),
    ],
)
def test_wrong(url, fault):
    assert fault in mail_fault(url)


@given(st.text())
def test_no_text_makes_it_raise(text):
    assert isinstance(mail_fault("mailto:" + text), str)
