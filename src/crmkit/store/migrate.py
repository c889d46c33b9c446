"""Versions of a store: ``schema/tables.sql`` builds a new one, the numbered ``upgrades`` bring an older one up to it.

A store that is opened for writing is brought up inside the load's own transaction; one that is opened for reading is
brought up first, in a transaction of its own, so that no question ever meets tables of yesterday.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from crmkit.errors import StoreError
from crmkit.store.changing.commit import commit, count_change
from crmkit.store.changing.sums import add, summed, sums_of
from crmkit.store.connect import Connection, attach, connect, files_of, waiting
from crmkit.store.shape import require_shape
from crmkit.store.sql import execute, statements
from crmkit.store.trouble.engine import translated

SCHEMA_VERSION = 11
SUMMED_SINCE = 10
"""An older store has no sums of its tables."""
FOLDER = files("crmkit.store") / "schema"
DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
OLDER = "older"
"""Under which a store is attached that is brought up to date."""


def build_schema(connection: Connection, catalog: str) -> None:
    """Create the tables of an empty store in ``catalog``, in one transaction: the disk is waited for once."""
    connection.execute("begin")
    connection.execute(f'create schema "{catalog}".kept')
    _execute([FOLDER / "tables.sql"], connection, catalog)
    meta = f"insert into {_named(catalog)}.meta"
    connection.execute(f"{meta} values ('schema_version', $version)", {"version": str(SCHEMA_VERSION)})
    connection.execute(f"{meta} values ('nick_digest', hash('crmkit')::varchar)")
    connection.execute("commit")


def expected_columns() -> dict[tuple[str, str], str]:
    """The type of each column of each table that a store of this version has, by table and column."""
    with contextlib.closing(connect()) as connection:
        build_schema(connection, "memory")
        rows = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'kept'"
        ).fetchall()
    return {(str(table), str(column)): str(kind) for table, column, kind in rows}


def migrate(connection: Connection, catalog: str) -> None:
    """Bring the attached store ``catalog`` to the tables of this version.

    It is done within the running transaction: the store then holds the old tables or the new ones.
    """
    meta = f"{_named(catalog)}.meta"
    rows = connection.execute(f"select value from {meta} where name = 'schema_version'").fetchall()  # noqa: S608
    version = int(rows[0][0]) if rows else 0
    if version < SCHEMA_VERSION:
        before = sums_of(connection, catalog) if version >= SUMMED_SINCE else None
        upgrades = sorted((FOLDER / "upgrades").iterdir(), key=lambda file: file.name)
        _execute([file for file in upgrades if version < int(file.name[:3])], connection, catalog)
        connection.execute(
            f"update {meta} set value = $version where name = 'schema_version'",  # noqa: S608 - our own alias
            {"version": str(SCHEMA_VERSION)},
        )
        if before is None:
            connection.execute(f"delete from {_named(catalog)}.sums")  # noqa: S608 - our own alias
        add(connection, catalog, before or {}, sums_of(connection, catalog), has_none=before is None)


def migrate_file(path: Path, *, wait: float) -> None:
    """Bring the store at ``path`` to the tables of this version.

    Raises:
        StoreBusy: another process holds it for longer than ``wait`` seconds.
        StoreError: it may not be written (``store_too_old`` says what to do).
    """

    def opened() -> Connection:
        connection = connect(paths=files_of(path))
        try:
            attach(connection, OLDER, path)
        except BaseException:
            connection.close()
            raise
        return connection

    try:
        with contextlib.closing(waiting(opened, path=path, seconds=wait)) as connection:
            connection.execute("begin")
            migrate(connection, OLDER)
            with summed(connection, OLDER, ["meta"]):
                number = count_change(connection, OLDER)
            commit(connection, OLDER, path, number)
    except (duckdb.BinderException, duckdb.CatalogException) as problem:
        raise StoreError("store_altered", where=str(path), what=str(problem).splitlines()[0]) from problem
    except duckdb.Error as problem:
        raise _too_old(translated(problem, path), path) from problem
    except StoreError as problem:
        raise _too_old(problem, path) from problem


def check_version(connection: Connection, catalog: str, path: Path) -> bool:
    """Whether ``catalog`` has the tables of this version; ``False`` when it is older and has to be brought up.

    Raises ``StoreError`` unless it is a whole store of this version or an older one, keyed by this engine's digest.
    """
    try:
        meta = dict(connection.execute(f"select name, value from {_named(catalog)}.meta").fetchall())  # noqa: S608
        (digest,) = connection.execute("select hash('crmkit')::varchar").fetchone() or ("",)
    except (duckdb.CatalogException, duckdb.BinderException):
        raise StoreError("store_foreign", where=str(path)) from None
    except duckdb.Error as problem:
        raise translated(problem, path) from problem
    written = meta.get("schema_version", "0")
    if not (written.isascii() and written.isdecimal()):
        raise StoreError("store_altered", where=str(path), what="meta.schema_version")
    if not DAY.fullmatch(meta.get("pruned_before", "2000-01-01")):
        raise StoreError("store_altered", where=str(path), what="meta.pruned_before")
    version = int(written)
    if version > SCHEMA_VERSION:
        raise StoreError("store_too_new", where=str(path))
    if meta.get("nick_digest") != digest:
        raise StoreError("store_other_engine", where=str(path))
    if version < SCHEMA_VERSION:
        return False
    require_shape(connection, catalog, path)
    return True


def _named(catalog: str) -> str:
    """The schema of a store's tables; ``catalog`` is one of our own aliases."""
    return f'"{catalog}".kept' if catalog else "kept"


def _too_old(problem: StoreError, path: Path) -> StoreError:
    return StoreError("store_too_old", where=str(path)) if problem.code == "store_unwritable" else problem


def _execute(written: Iterable[Traversable], connection: Connection, catalog: str) -> None:
    """Execute files that name no schema; the current one is put back to where it was."""
    ((database, schema),) = connection.execute("select current_database(), current_schema()").fetchall()
    connection.execute(f"use {_named(catalog)}")
    for file in written:
        for statement in statements(file):
            execute(connection, statement.text)
    before = ".".join('"' + name.replace('"', '""') + '"' for name in (database, schema))
    connection.execute(f"use {before}")
