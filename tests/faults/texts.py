"""Every text that a store keeps, read from its tables: compression hides it from a search of the bytes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path


def texts_kept(store: Path) -> str:
    """In a process of its own."""
    from crmkit.store.connect import connect

    texts = []
    with closing(connect(str(store), read_only=True)) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns where data_type = 'VARCHAR'"
        ).fetchall()
        for schema, table, column in columns:
            texts += connection.execute(f'select distinct "{column}" from "{schema}"."{table}"').fetchall()  # noqa: S608
    return repr(texts)
