"""A new store, begun beside its place: what a killed load left of one there is no loss and in nobody's way."""

from __future__ import annotations

import contextlib
from pathlib import Path

import duckdb

from crmkit.store.connect import HELD_HERE, Connection, attach, files_of

LOCKED = ("Could not set lock", HELD_HERE)
"""What the engine says of a file that somebody holds: that one is no remnant."""


def attach_fresh(connection: Connection, alias: str, fresh: Path) -> None:
    """Attach the file ``fresh`` as ``alias``, empty, and hold it; what is there of an earlier one goes.

    The engine takes hold of a file before it reads it: one that cannot be read, and is not held, is torn.
    """
    try:
        _begin(connection, alias, fresh)
    except duckdb.Error as problem:
        if any(said in str(problem) for said in LOCKED) or not fresh.exists():
            raise
        with contextlib.suppress(duckdb.Error):
            connection.execute(f"detach {alias}")
        for path in files_of(fresh):
            path.unlink(missing_ok=True)
        _begin(connection, alias, fresh)


def _begin(connection: Connection, alias: str, fresh: Path) -> None:
    attach(connection, alias, fresh)
    connection.execute(f"drop schema if exists {alias}.kept cascade")
