"""Holds tests to this machine: who asks a resolver for a name, or connects to an address, outside of it is told.

`watch(tell)` calls `tell(where)` before it happens, in this process and for good. Programs that tests start load it as
they begin when their `PYTHONPATH` is `START`, and end at once with `LEFT` and the name on standard error.
"""

import ipaddress
import sys
from pathlib import Path

START = Path(__file__).parent / "started"
LEFT = 86


def watch(tell):
    def hear(event, given):
        if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            where = given[0]
        elif event == "socket.connect" and isinstance(given[1], tuple):
            where = given[1][0]
        else:
            return
        if is_outside(where, named=event != "socket.connect"):
            tell(where)

    sys.addaudithook(hear)


def is_outside(where, *, named):
    """Whether a name would be asked for, or an address be reached; an address that is only read asks nobody."""
    where = where.decode() if isinstance(where, bytes) else where
    if where in {None, "", "localhost"}:
        return False
    try:
        address = ipaddress.ip_address(where.partition("%")[0])
    except ValueError:
        return True
    return not (named or address.is_loopback or address.is_unspecified)
