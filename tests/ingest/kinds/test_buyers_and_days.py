"""Unidentified buyers, one buyer who stands for many; a last day that stands alone."""

from __future__ import annotations

import pytest
from tests.ingest.kinds.report import report, text

LOG = "buyer=who,paid_at=day,amount=sum"


def log(*rows: tuple[str, str, str]) -> str:
    return "who,day,sum\n" + "".join(f"{who},{day},{money}\n" for who, day, money in rows)


def test_spellings_of_one_buyer_are_one_and_placeholders_are_no_customer(shop):
    rows = [
        ("13900000002", "2025-05-01", "8"),
        ("+86 13900000002", "2025-05-02", "8"),
        ("+8613900000002", "2025-05-03", "8"),
    ]
    rows += [(mail, "2025-05-04", "3") for mail in ("Joe@Shop.test", "joe@shop.test", " JOE@SHOP.TEST ")]
    placeholders = (
        "匿名买家",
        "匿名用户",
        "guest",
        "Gast",
        "ゲスト",
        "Guest",
        "0",
        "unknown",
        "-",
        "N/A",
        "nan",
        "1.39E+10",
        "139****0002",
        "",
    )
    rows += [(word, "2025-05-05", "2") for word in placeholders]
    answer = shop.keeps("61.00", shop.file("log.csv", log(*rows)), "--map", LOG, orders=20, customers=2)
    assert "14" in answer.text  # orders without a buyer, reported


def test_a_buyer_with_an_odd_share_of_the_orders_is_reported(shop):
    """A till's own account: fifty small sales beside sixty people's one each."""
    people = [(f"c{n}", f"2025-0{1 + n % 5}-{1 + n % 27:02d}", "90") for n in range(60)]
    till = [("前台", f"2025-0{1 + n % 5}-{1 + n % 27:02d}", "1") for n in range(50)]
    even = shop.keeps("5400.00", shop.file("even.csv", log(*people)), "--map", LOG)
    odd = shop.keeps("5450.00", shop.file("odd.csv", log(*people, *till)), "--map", LOG)
    assert "This is unusual" in odd.text and "50 orders" in odd.text
    assert "This is unusual" not in even.text


@pytest.mark.parametrize("year", ["2042", "2087"])
def test_a_last_day_that_stands_alone_is_reported_with_the_day_before_it(shop, year):
    rows = [(f"c{n % 40}", f"2024-{1 + n % 5:02d}-{1 + n % 28:02d}", "10") for n in range(140)]
    last = max(day for _, day, _ in rows)
    answer = shop.ask("trend", shop.file("log.csv", log(*rows, ("c1", f"{year}-07-01", "10"))), "--map", LOG)
    assert answer.code == 0, answer.err
    assert f"--as-of {last}" in answer.text
    calm = shop.ask("trend", shop.file("calm.csv", log(*rows)), "--map", LOG)
    assert "--as-of" not in calm.text


@pytest.mark.parametrize("command", ["segment", "tiers", "repurchase", "trend"])
def test_a_wrong_year_in_a_report_is_reported_by_every_answer(shop, command):
    rows = report()
    for name in ("订单创建时间", "订单付款时间 "):
        rows[2][name] = "2096-02-14 13:00:00"
    answer = shop.ask(command, shop.file("orders.csv", text(rows)))
    assert answer.code == 0, answer.err
    assert "--as-of 2025-03-27" in answer.text


def test_a_shop_that_pauses_for_a_season_is_no_wrong_year(shop):
    rows = [(f"c{n % 9}", f"2024-{1 + n % 3:02d}-{1 + n % 28:02d}", "10") for n in range(60)]
    rows += [(f"c{n % 9}", f"2024-{9 + n % 2:02d}-{1 + n % 28:02d}", "10") for n in range(60)]
    answer = shop.ask("trend", shop.file("log.csv", log(*rows)), "--map", LOG)
    assert "--as-of" not in answer.text


def test_a_day_without_a_purchase_does_not_make_today(shop):
    rows = report()
    rows[-1] |= {"订单状态": "等待买家付款", "买家实际支付金额": "0.00", "订单付款时间 ": ""}
    answer = shop.run("segment", shop.file("orders.csv", text(rows)), "--format", "json")
    assert '"as_of":"2025-03-19"' in answer.out.replace(" ", "")
