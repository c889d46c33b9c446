"""What a store holds, counted by its tables: how many rows each has and what its amounts add up to.

Two files with the same counts hold the same money; of whatever version a store is, it can be counted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import duckdb

from crmkit.store.connect import Connection, attach, connect, files_of, waiting
from crmkit.store.migrate import check_version
from crmkit.store.trouble.engine import translated

Counts = Mapping[str, Mapping[str, str]]
"""By table: ``rows``, and the sum of each column that is exact money, as text."""
COLUMNS = """
select
    tables.table_name,
    list(columns.column_name order by columns.column_index) filter (where starts_with(columns.data_type, 'DECIMAL'))
from duckdb_tables() as tables
join duckdb_columns() as columns
    on columns.table_oid = tables.table_oid and columns.database_name = tables.database_name
where tables.database_name = $catalog and tables.schema_name = 'kept'
group by tables.table_name
order by tables.table_name
"""
CATALOG = "counted"


def counts_of(connection: Connection, catalog: str) -> Counts:
    """What the attached store ``catalog`` holds."""
    found = cast("list[tuple[str, list[str] | None]]", connection.execute(COLUMNS, {"catalog": catalog}).fetchall())
    counted: dict[str, dict[str, str]] = {}
    for table, amounts in found:
        names = ["rows", *(amounts or ())]
        sums = [f"coalesce(sum({_quoted(name)}), 0)::varchar" for name in names[1:]]
        asked = f"select {', '.join(['count(*)::varchar', *sums])} from {_quoted(catalog)}.kept.{_quoted(table)}"  # noqa: S608
        (values,) = connection.execute(asked).fetchall()
        counted[table] = dict(zip(names, cast("tuple[str, ...]", values), strict=True))
    return counted


def counted_in(path: Path, *, memory: str) -> Counts:
    """What the store in the file ``path`` holds, which is left as it is.

    Raises:
        StoreBusy, StoreError: it cannot be read, or is none of this or an earlier version.
    """
    with contextlib.closing(connect(memory=memory, paths=files_of(path))) as connection:
        waiting(lambda: attach(connection, CATALOG, path, read_only=True), path=path, seconds=0)
        check_version(connection, CATALOG, path)
        try:
            return counts_of(connection, CATALOG)
        except duckdb.Error as problem:
            raise translated(problem, path) from problem


def copy_of(store: Path, new: Path, *, wait: float, memory: str, spill: Path) -> Counts:
    """Write the rows of ``store``, as they are at one moment, into the file ``new``, every block of it read and proven.

    No byte of what was deleted is in it. A load that holds the store is waited for, and waits meanwhile.

    Raises:
        StoreBusy, StoreError: the store is not to be had, or cannot be read whole; there is no room.
    """
    reach = [*files_of(store), *files_of(new)]
    connection = connect(memory=memory, size=store.stat().st_size, spill=spill, paths=reach)
    with contextlib.closing(connection):
        waiting(lambda: attach(connection, "held", store, read_only=True), path=store, seconds=wait)
        check_version(connection, "held", store)
        try:
            attach(connection, CATALOG, new)
            connection.execute(f"copy from database held to {CATALOG}")
            connection.execute(f"checkpoint {CATALOG}")
            counted = counts_of(connection, CATALOG)
            if counted != counts_of(connection, "held"):
                raise duckdb.IOException("the copy holds other rows than the database")
            return counted
        except duckdb.Error as problem:
            raise translated(problem, store) from problem


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
