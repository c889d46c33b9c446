"""What the system has against a file: full disks, limits, permissions, and a disk that fails."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from crmkit.errors import StoreError

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def of_system(number: int | None, path: Path, *, reason: str = "") -> StoreError:
    """What to say of error ``number`` on a store at ``path``, of which nothing was changed."""
    if number in FULL:
        return StoreError("store_full", where=str(path))
    if number == errno.EFBIG:
        return StoreError("file_limit")
    if number in FORBIDDEN:
        return StoreError("store_unwritable", where=str(path))
    if number == errno.ENOMEM:
        return StoreError("memory_short", where=str(path), more=None)
    return StoreError("disk_failed", where=str(path), problem=reason or (os.strerror(number) if number else ""))


@contextlib.contextmanager
def failing(path: Path) -> Iterator[None]:
    """What the system has against files of the store at ``path``, as ``StoreError``; nothing was changed by then."""
    try:
        yield
    except OSError as problem:
        raise of_system(problem.errno, path, reason=problem.strerror or "") from problem
