"""Another store in the place of one: what was there stays until what comes is whole and in its place.

The database, its key and the ledger of its runs are three files. While they are exchanged those of before lie beside
them as ``NAME.old``: killed at any moment one whole set is there under one name or the other.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from crmkit.errors import StoreError
from crmkit.store.changing.folders import sync_folder
from crmkit.store.changing.told import note_change
from crmkit.store.connect import Connection, attach_in_place, connect, files_of, waiting
from crmkit.store.quarantine import empty

LOGS = (".wal", ".wal.checkpoint", ".wal.recovery")
"""What the engine would take for a part of the database that comes: it must be out of the way before."""
ENDS = ("", ".key", ".runs.jsonl")
ASIDE = ".old"
HELD = "held"


@contextlib.contextmanager
def holding(store: Path, *, wait: float, spill: Path | None = None) -> Iterator[Connection | None]:
    """Hold the store at ``store`` as the catalog ``held``, so that no load writes meanwhile.

    It may write into the folder ``spill``. Without a store there, or where it cannot be opened (it may be damaged),
    there is nothing to hold.

    Raises:
        StoreBusy: another process holds it for longer than ``wait`` seconds.
    """
    if not store.exists():
        yield None
        return
    with contextlib.closing(connect(paths=files_of(store), spill=spill)) as connection:
        try:
            waiting(lambda: attach_in_place(connection, HELD, store), path=store, seconds=wait)
            is_held = True
        except StoreError:
            is_held = False
        yield connection if is_held else None
        with contextlib.suppress(duckdb.Error):
            connection.execute(f"detach {HELD}")


def put_in_place(store: Path, parts: Mapping[str, Path]) -> None:
    """Let ``parts``, by the end of their names, be the store at ``store``; a key or ledger that is none of them stays.

    Texts of rejected lines were of the store that was there: they go.

    Raises:
        StoreError: ``output_failed``; then what was there is there.
    """
    aside: dict[Path, Path] = {}
    try:
        for part in parts.values():
            part.chmod(0o600)
            sync_folder(part)
        for end in (*ENDS, *LOGS):
            place = store.with_name(store.name + end)
            if place.exists():
                aside[place] = _kept_aside(place, store.with_name(f"{store.name}{ASIDE}{end}"), moved=end in LOGS)
        sync_folder(store.parent)
        for end in reversed(ENDS):
            if end in parts:
                parts[end].replace(store.with_name(store.name + end))
        note_change()
        sync_folder(store.parent)
    except OSError as problem:
        for place, kept in aside.items():
            with contextlib.suppress(OSError):
                kept.replace(place)
                kept.unlink(missing_ok=True)  # two names of one file are left as they are by the line above
        raise StoreError("output_failed", where=str(store), reason=problem.strerror or "") from problem
    with contextlib.suppress(OSError):
        empty(store)
    for kept in aside.values():
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)


def _kept_aside(place: Path, kept: Path, *, moved: bool) -> Path:
    """The file at ``place`` under another name, too; under that alone if it is ``moved``."""
    kept.unlink(missing_ok=True)
    if moved:
        place.replace(kept)
        return kept
    try:
        os.link(place, kept)
    except OSError:  # a file system without links
        shutil.copy2(place, kept)
    return kept
