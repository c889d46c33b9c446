"""The shop behaves like one: most buy once, some are loyal, sale days roar, a few stay nameless."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from .conftest import Rows


@pytest.fixture(scope="module")
def orders(table: Callable[[str], Rows]) -> Rows:
    return table("orders.csv")


def bought(row: dict[str, str]) -> bool:
    return Decimal(row["买家实际支付金额"]) > 0


def test_most_buyers_buy_once_and_a_few_often(orders: Rows) -> None:
    days: dict[str, set[str]] = {}
    for row in orders:
        if bought(row) and row["买家会员名"] and "*" not in row["买家会员名"]:
            days.setdefault(row["买家会员名"], set()).add(row["订单创建时间"][:10])
    once = sum(len(dates) == 1 for dates in days.values()) / len(days)
    often = sum(len(dates) >= 5 for dates in days.values()) / len(days)
    assert 0.55 <= once <= 0.65
    assert 0.03 <= often <= 0.20


def test_states_and_close_reasons_have_their_places(orders: Rows) -> None:
    share = {status: count / len(orders) for status, count in Counter(row["订单状态"] for row in orders).items()}
    assert set(share) == {
        "等待买家付款",
        "买家已付款，等待卖家发货",
        "卖家已发货，等待买家确认",
        "交易成功",
        "交易关闭",
    }
    assert share["交易成功"] > 0.80
    assert 0.06 <= share["交易关闭"] <= 0.18
    assert {row["订单关闭原因"] for row in orders} == {"订单未关闭", "买家未付款", "退款"}


def test_partial_refunds_stay_successful(orders: Rows) -> None:
    part = [row for row in orders if bought(row) and Decimal(row["退款金额"]) > 0]
    assert 0.01 <= len(part) / len(orders) <= 0.04
    assert {(row["订单状态"], row["订单关闭原因"]) for row in part} == {("交易成功", "订单未关闭")}


def test_some_nicks_are_masked_or_missing_but_few(orders: Rows) -> None:
    masked = sum("**" in row["买家会员名"] for row in orders) / len(orders)
    missing = sum(not row["买家会员名"] for row in orders) / len(orders)
    assert 0.005 <= masked <= 0.06
    assert 0.005 <= missing <= 0.06
    for row in orders:
        if "**" in row["买家会员名"]:
            assert len(row["买家会员名"]) == 4
            assert "****" in row["联系手机"] and "****" in row["收货地址 "]


def test_gifts_cost_nothing_and_are_rare(orders: Rows) -> None:
    gifts = [row for row in orders if Decimal(row["总金额"]) == 0]
    assert 0 < len(gifts) < len(orders) / 200
    assert all(row["订单付款时间 "] for row in gifts)


def test_some_orders_are_placed_as_two_in_one_minute(orders: Rows) -> None:
    minutes = Counter((row["联系手机"], row["订单创建时间"][:16]) for row in orders)
    assert 0.004 <= sum(count > 1 for count in minutes.values()) / len(orders) <= 0.03


def test_sale_days_roar_and_trade_grows(orders: Rows) -> None:
    by_day = Counter(row["订单创建时间"][:10] for row in orders)
    usual = len(orders) / len(by_day)
    assert by_day["2023-11-11"] > 5 * usual
    assert by_day["2023-06-18"] > 4 * usual
    autumn = [sum(count for day, count in by_day.items() if day[:7] == f"{year}-10") for year in (2022, 2023)]
    assert autumn[1] > 1.3 * autumn[0]


def test_presale_orders_pay_the_rest_on_the_first(orders: Rows) -> None:
    staged = [row for row in orders if row["分阶段订单信息"]]
    assert {row["分阶段订单信息"] for row in staged} == {"定金已付尾款未付", "定金和尾款都付"}
    for row in staged:
        assert row["订单创建时间"][5:7] in ("05", "10")
        assert bool(row["订单付款时间 "]) == (row["分阶段订单信息"] == "定金和尾款都付")
        assert not row["订单付款时间 "] or row["订单付款时间 "][5:10] in ("06-01", "11-01")


def test_baskets_lean_to_the_right(orders: Rows) -> None:
    values = sorted(Decimal(row["总金额"]) for row in orders)
    median, mean = values[len(values) // 2], sum(values) / len(values)
    assert 40 < median < 90
    assert 1.2 * float(median) < mean < 2.5 * float(median)
    assert any(value % 1 not in (0, Decimal("0.5")) for value in values), "fen are used"
