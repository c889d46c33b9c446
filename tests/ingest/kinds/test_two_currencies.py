"""Cells of one row that name two currencies: what counts is said, with the money."""

from __future__ import annotations

import pytest

MAP = "order_id=id,buyer=who,ordered_at=when,amount=sum,currency=cur"
CELLS = {
    # amount, currency column: what the row names, what its orders are in
    ("$5.00", "CNY"): ("CNY / $", None),
    ("$5.00", "人民币"): ("人民币 / $", None),
    ("¥5.00", "USD"): ("USD / ¥", "USD"),
    ("5.00 EUR", "USD"): ("USD / EUR", "USD"),
    ("HK$5.00", "USD"): ("USD / HK$", "USD"),
    ("$5.00", "AUD"): (None, "AUD"),  # the sign is Australia's, too
    ("¥5.00", "JPY"): (None, "JPY"),
    ("￥5.00", "RMB"): (None, None),
    ("5元", "CNY"): (None, None),
    ("$5.00", "USD ($)"): (None, "USD"),
    ("$5.00", "Dollars"): (None, "DOLLARS"),
}


@pytest.mark.parametrize(("cells", "found"), CELLS.items())
def test_the_column_and_the_sign(shop, cells, found):
    (amount, named), (both, currency) = cells, found
    rows = f"id,who,when,sum,cur\n1,amy,2024-01-10,{amount},{named}\n2,bob,2024-01-11,7.00,{named}\n"
    file = shop.file("orders.csv", rows)
    answer = shop.keeps("12.00", file, "--map", MAP, orders=2)
    assert answer.facts.get("currency") == currency
    for each in (answer, shop.load(file, "--map", MAP), shop.ask("trend", "--store", shop.store)):
        assert ("two_currencies" in each.notes) == bool(both)
        if both:
            assert f"({both})" in each.notes["two_currencies"] and "5.00 in question" in each.notes["two_currencies"]


@pytest.mark.parametrize("reader", ["fast", "strict"])
def test_the_sign_of_the_amount_and_that_of_the_refund(shop, reader):
    rows = ["1,amy,2024-01-10,¥100.00,$40.00", "2,bob,2024-01-11,¥7.00,¥1.00", "3,cat,2024-01-11,¥9.00,"]
    rows += ["4,dan,合计,x,x"] if reader == "strict" else []
    file = shop.file("orders.csv", "id,who,when,sum,back\n" + "\n".join(rows) + "\n")
    mapping = MAP.replace("currency=cur", "refund=back")
    answer = shop.keeps("75.00", file, "--map", mapping, "--max-rejects", "1", orders=3)
    assert "1 row names two currencies (¥ / $)" in answer.notes["two_currencies"]
    assert "100.00" in answer.notes["two_currencies"]


def test_the_column_and_the_sign_of_a_refund_case(shop):
    orders = shop.file("orders.csv", "id,who,when,sum,cur\n1,amy,2024-01-10,100.00,CNY\n")
    cases = shop.file("cases.csv", "id,ref,rid,cur\n1,$40.00,R1,CNY\n")
    shop.load(orders, "--map", MAP)
    loaded = shop.load(cases, "--map", "kind=refunds,order_id=id,refund=ref,refund_id=rid,currency=cur")
    answer = shop.keeps("60.00", "--store", shop.store, orders=1)
    for each in (loaded, answer):
        assert "(CNY / $)" in each.notes["two_currencies"] and "40.00" in each.notes["two_currencies"]


RETURNS = {
    # the row of money that went back, what is kept of 100 and 10, the note
    "1,amy,2024-01-05,-$30": ("110.00", "refund_other_currency"),
    "9,amy,2024-01-05,-$30": ("110.00", "return_unexplained"),
    "1,amy,2024-01-05,-€30": ("80.00", None),
    "9,amy,2024-01-05,-€30": ("80.00", None),
}


@pytest.mark.parametrize("sign", ["€", "¥"])
@pytest.mark.parametrize(("row", "found"), RETURNS.items())
def test_a_row_of_money_back_in_another_currency_takes_nothing_off(shop, row, found, sign):
    kept, note = found
    rows = f"id,who,when,sum\n1,amy,2024-01-01,€100\n{row}\n2,bob,2024-01-02,€10\n".replace("€", sign)
    file = shop.file("log.csv", rows)
    mapping = MAP.removesuffix(",currency=cur")
    answer = shop.keeps(kept, file, "--map", mapping, orders=2)
    for each in (answer, shop.load(file, "--map", mapping), shop.keeps(kept, "--store", shop.store, orders=2)):
        assert {code for code in each.notes if code.startswith("re")} == ({note} if note else set())
        if note:
            assert "30.00 not deducted" in each.notes[note]


def test_a_row_of_money_back_that_is_left_out_is_reported_with_its_money(shop):
    rows = "id,who,when,sum,cur\n1,amy,2024-01-01,100,EUR\n9,amy,2024-01-05,-30,USD\n"
    answer = shop.keeps("100.00", shop.file("log.csv", rows), "--map", MAP, "--currency", "EUR", orders=1)
    assert "30.00" in answer.notes["currency_mixed"]
