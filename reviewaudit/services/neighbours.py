"""How a site answers an address that cannot exist: asked once per folder, where a page already looks like none.

A server that answers a made-up address in the way it answered the cited one says nothing with its 200.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from reviewaudit.services.guard import Refusal
from reviewaudit.services.probes import Probe
from reviewaudit.services.targets import follow

if TYPE_CHECKING:
    from reviewaudit.model import Content

SAME, UNKNOWN = "neighbour:same", "neighbour:404"


class Neighbours:
    """The made-up addresses of one run, with what waits for their answers."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], Probe] = {}
        self._waiting: dict[Probe, list[Probe]] = {}

    def visit(self, probe: Probe) -> Probe | None:
        """Who is to be asked before `probe` is judged: its neighbour; nobody (None), since that is on its way and
        `probe` now waits for it; or nobody because all is known (`probe` itself)."""
        path = probe.origin.path.partition("?")[0]
        folder = path.rstrip("/").rpartition("/")[0]
        key = (probe.origin.authority, folder)
        neighbour = self._asked.get(key)
        if neighbour is not None and neighbour not in self._waiting:
            return probe
        if neighbour is not None:
            self._waiting[neighbour].append(probe)
            return None
        name = blake2b("\n".join(key).encode(), digest_size=8).hexdigest()  # made up, and the same in each run
        if path.endswith("/") and folder != path.rstrip("/"):
            location = f"../{name}/"
        else:
            ending = path.rpartition("/")[2].rpartition(".")
            location = f"{name}.{ending[2]}" if ending[0] and len(ending[2]) < 6 else name
        try:
            target = follow(probe.origin, location)
        except Refusal:
            return probe
        neighbour = Probe(target.text, "GET")
        neighbour.origin = neighbour.target = target
        neighbour.made_up = True
        neighbour.authorization = neighbour.credentials = probe.credentials
        self._asked[key] = neighbour
        self._waiting[neighbour] = [probe]
        return neighbour

    def settle(self, neighbour: Probe) -> list[Probe]:
        """The neighbour has its answer: those that waited for it."""
        return self._waiting.pop(neighbour, [])

    def judged(self, probe: Probe) -> Content | None:
        """The content of a page, with what its neighbour adds."""
        path = probe.origin.path.partition("?")[0]
        neighbour = self._asked.get((probe.origin.authority, path.rstrip("/").rpartition("/")[0]))
        content = probe.content
        if content is None or neighbour is None or not neighbour.exchanges:
            return content
        last, beside = neighbour.exchanges[-1], neighbour.content
        if last.status in {404, 410}:
            return content._replace(signals=(*content.signals, UNKNOWN))
        if last.status is None or not 200 <= last.status < 300 or beside is None:
            return content
        same = (
            (content.fingerprint and content.fingerprint == beside.fingerprint)
            or (content.title and content.title == beside.title)
            or (last.url == probe.exchanges[-1].url and last.url != neighbour.url)
        )
        return content._replace(signals=(*content.signals, SAME)) if same else content
