"""The measuring log of item lines comes to its stated totals, has 2.5 lines an order, and articles bought twice."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

from benchmarks.item_log import HEADER, MAPPING, LogTotals, write_item_log


def test_totals_are_those_of_the_file(tmp_path):
    path = tmp_path / "it's 订单.csv"
    totals = write_item_log(path, orders=8_000, customers=900)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == HEADER
    assert {pair.partition("=")[2] for pair in MAPPING.split(",")} == set(HEADER)
    assert totals == LogTotals(
        rows=len(rows),
        orders=len({row["order"] for row in rows}),
        customers=len({row["buyer"] for row in rows}),
        net=sum(int(row["quantity"]) * Decimal(row["unit_price"]) for row in rows),
    )
    assert (totals.orders, totals.rows) == (8_000, 20_000)
    bought = Counter((row["order"], row["sku"]) for row in rows)
    assert 100 < sum(times > 1 for times in bought.values()) < 200
    one_of_all = {(row["order"], row["buyer"], row["time"]) for row in rows}
    assert len(one_of_all) == 8_000


def test_same_arguments_same_bytes(tmp_path):
    for name, seed in (("1.csv", 7), ("2.csv", 7), ("3.csv", 8)):
        write_item_log(tmp_path / name, orders=400, customers=50, seed=seed)
    one, two, other = (tmp_path.joinpath(name).read_bytes() for name in ("1.csv", "2.csv", "3.csv"))
    assert one == two != other
