"""Whether a path can be a store, by what is there, before the engine looks at it."""

from __future__ import annotations

from pathlib import Path

from crmkit.errors import StoreError, UsageError

MARK, MARK_AT = b"DUCK", 8
"""What a database file of the engine has near its beginning, and where."""


def require_store(path: Path) -> None:
    """Refuse a folder (``UsageError``) and a file that cannot be a store (``StoreError``), saying what to name."""
    if path.is_dir():
        raise UsageError("store_is_folder", where=str(path), example=path / "shop.duckdb")
    try:
        with path.open("rb") as file:
            is_store = file.read(len(MARK) + MARK_AT)[MARK_AT:] == MARK
    except PermissionError:
        raise StoreError("store_unreadable", where=str(path)) from None
    except OSError:
        return  # the engine's own opening reports who may not read it
    if not is_store:
        raise StoreError("store_foreign", where=str(path))
