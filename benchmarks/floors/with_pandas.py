"""P: ``segment FILE`` as it is done in a notebook, with pandas' own reader and only the columns it takes.

``python -m benchmarks.floors.with_pandas FILE``; prints JSON like ``ask_store``.
"""

from __future__ import annotations

import json
import sys

import pandas as pd

COLUMNS = {
    "订单编号": "order_id",
    "买家会员名": "buyer",
    "买家实际支付金额": "paid",
    "订单状态": "status",
    "订单创建时间": "created_at",
    "订单付款时间 ": "paid_at",
    "宝贝总数量": "quantity",
    "退款金额": "refund",
}
CLOSED = ("等待买家付款", "交易关闭")


def quintile(values: pd.Series) -> pd.Series:
    """1 plus a fifth for every fifth of the customers that has less; equal values score alike."""
    below = values.rank(method="min").astype("int64") - 1
    return 1 + 5 * below // len(values)


def main() -> None:
    """Read, clean, score, group, print."""
    orders = pd.read_csv(sys.argv[1], usecols=list(COLUMNS), dtype="str").rename(columns=COLUMNS)
    orders["order_id"] = orders["order_id"].str.removeprefix('="').str.removesuffix('"')
    orders["fen"] = (orders["paid"].astype("float64") * 100).round().astype("int64")
    for column in ("created_at", "paid_at"):
        orders[column] = pd.to_datetime(orders[column], format="%Y-%m-%d %H:%M:%S")
    as_of = orders[["created_at", "paid_at"]].max().max().normalize()
    orders = orders.drop_duplicates("order_id")
    orders = orders[~orders["status"].isin(CLOSED) & (orders["fen"] > 0)]
    orders["day"] = orders["paid_at"].fillna(orders["created_at"]).dt.normalize()
    buyers = orders.groupby("buyer").agg(last=("day", "max"), days=("day", "nunique"), fen=("fen", "sum"))
    buyers["recency"] = (as_of - buyers["last"]).dt.days
    buyers["r"], buyers["f"] = quintile(-buyers["recency"]), quintile(buyers["days"])
    cells = buyers.groupby(["r", "f"], as_index=False).agg(
        customers=("fen", "size"), fen=("fen", "sum"), recency=("recency", "sum"), days=("days", "sum")
    )
    rows = [
        [int(r), int(f), int(count), f"{int(fen) // 100}.{int(fen) % 100:02}", int(recency), int(days)]
        for r, f, count, fen, recency, days in cells.itertuples(index=False)
    ]
    print(json.dumps({"as_of": str(as_of.date()), "cells": rows}))


if __name__ == "__main__":
    main()
