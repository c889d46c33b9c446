"""Stores that hold nothing but tables written down row by row, for statements that read few of them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from tests.engine import empty_connection

from crmkit.store.store import Store

Table = tuple[str, Sequence[tuple[object, ...]]]
"""Columns with their types, as the engine is told them, and rows."""


def store_of(**tables: Table) -> Store:
    """A store in memory with these temporary tables and no view."""
    connection = empty_connection()
    for name, (columns, rows) in tables.items():
        connection.execute(f"create temp table {name} ({columns})")
        for row in rows:
            connection.execute(f"insert into {name} values ({', '.join('?' * len(row))})", list(row))  # noqa: S608
    store = Store(connection, None, contextlib.ExitStack())
    store._unlaid = []
    return store
