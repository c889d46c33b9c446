"""Tables copied out of a store into a database of their own: who asks that one cannot reach the store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from crmkit.store.connect import Connection
from crmkit.store.frames import FOLDER
from crmkit.store.sql import Statement, statements


def copy_tables(run: Callable[[Statement], Connection], path: Path, tables: Mapping[str, Traversable]) -> None:
    """Keep what each file of ``tables`` selects as a table of that name (a word of ours) in a new database at ``path``.

    ``run`` asks an engine that has a private folder: it writes there, and the finished file is moved out of its reach.
    """
    ((folder,),) = run(FOLDER).fetchall()
    made = Path(folder, "copied.duckdb")
    named = str(made).replace("'", "''")
    run(Statement(f"attach '{named}' as copied", frozenset()))
    try:
        for name, file in tables.items():
            (statement,) = statements(file)
            run(Statement(f'create table copied.main."{name}" as {statement.text}', statement.parameters))
    finally:
        run(Statement("detach copied", frozenset()))
    shutil.move(made, path)
