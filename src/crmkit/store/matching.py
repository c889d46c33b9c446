"""Which customers a predicate holds for: temporary tables of what is known of them, joined by key and filtered.

The keys are kept as the temporary table ``audience``, which narrows views and tables (``Store.narrowed``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb

from crmkit.store.connect import Connection
from crmkit.store.predicate import Predicate, columns_of, expression_of

KEY = "customer_key"
AUDIENCE = "audience"


def keep_matching(
    connection: Connection, tables: Sequence[str], predicate: Predicate, untold: Collection[str] = ()
) -> int:
    """Keep as ``audience`` the customers that ``predicate`` holds for; how many they are.

    ``tables`` are temporary ones with a row per ``customer_key``: the first has all customers, the others may lack
    some, of whom their columns are not known. Columns of ``untold`` are in none of them: not known of anybody.
    """
    connection.execute(f"create or replace temp table {AUDIENCE} (customer_key ubigint)")
    found = _joined(connection, tables, columns_of(predicate)).filter(expression_of(predicate, untold))
    found.select(duckdb.ColumnExpression(KEY)).insert_into(AUDIENCE)
    ((customers,),) = connection.execute(f"select count(*) from {AUDIENCE}").fetchall()  # noqa: S608 - our own word
    return int(customers)


def count_matching(
    connection: Connection, tables: Sequence[str], predicate: Predicate, untold: Collection[str] = ()
) -> int:
    """How many customers ``predicate`` holds for; tables as of ``keep_matching``."""
    found = _joined(connection, tables, columns_of(predicate)).filter(expression_of(predicate, untold))
    ((customers,),) = found.aggregate([duckdb.FunctionExpression("count", duckdb.ColumnExpression(KEY))]).fetchall()
    return int(customers)


def count_known(connection: Connection, tables: Sequence[str], columns: Collection[str]) -> Mapping[str, int]:
    """Of how many customers each of ``columns`` is known; 0 of one that no table has."""
    counts = dict.fromkeys(columns, 0)
    for table in tables:
        held = connection.table(table)
        asked = [column for column in held.columns if column in counts]
        if asked:
            heads = [duckdb.FunctionExpression("count", duckdb.ColumnExpression(column)) for column in asked]
            counts.update(zip(asked, held.aggregate(heads).fetchall()[0], strict=True))
    return counts


def _joined(connection: Connection, tables: Sequence[str], columns: Sequence[str]) -> duckdb.DuckDBPyRelation:
    """The key and ``columns``, each from the first table that has it; customers of the first table."""
    wanted = set(columns)
    joined: duckdb.DuckDBPyRelation | None = None
    for table in tables:
        held = connection.table(table)
        own = [column for column in held.columns if column in wanted]
        wanted.difference_update(own)
        if joined is None:
            joined = held.select(KEY, *own)
        elif own:
            joined = joined.join(held.select(KEY, *own), KEY, how="left")
    if joined is None:
        raise ValueError("no table to look customers up in")
    return joined
