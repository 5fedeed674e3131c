"""Which addresses may be connected to: an address in, the reason to refuse it out.

An audited article is foreign text: without this a link could make a CI job talk to the cloud's metadata service or to a
machine behind the firewall. Addresses are judged where the socket is made (`guarded_socket`), so neither a redirect nor
a name that changes its answer between two look-ups gets past.

Sources: IANA special-purpose address registries (RFC 6890 and successors); our own list in place of `ipaddress`'s
properties, because those differ between Python versions. Embedded IPv4: RFC 4291 §2.5.5, RFC 3056, RFC 6052.
"""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from reviewaudit.model import Failure

_REFUSED_V4 = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("0.0.0.0/8", "an address of this network"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "a carrier's private address"),
        ("127.0.0.0/8", "a loopback address"),
        ("168.63.129.16/32", "a cloud's metadata address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
_REFUSED_V6 = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("::/128", "the unspecified address"),
        ("::1/128", "a loopback address"),
        ("64:ff9b:1::/48", "a private address"),
        ("100::/64", "a reserved address"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("3fff::/20", "an address for documentation"),
        ("5f00::/16", "a reserved address"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
    )
)
_EMBEDDING = (
    # (network, bits to the right of the embedded IPv4 address): mapped, compatible, NAT64, 6to4.
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("::/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)


class Refusal(OSError):  # noqa: N818 - it is an answer about a URL
    """A connection that was not made, with the failure to record.

    An OSError, because that is what aiohttp lets a resolver or a socket factory fail with.
    """

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


@lru_cache(maxsize=4096)
def refusal(address: str) -> str:
    """Why the address is not to be connected to ("a loopback address"); empty if it may be, or if it is a name."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, IPv4Address):
        return _first(_REFUSED_V4, parsed)
    for network, shift in _EMBEDDING:
        if parsed in network and int(parsed) > 1:
            return _first(_REFUSED_V4, IPv4Address(int(parsed) >> shift & 0xFFFFFFFF))
    return _first(_REFUSED_V6, parsed)


def _first(table: tuple[tuple[Any, str], ...], address: IPv4Address | IPv6Address) -> str:
    return next((name for network, name in table if address in network), "")


def refuse(address: str) -> Refusal:
    return Refusal(
        Failure.PRIVATE_ADDRESS, f"{address} is {refusal(address)}; allow it with --allow-private if that is meant"
    )


def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    """aiohttp's socket factory: a socket for one address, or a Refusal. The last door before the network."""
    family, kind, protocol, _, address = info
    if refusal(str(address[0])):
        raise refuse(str(address[0]))
    return socket.socket(family, kind, protocol)
