"""One demo shop for all tests of this folder, read back with nothing but csv, openpyxl and Decimal."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crmkit.demo import ShopSummary, write_shop

Rows = list[dict[str, str]]


def read_csv(path: Path) -> Rows:
    with path.open(encoding="gb18030", newline="") as stream:
        return list(csv.DictReader(stream))


def read_xlsx(path: Path) -> Rows:
    book = openpyxl.load_workbook(path, read_only=True)
    header, *lines = book.worksheets[0].iter_rows(values_only=True)
    return [
        {str(name): "" if cell is None else str(cell) for name, cell in zip(header, line, strict=True)}
        for line in lines
    ]


def order_id(row: dict[str, str]) -> str:
    return row["订单编号"].removeprefix('="').removesuffix('"')


def newest(old: Rows, recent: Rows) -> dict[str, dict[str, str]]:
    """Every order once, the later export winning, under the column names of the old layout."""
    orders = {order_id(row): row for row in old}
    for row in recent:
        old_names = {
            "买家会员名": row["买家会员昵称"],
            "买家实际支付金额": row["买家实付金额"],
            "订单付款时间 ": row["订单付款时间"],
        }
        orders[order_id(row)] = row | old_names
    return orders


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopSummary:
    return write_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def table(shop: ShopSummary) -> Callable[[str], Rows]:
    """The rows of a file of the shop, by its name."""
    known: dict[str, Rows] = {}

    def read(name: str) -> Rows:
        if name not in known:
            known[name] = (read_xlsx if name.endswith(".xlsx") else read_csv)(shop.folder / name)
        return known[name]

    return read


@pytest.fixture(scope="session")
def merged(table: Callable[[str], Rows]) -> dict[str, dict[str, str]]:
    return newest(table("orders.csv"), table("orders_recent.xlsx"))
