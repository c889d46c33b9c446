"""Logs of item lines of any size for measuring: several rows per order number, a price and a quantity in each.

As in ``generate`` every row is a function of its arguments alone, so the true totals are known without reading the
file. Run by ``place``: ``python -m benchmarks.item_log FILE --orders N --customers C``; the note beside the file, with
what it must come to, is written last, so that a file with a note is whole.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from crmkit.demo.words import words

HEADER = ("order", "buyer", "time", "sku", "title", "quantity", "unit_price")
MAPPING = "order_id=order,buyer=buyer,ordered_at=time,sku=sku,title=title,quantity=quantity,unit_price=unit_price"
PACE = 15
"""Seconds from one order to the next: 4,000,000 orders are 694 days."""


@dataclass(frozen=True, slots=True)
class LogTotals:
    """What an answer over the log must come to."""

    rows: int
    orders: int
    customers: int
    net: Decimal


def write_item_log(path: Path, *, orders: int, customers: int, seed: int = 7) -> LogTotals:
    """Write the lines of ``orders`` orders to ``path``, 2.5 an order; give their true totals.

    Args:
        path: the CSV file, replaced if there.
        orders: how many orders; a multiple of four has 2.5 lines an order to the row.
        customers: at most so many different buyers, under 8 million.
        seed: another seed, other orders.
    """
    with duckdb.connect(config={"autoinstall_known_extensions": "false", "memory_limit": "2GB"}) as connection:
        connection.execute("set enable_progress_bar = false")
        known = words()
        settings: dict[str, object] = {
            "orders": orders,
            "customers": customers,
            "seed": seed,
            "pace": PACE,
            "nicks": [*known.nick_words, *known.nick_latin],
            "titles": [product.title for product in known.products[:-1]],
        }
        for name, value in settings.items():
            connection.execute(f"set variable {name} = $value", {"value": value})
        lines = Path(__file__).with_name("item_lines.sql").read_text(encoding="utf-8")
        connection.execute(f"create temp view benchmark_item_lines as {lines}")
        columns = "(500000000 + n)::varchar, nick, ordered_at::varchar, sku, title, quantity::varchar"
        price = "(price::decimal(12, 0) * 0.01::decimal(3, 2))::varchar"
        target = str(path).replace("'", "''")
        # No cell needs quotes; a separator that never occurs keeps DuckDB from adding any.
        connection.execute(
            f"copy (select '{','.join(HEADER)}' as line union all "
            f"select concat_ws(',', {columns}, {price}) from benchmark_item_lines) to '{target}' "
            "(format csv, header false, quote '', delimiter e'\\x01')"
        )
        row = connection.execute(
            "select count(*), count(distinct n), count(distinct customer), sum(quantity * price) "
            "from benchmark_item_lines"
        ).fetchone()
    assert row is not None
    rows, count, buyers, fen = (int(value) for value in row)
    return LogTotals(rows, count, buyers, Decimal(fen).scaleb(-2))


def main() -> None:
    """Write the log and its note."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--orders", type=int, required=True)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--stamp", default="", help="what the file was made by")
    given = parser.parse_args()
    totals = write_item_log(given.path, orders=given.orders, customers=given.customers)
    note = {"stamp": given.stamp, "size": given.path.stat().st_size, "totals": asdict(totals)}
    given.path.with_suffix(".json").write_text(json.dumps(note, default=str), encoding="utf-8")


if __name__ == "__main__":
    main()
