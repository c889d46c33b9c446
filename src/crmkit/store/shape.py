"""Whether a store has the tables that this version reads: one that was changed by hand, or by another program, may not.

A missing column would come to light as a mistake in some question, a column of another type as a wrong answer.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from crmkit.errors import StoreError
from crmkit.store.connect import Connection
from crmkit.store.sql import statements

TABLES = files("crmkit.store") / "schema" / "tables.sql"
_WIDTH = re.compile(r"\(\d+")
"""How many digits a decimal number has; those behind the point are what matters."""
_TABLE = re.compile(r"create table (\w+) \((.*)\)", re.DOTALL)
_COLUMN = re.compile(r"^\s+(\w+) ([a-z]+(?:\([\d, ]+\))?)", re.MULTILINE)


def require_shape(connection: Connection, catalog: str, path: Path) -> None:
    """``StoreError`` unless the store ``catalog`` (the current one when empty) has its tables with all their columns.

    Columns that it has besides are no harm. The engine's own list of columns takes twenty times as long.
    """
    place = f"{catalog}.kept" if catalog else "kept"
    for table, columns in tables().items():
        try:
            held = connection.table(f"{place}.{table}")
        except (duckdb.BinderException, duckdb.CatalogException) as problem:
            raise StoreError("store_altered", where=str(path), what=table) from problem
        found = {column: str(kind).lower() for column, kind in zip(held.columns, held.types, strict=True)}
        for column, kind in columns.items():
            if _family(found.get(column, "")) != _family(kind):
                raise StoreError("store_altered", where=str(path), what=f"{table}.{column}")


def _family(kind: str) -> str:
    """Types that hold the same values: a table that was made from rows may have wider ones."""
    return "integer" if kind.endswith("int") or kind == "integer" else _WIDTH.sub("(", kind)


@contextlib.contextmanager
def of_snapshots(path: Path | None) -> Iterator[None]:
    """``StoreError`` where the tables of snapshots, which not every store has, are not as this version made them."""
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException, TypeError) as problem:
        raise StoreError("store_altered", where=str(path), what="snapshots") from problem


@cache
def tables() -> dict[str, dict[str, str]]:
    """The tables that every store has: the columns of each, by name, with their types."""
    made = [_TABLE.search(statement.text) for statement in statements(TABLES)]
    return {
        found[1]: {name: kind.replace(" ", "") for name, kind in _COLUMN.findall(found[2])} for found in made if found
    }
