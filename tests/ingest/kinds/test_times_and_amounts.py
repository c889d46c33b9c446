"""One report of eight orders in every form of time and amount: the same money on the same days."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from tests.ingest.exports.spelling import AMOUNTS, TIMES
from tests.ingest.kinds.report import FIRST, KEPT, LAST, plain_amount, report, text

OTHER_AMOUNTS = {
    "dollars": lambda money: f"${money:.2f}",
    "dollars of the US": lambda money: f"US${money:.2f}",
    "dollars, code": lambda money: f"USD {money:,.2f}",
    "euros behind": lambda money: f"{money:.2f} €".replace(".", ","),
    "pounds": lambda money: f"£{money:,.2f}",
    "six decimals": lambda money: f"{money:.6f}",
    "binary noise": lambda money: repr(float(money) + 2e-13 * float(money)) if money else "0.0",
    "wide digits": lambda money: f"{money:.2f}".translate({ord(str(d)): 0xFF10 + d for d in range(10)}),
}
NOTHING = ("N/A", "n/a", "nan", "NaN", "None", "无", "/", "-", "--", "——", "null", "")


@pytest.mark.parametrize("form", TIMES)
def test_times(shop, form):
    file = shop.file("orders.csv", text(report(time=TIMES[form])))
    answer = shop.keeps(KEPT, file, orders=7)
    assert (answer.facts["data_from"], answer.facts["data_to"]) == (FIRST, LAST)


@pytest.mark.parametrize("form", {**AMOUNTS, **OTHER_AMOUNTS})
def test_amounts(shop, form):
    spelt = {**AMOUNTS, **OTHER_AMOUNTS}[form]
    shop.keeps(KEPT, shop.file("orders.csv", text(report(amount=spelt))), orders=7)


def test_words_for_nothing_are_nought_where_nothing_is_due(shop):
    """Postage, refunds, the paid amount of a closed order; eight orders with each of the words."""
    rows = [row for place, word in enumerate(NOTHING, 10) for row in report(nothing=word, first=10 * place)]
    kept = len(NOTHING) * Decimal(KEPT)
    shop.keeps(f"{kept}", shop.file("orders.csv", text(rows)), orders=7 * len(NOTHING))


def test_a_time_of_another_zone_falls_on_the_day_of_the_shop(shop):
    log = "who,when,sum\nann,2025-01-05T20:30:00Z,10.00\nbob,2025-01-07T01:00:00+09:00,5.00\n"
    mapping = ("--map", "buyer=who,paid_at=when,amount=sum")
    answer = shop.keeps("15.00", shop.file("log.csv", log), *mapping)
    assert (answer.facts["data_from"], answer.facts["data_to"]) == ("2025-01-06", "2025-01-07")
    assert "Asia/Shanghai" in answer.notes["clock_assumed"], "the shop's time zone was not given"
    answer = shop.keeps("15.00", shop.folder / "log.csv", *mapping, "--tz", "Europe/London")
    assert (answer.facts["data_from"], answer.facts["data_to"]) == ("2025-01-05", "2025-01-06")
    assert "clock_assumed" not in answer.notes


@pytest.mark.parametrize(("written", "last"), [("%d/%m/%Y", "2025-07-06"), ("%m/%d/%Y", "2025-06-07")])
def test_days_that_may_be_months_are_refused_and_then_read_as_chosen(shop, written, last):
    rows = [("ann", "01/02/2025"), ("bob", "03/04/2025"), ("cy", "06/07/2025")]
    log = "who,when,sum\n" + "".join(f"{who},{day},10.00\n" for who, day in rows)
    arguments = (shop.file("log.csv", log), "--map", "buyer=who,paid_at=when,amount=sum")
    answer = shop.ask("trend", *arguments)
    assert answer.code == 3
    assert "--time-format" in answer.err and "log.csv" in answer.err
    answer = shop.keeps("30.00", *arguments, "--time-format", written)
    assert answer.facts["data_to"] == last


@pytest.mark.parametrize(("third", "last"), [("25/07/2025", "2025-07-25"), ("07/25/2025", "2025-07-25")])
def test_one_day_above_twelve_decides_for_the_whole_file(shop, third, last):
    log = f"who,when,sum\nann,01/02/2025,10.00\nbob,{third},10.00\ncy,02/03/2025,1.00\n"
    answer = shop.keeps("21.00", shop.file("log.csv", log), "--map", "buyer=who,paid_at=when,amount=sum")
    assert answer.facts["data_to"] == last
    assert answer.facts["data_from"] == ("2025-02-01" if third.startswith("25") else "2025-01-02")


def test_float_noise_of_a_log(shop):
    sums = ("0.30000000000000004", "19.990000000000002", "118.22999999999999", "4.3499999999999996", "7", "7.0")
    log = "who,when,sum\n" + "".join(f"c{n},2024-05-0{n + 1},{sum_}\n" for n, sum_ in enumerate(sums))
    answer = shop.keeps(
        "156.87", shop.file("log.csv", log), "--map", "buyer=who,paid_at=when,amount=sum", orders=6, customers=6
    )
    assert not any("quarantin" in code or "reject" in code for code in answer.notes)


def test_true_half_cents_are_summed_by_orders_and_rounded_once(shop):
    lines = (
        ("1", "ann", "0.125", "1"),
        ("1", "ann", "0.125", "1"),
        ("2", "bob", "0.125", "1"),
        ("3", "cy", "0.125", "3"),
    )
    log = "no,who,when,price,count,what\n" + "".join(
        f"{no},{who},2024-05-0{no} 10:00,{price},{count},bead\n" for no, who, price, count in lines
    )
    mapping = "order_id=no,buyer=who,paid_at=when,unit_price=price,quantity=count,title=what"
    answer = shop.keeps("0.75", shop.file("log.csv", log), "--map", mapping, orders=3)  # 0.25 + 0.12 + 0.38
    assert "round" in answer.text


def test_two_currencies_are_never_added_up(shop):
    log = "who,when,sum\nann,2024-05-01,$10.00\nbob,2024-05-02,€20.00\ncy,2024-05-03,$5.00\n"
    arguments = (shop.file("log.csv", log), "--map", "buyer=who,paid_at=when,amount=sum")
    answer = shop.ask("trend", *arguments)
    assert answer.code == 2
    assert "--currency" in answer.err and "USD" in answer.err and "EUR" in answer.err
    shop.keeps("15.00", *arguments, "--currency", "USD", orders=2)
    table = shop.run("segment", *arguments, "--currency", "USD")
    assert table.code == 0
    assert "yuan" not in table.out and ("USD" in table.out or "$" in table.out)


def test_what_a_store_has_in_other_currencies_is_reported_and_its_buyers_are_not_never_bought(shop):
    log = "id,who,when,sum\n1,ann,2024-05-01,$10.00\n2,bob,2024-05-02,€20.00\n3,cy,2024-05-03,$5.00\n"
    log += "4,cy,2024-05-03,€7.50\n"
    shop.load(shop.file("log.csv", log), "--map", "order_id=id,buyer=who,paid_at=when,amount=sum")
    answer = shop.ask("profile", "--store", shop.store, "--currency", "USD")
    assert (answer.fact("customers"), answer.facts["never_bought"]) == (2, 0)
    assert answer.notes["currency_left_out"].strip() == "2 orders are in EUR and not counted: 27.50."
    assert "found_in_store" not in answer.notes
    assert shop.ask("profile", "--store", shop.store).code == 2


def test_a_currency_column_sets_the_currency(shop):
    log = "who,when,sum,unit\nann,2024-05-01,10.00,EUR\nbob,2024-05-02,20.00,EUR\n"
    mapping = ("--map", "buyer=who,paid_at=when,amount=sum,currency=unit")
    answer = shop.run("tiers", shop.file("log.csv", log), *mapping)
    assert answer.code == 0, answer.err
    assert "yuan" not in answer.out and "EUR" in answer.out


def test_the_report_is_what_it_says():
    rows = report()
    assert sum(Decimal(row["买家实际支付金额"]) for row in rows) == Decimal(KEPT)
    assert plain_amount(Decimal("3")) == "3.00"
    assert datetime.fromisoformat(rows[1]["订单创建时间"]) - timedelta(seconds=1) < datetime(2025, 1, 31)  # noqa: DTZ001


def test_a_mapping_may_say_the_currency_itself(shop):
    file = shop.file("a.csv", "who,when,sum\nann,2024-03-01,10\nbob,2024-03-02,20\n")
    words = "buyer=who,paid_at=when,amount=sum,currency=USD"
    answer = shop.keeps("30.00", file, "--map", words, orders=2)
    assert answer.fact("currency") == "USD"
    assert "the orders are in USD" in shop.run("segment", file, "--map", words, "--currency", "CNY").err


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([("88.00", "0.5"), ("88.00", "12000")], "1056044.00"),
        ([("¥88.00", "5件"), ("4000000.00", "3000")], "12000000440.00"),
        ([("0.125", "8"), ("12000", "100")], "1200001.00"),
    ],
)
def test_a_line_of_more_than_a_million(shop, rows, kept):
    lines = [f"{number},2024-03-0{number},anna,{price},{pieces}" for number, (price, pieces) in enumerate(rows, 1)]
    file = shop.file("log.csv", "id,when,who,price,qty\n" + "\n".join(lines) + "\n")
    shop.keeps(kept, file, "--map", "order_id=id,ordered_at=when,buyer=who,unit_price=price,quantity=qty", orders=2)


def test_a_zone_far_down_decides_what_the_one_above_stands_for(shop):
    """CST is Chicago's where CDT stands in the same file, and says nothing where it stands alone."""
    rows = [f"{number},b{number},2024-01-05 23:30:00 CST,10" for number in range(1010)]
    late = [*rows, "2000,c,2024-07-05 23:30:00 CDT,10"]
    for lines, first in ((rows, "2024-01-05"), (late, "2024-01-06")):
        file = shop.file("log.csv", "id,who,when,sum\n" + "\n".join(lines) + "\n")
        mapped = ("--map", "order_id=id,buyer=who,ordered_at=when,amount=sum", "--tz", "America/New_York")
        assert shop.ask("trend", file, *mapped).facts["data_from"] == first


@pytest.mark.parametrize("sign", ["", "¥"])
def test_ten_trillion_are_no_amount_of_a_shop(shop, sign):
    """Whatever is smaller can be multiplied and added up by every answer."""
    words = ("--map", "order_id=id,ordered_at=when,buyer=who,amount=sum", "--max-rejects", "0.5")
    log = "id,when,who,sum\n1,2024-03-01,ann,{}{}\n2,2024-03-02,bob,{}5.00\n3,2024-04-02,bob,7\n"
    for cell, kept, orders in (("9999999999999.99", "10000000000011.99", 3), ("10000000000000", "12.00", 2)):
        file = shop.file("log.csv", log.format(sign, cell, sign))
        shop.keeps(kept, file, *words, orders=orders)
        assert shop.run("value", file, *words).code in (0, 4)
