"""The `[citations]` table of the config."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from reviewaudit import config
from reviewaudit.errors import UsageError


def parse(text):
    return config.parse(text, Path("reviewaudit.toml")).citations


def test_every_field_of_the_policy_can_be_set():
    policy = parse("""
[citations]
check = false
contact = "a@tea.example"
retraction_data = "data/r.db"
max_age = "5 years"
resolve = true
concern_level = "error"
preprint_level = "warning"
ttl_record = "90 days"
ttl_notices = "1 day"
ttl_missing = "2 days"

[citations.services]
crossref = "http://127.0.0.1:8080"

[[citations.accept]]
id = "PMID 9500320"
reason = "a history"
until = 2027-12-31

[[citations.accept]]
id = "10.5072/tea"
reason = "a classic"
""")
    assert (policy.check, policy.contact, policy.resolve) == (False, "a@tea.example", True)
    assert (policy.max_age.months, policy.ttl_record.days, policy.ttl_missing.days) == (60, 90, 2)
    assert (policy.concern_level, policy.preprint_level) == ("error", "warning")
    assert policy.services == {"crossref": "http://127.0.0.1:8080"}
    first, second = policy.accept
    assert (first.id, first.reason, first.until) == ("PMID 9500320", "a history", date(2027, 12, 31))
    assert (second.id, second.until, second.origin) == ("10.5072/tea", None, "reviewaudit.toml:22")


@pytest.mark.parametrize(
    ("text", "cause", "help"),
    [
        ("[citations]\nmaxage = 3", "2: citations.maxage: unknown key", "did you mean 'max_age'?"),
        ("[citations]\nconcern_level = 'bad'", "2: citations.concern_level: must be one of", "error, warning, note"),
        ("[citations.services]\ncrossref = 'x'", "'x', for crossref, is no http or https URL", "a table of URLs"),
        ("[citations]\naccept = 'x'", "must be an array of tables", ""),
        ("[[citations.accept]]\nreason = 'x'", "has no `id`", "write id"),
        ("[[citations.accept]]\nid = 'PMID 1'", "has no `reason`", "write reason"),
        ("[[citations.accept]]\nid = 'PMID 1'\nreason = ''", "has no `reason`", "write reason"),
        ("[[citations.accept]]\nid = 'Tea'\nreason = 'x'", "2: citations.accept.id: 'Tea' is no DOI", "a DOI"),
        ("[[citations.accept]]\nid = 'PMID 1'\nreason = 'x'\nuntil = 'soon'", "4: citations.accept.until", "2027"),
        ("[[citations.accept]]\nid = 'PMID 1'\nreason = 'x'\nuntill = 2027-01-01", "unknown key", "'until'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(text, cause, help):
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert cause in caught.value.cause
    assert help in caught.value.help


def test_schema_knows_the_table():
    schema = json.loads(config.json_schema())
    good = {"citations": {"max_age": "5 years", "accept": [{"id": "PMID 1", "reason": "x", "until": "2027-01-01"}]}}
    jsonschema.validate(good, schema)
    for bad in ({"maxage": 1}, {"accept": [{"id": "PMID 1"}]}, {"accept": [{"id": "PMID 1", "reason": "x", "x": 1}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"citations": bad}, schema)


def test_address_of_a_person_is_not_shown(program_in):
    text = '[citations]\ncontact = "berta@tea.example"\n[[citations.accept]]\nid = "PMID 1"\nreason = "x"\n'
    out = program_in(text)
    assert "berta" not in out
    assert "citations.contact" in out
    assert "PMID 1" in out


@pytest.fixture
def program_in(tmp_path, monkeypatch, capsys):
    """What `reviewaudit config` prints for a config."""

    def run(text):
        from reviewaudit.cli.config import show

        (tmp_path / "reviewaudit.toml").write_text(text)
        monkeypatch.chdir(tmp_path)
        assert show() == 0
        return capsys.readouterr().out

    return run
