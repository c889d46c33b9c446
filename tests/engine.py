"""One engine for the small stores in memory of a test process: a new engine takes longer than most stores made on it.

Each store is a catalog of its own, made from an empty one. The engine has one thread, as for any store this small.
"""

from __future__ import annotations

import tempfile
import weakref
from functools import cache
from itertools import count
from pathlib import Path

from crmkit.store.connect import Connection, connect
from crmkit.store.migrate import build_schema
from crmkit.store.store import Store

NUMBERS = count()


@cache
def spill() -> tempfile.TemporaryDirectory[str]:
    """Where the engine may put what does not fit into memory, and answers of many columns."""
    return tempfile.TemporaryDirectory()


@cache
def engine() -> Connection:
    """The engine, with the tables of an empty store."""
    opened = connect(size=0, spill=Path(spill().name))
    opened.execute("attach ':memory:' as nothing")
    build_schema(opened, "nothing")
    return opened


def empty_connection() -> Connection:
    """A connection whose temporary tables and views are its own, without a store's tables."""
    return engine().cursor()


def empty_store() -> Connection:
    """A connection to a catalog that holds the tables of an empty store."""
    connection, name = engine().cursor(), f"store_{next(NUMBERS)}"
    connection.execute(f"attach ':memory:' as {name}")
    connection.execute(f"copy from database nothing to {name}")
    connection.execute(f"use {name}")
    return connection


def let_go(store: Store) -> Store:
    """The ``store``, whose catalog goes with it, or as soon as it is closed."""
    connection = store._connection
    ((name,),) = connection.execute("select current_database()").fetchall()
    leaving = weakref.finalize(store, _leave, connection, name)
    leaving.atexit = False
    store._resources.callback(leaving)
    return store


def _leave(connection: Connection, name: str) -> None:
    connection.close()
    for catalog in ("seen_shops", name):  # the first, where a store was left while it showed some of its shops
        engine().execute(f"detach database if exists {catalog}")
