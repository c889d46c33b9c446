"""A look into the file of a store that changes nothing, waits for nobody and brings no older store up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from crmkit.errors import StoreError
from crmkit.store.connect import Connection, connect, waiting
from crmkit.store.migrate import SCHEMA_VERSION, check_version
from crmkit.store.sql import statements
from crmkit.store.trouble.engine import translated

SQL = files("crmkit.store") / "glance.sql"
LISTS = {
    "shops": "select distinct shop from kept.shops where shop <> '' order by shop",
    "platforms": "select distinct platform from kept.shops where platform is not null order by platform",
    "snapshots": "select name from kept.snapshots order by as_of, name",
    "audiences": "select name from kept.audiences order by as_of, name",
}
"""Short lists of names that are no person's."""
MEMORY = "128MB"


@dataclass(frozen=True, slots=True)
class Glance:
    """Whether the tables are of this version, what they hold, and the digest of the keys that belong to them."""

    version: int
    is_current: bool
    key_check: str | None
    files: int
    orders: int
    loaded_at: datetime | None
    newest_on: date | None


def glance(path: Path) -> Glance:
    """What the store at ``path`` holds.

    Raises:
        StoreBusy, StoreError: it cannot be looked into now, or at all.
    """
    with _opened(path) as connection:
        is_current = check_version(connection, "", path)
        try:
            named = dict(connection.execute("select name, value from kept.meta").fetchall())
            (statement,) = statements(SQL)
            (found,) = connection.execute(statement.text).fetchall()
        except duckdb.Error as problem:
            raise translated(problem, path) from problem
    version = int(named.get("schema_version", SCHEMA_VERSION))
    return Glance(version, is_current, named.get("key_check"), *found)


def names_in(path: Path, kind: str) -> Sequence[str]:
    """The names of one of ``LISTS`` in the store at ``path``; none when it cannot be looked into."""
    with contextlib.suppress(duckdb.Error, StoreError, OSError), _opened(path) as connection:
        return [str(name) for (name,) in connection.execute(LISTS[kind]).fetchall()]
    return []


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    def opened() -> Connection:
        return connect(str(path), read_only=True, memory=MEMORY)

    with contextlib.closing(waiting(opened, path=path, seconds=0)) as connection:
        yield connection
