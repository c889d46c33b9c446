"""Real public exports, when they are at hand, against totals from a plain csv + Decimal reading."""

from __future__ import annotations

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.load_case import ask, codes, fresh, keep, kept, records

NAMED = os.environ.get("CRMKIT_SHARED_DATA")
DATA = Path(NAMED) if NAMED else Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no shared data at {DATA} (set CRMKIT_SHARED_DATA)")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{name.strip(): cell for name, cell in each.items()} for each in csv.DictReader(stream)]


@pytest.mark.parametrize("name", ["tmall_order_report.csv", "tmall_order_report_excel_resaved.csv"])
def test_tmall_orders(tmp_path, name):
    path = DATA / "tmall-order-report" / name
    rows = rows_of(path)
    store = fresh(tmp_path)
    result = keep(store, path)
    (line,) = records(result)
    assert (line["lines"], line["loaded_lines"], line["rejected_lines"]) == (len(rows) + 1, len(rows), 0)
    assert {"basis_net", "no_buyers"} <= codes(result)
    orders = {order["id"]: order for order in kept(store)}
    assert len(orders) == len(rows) == 28_010
    for each in rows:
        order = orders[each["订单编号"]]
        money = tuple(Decimal(each[column]) for column in ("买家实际支付金额", "退款金额", "总金额"))
        assert (order["net"], order["refund"], order["due"]) == money
        assert (order["paid_at"] is None) == (not each["订单付款时间"].strip())
    (file,) = ask(store, "files.sql")
    assert file["net_total"] == sum(Decimal(each["买家实际支付金额"]) for each in rows)
    provinces = Counter(order["province"] for order in orders.values())
    assert provinces.keys() - {None} <= {each["收货地址"][:2] for each in rows} | {"内蒙古", "黑龙江"}
    assert provinces[None] <= 5


def test_the_resaved_file_adds_nothing_but_lost_seconds(tmp_path):
    folder = DATA / "tmall-order-report"
    store = fresh(tmp_path)
    keep(store, folder / "tmall_order_report.csv")
    before = kept(store)
    (line,) = records(keep(store, folder / "tmall_order_report_excel_resaved.csv"))
    assert (line["loaded_lines"], line["rejected_lines"]) == (0, 0)
    assert kept(store) == before


def test_toy_items(tmp_path):
    path = DATA / "taobao-toy-items-2017" / "Items_orders.csv"
    rows = rows_of(path)
    store = fresh(tmp_path)
    result = keep(store, path)
    (line,) = records(result)
    assert line["contents"] == "items"
    assert line["rejected_lines"] == 0
    assert line["loaded_lines"] + line["unchanged_lines"] == len(rows) == 21_897
    lines = ask(store, "lines.sql")
    assert len(lines) == len(rows)
    assert sum(each["quantity"] for each in lines) == sum(int(each["购买数量"]) for each in rows)
    listed = sum(each["list_price"] * each["quantity"] for each in lines)
    assert listed == sum(Decimal(each["价格"]) * int(each["购买数量"]) for each in rows)
    closed = sum(each["订单状态"] == "交易关闭" for each in rows)
    assert sum(each["status"] in (5, 6) for each in lines) == closed
    assert {each["marks"] for each in lines if each["order_text"] is None and each["order_key"] >= 10**15} == {1}
    assert "ids_unjoined" in codes(result)
