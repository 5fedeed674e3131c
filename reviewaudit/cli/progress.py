"""The bar on standard error while URLs are asked or pages are read: count, rate, and which hosts are waited for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewaudit.services import Progress


@contextmanager
def shown(*, wanted: bool, verb: str = "asking") -> Iterator[Callable[[Progress], None] | None]:
    """A callback that moves the bar, or None where nobody would see it."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(verb),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[waiting]}", style="dim"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="", waiting="")

        def move(progress: Progress) -> None:
            waiting = ", ".join(progress.waiting[:2])
            bar.update(
                task,
                completed=progress.done,
                total=progress.total,
                rate=f"{progress.rate:.0f}/s",
                waiting=f"waiting for {waiting}" if waiting else "",
            )

        yield move


@contextmanager
def fetching(*, wanted: bool) -> Iterator[Callable[[int, int | None], None] | None]:
    """A callback that shows how much of a file has come, or None where nobody would see it."""
    if not wanted:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("fetching"), BarColumn(bar_width=30), DownloadColumn(), TransferSpeedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda come, total: bar.update(task, completed=come, total=total)
