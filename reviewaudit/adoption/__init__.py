"""What is needed to begin: a folder's articles seen in, a config and files for CI that fit them out.

Hides how a habit is told from a chance: which keys, labels, windows and folders the articles use, and how often. Pure:
nothing is read, written or asked. `sight` looks at one article, `Survey.of` counts, the rest is text.
"""

from __future__ import annotations

from reviewaudit.adoption.ci_files import CI_FILES, CiFile
from reviewaudit.adoption.config_file import config_text
from reviewaudit.adoption.folders import Layout
from reviewaudit.adoption.sightings import Sighting, sight
from reviewaudit.adoption.survey import Survey

__all__ = ["CI_FILES", "CiFile", "Layout", "Sighting", "Survey", "config_text", "sight"]
