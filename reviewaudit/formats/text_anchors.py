"""Plain text in: it has lines to lead to, and whatever a quote of it says."""

from __future__ import annotations

from reviewaudit.model import Anchors


def anchors(text: str) -> Anchors:
    return Anchors(is_page=False, build_text=lambda: text)
