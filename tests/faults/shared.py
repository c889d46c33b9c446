"""What is dear to find out is found out once in a run, by whichever worker needs it first."""

from __future__ import annotations

import fcntl
import pickle
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")


class Place:
    """The folder of this run; set before the workers begin."""

    folder: Path | None = None


@cache
def folder_of_run() -> Path:
    """Gone when the run is over."""
    return Place.folder or Path(tempfile.mkdtemp())


def shared(name: str, find: Callable[[], Found]) -> Found:
    """What ``find`` returns, from whoever asked first."""
    place = folder_of_run() / re.sub(r"[^\w.-]", "_", name)
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = place.with_name(f"{place.name}.new")
            unfinished.write_bytes(pickle.dumps(find()))
            unfinished.rename(place)
        return pickle.loads(place.read_bytes())  # noqa: S301  of our own run
