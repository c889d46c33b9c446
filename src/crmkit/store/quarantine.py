"""The folder beside a store with the bytes of lines that were set aside: they may hold personal data and go in time.

Whoever writes a file there begins its name with the number of the loaded file.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from crmkit.periods import days_between, shop_time
from crmkit.store.connect import followed
from crmkit.store.store_file import QUARANTINE

KEPT_DAYS = 30
"""How long the bytes of a line are kept, whatever is run meanwhile."""
REMOVED = "removed"
"""An empty file there: what was loaded before it was written has no bytes left, since its owner did not want them."""
_NUMBER = re.compile(r"(\d{1,9})\D")


def folder_of(store: Path) -> Path:
    """Where the bytes lie of what was set aside on the way into ``store``."""
    place = followed(store)
    return place.with_name(place.name + QUARANTINE)


def expire(store: Path, now: datetime) -> None:
    """Remove what has lain there for more than 30 days at ``now``, the shop's clock.

    A favour to who runs anything at all: what cannot be removed, or looked at, is left for the next time.
    """
    for entry in _entries(store):
        with contextlib.suppress(OSError, OverflowError, ValueError):
            written = shop_time(datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC))
            if days_between(written, now) > KEPT_DAYS:
                Path(entry.path).unlink(missing_ok=True)


def texts(store: Path) -> tuple[int, int]:
    """How many files are there, and how many bytes they have."""
    sizes = [entry.stat(follow_symlinks=False).st_size for entry in _files(store)]
    return len(sizes), sum(sizes)


def moments(store: Path) -> list[float]:
    """When each of them was written, in seconds of the clock."""
    return [entry.stat(follow_symlinks=False).st_mtime for entry in _files(store)]


def empty(store: Path) -> None:
    """Remove all of it; ``OSError`` where something cannot be removed."""
    for entry in _files(store):
        Path(entry.path).unlink()


def note_emptied(store: Path) -> None:
    """Note that its owner had all of it removed just now."""
    mark = folder_of(store) / REMOVED
    with contextlib.suppress(OSError):  # without a folder there was nothing
        mark.unlink(missing_ok=True)
        mark.touch(mode=0o600, exist_ok=False)


def emptied_at(store: Path) -> datetime | None:
    """When its owner last had all of it removed, by the shop's clock, if that is less than 30 days ago."""
    try:
        written = (folder_of(store) / REMOVED).lstat().st_mtime
        return shop_time(datetime.fromtimestamp(written, UTC))
    except (OSError, OverflowError, ValueError):
        return None


def files_kept(store: Path) -> frozenset[int]:
    """The numbers of the loaded files of which bytes are still there."""
    return frozenset(number for entry in _entries(store) if (number := number_of(entry.name)))


def number_of(name: str) -> int:
    """The number of the loaded file whose lines are in a file of that name; 0 where it is none of ours."""
    number = _NUMBER.match(name)
    return int(number[1]) if number else 0


def _files(store: Path) -> list[os.DirEntry[str]]:
    return [entry for entry in _entries(store) if entry.name != REMOVED and not entry.is_dir(follow_symlinks=False)]


def _entries(store: Path) -> Iterator[os.DirEntry[str]]:
    """What is in the folder; nothing where there is none, or it may not be looked into."""
    with contextlib.suppress(OSError), os.scandir(folder_of(store)) as found:
        yield from found
