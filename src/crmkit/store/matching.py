"""Which customers a predicate holds for: temporary tables of what is known of them, joined by key and filtered.

The keys are kept as the temporary table ``audience``, which narrows views and tables (``Store.narrowed``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import duckdb

from crmkit.store.connect import Connection
from crmkit.store.predicate import All, Predicate, expression_of, leaves

KEY = "customer_key"


@dataclass(frozen=True, slots=True)
class People:
    """What is known of customers in temporary ``tables`` with a row per ``customer_key``.

    The first table has all customers, the others may lack some, whose columns are then unknown. Columns of
    ``missing`` are in no table: unknown for all. ``translating`` says the engine's complaints in our own words.
    """

    connection: Connection
    tables: Sequence[str]
    missing: Collection[str]
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
            total = duckdb.FunctionExpression("count", duckdb.ColumnExpression(KEY))
            ((customers,),) = self._matching(predicate).aggregate([total]).fetchall()
        return int(customers)

    def keep(self, table: str, columns: Mapping[str, str], predicate: Predicate) -> None:
        """Keep text ``columns`` (by new names, words of our own) of those that ``predicate`` holds for as ``table``."""
        kinds = ", ".join(f'"{name}" varchar' for name in columns)
        renamed = [duckdb.ColumnExpression(column).alias(name) for name, column in columns.items()]
        with self.translating():
            self.connection.execute(f'create or replace temp table "{table}" ({KEY} ubigint, {kinds})')
            chosen = self._matching(predicate, also=columns.values())
            chosen.select(duckdb.ColumnExpression(KEY), *renamed).insert_into(table)

    def table(self, name: str, flags: Mapping[str, Predicate], together: str) -> None:
        """Keep whether each of ``flags`` (words of our own) holds for each customer, null where that is not known.

        The temporary table ``name`` has a column per flag, and in the column ``together`` the flags that hold, in their
        order with commas between them; null where none does.
        """
        tests = [expression_of(predicate, self.missing).alias(flag) for flag, predicate in flags.items()]
        words = [duckdb.CaseExpression(_column(flag), duckdb.ConstantExpression(flag)) for flag in flags]
        text = duckdb.FunctionExpression("concat_ws", duckdb.ConstantExpression(","), *words)
        some = duckdb.FunctionExpression("nullif", text, duckdb.ConstantExpression(""))
        kinds = ", ".join(f'"{flag}" boolean' for flag in flags)
        with self.translating():
            self.connection.execute(
                f'create or replace temp table "{name}" ({KEY} ubigint, {kinds}, "{together}" varchar)'
            )
            everybody = self._matching(All(()), also=_columns(All(tuple(flags.values()))))
            flagged = everybody.select(_column(KEY), *tests)
            flagged.select(_column(KEY), *map(_column, flags), some.alias(together)).insert_into(name)

    def tally(self, flags: Sequence[str], weight: str) -> Sequence[tuple[int, int, int]]:
        """Of each of ``flags``: how many have it and how many have not, and the whole ``weight`` of the former."""
        figures = []
        for flag in flags:
            weighed = duckdb.CaseExpression(_column(flag), _column(weight))
            figures += [
                duckdb.FunctionExpression("count_if", _column(flag)),
                duckdb.FunctionExpression("count_if", ~_column(flag)),
                duckdb.FunctionExpression("sum", weighed),
            ]
        with self.translating():
            (found,) = self._matching(All(()), also=(*flags, weight)).aggregate(figures).fetchall()
        numbers = [int(figure or 0) for figure in found]
        return [(yes, no, whole) for yes, no, whole in zip(*(numbers[start::3] for start in range(3)), strict=True)]

    def known(self, columns: Collection[str]) -> Mapping[str, int]:
        """Of how many customers each of ``columns`` is known; 0 of one that no table has."""
        counts = dict.fromkeys(columns, 0)
        for table in self.tables:
            held = self.connection.table(table)
            asked = [column for column in held.columns if column in counts]
            if asked:
                totals = [duckdb.FunctionExpression("count", duckdb.ColumnExpression(column)) for column in asked]
                with self.translating():
                    counts.update(zip(asked, held.aggregate(totals).fetchall()[0], strict=True))
        return counts

    def values(self, column: str, most: int) -> list[str]:
        """The values of a text ``column`` (a word of our own), those of most customers first, at most so many."""
        for table in self.tables:
            if column in self.connection.table(table).columns:
                counted = f'select "{column}" from {table} where "{column}" is not null'  # noqa: S608 - our own words
                with self.translating():
                    found = self.connection.execute(f"{counted} group by 1 order by count(*) desc, 1 limit {most:d}")
                    return [str(value) for (value,) in found.fetchall()]
        return []

    def _matching(self, predicate: Predicate, also: Collection[str] = ()) -> duckdb.DuckDBPyRelation:
        """The key and the columns of ``predicate`` and ``also``, each from the first table with it, where it holds."""
        wanted = {*_columns(predicate), *also}
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
        return joined.filter(expression_of(predicate, self.missing))


def _columns(predicate: Predicate) -> set[str]:
    return {leaf.column for leaf in leaves(predicate)}


def _column(name: str) -> duckdb.Expression:
    return duckdb.ColumnExpression(name)
