"""F2 and F4: the answer of one of the statements beside this file on the table of a store.

``python -m benchmarks.floors.ask_store QUESTION STORE`` (``trend``: ``trend.sql``); prints JSON: ``as_of``, ``cells``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

REACH = """
select max(greatest(created_at, paid_at))::date as as_of, min(created_at)::date as data_from,
    count(*) filter (net > 0) as purchases, count(*) filter (net > 0 and customer_key is null) as unidentified
from kept.orders
"""


def main() -> None:
    """Ask and print."""
    question, store = sys.argv[1:3]
    statement = Path(__file__).with_name(f"{question}.sql").read_text(encoding="utf-8")
    with duckdb.connect(store, read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set preserve_insertion_order = false")
        as_of, *reach = connection.execute(REACH).fetchall()[0]
        values = {"as_of": as_of} if "$as_of" in statement else {}
        cells = connection.execute(statement, values).fetchall()
    print(json.dumps({"as_of": str(as_of), "reach": [str(value) for value in reach], "cells": cells}))


if __name__ == "__main__":
    main()
