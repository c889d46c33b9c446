"""The folder of a site: its pages are known again by a mark in their heads, and nothing else is ever replaced."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from crmkit.deliver.kept import Kept
from crmkit.deliver.site.leaves import LEAVES
from crmkit.deliver.target import Target, Writing, check_place
from crmkit.errors import Refused, StoreError, UsageError

INDEX = "index.html"
MARK = b'<meta name="generator" content="crmkit site">'
"""In the head of every page of a site."""
HEAD = 2048
"""Bytes in which the mark is looked for."""
NAMES = (INDEX, *(f"{name}.html" for name in LEAVES))


def check_folder(folder: Path, keep: Kept) -> None:
    """Refuse a folder that the pages cannot go into, before anything is computed.

    Raises:
        UsageError: it is a file.
        Refused: a file of the name of a page is something else: not ours, an input, a link.
        StoreError: nothing may be written there.
    """
    for name in ("", *NAMES):
        keep.refuse(folder / name)
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            raise UsageError("site_is_file", where=str(folder))
        nearest = next(each for each in folder.absolute().parents if each.exists())
        if not nearest.is_dir():
            raise UsageError("site_is_file", where=str(nearest))
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise StoreError("output_forbidden", where=str(nearest))
        return
    for name in NAMES:
        check_place(Target(sys.stdout, folder / name, keep))
        if (folder / name).exists() and not _is_ours(folder / name):
            raise Refused("site_foreign", where=str(folder / name))


@contextlib.contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """Make ``folder`` if it is missing; it and those above it are gone again when nothing comes into it."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    with contextlib.suppress(OSError):  # where it cannot be made, the writing says so
        folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):  # something is in it
            for each in made:
                each.rmdir()
        raise


def writings_of(folder: Path, pages: Mapping[str, str]) -> list[Writing]:
    """What writes ``pages`` into ``folder``."""
    return [Writing(folder / name, partial(_fill, content=text.encode("utf-8"))) for name, text in pages.items()]


def drop_former(folder: Path, pages: Iterable[str]) -> None:
    """Remove pages of an earlier site that this one does not have."""
    for name in set(NAMES).difference(pages):
        if _is_ours(folder / name):
            with contextlib.suppress(OSError):
                (folder / name).unlink()


def _is_ours(file: Path) -> bool:
    """Whether a file is a page of a site; one that cannot be read is not."""
    if file.is_symlink():
        return False
    try:
        with file.open("rb") as stream:
            return MARK in stream.read(HEAD)
    except OSError:
        return False


def _fill(stream: BinaryIO, *, content: bytes) -> int:
    return stream.write(content)
