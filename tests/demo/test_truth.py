"""Every figure of the shop adds up to the fen, and the summary is true of the files."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.demo import OrderTotals, ShopSummary, write_shop

from .conftest import Rows, newest, order_id, read_csv, read_xlsx

CLOSED = "交易关闭"


def fen(text: str) -> int:
    yuan = Decimal(text)
    assert yuan == round(yuan, 2) and yuan >= 0
    return int(yuan * 100)


def counted(rows: Iterable[dict[str, str]]) -> OrderTotals:
    """The totals of orders in either layout, by plain reading."""
    rows = list(rows)
    nicks: set[str] = set()
    phones: set[str] = set()
    unidentified = paid = purchases = net = refund = 0
    for row in rows:
        nick = row.get("买家会员名", row.get("买家会员昵称", ""))
        phone = row["联系手机"].removeprefix("'")
        kept = fen(row.get("买家实际支付金额", row.get("买家实付金额", "")))
        paid += bool(row.get("订单付款时间 ", row.get("订单付款时间")))
        purchases += kept > 0 and row["订单状态"] != CLOSED
        net += kept
        refund += fen(row["退款金额"])
        if nick and "*" not in nick:
            nicks.add(nick)
        elif not nick and "*" not in phone:
            phones.add(phone)
        else:
            unidentified += 1
    return OrderTotals(len(rows), paid, purchases, net, refund, len(nicks), len(phones), unidentified)


def check_money(rows: Rows, paid_column: str, time_column: str) -> None:
    for row in rows:
        due, kept, refund = fen(row["总金额"]), fen(row[paid_column]), fen(row["退款金额"])
        assert fen(row["买家应付货款"]) + fen(row["买家应付邮费"]) == due
        if row[time_column]:
            assert row[time_column] >= row["订单创建时间"]
            assert kept + refund == due
        else:
            assert kept == refund == 0
            assert row["订单状态"] in ("等待买家付款", CLOSED)
        if row["订单状态"] == CLOSED:
            assert kept == 0
            assert row["订单关闭原因"] == ("退款" if row[time_column] else "买家未付款")
        else:
            assert row["订单关闭原因"] == "订单未关闭"


def test_orders_add_up_to_the_fen_in_both_layouts(table: Callable[[str], Rows]) -> None:
    check_money(table("orders.csv"), "买家实际支付金额", "订单付款时间 ")
    check_money(table("orders_recent.xlsx"), "买家实付金额", "订单付款时间")


def test_summary_equals_a_plain_reading(
    shop: ShopSummary, table: Callable[[str], Rows], merged: dict[str, dict[str, str]]
) -> None:
    assert shop.old == counted(table("orders.csv"))
    assert shop.recent == counted(table("orders_recent.xlsx"))
    assert shop.merged == counted(merged.values())
    assert {file.path.name: file.rows for file in shop.files} == {
        path.name: len(table(path.name)) for path in shop.folder.iterdir()
    }


@examples(20)
@given(
    customers=st.integers(1, 60),
    months=st.integers(1, 30),
    seed=st.integers(0, 2**63 - 1),
    until=st.dates(date(2010, 1, 1), date(2100, 12, 31)),
)
def test_any_shop_adds_up(customers: int, months: int, seed: int, until: date) -> None:
    with tempfile.TemporaryDirectory() as name:
        shop = write_shop(Path(name), customers=customers, months=months, seed=seed, until=until)
        old, recent = read_csv(shop.folder / "orders.csv"), read_xlsx(shop.folder / "orders_recent.xlsx")
        items = read_csv(shop.folder / "items.csv")
    check_money(old, "买家实际支付金额", "订单付款时间 ")
    check_money(recent, "买家实付金额", "订单付款时间")
    both = newest(old, recent)
    assert (shop.old, shop.recent, shop.merged) == (counted(old), counted(recent), counted(both.values()))
    assert shop.overlap == len(old) + len(recent) - len(both)
    assert {row["订单编号"] for row in items} == set(both)
    # A receipt cannot be later than the day of the export.
    assert all(
        row["订单创建时间"][:10] <= str(until) and row["订单付款时间 "][:10] <= str(until) for row in both.values()
    )


def test_lines_of_an_order_match_it(table: Callable[[str], Rows], merged: dict[str, dict[str, str]]) -> None:
    lines: dict[str, Rows] = defaultdict(list)
    for line in table("items.csv"):
        lines[line["订单编号"]].append(line)
    assert set(lines) == set(merged)
    returned = 0
    for number, order in merged.items():
        mine = lines[number]
        listed = sum(fen(line["价格"]) * int(line["购买数量"]) for line in mine)
        assert listed >= fen(order["买家应付货款"]) >= listed // 2
        assert sum(int(line["购买数量"]) for line in mine) == int(order["宝贝总数量"])
        assert "，".join(line["标题"] for line in mine) == order.get("宝贝标题 ", order.get("商品标题"))
        back = [line for line in mine if line["订单状态"] != order["订单状态"]]
        for line in back:
            assert (order["订单状态"], line["订单状态"]) == ("交易成功", CLOSED)
            # What came back is paid back at its share of the discounted goods.
            value = fen(line["价格"]) * int(line["购买数量"])
            assert fen(order["退款金额"]) == fen(order["买家应付货款"]) * value // listed
        assert len(back) <= 1 < len(mine) or not back
        returned += len(back)
    assert returned, "no order with a returned line"


def test_granted_refunds_are_the_refunds_of_the_orders(
    table: Callable[[str], Rows], merged: dict[str, dict[str, str]]
) -> None:
    granted: dict[str, int] = defaultdict(int)
    for row in table("refunds.csv"):
        if row["退款状态"] == "退款成功":
            granted[order_id(row)] += fen(row["买家退款金额"])
            assert row["退款完结时间"] >= row["退款的申请时间"] >= row["订单付款时间"]
    assert granted == {number: fen(row["退款金额"]) for number, row in merged.items() if fen(row["退款金额"])}
    assert {row["退款状态"] for row in table("refunds.csv")} == {
        "退款成功",
        "退款关闭",
        "买家已经申请退款，等待卖家同意",
    }
    assert {row["部分退款/全部退款"] for row in table("refunds.csv")} == {"部分退款", "全部退款"}


def test_customer_table_is_what_the_orders_say(table: Callable[[str], Rows], merged: dict[str, dict[str, str]]) -> None:
    trade: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in merged.values():
        nick, kept = row["买家会员名"], fen(row["买家实际支付金额"])
        if nick and "*" not in nick and kept:
            trade[nick].append((row["订单付款时间 "], kept))
    shown = {
        row["会员名"]: (row["首次交易时间"], row["最后交易时间"], fen(row["交易额"]), int(row["笔数"]))
        for row in table("customers.csv")
    }
    assert shown == {
        nick: (min(bought)[0], max(bought)[0], sum(kept for _, kept in bought), len(bought))
        for nick, bought in trade.items()
    }


RANK = ("等待买家付款", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功", CLOSED)


def test_overlapping_orders_only_move_forward(shop: ShopSummary, table: Callable[[str], Rows]) -> None:
    old = {order_id(row): row for row in table("orders.csv")}
    both = [(old[row["订单编号"]], row) for row in table("orders_recent.xlsx") if row["订单编号"] in old]
    assert len(both) == shop.overlap > 100
    moved = [(was["订单状态"], now["订单状态"]) for was, now in both if was["订单状态"] != now["订单状态"]]
    assert all(RANK.index(was) < RANK.index(now) for was, now in moved)
    assert ("卖家已发货，等待买家确认", "交易成功") in moved
    refunded_later = 0
    for was, now in both:
        for column in ("总金额", "订单创建时间"):
            assert fen(was[column]) == fen(now[column]) if column == "总金额" else was[column] == now[column]
        assert fen(now["退款金额"]) >= fen(was["退款金额"])
        refunded_later += fen(now["退款金额"]) > fen(was["退款金额"])
        assert was["买家会员名"] == now["买家会员昵称"]
    assert refunded_later


@pytest.mark.parametrize(("run", "most_recent"), [(97, 20_000), (50_000, 80), (97, 80)])
def test_neither_runs_nor_the_cap_of_the_workbook_lose_an_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: int, most_recent: int
) -> None:
    monkeypatch.setattr("crmkit.demo.plan.RUN", run)
    monkeypatch.setattr("crmkit.demo.plan.MOST_RECENT", most_recent)
    shop = write_shop(tmp_path, customers=400, months=12)
    old, recent = read_csv(tmp_path / "orders.csv"), read_xlsx(tmp_path / "orders_recent.xlsx")
    assert len(recent) <= most_recent
    assert shop.merged == counted(newest(old, recent).values())
    assert 0 < shop.overlap == len(old) + len(recent) - shop.merged.orders
    for rows in (old, recent):
        created = [row["订单创建时间"] for row in rows]
        assert created == sorted(created, reverse=True), "newest first"
