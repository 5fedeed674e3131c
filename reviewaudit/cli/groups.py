"""Options that several commands share, each group one value: a command names the group, typer sees its options.

    def extract(*, inputs: Inputs, config: options.Config = None) -> int: ...

    app.command("extract")(guarded(spread(extract)))   # --files-from, --extensions ... and --config

Each group is a named tuple whose fields are annotated as in `options`. `Inputs()` is what no option on the command
line comes to.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from reviewaudit.cli import options

__all__ = ["Asking", "Inputs", "spread"]


class Inputs(NamedTuple):
    """Which articles are read."""

    paths: options.Paths = None
    files_from: options.FilesFrom = None
    exclude_path: options.ExcludePath = None
    extensions: options.Extensions = None
    no_ignore: options.NoIgnore = False
    stdin_name: options.StdinName = "-"

    @property
    def names_files(self) -> bool:
        """Single files are named, not folders, so that there may be more that the config is for."""
        return bool(self.files_from) or any(not Path(path).is_dir() for path in self.paths or ())


class Asking(NamedTuple):
    """How servers are asked, and which answers are good."""

    accept: options.Accept = None
    timeout: options.Timeout = None
    max_retries: options.MaxRetries = None
    max_redirects: options.MaxRedirects = None
    max_concurrency: options.MaxConcurrency = None
    host_concurrency: options.HostConcurrency = None
    max_time: options.MaxTime = None
    header: options.Header = None
    user_agent: options.UserAgent = None


def spread(command: Callable[..., int]) -> Callable[..., int]:
    """The command as typer is to see it: the options of a group stand where the command names the group.

    The order decides the order of `--help`. Raises ValueError if an option is named twice.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {}
    seen: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        hint = hints[parameter.name]
        if _is_group(hint):
            groups[parameter.name] = hint
            seen += _parameters(hint)
        else:
            seen.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hint))

    @functools.wraps(command)
    def run(**given: Any) -> int:
        for name, group in groups.items():
            given[name] = group(**{field: given.pop(field) for field in group._fields})
        return command(**given)

    # What `inspect.signature` and `get_type_hints` go by, evaluated already: typer asks both.
    vars(run)["__signature__"] = inspect.Signature(seen)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in seen}
    return run


def _is_group(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields")


def _parameters(group: Any) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            field,
            inspect.Parameter.KEYWORD_ONLY,
            default=group._field_defaults.get(field, inspect.Parameter.empty),
            annotation=hint,
        )
        for field, hint in get_type_hints(group, include_extras=True).items()
    ]
