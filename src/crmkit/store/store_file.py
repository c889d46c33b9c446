"""Whether a path can be a store, by what is there, before the engine looks at it."""

from __future__ import annotations

from pathlib import Path

from crmkit.errors import StoreError, UsageError

MARK, MARK_AT = b"DUCK", 8
"""What a database file of the engine has near its beginning, and where."""
OF_ENGINE = (".wal", ".wal.checkpoint", ".wal.recovery")
"""What the engine lays beside a database, by the end of the name."""
BESIDE = (*OF_ENGINE, ".key", ".runs.jsonl", ".run.lock")
"""What a store has beside it: without the key, for one, it takes no further file."""
NEW = ".new"
"""The end of the hidden name under which a store is begun."""
QUARANTINE = ".quarantine"
"""The end of the name of the folder beside a store with the lines that were set aside."""


def require_store(path: Path) -> None:
    """Refuse a folder (``UsageError``) and a file that cannot be a store (``StoreError``), saying what to name."""
    if path.is_dir():
        raise UsageError("store_is_folder", where=str(path), example=path / "shop.duckdb")
    try:
        is_store = _has_mark(path)
    except PermissionError:
        raise StoreError("store_unreadable", where=str(path)) from None
    except OSError:
        return  # the engine's own opening reports who may not read it
    if not is_store:
        raise StoreError("store_foreign", where=str(path))


def is_of_store(path: Path) -> bool:
    """Whether ``path`` is a store, whichever, or a file that one has beside it: nothing else may be written over it."""
    try:
        place = path.resolve()
        stores = [place, *(place.with_name(place.name[: -len(end)]) for end in BESIDE if _ends(place.name, end))]
        for folder in (place, *place.parents):
            if _ends(folder.name, QUARANTINE):
                stores.append(folder.with_name(folder.name[: -len(QUARANTINE)]))
        return any(store.is_file() and _has_mark(store) for store in stores)
    except (OSError, RuntimeError, ValueError):  # who cannot look is told by the writing
        return False


def belongings(store: Path) -> list[Path]:
    """The store at ``store``, there or not, and all that is laid beside it or beside what a link there leads to."""
    found = []
    for place in dict.fromkeys((store.absolute(), resolved(store))):
        new = place.with_name(f".{place.name}{NEW}")
        names = [*(place.name + end for end in (*BESIDE, QUARANTINE)), *(new.name + end for end in OF_ENGINE)]
        found += [place, new, *(place.with_name(name) for name in names)]
    return found


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


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARK) + MARK_AT)[MARK_AT:] == MARK
