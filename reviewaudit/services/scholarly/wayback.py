"""The Wayback Machine's availability: the snapshot nearest to a day, for links that have died.

"Not there" is no proof: captures are indexed hours later, and some kinds not at all. A limit or an outage is unknown.
One URL a call; a form for several exists, undocumented.

Source: https://archive.org/help/wayback_api.php.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reviewaudit.regexes import regex
from reviewaudit.services import Snapshot
from reviewaudit.services.scholarly.contracts import Call, Host, Pace, Unreadable
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import parse, text

if TYPE_CHECKING:
    from datetime import date

    from reviewaudit.services.scholarly.contracts import Reply

_SNAPSHOT = regex(r"https?://web\.archive\.org/web/\d{4,14}[a-z_]*/\S+")


def call(url: str, near: date) -> Call:
    return Call(f"/wayback/available?url={quote(url, safe='')}&timestamp={near:%Y%m%d}")


def read(reply: Reply) -> Snapshot | None:
    """The snapshot of a page that answered well; None if there is none. Raises Unreadable."""
    said = parse(reply.body)
    snapshots: Any = part(said, "archived_snapshots")
    if not isinstance(snapshots, dict):
        raise Unreadable("an answer without snapshots")
    closest = snapshots.get("closest")
    if closest is None:
        return None
    url, stamp = text(part(closest, "url")), text(part(closest, "timestamp"))
    if not _SNAPSHOT.fullmatch(url) or not re.fullmatch(r"\d{14}", stamp):
        raise Unreadable("a snapshot without address or time")
    if part(closest, "available") is not True or text(part(closest, "status")) != "200":
        return None
    try:
        taken = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable("a snapshot without time") from None
    return Snapshot("https://" + url.partition("://")[2], taken)


HOST = Host(name="wayback", url="https://archive.org", paces={"": Pace(1.0)})
