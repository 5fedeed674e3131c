"""The options that several commands share, each written once."""

from __future__ import annotations

from typing import Annotated

import typer

from reviewaudit import reports
from reviewaudit.cli import completion

INPUT, POLICY, NETWORK, OUTPUT = "Input", "Policy", "Network", "Output"

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Files, folders, quoted globs, URLs of pages or sitemaps, or - for standard input. "
        "Default: the config's paths, else this folder.",
        show_default=False,
    ),
]
Config = Annotated[
    str | None, typer.Option("--config", "-c", metavar="FILE", help="Config file to use.", rich_help_panel=POLICY)
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Day of the audit, YYYY-MM-DD. Default: today.", rich_help_panel=POLICY
    ),
]
Window = Annotated[
    str | None,
    typer.Option(
        "--window", metavar="SPAN", help='How long a review is good for: "12 months", "90d".', rich_help_panel=POLICY
    ),
]
FilesFrom = Annotated[
    str | None,
    typer.Option(
        "--files-from",
        metavar="LIST",
        help="Read paths and URLs from a file, one a line; - for standard input.",
        rich_help_panel=INPUT,
    ),
]
ExcludePath = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude-path",
        metavar="PATTERN",
        help="Leave out files, in the manner of .gitignore. Repeatable.",
        rich_help_panel=INPUT,
    ),
]
Extensions = Annotated[
    str | None,
    typer.Option(
        "--extensions", metavar="LIST", help="Endings of articles in folders: md,html,txt.", rich_help_panel=INPUT
    ),
]
NoIgnore = Annotated[bool, typer.Option("--no-ignore", help="Do not respect .gitignore.", rich_help_panel=INPUT)]
StdinName = Annotated[
    str,
    typer.Option(
        "--stdin-name", metavar="PATH", help="Report standard input under this path or URL.", rich_help_panel=INPUT
    ),
]
IncludeVerbatim = Annotated[
    bool,
    typer.Option("--include-verbatim", help="URLs in code and in comments are links too.", rich_help_panel=INPUT),
]
IncludeWikilinks = Annotated[
    bool, typer.Option("--include-wikilinks", help="[[Page]] is a link in Markdown.", rich_help_panel=INPUT)
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to this file instead of standard output.", rich_help_panel=OUTPUT
    ),
]
RootDir = Annotated[
    str | None,
    typer.Option("--root-dir", metavar="FOLDER", help="Where links that begin with / start.", rich_help_panel=INPUT),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url", metavar="URL", help="Where that folder, or this one, is published.", rich_help_panel=INPUT
    ),
]
IndexFiles = Annotated[
    str | None,
    typer.Option(
        "--index-files",
        metavar="LIST",
        help="What stands for a folder beside index articles. Default: index.html,index.htm.",
        rich_help_panel=INPUT,
    ),
]
FallbackExtensions = Annotated[
    str | None,
    typer.Option(
        "--fallback-extensions",
        metavar="LIST",
        help="Endings that links may leave out beside those of articles. Default: html,htm.",
        rich_help_panel=INPUT,
    ),
]
Offline = Annotated[
    bool,
    typer.Option("--offline", help="Ask nothing; only what the ledger holds fresh is known.", rich_help_panel=NETWORK),
]
NoRegistries = Annotated[
    bool,
    typer.Option("--no-registries", help="Ask no registry about cited works.", rich_help_panel=NETWORK),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Ask loopback and private addresses too.", rich_help_panel=NETWORK)
]
Ledger = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help="Where observations are kept. Default: in the user's cache folder.",
        rich_help_panel=NETWORK,
    ),
]
RetractionData = Annotated[
    str | None,
    typer.Option(
        "--retraction-data",
        metavar="FILE",
        help="Index or CSV file of retractions. Default: the config's, else that in the user's cache folder.",
        rich_help_panel=NETWORK,
    ),
]
NoLedger = Annotated[
    bool, typer.Option("--no-ledger", help="Keep no observations and use none.", rich_help_panel=NETWORK)
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULE",
        autocompletion=completion.rules,
        help="Rules to run: codes, prefixes or names. Repeatable, or with commas.",
        rich_help_panel=POLICY,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="RULE",
        autocompletion=completion.rules,
        help="Rules not to run. Repeatable, or with commas.",
        rich_help_panel=POLICY,
    ),
]
NoGit = Annotated[
    bool, typer.Option("--no-git", help="Do not ask git what changed since the review.", rich_help_panel=POLICY)
]
ChangedSince = Annotated[
    str | None,
    typer.Option(
        "--changed-since",
        metavar="REV",
        help="Ask only about references of files that differ from this git revision; audit dates of all.",
        rich_help_panel=NETWORK,
    ),
]
Partial = Annotated[
    bool,
    typer.Option(
        "--partial",
        help="Take what is named for a part: only what the config's paths cover is audited, and nothing is required.",
        rich_help_panel=INPUT,
    ),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="LEVEL",
        help="Mildest level that fails the run: error, warning, note or never. Default: error.",
        rich_help_panel=POLICY,
    ),
]
ExitZero = Annotated[
    bool,
    typer.Option("--exit-zero", help="Exit with 0 whatever was found: --fail-on never.", rich_help_panel=POLICY),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline", metavar="FILE", help="Findings in this file do not fail the run.", rich_help_panel=POLICY
    ),
]
NoBaseline = Annotated[
    bool,
    typer.Option("--no-baseline", help="Count what the config's baseline knows, too.", rich_help_panel=POLICY),
]
WriteBaseline = Annotated[
    str | None,
    typer.Option(
        "--write-baseline",
        metavar="FILE",
        help="Write what is found to a baseline.",
        rich_help_panel=POLICY,
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="REGEX", help="URLs not to ask. Repeatable.", rich_help_panel=NETWORK),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include", metavar="REGEX", help="URLs to ask although excluded. Repeatable.", rich_help_panel=NETWORK
    ),
]
IncludeFragments = Annotated[
    bool,
    typer.Option(
        "--include-fragments",
        help="Look for the places in pages that URLs name after #, text fragments too.",
        rich_help_panel=NETWORK,
    ),
]
IncludeMail = Annotated[
    bool,
    typer.Option("--include-mail", help="Check how the addresses in mailto: are spelled.", rich_help_panel=POLICY),
]
Remap = Annotated[
    list[str] | None,
    typer.Option(
        "--remap",
        metavar="'REGEX URL'",
        help="What to ask in place of URLs: '^https://site/(.*) http://localhost:8000/$1'. Repeatable.",
        rich_help_panel=NETWORK,
    ),
]
Accept = Annotated[
    str | None,
    typer.Option(
        "--accept",
        metavar="CODES",
        help="Status codes that count as alive: 200..=299,403.",
        rich_help_panel=NETWORK,
    ),
]
Timeout = Annotated[
    str | None,
    typer.Option("--timeout", metavar="TIME", help="Limit for one answer. Default: 20s.", rich_help_panel=NETWORK),
]
MaxRetries = Annotated[
    int | None,
    typer.Option(
        "--max-retries", min=0, max=10, help="Repeats of a failed request. Default: 2.", rich_help_panel=NETWORK
    ),
]
MaxRedirects = Annotated[
    int | None,
    typer.Option("--max-redirects", min=0, max=50, help="Redirects to follow. Default: 10.", rich_help_panel=NETWORK),
]
MaxConcurrency = Annotated[
    int | None,
    typer.Option(
        "--max-concurrency",
        min=1,
        max=4096,
        help="Requests at the same time. Default: 512.",
        rich_help_panel=NETWORK,
    ),
]
HostConcurrency = Annotated[
    int | None,
    typer.Option(
        "--host-concurrency",
        min=1,
        max=256,
        help="Requests at the same time to one host. Default: 24.",
        rich_help_panel=NETWORK,
    ),
]
MaxTime = Annotated[
    str | None,
    typer.Option(
        "--max-time",
        metavar="TIME",
        help="End the asking after this time, with a report that says what was not asked.",
        rich_help_panel=NETWORK,
    ),
]
Header = Annotated[
    list[str] | None,
    typer.Option(
        "--header",
        "-H",
        metavar="'NAME: VALUE'",
        help="Further request header. Repeatable.",
        rich_help_panel=NETWORK,
    ),
]
UserAgent = Annotated[
    str | None,
    typer.Option("--user-agent", "-u", metavar="TEXT", help="Name given to servers.", rich_help_panel=NETWORK),
]
Format = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME[=FILE]",
        help=f"Output format: {', '.join(reports.REPORTS)}. Repeatable with a file each. Default: text.",
        rich_help_panel=OUTPUT,
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by", metavar="GROUP", help="Group the text and Markdown reports by article or owner.", rich_help_panel=OUTPUT
    ),
]
JsonSchema = Annotated[
    bool,
    typer.Option("--json-schema", help="Print the JSON Schema of the JSON report and exit.", rich_help_panel=OUTPUT),
]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.", rich_help_panel=OUTPUT)]
HostStats = Annotated[
    bool,
    typer.Option("--host-stats", help="Show on standard error what each host was asked.", rich_help_panel=OUTPUT),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show articles without findings too.", rich_help_panel=OUTPUT)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Write no text report to standard output.", rich_help_panel=OUTPUT)
]
