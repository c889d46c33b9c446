"""Where an answer may go: standard output or a file, checked before the work and again before the writing.

A file appears whole or not at all: it is written beside its target, forced to disk and put in place in one step.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from crmkit.deliver.kept import NOTHING, Kept
from crmkit.errors import Refused, StoreError, UsageError
from crmkit.paths import in_the_way
from crmkit.render.formats import format_named, format_of, is_for_excel, require_suffix
from crmkit.store.changing.whole import parts_left
from crmkit.store.store_file import is_backup

BEGINNING = 8
"""Bytes by which a table is known again: its first heading."""
NAMED = 40
"""Characters of a file's name in that of the part that becomes it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer goes: ``path``, or ``stdout`` when there is none (or it is ``-``).

    ``keep`` is what must not be overwritten. ``excel`` asks for CSV that Excel opens as it is.
    """

    stdout: TextIO
    path: Path | None = None
    keep: Kept = NOTHING
    excel: bool = False

    @property
    def file(self) -> Path | None:
        """The file to write, ``None`` for standard output."""
        return None if self.path is None or str(self.path) == "-" else self.path

    @property
    def for_excel(self) -> bool:
        """Whether a CSV is for Excel: it was asked for, or the name of the file says so."""
        return self.excel or (self.file is not None and is_for_excel(self.file.name))


def format_for(target: Target, format: str | None) -> str:
    """The format's name: as asked, else by the file's suffix, else a table."""
    return format or (format_of(target.file) if target.file else "csv" if target.excel else "table")


def check(target: Target, format: str | None) -> None:
    """Refuse what could not be published, before anything is computed.

    Raises ``UsageError`` (a format that is unknown or contradicts suffix or ``excel``; binary on a terminal, a folder),
    ``Refused`` (an input, a link, a device) and ``StoreError`` (no such folder, or nothing may be written into it).
    """
    refuse_kept(target)
    entry = format_named(format_for(target, format))
    if target.excel and entry.name != "csv":
        raise UsageError("idle_excel", format=entry.name)
    if target.file is not None:
        require_suffix(target.file, entry.name)
    if target.file is None and entry.binary and target.stdout.isatty():
        raise UsageError("binary_on_terminal", format=entry.name)
    check_place(target)
    if target.file is not None:
        target.keep.refuse_beside(target.file, entry.name)


def refuse_kept(target: Target) -> None:
    """Refuse a file that is kept, and a folder, whatever the form of what would be written."""
    if target.file is not None:
        target.keep.refuse(target.file)
        if target.file.is_dir():
            raise UsageError("output_is_folder", where=str(target.file))


def check_place(target: Target) -> None:
    """Refuse a file that must not be replaced, or a folder that takes none; errors as of ``check``."""
    if target.file is None:
        return
    require_replaceable(target.file, target.keep)
    if is_backup(target.file):
        raise Refused("output_of_store", where=str(target.file))
    if not target.file.parent.is_dir():
        raise _no_folder(target.file)
    if not os.access(target.file.parent, os.W_OK | os.X_OK):
        raise StoreError("output_forbidden", where=str(target.file.parent))


def write_whole(file: Path, keep: Kept, fill: Callable[[BinaryIO], int]) -> int:
    """Let ``fill`` write ``file``, which is replaced in one step or not at all; return what ``fill`` returns."""
    return write_all([Writing(file, fill)], keep)[0]


@dataclass(frozen=True, slots=True)
class Writing:
    """A file to write and what fills it; nobody named one that lies ``beside`` another, which was named."""

    file: Path
    fill: Callable[[BinaryIO], int]
    beside: Path | None = None


def write_all(writings: Sequence[Writing], keep: Kept) -> list[int]:
    """Write all files beside their places and put them there when each is whole; gives what was returned for each.

    Files that nobody named replace nothing but an earlier table of the same kind.

    Raises:
        Refused: a further file has the name of something else.
        StoreError: one could not be written; then none has changed, unless it is the last step that fails.
    """
    written, parts = [], []
    try:
        for each in writings:
            _check_writing(each, keep)
            parts.append(_part_of(each.file))
            with failing(each.file), parts[-1].open("wb") as stream:
                written.append(each.fill(stream))
                stream.flush()
                os.fsync(stream.fileno())
            with failing(each.file):
                is_ours = each.beside is None or _begins_alike(each.file, parts[-1])
            if not is_ours:
                raise Refused("output_beside", where=str(each.file), file=str(each.beside))
        for each, part in zip(writings, parts, strict=True):
            with failing(each.file):
                part.replace(each.file)
    finally:
        for part in parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return written


def _part_of(file: Path) -> Path:
    """An empty file beside ``file`` that becomes it; what killed runs left of it goes."""
    beginning = f".{file.name[:NAMED]}."
    with failing(file):
        for left in parts_left(file.parent, beginning):
            left.unlink(missing_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f"{beginning}{os.getpid()}.", suffix=".part", dir=file.parent)
        os.close(descriptor)
    return Path(name)


@contextlib.contextmanager
def failing(file: Path) -> Iterator[None]:
    """What the system has against writing ``file``, as ``StoreError``."""
    try:
        yield
    except OSError as error:
        raise _not_written(file, error) from None


def _check_writing(writing: Writing, keep: Kept) -> None:
    """As ``require_replaceable``; where nobody named the file, with a word on why there is one at all."""
    try:
        require_replaceable(writing.file, keep)
    except (Refused, UsageError):
        if writing.beside is None:
            raise
        raise Refused("output_beside", where=str(writing.file), file=str(writing.beside)) from None


def _begins_alike(old: Path, new: Path) -> bool:
    """Whether there is nothing yet, or an earlier table with the same first heading."""
    try:
        with old.open("rb") as before, new.open("rb") as after:
            return before.read(BEGINNING) in (b"", after.read(BEGINNING))
    except FileNotFoundError:
        return True


def require_replaceable(file: Path, keep: Kept) -> None:
    """Refuse what must not be replaced: a folder, a device, a link, a file that is kept."""
    keep.refuse(file)
    try:
        kind = file.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_written(file, error) from None
    if stat.S_ISDIR(kind):
        raise UsageError("output_is_folder", where=str(file))
    if not stat.S_ISREG(kind):
        raise Refused("output_not_regular", where=str(file))


def _no_folder(file: Path) -> StoreError:
    """There is no folder to put ``file`` into."""
    if (other := in_the_way(file)) is not None:
        return StoreError("folder_is_file", where=str(other))
    return StoreError("output_folder_missing", where=str(file.parent))


def _not_written(file: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return _no_folder(file)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError("output_forbidden", where=str(file.parent))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError("output_no_room", where=str(file))
    if error.errno == errno.EFBIG:
        return StoreError("file_limit", where=str(file))
    return StoreError("output_failed", where=str(file), reason=error.strerror or type(error).__name__)
