"""The private folder of one run: temporary files of this process only, gone when it ends or found by the next."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crmkit.errors import StoreError
from crmkit.paths import in_the_way, literal, make_folders
from crmkit.store.trouble.system import of_system

_NAME = re.compile(r"\.crmkit-(\d+)-")


@contextlib.contextmanager
def private_folder(beside: Path | None) -> Iterator[Path]:
    """A folder only the owner can enter: in ``beside``, else where temporary files go.

    ``beside`` is made when missing, and gone again if nothing is kept in it.

    Raises:
        StoreError: nothing can be written there.
    """
    place = beside or temporary_place()
    made: list[Path] = []
    try:
        made = make_folders(place, 0o700)
        _sweep(place)
        folder = Path(tempfile.mkdtemp(prefix=f".crmkit-{os.getpid()}-", dir=literal(place)))
    except OSError as problem:
        raise _unwritable(beside, place, problem) from problem
    try:
        yield folder
    except OSError as problem:  # a file of ours did not fit
        raise without_room(problem, str(place)) or problem from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # something was put there, so that it stays
            for folder in made:
                folder.rmdir()


def temporary_place() -> Path:
    """Where temporary files go; ``StoreError`` where no folder takes any."""
    try:
        return Path(tempfile.gettempdir())
    except OSError as problem:
        raise StoreError("temporary_missing") from problem


def _unwritable(beside: Path | None, place: Path, problem: OSError) -> StoreError:
    """What to say where nothing can be written in ``place``."""
    if (file := in_the_way(place / "x")) is not None:
        return StoreError("folder_is_file", where=str(file))
    full = without_room(problem, str(place)) if beside is None else None
    return full or of_system(problem.errno, place)


def _sweep(place: Path) -> None:
    """Remove what killed runs left behind."""
    for entry in left_behind(place):
        shutil.rmtree(entry, ignore_errors=True)


def left_behind(place: Path) -> list[Path]:
    """The private folders in ``place`` of runs that were killed."""
    found = ((entry, _NAME.match(entry.name)) for entry in place.glob(".crmkit-*-*"))
    return [entry for entry, match in found if match and not is_alive(int(match[1]))]


def without_room(error: OSError, place: str) -> StoreError | None:
    """What to say where a file in ``place``, a folder for temporary files, did not fit; ``None`` for other errors."""
    if error.errno == errno.EFBIG:
        return StoreError("file_limit")
    return StoreError("temporary_full", where=place) if error.errno in (errno.ENOSPC, errno.EDQUOT) else None


def is_alive(process: int) -> bool:
    """Whether a process of this machine has that number; one of another user is taken to be alive."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
