"""The tests stay on this machine, and what holds them to it does."""

import os
import subprocess
import sys

import at_home
import pytest


@pytest.mark.parametrize(
    ("where", "named", "outside"),
    [
        ("doi.org", True, True),
        (b"doi.org", True, True),
        ("gone.invalid", True, True),
        ("192.0.2.1", False, True),
        ("2001:db8::1", False, True),
        ("192.0.2.1", True, False),  # nobody is asked for what is an address already
        ("127.0.0.7", False, False),
        ("::1", False, False),
        ("localhost", True, False),
        (None, True, False),
        ("", True, False),
    ],
)
def test_what_is_outside(where, named, outside):
    assert at_home.is_outside(where, named=named) == outside


@pytest.mark.parametrize(
    ("program", "status", "says"),
    [
        ("socket.getaddrinfo('doi.org', 443)", at_home.LEFT, "outside of this machine: doi.org"),
        ("socket.socket().connect(('192.0.2.1', 80))", at_home.LEFT, "outside of this machine: 192.0.2.1"),
        ("socket.getaddrinfo('127.0.0.1', 443)", 0, ""),
    ],
)
def test_program_that_would_ask_outside_is_ended(program, status, says):
    done = subprocess.run(
        [sys.executable, "-c", f"import socket; {program}"],
        env={**os.environ, "PYTHONPATH": str(at_home.START)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, says in done.stderr) == (status, True)
