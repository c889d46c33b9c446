"""P and Pn: ``segment FILE`` as it is done in a notebook, with pandas' own reader.

``python -m benchmarks.floors.with_pandas needed|narrow FILE``: reads and types the columns of F1 (a kindness: by
default pandas reads them all) or the eight of F1n. Prints JSON like ``ask_store``.
"""

from __future__ import annotations

import json
import sys

import pandas as pd

NARROW = {
    "订单编号": "order_id",
    "买家会员名": "buyer",
    "买家实际支付金额": "paid",
    "订单状态": "status",
    "订单创建时间": "created_at",
    "订单付款时间 ": "paid_at",
    "宝贝总数量": "quantity",
    "退款金额": "refund",
}
NEEDED = NARROW | {
    "收货人姓名": "receiver",
    "收货地址 ": "address",
    "联系手机": "mobile",
    "总金额": "due",
    "买家应付货款": "goods_due",
    "宝贝标题 ": "title",
    "宝贝种类 ": "item_kinds",
    "是否手机订单": "channel",
}
MONEY = ("due", "goods_due", "paid", "refund")
TIMES = ("created_at", "paid_at")
COUNTS = ("item_kinds", "quantity")
CLOSED = ("等待买家付款", "交易关闭")


def quintile(values: pd.Series) -> pd.Series:
    """1 plus a fifth for every fifth of the customers that has less; equal values score alike."""
    below = values.rank(method="min").astype("int64") - 1
    return 1 + 5 * below // len(values)


def main() -> None:
    """Read, clean, score, group, print."""
    columns = {"needed": NEEDED, "narrow": NARROW}[sys.argv[1]]
    orders = pd.read_csv(sys.argv[2], usecols=list(columns), dtype="str").rename(columns=columns)
    orders["order_id"] = orders["order_id"].str.removeprefix('="').str.removesuffix('"')
    for column in orders.columns.intersection(MONEY):
        orders[column] = (orders[column].astype("float64") * 100).round().astype("int64")
    for column in orders.columns.intersection(COUNTS):
        orders[column] = orders[column].astype("int32")
    for column in TIMES:
        orders[column] = pd.to_datetime(orders[column], format="%Y-%m-%d %H:%M:%S")
    as_of = orders[["created_at", "paid_at"]].max().max().normalize()
    orders = orders.drop_duplicates("order_id")
    orders = orders[~orders["status"].isin(CLOSED) & (orders["paid"] > 0)]
    orders["day"] = orders["paid_at"].fillna(orders["created_at"]).dt.normalize()
    buyers = orders.groupby("buyer").agg(last=("day", "max"), days=("day", "nunique"), fen=("paid", "sum"))
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
