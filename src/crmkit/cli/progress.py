"""A sign of life for work of more than a second, on a terminal's stderr only: a bar, or a clock that runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmkit.cli import session
from crmkit.cli.streams import talking
from crmkit.messages import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

Report = Callable[[str, int, int, int], None]
"""``report(name, done_bytes, total_bytes, rows)``: how far the work on the file ``name`` is."""

PATIENCE = 1.0
"""Seconds before a bar appears; quick work stays silent."""


@contextmanager
def reporting(quiet: bool, *, in_bytes: bool = True) -> Iterator[Report | None]:
    """A function to report progress to, or ``None`` without a terminal; ``in_bytes`` shows the speed in MB/s."""
    if not talking(quiet):
        yield None
        return
    bar = _Bar(in_bytes)
    try:
        yield bar.report
    finally:
        bar.close()


@contextmanager
def working(quiet: bool) -> Iterator[None]:
    """Show for how long work has gone on that nothing measures."""
    if not talking(quiet):
        yield
        return
    clock = _Clock()
    try:
        yield
    finally:
        clock.close()


class _Clock:
    """Appears by itself after a second, unless the work is over by then."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._is_over = False
        self._progress: Progress | None = None
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def _show(self) -> None:
        with self._turn:
            if not self._is_over:
                self._progress = _clock()
                self._progress.start()

    def close(self) -> None:
        self._timer.cancel()
        with self._turn:
            self._is_over = True
            if self._progress is not None:
                self._progress.stop()


class _Bar:
    """Rows, MB/s and remaining time; Rich is loaded when the bar first shows."""

    def __init__(self, in_bytes: bool) -> None:
        self._in_bytes = in_bytes
        self._started = time.monotonic()
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def report(self, name: str, done_bytes: int, total_bytes: int, rows: int) -> None:
        if self._progress is None:
            if time.monotonic() - self._started < PATIENCE:
                return
            self._progress = _bar(self._in_bytes)
            self._progress.start()
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total_bytes or None, name=_safe(name), rows=0)
        self._progress.update(self._tasks[name], completed=done_bytes, total=total_bytes or None, rows=rows)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def _safe(name: str) -> str:
    from crmkit.render.safe import show

    return show(name)


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def _clock() -> Progress:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn("line"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    clock = Progress(*columns, console=_console(), transient=True)
    clock.add_task(say("text", "computing", session.current().spoken))
    return clock


def _bar(in_bytes: bool) -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    speed = (TransferSpeedColumn(),) if in_bytes else ()
    return Progress(
        TextColumn("{task.fields[name]}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]:,}", markup=False),
        *speed,
        TimeRemainingColumn(),
        console=_console(),
        transient=True,
    )
