"""Hold review promises in articles against evidence."""

__version__ = "0.1.0"
