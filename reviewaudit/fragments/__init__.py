"""A fragment as written (what stands behind the `#`) and the anchors of a file in; out, whether it leads anywhere.

Pure. Generators make ids of headings in different manners, and nobody says which one builds the site: a place counts
as found where any of them has it.
"""

from reviewaudit.fragments.places import Places
from reviewaudit.fragments.quotes import Quote, quotes, says
from reviewaudit.fragments.slugs import docutils as identifier
from reviewaudit.fragments.slugs import section_id

__all__ = ["Places", "Quote", "identifier", "quotes", "says", "section_id"]
