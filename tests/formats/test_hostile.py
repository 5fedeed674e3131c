"""Inputs made to be expensive, so large that anything but linear work would not end within the time of a test run."""

from __future__ import annotations

import pytest

from reviewaudit import formats
from reviewaudit.model import LinkPolicy

MEGABYTE = 1 << 20
INPUTS = {
    "one line": "a https://a.example/x " * (MEGABYTE // 22 * 2),
    "one line, not ASCII": "é https://a.example/ü。" * (MEGABYTE // 24 * 2),
    "one word": "x" * (20 * MEGABYTE),
    "one URL": "https://a.example/" + "x" * (10 * MEGABYTE),
    "brackets": "[" * 100_000,
    "closing brackets": "https://a.example/" + ")" * MEGABYTE,
    "image in image": "![" * 50_000 + "x" + "](y)" * 50_000,
    "link in link": "[" * 20_000 + "x" + "](y)" * 20_000,
    "quotes": ">" * 100_000 + " https://a.example",
    "lists": "- " * 50_000,
    "numbers": "1. " * 50_000,
    "emphasis": "*a **b " * 50_000,
    "backticks": "".join("`" * n + " " for n in range(2_000)),
    "entities": "&amp" * 200_000,
    "tags": "<a href=x>" * 40_000,
    "divs": "<div>" * 50_000 + "</p></span>" * 50_000,
    "items in divs": "<li>" + "<div>" * 50_000 + "<li></li>" * 50_000,
    "reversed lists": "<ol reversed><li>" * 50_000,
    "noscripts": "<noscript>" * 100_000,
    "headings": "<h1>" * 50_000,
    "properties": "<i itemprop=x>" * 50_000 + "text",
    "items": "<i itemprop=x itemscope>" * 50_000 + "text",
    "unclosed comments": "<!-- " * 200_000,
    "unclosed comments in a block": "<div>\n" + "<!-- " * 200_000,
    "unclosed quotes": '<a "' * 100_000,
    "mixed unclosed quotes": "<div>\n" + "<a \"<b '" * 100_000,
    "unclosed templates": "<% " * 50_000 + "{{ " * 50_000 + "{% " * 50_000 + "{/* " * 50_000,
    "templates": "{{ x }} <% y %> " * 50_000,
    "templates in URLs": "https://a.example/" + "{{ x }}" * 50_000 + "{{" * 50_000,
    "template lines": "{% x %}\n" * 40_000,
    "front matter lines": "---\n" + "a: b\n" * 50_000,
    "flow lists": "---\na: " + "[" * 100_000 + "\n---\n",
    "YAML lists": "---\n" + "- " * 50_000 + "a: b\n---\n",
    "aliases": "---\na0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 30)) + "---\n",
    "TOML": "+++\n" + "[a" + ".a" * 50_000 + "]\n+++\n",
    "TOML lists": "+++\na = " + "[" * 100_000 + "\n+++\n",
    "JSON": '{"a":' * 100_000,
    "JSON lists": '{"a":' + "[" * 100_000,
    "JSON-LD": '<script type="application/ld+json">' + '{"a":[' * 100_000,
    "srcset": "<img srcset='" + "a 1x, " * 100_000 + "'>",
    "definitions": "".join(f"[{n}]: https://a.example/{n}\n" for n in range(20_000)),
    "uses": "[a] " * 100_000 + "\n\n[a]: https://a.example",
    "footnotes": "[^1]: " * 20_000,
    "cells": "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|https://a.example" * 20_000,
    "www": "www." * 200_000,
    "schemes": "http://" * 100_000,
    "semicolons": "https://a.example/" + "&amp;" * 100_000,
    "returns": "a\r" * 100_000 + "https://a.example",
    "indented": " " * MEGABYTE + "x",
    "hashes": "#" * MEGABYTE,
    "undefined uses": "[a b][c d] " * 50_000,
    "undefined uses in each other": "[" * 5_000 + "ab" + "][cd]" * 5_000,
    "second definitions": "[a]: x\n" * 50_000,
    "wiki links": "[[a|b]] " * 50_000 + "[[" * 50_000 + "]]" * 50_000,
    "scopes": "https://a.example/" + "()[" * 100_000,
    "quotes in a URL": "https://a.example/" + "'a" * 100_000 + "'",
    "underscores": "_https://a.example " * 50_000,
    "code with URLs": "<code>https://a.example</code> `https://b.example` <!-- https://c.example -->" * 5_000,
    "code": "<pre><code>" * 50_000 + "https://a.example",
    "refreshes": "<meta http-equiv=refresh content='0;" + " " * 100_000 + "x'>",
    "styles": "<style>" + "url(" * 100_000 + "</style>" + "<style>@import " * 10_000,
    "blank lines": "\n" * 300_000,
    "nested indentation": "\n".join(" " * depth + "x" for depth in range(1_500)),
    "nested bullets": "\n".join("  " * depth + "- x" for depth in range(1_000)),
    "nested delimiters": "\n".join("=" * (4 + depth) for depth in range(1_500)),
    "wide grid": "+--" * 30_000 + "+\n" + "|a " * 30_000 + "|\n" + "+--" * 30_000 + "+\n",
    "tall grid": "+--+--+\n" + "|a |b |\n" * 30_000 + "+--+--+\n",
    "attributions": "  a\n\n" + "  -- b\n\n" * 20_000,
    "indirect targets": "".join(f".. _a{n}: a{n + 1}_\n" for n in range(20_000)) + "a0_",
    "quoted values": ".. csv-table::\n\n   " + '"a,' * 50_000,
} | {
    repr(unit): unit * 30_000
    for unit in (
        *("`a ", "*a ", "``a ", "|a ", "a_ ", "`a <b>`_ ", ":a:`b", "a-a-", "_`a ", "[#]_ ", "\\", "\\ ", "mailto:,"),
        *("(a) ", "#. ", "== ==\n", ".. _a:\n", "__ x\n", ".. [#] x\n", "..\n", "::\n\n  a\n\n", ":a: b\n", "-a, "),
        *("a\n b\n", ".. a::\n", "====\n", "a::\n", "link:[", "link:a[", "https://a[", 'http://a"', "http://a。"),
        *("{a}", "{url}[", "<<a,", "(((", "footnote:[", "image:a[", "[[", "[a]*", "+a ", "+++", "^a", "|===\n|a\n"),
        *("a|", "!===\n", "====\na\n", "--\n", "////\n", "[a]\n", ".. a\n+\n", "a;;", ":a: b \\\n", "pass:["),
    )
}


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
@pytest.mark.parametrize("name", INPUTS)
def test_hostile_input_is_read(name, format):
    document = formats.parse(INPUTS[name].encode(), format)
    assert document.text
    assert len(document.blocks) >= 0


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
@pytest.mark.parametrize("name", INPUTS)
def test_hostile_input_is_read_with_all_that_counts_as_a_link_on_request(name, format):
    policy = LinkPolicy(include_verbatim=True, include_wikilinks=True)
    assert formats.parse(INPUTS[name].encode(), format, policy).text
