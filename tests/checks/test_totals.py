"""``crmkit assert``: equal or not, by hand on a small month, and what may explain the difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.program import environment, run_here

import crmkit
from crmkit.errors import CrmError
from crmkit.store.store import Store

ORDERS = """订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额
1001,ann,100.00,100.00,交易成功,2024-05-01 00:30:00,2024-05-01 00:31:00,0.00
1002,bob,55.00,50.00,交易成功,2024-05-03 10:00:00,2024-05-03 10:00:30,0.00
1003,cat,30.00,30.00,交易关闭,2024-05-03 11:00:00,2024-05-03 11:00:30,30.00
1004,dan,20.00,20.00,交易成功,2024-05-31 23:50:00,2024-06-01 00:02:00,0.00
1005,eve,70.00,0.00,等待买家付款,2024-05-10 10:00:00,,0.00
1006,fay,80.00,0.00,交易关闭,2024-05-11 10:00:00,,0.00
1007,gus,12.34,12.34,交易成功,2024-04-30 23:59:00,2024-05-02 08:00:00,0.00
1008,hal,5.00,5.00,交易成功,2024-06-20 08:00:00,2024-06-20 08:01:00,0.00
1009,ian,9.00,nine,交易成功,2024-05-20 08:00:00,2024-05-20 08:01:00,0.00
"""
PAID = Decimal("192.34")  # 100 + 50 + 30 + 12.34: what was paid from 1 to 31 May


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("may") / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shop(file: Path) -> Iterator[Store]:
    with crmkit.open([file], max_rejects=0.5) as store:
        yield store


def reasons(store: Store, **asked: object) -> dict[str, tuple[Any, ...]]:
    """Number of orders, money and whether it is the difference, by reason."""
    part = crmkit.assert_total(store, "2024-05", **asked).parts["explanations"]  # type: ignore[arg-type]
    return {str(row[0]): tuple(row[1:4]) for row in part.records}


def test_equal(shop: Store) -> None:
    result = crmkit.assert_total(shop, "2024-05", paid="192.34", orders=4, refunded="30")
    assert result.facts["totals_differ"] == 0 and not set(result.parts) & {"explanations"}
    assert (result.facts["paid"], result.facts["orders"], result.facts["refunded_amount"]) == (
        PAID,
        4,
        Decimal("30.00"),
    )
    assert sum(row[2] for row in result.records) == PAID and len(result.records) == 31  # type: ignore[misc]
    assert [row for row in result.records if row[1] == 2] == [
        (date(2024, 5, 3), 2, Decimal("80.00"), Decimal("30.00"), 0, 0, None)
    ]


def test_tolerance(shop: Store) -> None:
    for paid, tolerance, differ in (
        ("192.35", "0", 1),
        ("192.35", "0.01", 0),
        ("192.33", "0.01", 0),
        ("192.36", 0.01, 1),
    ):
        assert crmkit.assert_total(shop, "2024-05", paid=paid, tolerance=tolerance).facts["totals_differ"] == differ
    assert crmkit.assert_total(shop, "2024-05", orders=5, tolerance=100).facts["totals_differ"] == 1


def test_what_may_explain_it(shop: Store) -> None:
    """The platform deducts the refund of 30.00: its total is 162.34, and the data have more."""
    found = reasons(shop, paid="162.34")
    assert found["total_after_refunds"] == (1, Decimal("30.00"), True)
    assert found["total_one_order"] == (1, Decimal("30.00"), True)
    assert found["total_first_hours"] == (1, Decimal("100.00"), False)
    assert set(found) == {"total_after_refunds", "total_one_order", "total_first_hours"}
    assert reasons(shop, paid="180")["total_placed_before"] == (1, Decimal("12.34"), True)
    assert reasons(shop, paid="112.34")["total_one_day"] == (2, Decimal("80.00"), True)
    assert reasons(shop, paid="0")["total_one_file"] == (4, PAID, True)
    exact = [row[3] for row in crmkit.assert_total(shop, "2024-05", paid="162.34").parts["explanations"].records]
    assert exact == sorted(exact, reverse=True)


def test_what_may_explain_that_the_data_have_less(shop: Store) -> None:
    """No order in the data is missing from them, whatever its amount; what is too small is left out."""
    found = reasons(shop, paid="212.34")  # 20.00 more
    assert found == {
        "total_unpaid": (1, Decimal("70.00"), False),
        "total_closed": (1, Decimal("80.00"), False),
        "total_paid_after": (1, Decimal("20.00"), True),
        "total_hours_after": (1, Decimal("20.00"), True),
        "total_rejected": (1, Decimal("9.00"), False),
    }
    assert reasons(shop, paid="197.34")["total_due"] == (1, Decimal("5.00"), True)
    assert set(reasons(shop, paid="500")) == {"total_rejected"}


def test_what_may_explain_a_count(shop: Store) -> None:
    assert set(reasons(shop, orders=5)) >= {"total_unpaid", "total_closed", "total_paid_after"}
    assert set(reasons(shop, orders=3)) == {"total_after_refunds", "total_placed_before", "total_first_hours"}
    assert "explanations" not in crmkit.assert_total(shop, "2024-05", refunded=5).parts


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"month": "2024-5", "paid": "1"}, "month_form"),
        ({"month": "May", "paid": "1"}, "month_form"),
        ({"month": "2024-00", "paid": "1"}, "month_form"),
        ({"month": "2024-05"}, "total_missing"),
        ({"month": "2024-05", "paid": "1.005"}, "total_form"),
        ({"month": "2024-05", "paid": "-1"}, "total_form"),
        ({"month": "2024-05", "paid": "nan"}, "total_form"),
        ({"month": "2024-05", "paid": "a lot"}, "total_form"),
        ({"month": "2024-05", "orders": -1}, "total_form"),
        ({"month": "2023-05", "paid": "1"}, "total_no_order"),
    ],
)
def test_what_is_no_total(shop: Store, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(CrmError) as refused:
        crmkit.assert_total(shop, **asked)
    assert refused.value.code == code


def test_amounts_as_people_copy_them(shop: Store) -> None:
    for paid in ("¥192.34", "192.34元", " 192.340 ", "￥192.34"):
        assert crmkit.assert_total(shop, "202405", paid=paid).facts["totals_differ"] == 0
    assert crmkit.assert_total(shop, "2024-05", paid="1,192.34").facts["paid_difference"] == Decimal("-1000.00")


def test_command_line(file: Path, tmp_path: Path) -> None:
    env = environment(HOME=str(tmp_path))
    equal = run_here(["assert", file, "--max-rejects", "0.5", "--month", "2024-05", "--paid", "192.34"], tmp_path, env)
    assert equal.code == 0, equal.err
    assert "as on the platform" in equal.text and "2024-05-03" not in equal.text
    differs = run_here(
        ["assert", file, "--max-rejects", "0.5", "--month", "2024-05", "--paid", "162.34", "--lang", "zh"],
        tmp_path,
        env,
    )
    assert differs.code == 1 and "数据多 30.00" in differs.text and "1003" not in differs.text
    json = run_here(
        ["assert", file, "--max-rejects", "0.5", "--month", "2024-05", "--paid", "162.34", "-f", "json"], tmp_path, env
    )
    assert json.code == 1 and "1003" not in json.text and "1***3" in json.text


NEVER_PAID = ("买家未付款", "未付款", "买家未及时付款", "超时未支付", "付款超时", " 买家未付款 ", "买家没有付款")
PAID_FIRST = ("退款", "卖家缺货", "买家不想要了", "订单未关闭", "", "买家未支付尾款", "未付款已退款")


def test_closed_and_never_paid_whatever_times_it_has(tmp_path: Path) -> None:
    """The reason for closing tells an order that nobody paid from one whose money went back, which itself proves it."""
    header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单关闭原因,订单创建时间,订单付款时间,退款金额"
    day = "2024-05-03 10:00:00,2024-05-03 10:00:30"
    reasons = enumerate((*NEVER_PAID, *PAID_FIRST))
    rows = [f"{100 + n},u{n},10.00,0.00,交易关闭,{reason},{day},0.00" for n, reason in reasons]
    rows += [f"200,v,10.00,0.00,交易关闭,买家未付款,{day},10.00", f"201,w,10.00,10.00,交易成功,订单未关闭,{day},0.00"]
    (tmp_path / "orders.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with crmkit.open([tmp_path / "orders.csv"]) as store:
        facts = crmkit.assert_total(store, "2024-05", orders=1).facts
    assert facts["orders"] == len(PAID_FIRST) + 2
    assert facts["refunded_amount"] == 10 * (len(PAID_FIRST) + 1)
