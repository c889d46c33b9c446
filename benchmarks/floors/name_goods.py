"""The word for the kind of goods of every title in a store, found by the product and given to its floor.

``python -m benchmarks.floors.name_goods STORE TARGET``; writes a Parquet file of ``title`` and ``word``. How words are
found is no work of SQL and is not compared: a floor joins what comes out.
"""

from __future__ import annotations

import sys

import duckdb
import polars as pl

from crmkit.customers.traits.category_words import category_words

TITLES = "select distinct title from kept.orders where title is not null and net > 0 and customer_key is not null"


def main() -> None:
    """Find the words and write them."""
    store, target = sys.argv[1:3]
    with duckdb.connect(store, read_only=True) as connection:
        titles = [title for (title,) in connection.execute(TITLES).fetchall()]
    pl.DataFrame({"title": titles, "word": category_words(titles)}).write_parquet(target)


if __name__ == "__main__":
    main()
