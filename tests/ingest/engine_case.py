"""The engine as it reads cells, without files: the macros of a load over one connection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb

from crmkit.ingest.conventions import Conventions
from crmkit.ingest.typed import SQL
from crmkit.store.sql import statements

USUAL = Conventions()


@cache
def engine(found: Conventions = USUAL) -> duckdb.DuckDBPyConnection:
    """A connection that reads cells by the conventions of one file, as ``typed.lay`` makes it; one for all tests."""
    connection = duckdb.connect()
    for name, value in found.variables().items():
        connection.execute(f"set variable {name} = $value", {"value": value})
    amounts = "amounts_beyond_fen.sql" if found.beyond_fen else "amounts_in_fen.sql"
    for macros in ("cell_words.sql", "times.sql", "order_state.sql", amounts):
        for statement in statements(SQL / macros):
            connection.execute(statement.text)
    return connection


def asked(connection: duckdb.DuckDBPyConnection, expression: str, cells: Sequence[str | None]) -> list[Any]:
    """What an expression over ``cell`` says of each of the cells."""
    table = connection.execute(
        f"select {expression} from (select unnest($cells::varchar[]) as cell, unnest(range(len($cells))) as place) "  # noqa: S608 - expressions of the tests
        "order by place",
        {"cells": list(cells)},
    )
    return [value for (value,) in table.fetchall()]
