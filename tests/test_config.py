"""The config: what it says arrives in the policy, and a mistake is named with its line and the nearest known key."""

from pathlib import Path

import pytest

from reviewaudit import config
from reviewaudit.errors import UsageError
from reviewaudit.model import Level, NetworkPolicy, Policy, ReviewPolicy, Window

FILE = Path("reviewaudit.toml")


def complaint(text, path=FILE):
    with pytest.raises(UsageError) as caught:
        config.parse(text, path)
    return caught.value


def test_an_empty_file_is_the_default_policy():
    policy = config.parse("", FILE)
    assert (policy.review, policy.network, policy.rules) == (ReviewPolicy(), NetworkPolicy(), ())
    assert policy.fail_on == Policy().fail_on


def test_every_documented_key_is_read():
    policy = config.parse(
        """
paths = ["articles"]
exclude_paths = ["drafts/"]
required = ["articles/consent.md"]
fail_on = "warning"
select = ["RA1", "RA2"]
ignore = ["RA202"]
levels = { RA203 = "error" }
require_references = true

[review]
window = "6 months"
warn_before = "2 weeks"
grace = "3 days"
month_policy = "start"
date_order = "dmy"
timezone = "Europe/Paris"
accept = ["reviewed", "updated"]
allow_longer = true
keys.reviewed = ["checked_on"]
labels.reviewed = ["Fact-checked"]

[network]
timeout = "5s"
connect_timeout = 2
max_retries = 1
retry_wait = "100ms"
max_retry_after = "1m"
max_redirects = 3
max_concurrency = 10
host_concurrency = 2
method = "head"
user_agent = "docs-team"
headers = { Authorization = "Bearer ${TOKEN}" }
accept = "200..=299,403"
allow_private = true
ttl_alive = "3 days"
ttl_dead = "2 days"
ttl_unverified = "1 day"
exclude = ["^https://x"]
include = ["^https://x/ok"]
max_time = "10m"
dead_after = 4
dead_days = 2

[network.hosts."Journal.example"]
concurrency = 2
interval = "250ms"
headers = { X-Key = "${TOKEN}" }
accept = "200,403"
method = "head"

[[rules]]
paths = ["drugs/**"]
review.window = "P3M"
select = ["RA2"]
ignore = ["RA202"]
levels = { overdue-review = "warning" }
require_references = false
""",
        FILE,
        {"TOKEN": "s3cret"},
    )
    assert policy.paths == ("articles",)
    assert policy.required == ("articles/consent.md",)
    assert policy.fail_on == "warning"
    assert policy.levels == {"RA203": Level.ERROR}
    assert policy.review.window[:2] == (6, 0)
    assert policy.review.warn_before[:2] == (0, 14)
    assert policy.review.month_policy == "start"
    assert policy.review.keys == {"reviewed": ("checked_on",)}
    assert policy.network.headers == (("Authorization", "Bearer s3cret"),)
    assert policy.network.accept == ((200, 299), (403, 403))
    assert (policy.network.timeout, policy.network.connect_timeout, policy.network.retry_wait) == (5, 2, 0.1)
    assert (policy.network.max_time, policy.network.dead_after, policy.network.dead_days) == (600, 4, 2)
    host = policy.network.for_host("journal.example")
    assert (host.concurrency, host.interval, host.method) == (2, 0.25, "head")
    assert (host.headers, host.accept) == ((("X-Key", "s3cret"),), ((200, 200), (403, 403)))
    assert policy.rules[0].review["window"][:2] == (3, 0)


def test_pyproject_table_is_read_and_its_neighbours_are_not():
    policy = config.parse('[tool.other]\nx = 1\n[tool.reviewaudit]\nfail_on = "note"\n', Path("pyproject.toml"))
    assert policy.fail_on == "note"


@pytest.mark.parametrize(
    ("text", "cause", "help"),
    [
        ('[review]\nwindw = "1 year"\n', "reviewaudit.toml:2: review.windw: unknown key", "did you mean 'window'?"),
        ('\nfail_of = "note"\n', "reviewaudit.toml:2: fail_of: unknown key", "did you mean 'fail_on'?"),
        ('timeout = "5s"\n', "reviewaudit.toml:1: timeout: unknown key", "it belongs into [network]"),
        ('[review]\n\nwindow = "soon"\n', "reviewaudit.toml:3: review.window: ", 'allowed: a span: "12 months"'),
        ('fail_on = "fatal"\n', "reviewaudit.toml:1: fail_on: must be one of 'error'", "allowed: error, warning"),
        ("[network]\ntimeout = true\n", "reviewaudit.toml:2: network.timeout: must be text", "allowed: a time"),
        ("[network]\nmax_retries = 99\n", "network.max_retries: must lie between 0 and 10", "allowed: 0 to 10"),
        (
            '[network]\nuser_agent = "docs\\nbot"\n',
            "the value of User-Agent holds a line break",
            "allowed: text on one line",
        ),
        ('[network]\naccept = "20x"\n', "network.accept: '20x' is no status code", "allowed: status codes"),
        ('[network]\nexclude = ["("]\n', "network.exclude: '(' is no regular expression", ""),
        ('[review]\ntimezone = "Mars/Olympus"\n', "review.timezone: must be a time zone", ""),
        ('[[rules]]\npaths = ["a"]\n[[rules]]\npath = ["b"]\n', "reviewaudit.toml:3: rules: has no `paths`", ""),
        (
            '[[rules]]\npaths = ["a"]\nreview.widow = "1y"\n',
            "reviewaudit.toml:3: rules.review.widow: unknown key",
            "'window'",
        ),
        (
            '[network]\n[network.hosts."a.example"]\nintervall = 1\n',
            "reviewaudit.toml:3: network.hosts.a.example.intervall: unknown key",
            "did you mean 'interval'?",
        ),
        ('[network.hosts."https://a"]\n', "network.hosts.https://a: must be a host name", "allowed: "),
        ("[network]\nhost = 1\n", "network.host: unknown key", "did you mean 'hosts'?"),
        (
            '[network.hosts."a.example"]\nheaders.X = "${GONE_TOKEN}"\n',
            "network.hosts.a.example.headers.X: needs the environment variable GONE_TOKEN",
            "",
        ),
        ("review = 3\n", "reviewaudit.toml:1: review: must be a table", ""),
        ("paths = 'a'\n", 'paths: must be a list of texts: ["a"]', ""),
        ("paths = [1]\n", "paths: must be a list of texts", ""),
        (
            "levels = { RA201 = 'bad' }\n",
            "levels: the level of RA201 must be one of 'error', 'warning', 'note'",
            "a table of rule = level",
        ),
        ("links.remap = ['^a b']\n", "links.remap: '^a b' is no pair of pattern and replacement", "pairs of texts"),
        ("[[rules]]\nselect = ['RA1']\n", "rules: has no `paths`", 'paths = ["news/"]'),
        ("fail_on = error\n", "reviewaudit.toml: not valid TOML", "text stands in quotes"),
        ("a = = 1\n", "reviewaudit.toml: not valid TOML", ""),
        ("[network]\nheaders = { A = '${NOPE}' }\n", "headers.A: needs the environment variable NOPE", ""),
        ("preset = 'fast'\n", "preset: must be one of", ""),
    ],
)
def test_mistakes_name_file_line_key_and_mend(text, cause, help):
    error = complaint(text)
    assert cause in error.cause
    assert help in error.help


def test_pyproject_mistake_names_the_whole_key_and_its_line():
    error = complaint("[tool.x]\n[tool.reviewaudit.review]\nwindw = 1\n", Path("pyproject.toml"))
    assert error.cause == "pyproject.toml:3: tool.reviewaudit.review.windw: unknown key"


def test_nearest_config_wins_and_parents_are_searched(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.reviewaudit]\nfail_on = "note"\n')
    inner = tmp_path / "docs" / "deep"
    inner.mkdir(parents=True)
    assert config.load(inner, None, {}).fail_on == "note"
    (tmp_path / "docs" / "pyproject.toml").write_text("[tool.other]\n")
    assert config.load(inner, None, {}).fail_on == "note"
    (tmp_path / "docs" / "reviewaudit.toml").write_text('fail_on = "never"\n')
    assert config.load(inner, None, {}).fail_on == "never"
    assert config.load(inner, tmp_path / "pyproject.toml", {}).fail_on == "note"


def test_broken_pyproject_of_ours_is_named_and_of_others_is_passed_by(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.reviewaudit]\nfail_on = \n")
    with pytest.raises(UsageError, match="not valid TOML"):
        config.load(tmp_path, None, {})
    (tmp_path / "pyproject.toml").write_text("[project]\nname = \n")
    assert config.load(tmp_path, None, {}) == Policy()


def test_missing_named_config_is_a_mistake(tmp_path):
    with pytest.raises(UsageError) as caught:
        config.load(tmp_path, tmp_path / "no.toml", {})
    assert "cannot read the config" in caught.value.cause


def test_path_rules_apply_in_order_and_the_last_match_wins(tmp_path):
    text = """
[[rules]]
paths = ["drugs/**"]
review.window = "6 months"
require_references = true
[[rules]]
paths = ["drugs/old/**", "!drugs/old/keep.md"]
review.window = "24 months"
"""
    policy = config.parse(text, tmp_path / "reviewaudit.toml")

    def months(path):
        return config.effective(policy, path, tmp_path).review.window.months

    assert (months("tea.md"), months("drugs/a.md"), months("drugs/old/a.md")) == (12, 6, 24)
    assert months("drugs/old/keep.md") == 6
    assert config.effective(policy, "drugs/old/a.md", tmp_path).require_references
    assert not config.effective(policy, "tea.md", tmp_path).require_references


def test_path_rules_start_from_the_config_folder_not_from_the_working_folder(tmp_path):
    policy = config.parse(
        '[[rules]]\npaths = ["docs/a.md"]\nreview.window = "1 month"\n', tmp_path / "reviewaudit.toml"
    )
    assert config.effective(policy, "a.md", tmp_path / "docs").review.window.months == 1


def test_presets_give_way_to_what_the_file_says():
    assert config.parse('preset = "health"\n', FILE).review.window[:2] == (36, 0)
    assert config.parse('preset = "health"\n', FILE).require_references
    assert config.parse('preset = "health"\n[review]\nwindow = "P1Y"\n', FILE).review.window[:2] == (12, 0)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("200", ((200, 200),)),
        ("200..=204,429", ((200, 204), (429, 429))),
        ("200..300", ((200, 299),)),
        ("..=299", ((100, 299),)),
        ("500..", ((500, 1000),)),
    ],
)
def test_status_ranges_in_lychees_spelling(text, ranges):
    assert config.status_ranges(text) == ranges


@pytest.mark.parametrize("text", ["", ",", "abc", "300..200", "2000", ".."])
def test_other_ranges_are_refused(text):
    with pytest.raises(ValueError, match=r"status code"):
        config.status_ranges(text)


def test_window_default_is_twelve_months():
    assert ReviewPolicy().window == Window(12, 0, "12 months")
