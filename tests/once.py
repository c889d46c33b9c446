"""What is dear to make and only read is made once in a run, whichever worker asks first."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


def folder_of_run(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of this run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` of this run, which ``make`` filled; workers that come while it does wait for it.

    Nothing in it may be changed: copy what a test writes to, or opens as a store, since closing one may write.
    """
    of_run = folder_of_run(factory)
    folder = of_run / name
    with (of_run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=of_run))
            make(unfinished)
            unfinished.rename(folder)
    return folder


def copied(store: Path, folder: Path) -> Path:
    """A copy of the ``store`` and its key in ``folder``."""
    for path in sorted(store.parent.glob(f"{store.name}*")):
        shutil.copy2(path, folder)
    return folder / store.name
