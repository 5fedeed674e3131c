"""The Markdown parser, set up: CommonMark with the extensions of GitHub Flavored Markdown, and footnotes."""

from __future__ import annotations

import pyromark

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)
MARKDOWN = pyromark.Markdown(options=OPTIONS)
WIKI_MARKDOWN = pyromark.Markdown(options=OPTIONS | pyromark.Options.ENABLE_WIKILINKS)
