"""Which customers a predicate holds for: temporary tables of what is known of them, joined by key and filtered.

The keys are kept as the temporary table ``audience``, which narrows views and tables (``Store.narrowed``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import duckdb

from crmkit.store.connect import Connection
from crmkit.store.predicate import Predicate, columns_of, expression_of

KEY = "customer_key"


@dataclass(frozen=True, slots=True)
class People:
    """What is known of customers in temporary ``tables`` with a row per ``customer_key``.

    The first table has all customers, the others may lack some, of whom their columns are not known. Columns of
    ``untold`` are in no table: not known of anybody. ``translating`` says the engine's complaints in our own words.
    """

    connection: Connection
    tables: Sequence[str]
    untold: Collection[str]
    translating: Callable[[], AbstractContextManager[None]]

    def choose(self, predicate: Predicate) -> int:
        """Keep those that ``predicate`` holds for as ``audience``; how many they are."""
        with self.translating():
            self.connection.execute("create or replace temp table audience (customer_key ubigint)")
            self._matching(predicate).select(duckdb.ColumnExpression(KEY)).insert_into("audience")
            ((customers,),) = self.connection.execute("select count(*) from audience").fetchall()
        return int(customers)

    def count(self, predicate: Predicate) -> int:
        """How many customers ``predicate`` holds for."""
        with self.translating():
            heads = duckdb.FunctionExpression("count", duckdb.ColumnExpression(KEY))
            ((customers,),) = self._matching(predicate).aggregate([heads]).fetchall()
        return int(customers)

    def keep(self, table: str, columns: Mapping[str, str], predicate: Predicate) -> None:
        """Keep text ``columns`` (by new names, words of our own) of those that ``predicate`` holds for as ``table``."""
        kinds = ", ".join(f'"{name}" varchar' for name in columns)
        told = [duckdb.ColumnExpression(column).alias(name) for name, column in columns.items()]
        with self.translating():
            self.connection.execute(f'create or replace temp table "{table}" ({KEY} ubigint, {kinds})')
            chosen = self._matching(predicate, also=columns.values())
            chosen.select(duckdb.ColumnExpression(KEY), *told).insert_into(table)

    def known(self, columns: Collection[str]) -> Mapping[str, int]:
        """Of how many customers each of ``columns`` is known; 0 of one that no table has."""
        counts = dict.fromkeys(columns, 0)
        for table in self.tables:
            held = self.connection.table(table)
            asked = [column for column in held.columns if column in counts]
            if asked:
                heads = [duckdb.FunctionExpression("count", duckdb.ColumnExpression(column)) for column in asked]
                with self.translating():
                    counts.update(zip(asked, held.aggregate(heads).fetchall()[0], strict=True))
        return counts

    def _matching(self, predicate: Predicate, also: Collection[str] = ()) -> duckdb.DuckDBPyRelation:
        """The key and the columns of ``predicate`` and ``also``, each from the first table with it, where it holds."""
        wanted = {*columns_of(predicate), *also}
        joined: duckdb.DuckDBPyRelation | None = None
        for table in self.tables:
            held = self.connection.table(table)
            own = [column for column in held.columns if column in wanted]
            wanted.difference_update(own)
            if joined is None:
                joined = held.select(KEY, *own)
            elif own:
                joined = joined.join(held.select(KEY, *own), KEY, how="left")
        if joined is None:
            raise ValueError("no table to look customers up in")
        return joined.filter(expression_of(predicate, self.untold))
