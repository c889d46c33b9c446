"""Whether a path can be a store, by what is there, before the engine looks at it."""

from __future__ import annotations

import os
import re
import shutil
import stat
from pathlib import Path

from crmkit.errors import StoreError, UsageError
from crmkit.paths import require_possible

MARK, MARK_AT = b"DUCK", 8
"""What a database file of the engine has near its beginning, and where."""
OF_ENGINE = (".wal", ".wal.checkpoint", ".wal.recovery")
"""What the engine lays beside a database, by the end of the name."""
BESIDE = (*OF_ENGINE, ".key", ".runs.jsonl", ".run.lock")
"""What a store has beside it: without the key, for one, it takes no further file."""
NEW = ".new"
"""The end of the hidden name under which a store is begun."""
PROOF = ".forgotten-"
"""What stands between the name of a store and the number of a proof that somebody was forgotten in it."""
PROOF_BEGINS = b'{\n  "proof": "forget",\n'
"""What such a proof begins with, wherever it was written to."""
QUARANTINE = ".quarantine"
"""The end of the name of the folder beside a store with the lines that were set aside."""
_NUMBERED = re.compile(rf"(?<=.){re.escape(PROOF)}\d+\.json\Z", re.DOTALL)


LIST = "manifest.json"
"""The first part of a backup, which is a zip: what it holds."""


def is_backup(file: Path) -> bool:
    """Whether ``file`` begins as a backup does, sound or not."""
    try:
        with file.open("rb") as stream:
            head = stream.read(30 + len(LIST))
    except OSError:
        return False
    return head[:4] == b"PK\x03\x04" and head[30:] == LIST.encode()


def require_store(path: Path) -> None:
    """Refuse a folder (``UsageError``) and a file that cannot be a store (``StoreError``), saying what to name."""
    if path.is_dir():
        raise UsageError("store_is_folder", where=str(path), example=path / "shop.duckdb")
    try:
        is_store = path.is_file() and has_mark(path)  # what is no file may never end
    except PermissionError:
        raise StoreError("store_unreadable", where=str(path)) from None
    except OSError:
        return  # the engine's own opening reports who may not read it
    if not is_store:
        raise StoreError("store_foreign", where=str(path))


def require_regular(path: Path) -> None:
    """``StoreError`` where something is that is no file: a pipe would be waited for, a device may never end."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # whoever opens it says what is wrong
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise StoreError("store_irregular", where=str(path))


def is_of_store(path: Path) -> bool:
    """Whether ``path`` is a store, whichever, a file that one has beside it, or a proof, wherever that was written.

    Nothing else may be written over it.
    """
    try:
        place = path.resolve()
        stores = [place, *(place.with_name(place.name[: -len(end)]) for end in BESIDE if _ends(place.name, end))]
        if number := _NUMBERED.search(place.name):
            stores.append(place.with_name(place.name[: number.start()]))
        for folder in (place, *place.parents):
            if _ends(folder.name, QUARANTINE):
                stores.append(folder.with_name(folder.name[: -len(QUARANTINE)]))
        return any(store.is_file() and has_mark(store) for store in stores) or _begins(place, PROOF_BEGINS)
    except (OSError, RuntimeError, ValueError):  # who cannot look is told by the writing
        return False


def belongings(store: Path) -> list[Path]:
    """The store at ``store``, there or not, and all that is laid beside it or beside what a link there leads to."""
    found = []
    for place in dict.fromkeys((store.absolute(), resolved(store))):
        new = place.with_name(f".{place.name}{NEW}")
        names = [*(place.name + end for end in (*BESIDE, QUARANTINE)), *(new.name + end for end in OF_ENGINE)]
        found += [place, new, *(place.with_name(name) for name in names), *proofs_of(place)]
    return found


def proofs_of(store: Path) -> list[Path]:
    """The proofs beside a store, in the order of their names."""
    try:
        return sorted(path for path in store.parent.iterdir() if _is_proof_of(store.name, path.name))
    except (OSError, ValueError):
        return []


def _is_proof_of(store: str, name: str) -> bool:
    number = _NUMBERED.search(name)
    return number is not None and name[: number.start()] == store


def require_room(store: Path) -> None:
    """Raise ``UsageError`` where the names of what is laid beside a store would be longer than names can be."""
    for path in belongings(store):
        require_possible(str(path))


def for_trial(store: Path, folder: Path) -> Path | None:
    """The store to try a load on that is not kept: itself, a copy in ``folder`` where it cannot be written to, or none.

    Raises:
        OSError: there is no room for the copy.
    """
    if not store.exists():
        return None
    if os.access(store, os.W_OK) and os.access(store.parent, os.W_OK | os.X_OK):
        return store
    for end in ("", ".key", ".wal"):
        if (part := store.with_name(store.name + end)).is_file():
            shutil.copyfile(part, folder / part.name)
    return folder / store.name


def quarantines(store: Path) -> list[Path]:
    """The folders with the lines that were set aside of the store at ``store``, there or not."""
    return [path for path in belongings(store) if path.name.endswith(QUARANTINE)]


def resolved(path: Path) -> Path:
    """Where ``path`` leads in the end, whether something is there or not."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        return path.absolute()


def _ends(name: str, end: str) -> bool:
    """Whether a name has this end and more."""
    return name.endswith(end) and name != end


def _begins(path: Path, mark: bytes) -> bool:
    if not path.is_file():  # what is no file may never end
        return False
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def has_mark(path: Path) -> bool:
    """Whether a file is a database of the engine, by what it begins with."""
    with path.open("rb") as file:
        return file.read(len(MARK) + MARK_AT)[MARK_AT:] == MARK
