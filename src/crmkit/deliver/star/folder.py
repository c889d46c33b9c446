"""A folder as an output: its files appear together or not at all, and nothing is touched that is not an earlier export.

An earlier export is known by its ``datapackage.json``, which names its files. While files are being changed that one is
away, so that a folder whose change was cut off is not taken for a whole one: whoever comes next knows its files by what
the killed run left beside them.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePath

from crmkit.deliver.kept import NOTHING, Kept
from crmkit.deliver.star.package import FILE, NAME
from crmkit.deliver.target import failing
from crmkit.errors import Refused, StoreError, UsageError
from crmkit.paths import read_small
from crmkit.store.private import left_behind, private_folder

OWN = 0o600


def check_folder(folder: Path, names: Sequence[str], keep: Kept = NOTHING, ours: Collection[str] = ()) -> None:
    """Refuse a folder that must not be written into, before anything is computed; ``names`` are the files to come.

    ``ours`` are names of an earlier export beside those that the folder itself shows.

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
    known = _earlier(folder).union(ours)
    others = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".crmkit-")} - known
    in_the_way = sorted(others & set(names) if known else others)
    if in_the_way:
        raise Refused("export_folder_taken", where=str(folder), name=in_the_way[0])


@contextlib.contextmanager
def filled(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """A place for the files ``names`` of ``folder``, where they are once the block ends well; else all is as it was.

    Raises what ``check_folder`` raises, and ``StoreError`` when they could not be written.
    """
    check_folder(folder, names)
    ours = _earlier(folder)
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
        ours = {name for name in ours | _earlier(folder) if _is_file(folder / name)}
        check_folder(folder, names, ours=ours)
        with failing(folder):
            _place(part, folder, names, ours)


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
    """The files in ``folder`` of an earlier export, or of one that was killed while it changed them."""
    cut_off = (place / FILE for left in left_behind(folder) for place in (left, left / "earlier"))
    named = {name for file in (folder / FILE, *cut_off) for name in _described(file)}
    return {name for name in named if PurePath(name).name == name and _is_file(folder / name)}


def _described(file: Path) -> set[str]:
    """The names that the description of an export has, and its own; none where it is no such description."""
    if not _is_file(file):
        return set()
    try:
        described = json.loads(read_small(file))
        return {FILE, *(str(each["path"]) for each in described["resources"])} if described["name"] == NAME else set()
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        return set()


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
