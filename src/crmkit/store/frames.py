"""Rows as frames: the engine writes a Parquet file in its private folder, Polars reads it, the file is gone.

Decision 0014 says why not more directly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.store.connect import Connection
from crmkit.store.sql import Statement

if TYPE_CHECKING:
    import polars

FOLDER = Statement("select current_setting('temp_directory')", frozenset())


def framed(run: Callable[[Statement], Connection], statement: Statement) -> polars.DataFrame:
    """What ``statement`` selects, in no order; ``run`` asks an engine that has a private folder."""
    import polars as pl

    ((folder,),) = run(FOLDER).fetchall()
    path = Path(folder, "answer.parquet")
    named = str(path).replace("'", "''")
    try:
        run(Statement(f"copy ({statement.text}\n) to '{named}' (format parquet)", statement.parameters))
        return pl.read_parquet(path, memory_map=False)
    finally:
        path.unlink(missing_ok=True)
