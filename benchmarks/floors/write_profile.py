"""F3: everything known of every customer by hand-written SQL on the tables of a store, written as Parquet by DuckDB.

``python -m benchmarks.floors.write_profile STORE WORDS TARGET``; ``WORDS`` is what ``name_goods`` wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def main() -> None:
    """Ask and write."""
    store, words, target = sys.argv[1:4]
    text = Path(__file__).with_name("profile.sql").read_text(encoding="utf-8")
    with duckdb.connect(store, read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set preserve_insertion_order = false")
        connection.execute("create temp table words as from read_parquet($words)", {"words": words})
        for statement in text.split(";\n"):
            connection.execute(statement, {"target": target} if "$target" in statement else None)


if __name__ == "__main__":
    main()
