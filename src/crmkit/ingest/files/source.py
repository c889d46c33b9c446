"""One file to read, and a fingerprint that shows whether it changed while it was read.

Files are read where they are, never copied.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crmkit.errors import InputError

SHEET_MARK = "!"
"""Stands between a workbook and the sheet that is meant, as in Excel."""

Container = Literal["text", "xlsx", "zip", "gzip", "zstd"]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What changes when a file is written to or replaced."""

    size: int
    mtime_ns: int
    inode: int
    device: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: ``name`` is for display, ``path`` for opening.

    ``packed`` is the compressed file behind an unpacked ``path``; ``size`` is of the file as it is stored. One that
    ``may_be_other`` stands beside tables in an archive and need not be one.
    """

    name: str
    path: Path
    size: int
    container: Container
    fingerprint: Fingerprint
    packed: Path | None = None
    may_be_other: bool = False

    @property
    def stored_at(self) -> Path:
        """The file as it is stored: what a digest is of."""
        return self.packed or self.path


def snapshot(path: Path, *, name: str | None = None) -> Fingerprint:
    """The file's fingerprint now.

    Raises:
        InputError: it is missing, or no regular file.
    """
    where = name or str(path)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise InputError("file_missing", where=where) from None
    except OSError as error:
        raise InputError("file_unreadable", where=where) from error
    if stat.S_ISDIR(status.st_mode):
        raise InputError("file_is_folder", where=where)
    if not stat.S_ISREG(status.st_mode):
        raise InputError("file_not_regular", where=where)
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)


def unchanged(source: Source) -> bool:
    """Whether the file is still the one that was gathered."""
    try:
        return snapshot(source.path) == source.fingerprint
    except InputError:
        return False


def require_unchanged(source: Source) -> None:
    """Raise ``InputError`` (``file_changed``) when the file was written to or replaced since it was gathered."""
    if not unchanged(source):
        raise InputError("file_changed", where=source.name)
