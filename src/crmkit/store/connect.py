"""The one door to DuckDB: every connection is opened here, locked down before it reads a byte.

No extension is ever fetched, nothing outside the paths that were named is opened, the settings cannot be
changed afterwards, but for when a commit is brought into the file. A store held by another process is waited for, then
named in ``StoreBusy``.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb

from crmkit.allowance import engine_memory
from crmkit.byte_names import is_bytes, readable
from crmkit.errors import StoreBusy, UsageError
from crmkit.paths import literal
from crmkit.store.store_file import require_regular
from crmkit.store.trouble.engine import translated

Connection = duckdb.DuckDBPyConnection
Answer = TypeVar("Answer")

LOCKED_DOWN = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
AT_ONCE = {"checkpoint_threshold": "0b", "auto_checkpoint_skip_wal_threshold": "0"}
"""By these a commit goes into the file in one step, and never into a log beside it: they alone may be set later."""
UNORDERED = {"preserve_insertion_order": "false"}
"""Rows need no order but what they are asked for in: unless a use of its own says otherwise."""
HOLDER = re.compile(r"\(PID (\d+)\)")
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
    settings["allowed_configs"] = list(AT_ONCE)
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
    reach = [str(literal(path)) for path in paths]
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
    for file in () if path is None else (path, path.with_name(f"{path.name}.wal")):
        require_regular(file)
    name = str(literal(followed(path))).replace("'", "''") if path is not None else ":memory:"
    connection.execute(
        f"attach '{name}' as {alias}{' (read_only)' if read_only else ' (compress)' if path is None else ''}"
    )


def in_place(attach: Callable[[], None], detach: Callable[[], object], path: Path) -> None:
    """Attach for writing the database that lies at ``path`` now: while it was opened another may have been put there.

    Who replaces a store holds it until that is done, so that once it is held its place is its own.
    """
    while True:
        before = path.stat().st_ino if path.exists() else None
        attach()
        if before is None or path.stat().st_ino == before:
            return
        detach()


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
