"""Regular expressions that are compiled when first used: hundreds stand in the modules, and a run asks a few of them.

To compile them all takes a quarter of the time of a short run. A test compiles each of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["regex"]


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, compiled at the first call of one of its methods.

    An error in `source` comes up as `re.error` then, so a pattern from outside the program takes `re.compile`.
    """
    return cast("re.Pattern[AnyStr]", _Uncompiled(source, flags))


_TAKEN_OVER = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "flags", "groups")


class _Uncompiled:
    """Stands for a compiled pattern, whose methods it takes over at the first call: from then on it is as fast."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # nobody asks a pattern for those but `copy` and `pickle`, before it is set up
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _TAKEN_OVER:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
