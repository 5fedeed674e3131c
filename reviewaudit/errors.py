"""The one exception that is meant for the user; apart from the other words because `--help` needs nothing else."""


class UsageError(Exception):
    """Something the user can mend: a wrong path, option, config or date. Ends the run with exit status 2."""

    def __init__(self, cause: str, help: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.help = help


class NothingToAuditError(UsageError):
    """No article is left among the paths that were named; fine where these are only a part of the whole."""
