"""Patterns that are compiled when first used do what compiled ones do, and there is none that cannot be compiled."""

import gc
import importlib
import pkgutil
import re
import subprocess
import sys
from copy import copy

import pytest

import reviewaudit
from reviewaudit.regexes import regex


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize("text", ["", "ab", "AB ab", "xyz"])
def test_it_is_as_compiled(text, flags):
    lazy, compiled = regex("(a)b", flags), re.compile("(a)b", flags)
    for method in ("search", "match", "fullmatch"):
        assert str(getattr(lazy, method)(text)) == str(getattr(compiled, method)(text))
    assert lazy.findall(text) == compiled.findall(text)
    assert [found.span() for found in lazy.finditer(text, 1)] == [found.span() for found in compiled.finditer(text, 1)]
    assert lazy.sub(r"\1", text) == compiled.sub(r"\1", text)
    assert lazy.split(text) == compiled.split(text)
    assert (lazy.pattern, lazy.flags, lazy.groups) == (compiled.pattern, compiled.flags, compiled.groups)
    assert (lazy.groupindex, lazy.subn("", text)) == (compiled.groupindex, compiled.subn("", text))


def test_bytes_are_searched_with_a_pattern_of_bytes():
    assert regex(rb"\d+").search(b"a12").span() == (1, 3)


def test_it_can_be_copied_before_its_use():
    assert copy(regex("a+")).fullmatch("aa")


def test_a_faulty_pattern_is_told_at_its_first_use():
    with pytest.raises(re.error):
        regex("(").search("")


def test_every_pattern_of_the_program_can_be_compiled():
    for module in pkgutil.walk_packages(reviewaudit.__path__, "reviewaudit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    known = [one for one in gc.get_objects() if type(one).__module__ == "reviewaudit.regexes"]
    assert len(known) > 400
    for one in known:
        re.compile(one.pattern, one.__dict__["_flags"])


def test_a_short_run_compiles_few():
    """Start-up is counted in patterns, because milliseconds depend on the machine."""
    script = (
        "import re._compiler as compiler, sys\n"
        "compiled, before = [], compiler.compile\n"
        "def count(source, flags=0):\n"
        "    compiled.append(source)\n"
        "    return before(source, flags)\n"
        "compiler.compile = count\n"
        "from reviewaudit.cli import main\n"
        "sys.argv = ['reviewaudit', 'check', '-', '--offline', '--no-ledger']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(len(compiled))\n"
    )
    article = "Last reviewed: 1 June 2026\n\nText with [a link](https://site.example/).\n"
    done = subprocess.run(
        [sys.executable, "-c", script], input=article, capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout.splitlines()[-1]) < 180
