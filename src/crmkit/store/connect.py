"""The one door to DuckDB: every connection is opened here, locked down before it reads a byte.

No extension is ever fetched, nothing outside the paths that were named is opened, the settings cannot be
changed afterwards. A store held by another process is waited for, then named in ``StoreBusy``.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb

from crmkit.allowance import engine_memory
from crmkit.byte_names import is_bytes, readable
from crmkit.errors import StoreBusy, StoreError, UsageError

Connection = duckdb.DuckDBPyConnection
Answer = TypeVar("Answer")

LOCKED_DOWN = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
UNORDERED = {"preserve_insertion_order": "false"}
"""Rows need no order but what they are asked for in: unless a use of its own says otherwise."""
HOLDER = re.compile(r"\(PID (\d+)\)")
_WRITTEN = re.compile(r'file "([^"]+)"')
"""The file in a complaint of the engine."""
LIMIT = re.compile(r"/(\d+(?:\.\d+)?) (bytes|[KMGT]iB) used")
NO_MEMORY = ("Out of Memory", "bad_alloc", "Cannot allocate memory")
"""What the engine says when it gets none, of its own allowance or of the system."""
CATALOG = "shop"
"""Under which the file of a store that is read is attached."""
HELD_HERE = "Unique file handle conflict"
"""What the engine says where a file is to be written that the same process reads, or the other way round."""
UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE = re.compile(r"([\d.]+) ?([KMGT])", re.IGNORECASE)
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
    for path in (Path(database), *paths, *filter(None, [spill])):
        _require_utf8(path)
    settings: dict[str, str | bool | int | float | list[str]] = {**LOCKED_DOWN, **UNORDERED, **more}
    settings["memory_limit"] = memory
    if (most := engine_memory()) is not None and most < bytes_of(memory):
        settings["memory_limit"] = f"{most // 1_000_000}MB"
        settings["threads"] = 1
    if size < SMALL_BYTES:
        settings["threads"] = 1
    connection = duckdb.connect(database, read_only=read_only, config=settings)
    for setting in ("enable_progress_bar_print = false", "progress_bar_time = 200", "enable_progress_bar = true"):
        with contextlib.suppress(duckdb.InvalidInputException):  # a notebook without widgets has no progress
            connection.execute(f"SET {setting}")  # progress is asked for, never printed: it would go to stdout
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


def bytes_of(memory: str) -> int:
    """A size as the engine takes it (``512MB``); its unit of two kinds counts as the smaller one."""
    found = _SIZE.match(memory)
    return int(float(found[1]) * UNITS[found[2].upper()]) if found else 0


def _require_utf8(path: Path) -> None:
    """``UsageError`` for a path that the engine cannot be told; names it up to the part that cannot be said."""
    odd = [number for number, part in enumerate(path.parts, 1) if is_bytes(part)]
    if odd:
        raise UsageError("path_not_utf8", where=readable(str(Path(*path.parts[: odd[-1]]))))


def attach(connection: Connection, alias: str, path: Path | None, *, read_only: bool = False) -> None:
    """Attach the database at ``path``, or one in memory, which the ``connection`` must be allowed to reach."""
    name = str(followed(path)).replace("'", "''") if path is not None else ":memory:"
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
    place = followed(store)
    return [place, *(place.with_name(place.name + suffix) for suffix in (".wal", ".wal.checkpoint", ".wal.recovery"))]


def followed(path: Path) -> Path:
    """Where a link leads: what belongs to a database is beside that."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


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


def without_room(text: str, path: Path) -> StoreError | None:
    """What to say where the engine has no room for a file, beside ``path`` or where temporary files go."""
    written = _WRITTEN.search(text)
    place = Path(written[1]).parent if written else path.parent
    is_beside = path.parent in (place, *place.parents)
    if "File too large" in text:
        return StoreError("file_limit")
    if "No space left" in text or "failed to offload" in text:
        code, where = ("store_full", path) if is_beside else ("temporary_full", place.parent)
        return StoreError(code, where=str(where))
    return None


def _twice(text: str) -> int | None:
    """Twice the memory that an engine which ran out of it was allowed, in whole gigabytes."""
    found = LIMIT.search(text)
    return None if found is None else math.ceil(2 * float(found[1]) * 1024 ** "bKMGT".index(found[2][0]) / 1e9)


def translated(problem: duckdb.Error, path: Path) -> StoreError:
    """DuckDB's complaint as one of ours: full disk, foreign, damaged or newer store."""
    text = str(problem)
    if (full := without_room(text, path)) is not None:
        return full
    if "read-only" in text.lower() or "Permission denied" in text:
        return StoreError("store_unwritable", where=str(path))
    if "version number" in text or "storage version" in text.lower():
        return StoreError("store_too_new", where=str(path))
    if any(said in text for said in NO_MEMORY):
        more = _twice(text) if engine_memory() is None else None  # where the system sets the limit, no option lifts it
        return StoreError("memory_short", where=str(path), more=more)
    return StoreError("store_damaged", where=str(path), problem=text.splitlines()[0])
