"""What no output may replace: the files that were read, and the stores with all that belongs to them.

A file is known again under every name: by its place, through links, as the same file under two names (hard links), and
where nothing is there yet in whatever case it is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from crmkit.errors import Refused
from crmkit.render.formats import FORMATS
from crmkit.render.tables import may_lie_beside
from crmkit.store.store_file import belongings, is_of_store, quarantines, resolved

_Identity = tuple[int, int] | str


@dataclass(frozen=True, slots=True)
class Kept:
    """Files that were ``read`` or are to be, settings among them, and ``stores``: those that are there and others."""

    read: tuple[Path, ...] = ()
    stores: tuple[Path, ...] = ()

    def and_read(self, *more: Path) -> Kept:
        """It, and further files that are read."""
        return Kept((*self.read, *more), self.stores)

    def and_store(self, store: Path) -> Kept:
        """It, and a further store."""
        return Kept(self.read, (*self.stores, store))

    def of_stores(self) -> list[Path]:
        """Every file of the stores that is known by its name."""
        return list(dict.fromkeys(chain.from_iterable(map(belongings, self.stores))))

    def refuse(self, file: Path) -> None:
        """Raise ``Refused`` when writing ``file`` would replace one of these, or make a folder in its place."""
        above = [_identity(folder, folder) for folder in resolved(file).parents]
        written = {_identity(file), *(each for each in above if isinstance(each, str))}
        aside = {_identity(path): path for store in self.stores for path in quarantines(store)}
        if is_of_store(file) or not aside.keys().isdisjoint(above) or not written.isdisjoint(self._of_stores()):
            raise Refused("output_of_store", where=str(file))
        if _has_names(file) and any(_identity(file) in _within(folder) for folder in aside.values()):
            raise Refused("output_of_store", where=str(file))
        if not written.isdisjoint(map(_identity, self.read)):
            raise Refused("output_is_input", where=str(file))

    def _of_stores(self) -> Iterator[_Identity]:
        return map(_identity, self.of_stores())

    def refuse_beside(self, file: Path, format: str) -> None:
        """Raise ``Refused`` when a further table of an answer in ``file`` may be laid over one of these."""
        if FORMATS[format].bare:
            for other in (*self.read, *self.of_stores()):
                if may_lie_beside(resolved(file), resolved(other)):
                    raise Refused("output_beside", where=str(other), file=str(file))


NOTHING = Kept()
"""What a caller keeps who knows of no stores and settings: stores that are there are kept all the same."""


def _identity(path: Path, place: Path | None = None) -> _Identity:
    """What a file is known by under all its names; where nothing is, its ``place`` in whatever case."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return unicodedata.normalize("NFC", str(place or resolved(path))).casefold()
    return status.st_dev, status.st_ino


def _within(folder: Path) -> set[_Identity]:
    """What the files in a folder are known by."""
    try:
        return {_identity(file) for file in folder.iterdir()}
    except OSError:
        return set()


def _has_names(file: Path) -> bool:
    """Whether a file has several names."""
    try:
        return file.stat().st_nlink > 1
    except (OSError, ValueError):
        return False
