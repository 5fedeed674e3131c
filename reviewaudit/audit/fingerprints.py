"""What a finding is about in, a name for it out that edits elsewhere leave alone."""

from __future__ import annotations

import hashlib


def fingerprint(code: str, path: str, subject: str, number: int) -> str:
    """`path` starts from the policy's folder; `number` tells equal findings apart, 0 is the first."""
    text = "\n".join((code, path, subject, str(number)))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
