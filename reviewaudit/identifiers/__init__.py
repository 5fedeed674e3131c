"""Text or a URL in, the identifiers of works out: DOI, PMID, PMCID, arXiv, ISBN, NCT.

Only what is written there: an identifier is never guessed from a title, nor from a number that only the publisher's
registry could turn into one (ScienceDirect, Lancet, JAMA). Syntax: DOI Handbook §2.2, arXiv identifier scheme,
ISO 2108. Pure, and linear in the length of what is read.
"""

from reviewaudit.identifiers.printed import Printed, faults, in_text
from reviewaudit.identifiers.urls import in_url

__all__ = ["Printed", "faults", "in_text", "in_url"]
