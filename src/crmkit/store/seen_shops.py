"""A store seen as if it held some of its shops alone.

A second catalog in memory has the tables' names in its schema ``kept``, as views that leave the other shops out; while
it is the current one every statement of ours means these. A question about all shops never meets any of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import cast

from crmkit.store.connect import Connection
from crmkit.store.sql import statements

SQL = files("crmkit.store") / "shops"
CATALOG = "seen_shops"
NARROWED = (
    *("orders", "order_lines", "refunds", "shops"),
    *(
        "customers",
        "files",
        "customer_facts",
        "findings",
        "rejects",
        "contacts",
        "consents",
    ),  # each after those it reads
)
TABLES = (  # the orders of an answer from one file are a view
    "select table_name from information_schema.tables "
    "where table_catalog = current_database() and table_schema = 'kept'"
)


def keep_to_shops(connection: Connection, keys: Sequence[int]) -> str:
    """See the shops of these ``keys`` alone; the name of the store's own catalog, to come back to."""
    ((own,),) = cast("list[tuple[str]]", connection.execute("select current_database()").fetchall())
    tables = [str(name) for (name,) in connection.execute(TABLES).fetchall()]
    connection.execute("set variable shops = $keys", {"keys": list(keys)})
    connection.execute(f"attach ':memory:' as {CATALOG} (read_write)")
    for schema in ("whole", "kept"):
        connection.execute(f"create schema {CATALOG}.{schema}")
    for table in tables:
        connection.execute(f"create view {CATALOG}.whole.{table} as select * from {_quoted(own)}.kept.{table}")  # noqa: S608
    for table in (*NARROWED, *(table for table in tables if table not in NARROWED)):
        text = f"select * from whole.{table}"  # noqa: S608 - our own names
        if table in NARROWED:
            (statement,) = statements(SQL / f"{table}.sql")
            text = statement.text
        connection.execute(f"create view {CATALOG}.kept.{table} as {text}")
    connection.execute(f"use {CATALOG}")
    return own


def see_all_shops(connection: Connection, own: str) -> None:
    """See every shop of the store again, whose ``own`` catalog is named."""
    connection.execute(f"use {_quoted(own)}")
    connection.execute(f"detach {CATALOG}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
