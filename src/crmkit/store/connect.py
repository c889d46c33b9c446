"""The one door to DuckDB: every connection is opened here, locked down before it reads a byte.

No extension is ever fetched, nothing outside the paths that were named is opened, the settings cannot be
changed afterwards. A store held by another process is waited for, then named in ``StoreBusy``.
"""

from __future__ import annotations

import contextlib
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb

from crmkit.errors import StoreBusy, StoreError

Connection = duckdb.DuckDBPyConnection
Answer = TypeVar("Answer")

LOCKED_DOWN = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
HOLDER = re.compile(r"\(PID (\d+)\)")
LIMIT = re.compile(r"/(\d+(?:\.\d+)?) (bytes|[KMGT]iB) used")
CATALOG = "shop"
"""Under which the file of a store that is read is attached."""
HELD_HERE = "Unique file handle conflict"
"""What the engine says where a file is to be written that the same process reads, or the other way round."""
POLL_SECONDS = 0.05
DEFAULT_MEMORY = "512MB"
SMALL_BYTES = 2_000_000
"""Of data: below it a second thread costs more than it does, with every statement."""


def connect(
    database: str = ":memory:",
    *,
    read_only: bool = False,
    memory: str = DEFAULT_MEMORY,
    size: int = SMALL_BYTES,
    spill: Path | None = None,
    paths: Sequence[Path] = (),
    more: Mapping[str, str] = {},
) -> Connection:
    """Open ``database``, of ``size`` bytes, with only ``paths`` (files) and ``spill`` (a folder) within its reach.

    ``more``: further settings, for a use of its own.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {**LOCKED_DOWN, "memory_limit": memory, **more}
    if size < SMALL_BYTES:
        settings["threads"] = 1
    connection = duckdb.connect(database, read_only=read_only, config=settings)
    for setting in ("enable_progress_bar_print = false", "progress_bar_time = 200", "enable_progress_bar = true"):
        with contextlib.suppress(duckdb.InvalidInputException):  # a notebook without widgets has no progress
            connection.execute(f"SET {setting}")  # progress is asked for, never printed: it would go to stdout
    connection.execute("SET preserve_insertion_order = false")
    if spill is not None:
        connection.execute("SET temp_directory = $spill", {"spill": str(spill)})
    reach = [str(path) for path in paths]
    if reach:
        connection.execute("SET allowed_paths = $reach", {"reach": reach})
    if spill is not None:
        connection.execute("SET allowed_directories = $spills", {"spills": [str(spill)]})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def attach(connection: Connection, alias: str, path: Path | None, *, read_only: bool = False) -> None:
    """Attach the database at ``path``, or one in memory, which the ``connection`` must be allowed to reach."""
    name = str(path).replace("'", "''") if path is not None else ":memory:"
    connection.execute(
        f"attach '{name}' as {alias}{' (read_only)' if read_only else ' (compress)' if path is None else ''}"
    )


def connect_to(store: Path, *, memory: str, spill: Path) -> Connection:
    """An engine of its own that reads the file ``store``: with the engine's own way a process could open it once."""
    size = store.stat().st_size if store.exists() else 0
    connection = connect(memory=memory, size=size, spill=spill, paths=files_of(store))
    try:
        attach(connection, CATALOG, store, read_only=True)
        connection.execute(f"use {CATALOG}")
    except BaseException:
        connection.close()
        raise
    return connection


def files_of(store: Path | None) -> list[Path]:
    """The files that the engine may make for a database."""
    if store is None:
        return []
    return [store, *(store.with_name(store.name + suffix) for suffix in (".wal", ".wal.checkpoint", ".wal.recovery"))]


def waiting(action: Callable[[], Answer], *, path: Path, seconds: float) -> Answer:
    """Run ``action``, again and again for ``seconds`` while another process holds ``path``.

    ``StoreBusy`` at once where this process does: who waits here would wait for itself.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return action()
        except duckdb.Error as problem:
            if HELD_HERE in str(problem):
                raise StoreBusy("store_open_here", where=str(path)) from problem
            if "Could not set lock" not in str(problem):
                raise translated(problem, path) from problem
            if time.monotonic() >= deadline:
                holder = HOLDER.search(str(problem))
                raise StoreBusy(
                    "store_busy", where=str(path), holder=holder.group(1) if holder else "?", seconds=f"{seconds:g}"
                ) from problem
        time.sleep(POLL_SECONDS)


def _twice(text: str) -> int | None:
    """Twice the memory that an engine which ran out of it was allowed, in whole gigabytes."""
    found = LIMIT.search(text)
    return None if found is None else math.ceil(2 * float(found[1]) * 1024 ** "bKMGT".index(found[2][0]) / 1e9)


def translated(problem: duckdb.Error, path: Path) -> StoreError:
    """DuckDB's complaint as one of ours: full disk, foreign, damaged or newer store."""
    text = str(problem)
    if "No space left" in text or "failed to offload" in text or "File too large" in text:
        return StoreError("store_full", where=str(path))
    if "read-only" in text.lower() or "Permission denied" in text:
        return StoreError("store_unwritable", where=str(path))
    if "version number" in text or "storage version" in text.lower():
        return StoreError("store_too_new", where=str(path))
    if "Out of Memory" in text:
        return StoreError("memory_short", where=str(path), more=_twice(text))
    return StoreError("store_damaged", where=str(path), problem=text.splitlines()[0])
