"""One run at a time: the right to run on a store, kept by the system's own lock, which ends with its owner."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from crmkit.errors import StoreBusy, StoreError
from crmkit.paths import in_the_way, make_folders
from crmkit.store.trouble.system import failing

POLL_SECONDS = 0.1
FAR = 1 << 20
"""Where the locked byte is: beyond what is written, so that others may read who has the turn."""


@contextlib.contextmanager
def turn(store: Path, *, wait: float) -> Iterator[None]:
    """The turn of the runs on ``store``, waited for ``wait`` seconds.

    Raises:
        StoreBusy: another run has it.
        StoreError: nothing can be written beside the store.
    """
    path = store.with_name(f"{store.name}.run.lock")
    if (file := in_the_way(path)) is not None:
        raise StoreError("folder_is_file", where=str(file))
    with failing(path.parent):
        make_folders(path.parent, 0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(descriptor, store, wait)
        with failing(path.parent):
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, store: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not _taken(descriptor):
        if time.monotonic() >= deadline:
            os.lseek(descriptor, 0, os.SEEK_SET)
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            raise StoreBusy("run_busy", where=str(store), holder=holder or "?", seconds=f"{seconds:g}")
        time.sleep(POLL_SECONDS)


def _taken(descriptor: int) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
