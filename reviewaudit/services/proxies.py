"""Which proxy to use for a URL: the environment's variables in, a proxy or none out.

There is no standard for `no_proxy`; this follows what curl and Go agree on: `*`, host names with their subdomains
(leading dot optional), addresses, networks in CIDR form, each with an optional port.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from reviewaudit.model import Failure
from reviewaudit.services.guard import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


class Proxy(NamedTuple):
    url: str
    """Without credentials."""
    authorization: str
    """Value of Proxy-Authorization; empty without credentials."""


class Proxies:
    def __init__(self, variables: Mapping[str, str]) -> None:
        values = {name.lower(): value.strip() for name, value in variables.items() if value.strip()}
        everything = values.get("all_proxy", "")
        self._by_scheme = {
            "http": values.get("http_proxy", everything),
            "https": values.get("https_proxy", everything),
        }
        self._direct = [entry for entry in values.get("no_proxy", "").replace(",", " ").split() if entry]
        self.any = any(self._by_scheme.values())

    def choose(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy for this target. Raises Refusal if the proxy given is of a kind that is not supported."""
        value = self._by_scheme.get(scheme, "")
        if not value or any(_matches(entry, host, port) for entry in self._direct):
            return None
        parts = urlsplit(value if "://" in value else f"http://{value}")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refusal(Failure.PROXY, f"{parts.scheme} proxies are not supported; use an http:// proxy")
        authority = parts.netloc.rpartition("@")[2]
        authorization = ""
        if parts.username is not None:
            from base64 import b64encode

            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = "Basic " + b64encode(pair.encode()).decode()
        return Proxy(f"{parts.scheme}://{authority}", authorization)


def _matches(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    name, colon, wanted = entry.rpartition(":")
    if colon and wanted.isdigit() and ":" not in name:
        if int(wanted) != port:
            return False
        entry = name
    entry = entry.strip("[]").lower()
    if "/" in entry:
        try:
            return ip_address(host) in ip_network(entry, strict=False)
        except ValueError:
            return False
    entry = entry.removeprefix("*").removeprefix(".")
    return host == entry or host.endswith("." + entry)
