"""Every rule of a check, broken one by one in a sound shop: it is found, with its count and its money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import crmkit
from crmkit.checks.rules import rules_with, shipped
from crmkit.errors import UsageError
from crmkit.messages import catalog
from crmkit.result import Result
from crmkit.store.store import Store

TODAY = date(2024, 7, 1)
JANUARY = datetime.fromisoformat("2024-01-01T09:00:00")
ORDERS = (
    "订单编号,买家会员名,买家实际支付金额,买家应付货款,订单状态,订单创建时间,订单付款时间,发货时间,宝贝标题,宝贝总数量"
)
ITEMS = "订单编号,标题,购买数量,买家实际支付金额"
REFUNDS = "退款编号,订单编号,买家退款金额,退款状态,退款完结时间"
FIRST = "kept.orders where order_key = 1000000001"
ONE = "where order_key = 1000000001"

BROKEN = {
    "lines_unaccounted": ("update kept.files set physical_lines = physical_lines + 1 where file_key = 1", 1, None),
    "rejects_unaccounted": ("update kept.files set quarantined_lines = 2, physical_lines = physical_lines + 2 "
                            "where file_key = 1", 1, None),
    "rows_without_file": ("update kept.order_lines set file_key = 9 where order_key = 1000000001", 1, None),
    "net_differs": ("update kept.files set net_total = net_total - 1 where kind = 'orders'", 1, "1.00"),
    "days_outside": ("update kept.orders set created_at = timestamp '2020-01-01', paid_at = null ONE", 1, "10.00"),
    "rows_twice": ("insert into kept.orders select * from FIRST", 1, "20.00"),
    "buyers_unknown": ("update kept.orders set customer_key = 7 ONE", 1, "10.00"),
    "customers_without_orders": ("insert into kept.customers values (7, 1, 'zoe', 1, null)", 1, None),
    "number_of_two_shops": (
        "insert into kept.shops values (5, 'taobao', 'two'); "
        "insert into kept.orders select 5 as shop_key, * exclude (shop_key) from FIRST", 1, "10.00"),
    "files_alike": ("insert into kept.files select 9 as file_key, * exclude (file_key) from kept.files "
                    "where kind = 'orders'", 1, None),
    "lines_rejected": ("insert into kept.rejects values (1, 2, 1, 'bad_time', null, 'x', 5.00)", 1, "5.00"),
    "days_missing": ("delete from kept.orders where created_at between '2024-02-10' and '2024-02-15'", 5, "300.00"),
    "month_halved": ("delete from kept.orders where created_at >= '2024-02-01' and created_at < '2024-03-01' "
                     "and order_key % 3 <> 0", 1, None),
    "in_future": ("update kept.orders set received_at = timestamp '2030-01-01' ONE", 1, "10.00"),
    "money_negative": ("update kept.orders set refund = -1 ONE", 1, "9.00"),
    "refund_above_paid": ("update kept.refunds set amount = 99", 1, "89.00"),
    "refund_orphaned": ("update kept.refunds set order_key = 4", 1, "2.00"),
    "line_without_order": ("update kept.order_lines set order_key = 4 where order_key = 1000000001", 1, "10.00"),
    "order_without_lines": ("delete from kept.order_lines where order_key = 1000000005", 1, "10.00"),
    "line_sum_differs": ("update kept.order_lines set net = 9 ONE", 1, "1.00"),
    "currencies_mixed": ("update kept.orders set currency = 'USD' ONE", 1, None),
    "data_old": ("update kept.orders set created_at = created_at - interval 90 day, "
                 "paid_at = paid_at - interval 90 day", 1, None),
    "buyer_missing": ("update kept.orders set customer_key = null ONE", 1, "10.00"),
    "buyers_absent": ("update kept.orders set customer_key = null", 1, None),
    "buyer_of_many": ("update kept.orders set customer_key = (select max(customer_key) from kept.customers) "
                      "where order_key < 1000000060", 1, None),
    "state_unknown": ("update kept.orders set status = 0, status_raw = '已飞走' ONE", 1, "10.00"),
    "paid_before_created": ("update kept.orders set paid_at = created_at - interval 1 minute ONE", 1, "10.00"),
    "shipped_before_paid": ("update kept.orders set shipped_at = paid_at - interval 1 minute ONE", 1, "10.00"),
    "received_before_shipped": ("update kept.orders set received_at = shipped_at - interval 1 hour ONE", 1, "10.00"),
    "closed_with_payment": ("update kept.orders set status = 5, net = 0 ONE", 1, "0.00"),
    "paid_without_money": ("update kept.orders set net = 0 ONE", 1, "0.00"),
    "tiny_amount": ("update kept.orders set net = 0.01 ONE", 1, "0.01"),
    "placeholder_amount": ("update kept.orders set net = 9999 ONE", 1, "9999.00"),
    "province_unknown": ("update kept.orders set province = '浙江'; "
                         "update kept.orders set province = '火星' ONE", 1, "10.00"),
    "title_missing": ("update kept.orders set title = null ONE; delete from kept.order_lines ONE", 1, "10.00"),
    "quantity_odd": ("update kept.orders set quantity = 5000 ONE", 1, "10.00"),
}  # fmt: skip
"""What breaks a rule, how many are found then, and for how much; ``None``: some money or none.

``ONE`` is the first order, ``FIRST`` its table and it.
"""
OF_ONE = {"refund_above_paid", "refund_orphaned", "received_before_shipped"}
"""There is one refund in the shop and no time of receipt, so that one is all of them."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Six orders a day from January to June, each of one article, one of them refunded in part."""
    folder = tmp_path_factory.mktemp("sound")
    orders, items = [ORDERS], [ITEMS]
    number = 1_000_000_000
    for day in range(181):
        for hour in range(6):
            number += 1
            at = JANUARY + timedelta(days=day, hours=hour)
            times = [f"{at + timedelta(hours=wait):%Y-%m-%d %H:%M:%S}" for wait in (0, 1, 20)]
            orders.append(f"{number},buyer{number % 97},10.00,10.00,交易成功,{','.join(times)},茶,1")
            items.append(f"{number},茶,1,10.00")
    refunds = [REFUNDS, "77,1000000003,2.00,退款成功,2024-01-20 10:00:00"]
    for name, lines in (("orders", orders), ("items", items), ("refunds", refunds)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with crmkit.open(sorted(folder.glob("*.csv"))) as store:
        yield store


def rules_of(result: Result) -> dict[str, dict[str, Any]]:
    return {str(row[0]): dict(zip(result.columns, row, strict=True)) for row in result.records}


def broken(store: Store, statements: str) -> Result:
    """What is found after a change, which is taken back."""
    connection = store._connection
    connection.execute("begin")
    try:
        for statement in statements.split(";"):
            connection.execute(statement.replace("FIRST", FIRST).replace("ONE", ONE))
        return crmkit.check(store, today=TODAY)
    finally:
        connection.execute("rollback")


def test_a_sound_shop_breaks_no_rule(shop: Store) -> None:
    result = crmkit.check(shop, today=TODAY)
    assert {code: row for code, row in rules_of(result).items() if row["violations"]} == {}
    assert result.facts["rules_over"] == result.facts["rules_noted"] == 0
    assert set(rules_of(result)) == set(BROKEN)


@pytest.mark.parametrize("code", BROKEN)
def test_what_breaks_a_rule_is_found(shop: Store, code: str) -> None:
    statements, violations, amount = BROKEN[code]
    row = rules_of(broken(shop, statements))[code]
    assert row["violations"] == violations
    if amount is not None:
        assert row["amount"] == Decimal(amount)
    is_over = shipped()[code].is_over(violations, row["checked"])
    assert row["check_state"] == ("wrong" if is_over else "notice")
    assert is_over == (code in {each for each, rule in shipped().items() if rule.limit == 0} | OF_ONE)
    advice = catalog()["remedy"]
    assert row["check_advice"] == advice.get(f"{code}_of_files", advice[code])["en"]


def test_every_rule_is_broken_once() -> None:
    beside = {code for code, rule in shipped().items() if rule.group == "beside"}
    assert set(shipped()) == set(BROKEN) | beside | {"snapshots_differ", "audiences_differ", "models_outdated"}
    assert {code for code in catalog()["rule"]} - {"fault", "warning", "hint"} == set(shipped())
    assert {code.removesuffix("_of_files") for code in catalog()["remedy"]} == set(shipped())


def test_limits() -> None:
    assert rules_with("buyer_missing=0.1，days_missing=off")["buyer_missing"].limit == Decimal("0.1")
    assert rules_with(["days_missing=OFF"])["days_missing"].limit is None
    assert rules_with({"data_old": 0})["data_old"].is_over(1, 10)
    assert not rules_with({"data_old": 0.1})["data_old"].is_over(1, 10)
    for wrong in ("buyer_missing", "buyer_missing=", "buyer_missing=2", "buyer_missing=-0.1", "buyer_missing=nan"):
        with pytest.raises(UsageError) as refused:
            rules_with(wrong)
        assert refused.value.code == "rule_limit"
    with pytest.raises(UsageError) as refused:
        rules_with("buyer_mising=0.1")
    assert refused.value.values["nearest"] == "buyer_missing"


def test_detail_has_a_row_for_each(shop: Store) -> None:
    connection = shop._connection
    connection.execute("begin")
    connection.execute("update kept.orders set customer_key = null where order_key < 1000000004")
    try:
        result = crmkit.check(shop, detail=True, today=TODAY)
    finally:
        connection.execute("rollback")
    numbers = [row[1] for row in result.records if row[0] == "buyer_missing"]
    assert sorted(map(str, numbers)) == ["1000000001", "1000000002", "1000000003"]


def test_a_shop_alone_is_not_compared_with_the_files(shop: Store) -> None:
    """Files are of all shops: what one of them holds is less than their account."""
    with crmkit.open([Path(__file__).parents[2] / "examples" / "orders.csv"], platform="taobao") as one:
        result = crmkit.check(one, today=TODAY)
    assert "net_differs" not in rules_of(result) and "buyer_missing" in rules_of(result)
    assert [note.code for note in result.notes] == ["check_of_shops"]


def test_without_a_day_nothing_is_in_the_future(shop: Store) -> None:
    assert set(shipped()) - set(rules_of(crmkit.check(shop))) >= {"in_future", "data_old"}


def test_lines_of_people_who_were_forgotten_are_accounted_for(shop: Store) -> None:
    change = "update kept.files set forgotten_lines = 4, physical_lines = physical_lines + 4 where file_key = 1"
    assert rules_of(broken(shop, change))["lines_unaccounted"]["violations"] == 0


def test_what_a_prune_took_is_no_gap(shop: Store) -> None:
    """One order of January stays, because something happened to it later."""
    gone = "delete from kept.orders where created_at < '2024-03-05' and order_key <> 1000000001"
    assert rules_of(broken(shop, gone))["days_missing"]["violations"] > 0
    pruned = "; ".join((gone, "insert into kept.meta values ('pruned_before', '2024-03-01')"))
    assert rules_of(broken(shop, pruned))["days_missing"]["violations"] == 0
    later = "; ".join((pruned, "delete from kept.orders where created_at between '2024-04-10' and '2024-04-16'"))
    assert rules_of(broken(shop, later))["days_missing"]["violations"] == 6


def test_missing_days_are_of_days(shop: Store) -> None:
    """One order in 2026 leaves most days without any: far more than half."""
    row = rules_of(broken(shop, "update kept.orders set created_at = timestamp '2026-06-30', paid_at = null ONE"))
    last = date(2026, 6, 30)
    assert (row["days_missing"]["violations"], row["days_missing"]["checked"]) == (
        (last - date(2024, 6, 29)).days - 1,
        (last - date(2024, 1, 1)).days + 1,
    )
    assert row["days_missing"]["violation_share"] > 0.5


def test_of_what_a_rule_is_about(shop: Store) -> None:
    """Of paid orders, of refunds that gave money back, of sums that can be compared; without any it is not fine."""
    unpaid = "update kept.orders set net = 0, status = 1, paid_at = null where order_key <= 1000000086"
    row = rules_of(broken(shop, unpaid))
    assert (row["buyer_missing"]["checked"], row["state_unknown"]["checked"]) == (1000, 1086)
    row = rules_of(broken(shop, "insert into kept.refunds select 5 as refund_key, * exclude (refund_key) replace (1 as "
                                "status) from kept.refunds; update kept.order_lines set net = null"))  # fmt: skip
    assert (row["refund_orphaned"]["checked"], row["refund_above_paid"]["checked"]) == (1, 1)
    assert (row["line_sum_differs"]["checked"], row["line_sum_differs"]["check_state"]) == (0, "not_asked")


def test_addresses_without_a_province(shop: Store) -> None:
    """Of an address that begins with no province nothing is kept: the order has none, where others have one."""
    statements = "update kept.orders set province = '浙江'; update kept.orders set province = null ONE"
    row = rules_of(broken(shop, statements))["province_unknown"]
    assert (row["violations"], row["checked"], row["order_id"]) == (1, 1086, "1000000001")


def test_forgotten_people_are_not_missing_and_not_named(shop: Store) -> None:
    statement = "update kept.orders set order_text = '~!5c92', order_key = -5, customer_key = null, net = 0.01 ONE"
    row = rules_of(broken(shop, statement))
    assert row["buyer_missing"]["violations"] == 0 and row["buyer_missing"]["checked"] == 1085
    assert (row["tiny_amount"]["violations"], row["tiny_amount"]["order_id"]) == (1, None)


def test_a_closed_order_whose_payment_is_reported_back_is_no_question(shop: Store) -> None:
    """Without the report it is one: ``BROKEN``."""
    back = "update kept.orders set status = 5, net = 0, refund_reported = 10 ONE"
    assert rules_of(broken(shop, back))["closed_with_payment"]["violations"] == 0
