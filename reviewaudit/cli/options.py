"""The options that several commands share, each written once."""

from __future__ import annotations

from typing import Annotated

import typer

INPUT, POLICY, NETWORK, OUTPUT = "Input", "Policy", "Network", "Output"

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Files, folders, quoted globs, or - for standard input. Default: the config's paths, else this folder.",
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
        help="Read paths from a file, one a line; - for standard input.",
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
    typer.Option("--stdin-name", metavar="PATH", help="Report standard input under this path.", rich_help_panel=INPUT),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to this file instead of standard output.", rich_help_panel=OUTPUT
    ),
]
Offline = Annotated[
    bool,
    typer.Option("--offline", help="Ask nothing; only what the ledger holds fresh is known.", rich_help_panel=NETWORK),
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
NoLedger = Annotated[
    bool, typer.Option("--no-ledger", help="Keep no observations and use none.", rich_help_panel=NETWORK)
]
