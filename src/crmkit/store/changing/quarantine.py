"""The bytes of quarantined lines, in a folder beside the store that only its owner can enter.

They lie there and not in the store, since what was once in a store can be erased only by writing all of it anew, and
they must be gone after 30 days (decision 0051). A file is there, whole and on the disk, before the load it belongs to
is committed: a load that is killed in between leaves a file that belongs to none, and the next one takes it away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Self

from crmkit.errors import StoreError
from crmkit.store.changing.folders import sync_folder
from crmkit.store.changing.told import changes
from crmkit.store.quarantine import folder_of
from crmkit.store.trouble.system import FORBIDDEN, failing

_OURS = re.compile(r"\.?(\d+)[-.].*")
"""Names of files in the folder; those of earlier versions had the name of the export behind the number."""
_PART = ".{}.part"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Aside:
    """The files of one load with lines in quarantine; in a ``with`` block that ends before the load is in they go."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._folder = folder_of(store)
        self._written: list[Path] = []
        self._made = False
        self._changes = changes()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None and changes() == self._changes:
            self._withdraw()

    def keep(self, key: int, lines: Iterable[bytes]) -> None:
        """Keep the ``lines`` of the file ``key``, which the store does not know yet.

        Raises:
            StoreError: there is no room, or the folder does not take them; nothing was changed.
        """
        part, file = self._folder / _PART.format(key), self._folder / f"{key}.txt"
        with failing(self._store), self._refusing():
            self._make_folder()
            self._written += [part, file]
            part.unlink(missing_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.writelines(lines)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
            sync_folder(self._folder)

    def clear(self, held: Collection[int]) -> None:
        """Take away what belongs to no file with lines in quarantine, of which ``held`` are the keys.

        Only while the store is held: another load may just have written its own.
        """
        mine = {path.name for path in self._written}
        for path, key in _files(self._folder):
            if path.name not in mine and (key not in held or path.name.startswith(".")):
                _remove(path)

    def forget(self, keys: Collection[int]) -> None:
        """Take away the lines of files that have none any more, now that this is in the store."""
        for path, key in _files(self._folder):
            if key in keys:
                _remove(path)

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o700)
        except FileExistsError:
            if not stat.S_ISDIR(self._folder.lstat().st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
        else:
            self._made = True
            sync_folder(self._folder.parent)

    @contextlib.contextmanager
    def _refusing(self) -> Iterator[None]:
        """A folder that is none, or takes no file, is named; a disk that is full or fails is not the folder's fault."""
        try:
            yield
        except OSError as problem:
            if problem.errno in (*FORBIDDEN, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ELOOP):
                where = str(self._folder)
                raise StoreError("quarantine_unwritable", where=where, problem=problem.strerror or "") from problem
            raise

    def _withdraw(self) -> None:
        for path in self._written:
            _remove(path)
        if self._made:
            with contextlib.suppress(OSError):
                self._folder.rmdir()


def _files(folder: Path) -> list[tuple[Path, int]]:
    """The files of a quarantine with the keys they are of; what is not ours is left alone."""
    try:
        found = [(path, _OURS.fullmatch(path.name)) for path in sorted(folder.iterdir())]
    except OSError:
        return []
    return [(path, int(named[1])) for path, named in found if named]


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # the next load takes it away
        path.unlink()
