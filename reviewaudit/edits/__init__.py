"""Findings and what the network says in, edits out; a diff of them, and the atomic write.

Nothing is dumped from a parsed form: an edit replaces one span, and every other byte stays. Each edit is proved before
it is offered: the text with it is parsed again, and must say the new thing at that place and nothing else anew.
"""

from reviewaudit.edits.differences import diff
from reviewaudit.edits.files import replace_file
from reviewaudit.edits.marking import Mark, Marked, Reread, mark
from reviewaudit.edits.mending import Mended, mend
from reviewaudit.edits.splicing import Spelled, apply, spell
from reviewaudit.edits.wishes import MENDS, Wish, doi_form, wishes

__all__ = [
    "MENDS",
    "Mark",
    "Marked",
    "Mended",
    "Reread",
    "Spelled",
    "Wish",
    "apply",
    "diff",
    "doi_form",
    "mark",
    "mend",
    "replace_file",
    "spell",
    "wishes",
]
