"""A folder as an output: its files appear together or not at all, and nothing is touched that is not an earlier export.

An earlier export is known by its ``datapackage.json``, which names its files. While files are being changed that one is
away, so that a folder whose change was cut off is not taken for a whole one.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from crmkit.deliver.kept import NOTHING, Kept
from crmkit.deliver.star.package import FILE, NAME
from crmkit.deliver.target import failing
from crmkit.errors import Refused, StoreError, UsageError
from crmkit.paths import read_small
from crmkit.store.private import private_folder

OWN = 0o600


def check_folder(folder: Path, names: Sequence[str], keep: Kept = NOTHING) -> None:
    """Refuse a folder that must not be written into, before anything is computed; ``names`` are the files to come.

    Raises ``UsageError`` (a file), ``Refused`` (other things are in it, or to be kept), ``StoreError`` (nothing may be
    written).
    """
    for name in ("", *names):
        keep.refuse(folder / name)
    if folder.is_symlink() and not folder.exists():
        raise Refused("output_not_regular", where=str(folder))
    if not folder.exists():
        above = next((each for each in folder.absolute().parents if each.exists()), Path("/"))
        if not above.is_dir():
            raise StoreError("folder_is_file", where=str(above))
        if not os.access(above, os.W_OK | os.X_OK):
            raise StoreError("output_forbidden", where=str(above))
        return
    if not folder.is_dir():
        raise UsageError("export_is_file", where=str(folder))
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StoreError("output_forbidden", where=str(folder))
    ours = _earlier(folder)
    others = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".crmkit-")} - ours
    in_the_way = sorted(others & set(names) if ours else others)
    if in_the_way:
        raise Refused("export_folder_taken", where=str(folder), name=in_the_way[0])


@contextlib.contextmanager
def filled(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """A place for the files ``names`` of ``folder``, where they are once the block ends well; else all is as it was.

    Raises what ``check_folder`` raises, and ``StoreError`` when they could not be written.
    """
    check_folder(folder, names)
    with contextlib.ExitStack() as resources:
        try:
            part = resources.enter_context(private_folder(folder))
        except StoreError:
            raise StoreError("output_forbidden", where=str(folder)) from None
        yield part
        for name in names:
            with failing(folder / name), (part / name).open("rb+") as stream:
                (part / name).chmod(OWN)
                os.fsync(stream.fileno())
        check_folder(folder, names)
        with failing(folder):
            _place(part, folder, names, _earlier(folder))


def _place(part: Path, folder: Path, names: Sequence[str], ours: set[str]) -> None:
    """Change the files of an earlier export for the new ones, the description first away and last in its place."""
    away = part / "earlier"
    away.mkdir(mode=0o700)
    moved: list[str] = []
    placed: list[str] = []
    try:
        for name in sorted(ours, key=lambda each: each != FILE):
            (folder / name).rename(away / name)
            moved.append(name)
        for name in names:
            (part / name).rename(folder / name)
            placed.append(name)
    except BaseException:
        for name in placed:
            (folder / name).unlink(missing_ok=True)
        for name in moved:
            (away / name).rename(folder / name)
        raise


def _earlier(folder: Path) -> set[str]:
    """The files of an earlier export that are in ``folder``; none where it holds no such export."""
    if not _is_file(folder / FILE):
        return set()
    try:
        described = json.loads(read_small(folder / FILE))
        if described["name"] != NAME:
            return set()
        named = {str(resource["path"]) for resource in described["resources"]}
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        return set()
    return {FILE, *(name for name in named if PurePath(name).name == name and _is_file(folder / name))}


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
