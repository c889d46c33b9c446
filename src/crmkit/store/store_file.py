"""Whether a path can be a store, by what is there, before the engine looks at it."""

from __future__ import annotations

from pathlib import Path

from crmkit.errors import StoreError, UsageError

MARK, MARK_AT = b"DUCK", 8
"""What a database file of the engine has near its beginning, and where."""
BESIDE = (".key", ".wal", ".wal.checkpoint", ".wal.recovery", ".runs.jsonl", ".run.lock")
"""What a store has beside it, by the end of the name: without the key, for one, it takes no further file."""
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
        stores = [place, *(place.with_name(place.name[: -len(end)]) for end in BESIDE if place.name.endswith(end))]
        if place.parent.name.endswith(QUARANTINE):
            stores.append(place.parent.with_name(place.parent.name[: -len(QUARANTINE)]))
        return any(store.is_file() and _has_mark(store) for store in stores)
    except (OSError, RuntimeError, ValueError):  # who cannot look is told by the writing
        return False


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARK) + MARK_AT)[MARK_AT:] == MARK
