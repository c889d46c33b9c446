"""What no output may replace: the files that were read, and the stores with all that belongs to them.

A file is known again under every name: by its place, through links, as the same file under two names (hard links), and
where nothing is there yet in whatever case it is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from crmkit.errors import Refused
from crmkit.render.formats import FORMATS
from crmkit.render.tables import may_lie_beside
from crmkit.store.store_file import belongings, is_of_store, quarantines, resolved


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
        places = [file, *(folder for folder in resolved(file).parents if not _is_there(folder))]
        if is_of_store(file) or self._is_set_aside(file) or _meet(places, self.of_stores()):
            raise Refused("output_of_store", where=str(file))
        if _meet(places, self.read):
            raise Refused("output_is_input", where=str(file))

    def refuse_beside(self, file: Path, format: str) -> None:
        """Raise ``Refused`` when a further table of an answer in ``file`` may be laid over one of these."""
        if FORMATS[format].bare:
            for other in (*self.read, *self.of_stores()):
                if may_lie_beside(resolved(file), resolved(other)):
                    raise Refused("output_beside", where=str(other), file=str(file))

    def _is_set_aside(self, file: Path) -> bool:
        """Whether it is in a folder of quarantine, by its place or as another name of a file there."""
        folders = [folder for store in self.stores for folder in quarantines(store)]
        if _meet(resolved(file).parents, folders):
            return True
        return _has_names(file) and any(_meet([file], folder.iterdir()) for folder in folders if folder.is_dir())


NOTHING = Kept()
"""What a caller keeps who knows of no stores and settings: stores that are there are kept all the same."""


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, or to one place where nothing is yet, whatever the case of its letters."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return _spelled(one) == _spelled(other)


def _meet(places: Iterable[Path], others: Iterable[Path]) -> bool:
    listed = list(others)
    return any(same_place(place, other) for place in places for other in listed)


def _spelled(path: Path) -> str:
    return unicodedata.normalize("NFC", str(resolved(path))).casefold()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _has_names(file: Path) -> bool:
    """Whether a file has several names."""
    try:
        return file.stat().st_nlink > 1
    except (OSError, ValueError):
        return False
