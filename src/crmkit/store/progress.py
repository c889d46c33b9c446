"""How far a statement of the engine is, told while it runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from crmkit.store.connect import Connection

WATCH_SECONDS = 0.1


@contextlib.contextmanager
def watched(connection: Connection, progress: Callable[[float], None] | None) -> Iterator[None]:
    """Report how far (0..1) the running statement is, ten times a second; without ``progress`` it costs nothing."""
    if progress is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(WATCH_SECONDS):
            percent = connection.query_progress()
            if percent > 0:
                progress(percent / 100)

    watcher = threading.Thread(target=watch, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
