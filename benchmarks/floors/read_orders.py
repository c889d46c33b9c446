"""F1, F1l, F1n, F1g: an export into a table of a new database file, one statement, nothing checked.

``python -m benchmarks.floors.read_orders needed|kept|narrow|item_lines FILE DATABASE [--through UTF8FILE]``. With
``--through`` the file is GB18030 and goes through a temporary UTF-8 file first. Prints the number of rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb


def main() -> None:
    """Read the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("columns", choices=("needed", "kept", "narrow", "item_lines"))
    parser.add_argument("file", type=Path)
    parser.add_argument("database", type=Path)
    parser.add_argument("--through", type=Path)
    given = parser.parse_args()
    source = given.file
    if given.through:
        from benchmarks.floors.recode import recode

        recode(source, given.through)
        source = given.through
    statement = Path(__file__).with_name(f"{given.columns}.sql").read_text(encoding="utf-8")
    with duckdb.connect(given.database) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set preserve_insertion_order = false")  # a sixth faster, and the order means nothing
        print(connection.execute(statement, {"file": str(source)}).fetchall()[0][0])
    if given.through:
        given.through.unlink()


if __name__ == "__main__":
    main()
