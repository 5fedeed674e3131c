"""Identifiers that cannot be right: reported offline, with what was written."""

TEXT = """Last reviewed: 2026-05-01

Tea is old [1], and helps [2]; cups came later [3], saucers last [4].

## References

1. Brown B. The book of tea. London: Leaf Press; 2019. ISBN 978-0-306-40615-8.
2. Chen L. Tea and sleep. Tea J. 2018;4:1-9. doi:10.1086/18230110.1086/182253
3. Gray G. Cups. London: Leaf Press; 2017. ISBN 978-0-306-40615-7.
4. Gray G. Saucers. Tea J. 2020;4:10-19. doi:10.1086/182260, doi:10.1086/182261
"""


def test_slips_in_identifiers_are_found_without_a_network(program, tmp_path):
    (tmp_path / "a.md").write_text(TEXT)
    run = program(
        "check", "a.md", "--offline", "--no-ledger", "--no-git", "--as-of", "2026-06-01", "--format", "json",
        cwd=tmp_path,
    )  # fmt: skip
    assert [
        (finding["code"], finding["line"], finding["message"]) for finding in run.json["findings"]
    ] == [
        ("RA405", 7, "ISBN 978-0-306-40615-8 is no ISBN: its check digit does not fit the others"),
        ("RA405", 8, "doi:10.1086/18230110.1086/182253 is no DOI; two have run together, "
         "10.1086/182301 and 10.1086/182253"),
    ]  # fmt: skip
    assert run.status == 1
