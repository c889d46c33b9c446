"""The store: whether it is there and whole, who may read it, what it holds and how old that is."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from crmkit.doors.doctor.observation import Observation
from crmkit.errors import CrmError, StoreBusy, StoreError
from crmkit.ingest.keys import key_file, read_keys, require_own
from crmkit.store.glance import Glance, glance
from crmkit.store.private import temporary_place
from crmkit.store.store_file import require_store

OLD_DAYS = 31
LEAST_FREE = _GIGABYTE = 1_000_000_000
"""Bytes that a load of a large shop may need for a while."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def of_the_store(path: Path | None, today: date) -> Iterator[Observation]:
    """What is to be said of the store at ``path``, of its key and of the room around it."""
    if path is None:
        yield Observation("database", "wrong", "store_no_home")
        return
    try:
        is_there = path.exists()
    except OSError as problem:
        yield Observation("database", "wrong", "store_no_access", {"path": path, "reason": problem.strerror or ""})
        return
    if not is_there:
        yield Observation("database", "notice", "store_none", {"path": path})
    else:
        yield from _of_file(path, today)
    yield from _room(path)


def _of_file(path: Path, today: date) -> Iterator[Observation]:
    try:
        require_store(path)
        found = glance(path)
    except StoreBusy as busy:
        yield Observation("database", "notice", error=busy)
    except CrmError as problem:
        yield Observation("database", "wrong", error=problem)
        return
    else:
        code = "store_fine" if found.is_current else "store_older"
        values = {"path": path, "size": _size(path.stat().st_size), "version": found.version}
        yield Observation("database", "fine" if found.is_current else "notice", code, values)
        yield from _contents(found, today)
    yield from _rights(path, "database_rights")
    yield from _key(path, found.key_check)


def _contents(found: Glance, today: date) -> Iterator[Observation]:
    counts = {"files": found.files, "orders": found.orders}
    if found.newest_on is None:
        yield Observation("contents", "notice", "contents_none", counts)
        return
    days = (today - found.newest_on).days
    loaded = found.loaded_at and found.loaded_at.date()
    values = {**counts, "loaded": loaded, "newest": found.newest_on, "days": days}
    is_old = days > OLD_DAYS
    yield Observation("contents", "notice" if is_old else "fine", "contents_old" if is_old else "contents_fine", values)


def _rights(path: Path, check: str) -> Iterator[Observation]:
    """Whether anybody but the owner may read it, where the system knows of such rights."""
    if os.name != "posix":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    code = "rights_open" if mode & OTHERS else "rights_fine"
    yield Observation(check, "wrong" if mode & OTHERS else "fine", code, {"path": path, "mode": f"{mode:o}"})


def _key(store: Path, check: str | None) -> Iterator[Observation]:
    path = key_file(store)
    if not path.is_file():
        yield Observation("key", "wrong", "key_missing", {"path": path})
        return
    if not os.access(path, os.R_OK):
        yield Observation("key", "wrong", "key_unreadable", {"path": path})
        return
    try:
        require_own(read_keys(path), check, store)
    except StoreError as problem:
        yield Observation("key", "wrong", error=problem)
    yield from _rights(path, "key")


def _room(path: Path) -> Iterator[Observation]:
    """Free space where the store lies and where temporary files go."""
    folder = next((each for each in path.absolute().parents if each.is_dir()), Path("/"))
    for check, place in (("free_space", folder), ("temporary_space", None)):
        try:
            place = place or temporary_place()
        except StoreError as problem:
            yield Observation(check, "wrong", error=problem)
            continue
        if not os.access(place, os.W_OK):
            yield Observation(check, "wrong", "space_forbidden", {"path": place})
            continue
        free = shutil.disk_usage(place).free
        size = path.stat().st_size if path.is_file() else 0
        is_short = free < max(LEAST_FREE, 2 * size)
        code = "space_short" if is_short else "space_fine"
        yield Observation(check, "notice" if is_short else "fine", code, {"path": place, "free": _size(free)})


def _size(size: int) -> str:
    return f"{size / 1_000_000_000:,.1f} GB" if size >= _GIGABYTE else f"{size / 1_000_000:,.1f} MB"
