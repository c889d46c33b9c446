"""Refunds and item lines as shop programs write them: each small file with the money its owner would count."""

from __future__ import annotations

import re

import pytest
from tests.ingest.kinds.report import HEADER, report, text

LOG = "buyer=member,paid_at=day,amount=sum"
NUMBERED = f"order_id=no,{LOG}"


@pytest.mark.parametrize("mapping", [LOG, NUMBERED], ids=["without numbers", "with numbers"])
def test_negative_rows_are_refunds(shop, mapping):
    """Of the same order, of a number of their own; a buyer whose money all went back is no customer."""
    log = (
        "member,day,sum,no\ndora,2025-06-01,80,B1\ndora,2025-06-05,-30,B1\ned,2025-06-02,45,B2\ned,2025-06-20,-45,B9\n"
        "fay,2025-06-08,20,B3\n"
    )
    shop.keeps("70.00", shop.file("log.csv", log), "--map", mapping, orders=2, customers=2)


def test_a_return_takes_from_the_newest_purchase_before_it_and_the_rest_is_reported(shop):
    log = (
        "member,day,sum,no\ngus,2025-06-01,10.00,1\ngus,2025-06-03,30.00,2\ngus,2025-06-04,-35.00,C9\n"
        "gus,2025-06-09,50.00,3\nhal,2025-06-05,20.00,4\nhal,2025-06-06,-26.50,C10\nida,2025-06-01,-3.25,C11\n"
    )
    answer = shop.keeps("55.00", shop.file("log.csv", log), "--map", NUMBERED, orders=2, customers=1)
    assert "9.75" in answer.text  # 6.50 of hal and 3.25 of ida


def test_a_return_without_a_buyer_is_reported_with_its_money(shop):
    log = "member,day,sum,no\nann,2025-06-01,10.00,1\n,2025-06-02,30.00,2\n,2025-06-03,-12.34,C9\n"
    answer = shop.ask("trend", shop.file("log.csv", log), "--map", NUMBERED)
    assert answer.code == 0
    assert "12.34" in answer.text


@pytest.mark.parametrize(
    ("words", "code"),
    [(("pending", "退款中"), "refund_open"), (("refund rejected", "退款关闭"), "refund_status_unknown")],
)
def test_a_negative_row_that_is_still_open_took_nothing_back(shop, words, code):
    """A later export of the log says that it did."""
    bought = "".join(f"{who},2025-06-01,100.00,{who}1,completed\n" for who in "ab")
    back = "".join(f"{who},2025-06-03,-30.00,{who}1,{word}\n" for who, word in zip("ab", words, strict=True))
    log, mapping = f"member,day,sum,no,word\n{bought}{back}", f"{NUMBERED},status=word"
    told = shop.keeps("200.00", shop.file("log.csv", log), "--map", mapping, orders=2, customers=2)
    assert "60.00" in told.notes[code]
    later = shop.file("later.csv", re.sub("|".join(words), "completed", log))
    assert shop.load(shop.file("log.csv", log), "--map", mapping).code == 0
    assert shop.load(later, "--map", mapping).code == 0
    told = shop.ask("trend", "--store", shop.store)
    assert code not in told.notes
    assert told.facts["net_sales"] == "140.00"


@pytest.mark.parametrize("turn", [1, -1], ids=["log first", "cases first"])
def test_a_refund_in_a_row_and_in_a_case_is_taken_off_once(shop, turn):
    """Of 80 the row and case R1 give back the same 30, case R2 gives back 10 more."""
    log = shop.file(
        "log.csv", "member,day,sum,no\ndora,2025-06-01,80,B1\ndora,2025-06-05,-30,B1\ned,2025-06-02,45,B2\n"
    )
    cases = shop.file("back.csv", "case,order,back,at,word\nR1,B1,30,2025-06-05,done\nR2,B1,10,2025-06-07,Completed\n")
    mapping = "kind=refunds,refund_id=case,order_id=order,refund=back,refunded_at=at,status=word"
    for file, columns in [(log, NUMBERED), (cases, mapping)][::turn]:
        shop.load(file, "--map", columns)
    answer = shop.keeps("85.00", "--store", shop.store, orders=2, customers=2)
    assert "30.00 deducted once" in answer.text


def test_a_refund_row_does_not_replace_its_order_whichever_comes_first(shop):
    rows = ["ann,2025-05-06,-40,A1", "ann,2025-05-01,100,A1", "bob,2025-05-02,10,A2"]
    answer = shop.keeps(
        "70.00", shop.file("log.csv", "\n".join(["member,day,sum,no", *rows]) + "\n"), "--map", NUMBERED
    )
    assert answer.fact("orders") == 2


def test_a_refund_column_beside_sums_before_refunds(shop):
    rows = [f"{n},m{n},2024-{1 + n % 6:02d}-{10 + n},{50 + n}.00,{50 + n if n < 4 else 0}.00" for n in range(12)]
    rows.append("12,m12,2024-06-25,80.00,30.00")
    log = "\n".join(["no,member,day,sum,back", *rows]) + "\n"
    answer = shop.keeps("510.00", shop.file("log.csv", log), "--map", f"{NUMBERED},refund=back", orders=9, customers=9)
    assert "paid amounts include refunds so refunds were deducted: 236.00" in answer.text


def test_a_refund_column_beside_sums_after_refunds(shop):
    log = "no,member,day,sum,back\n1,a,2024-01-05,100.00,0\n2,b,2024-01-06,0.00,80.00\n3,c,2024-01-07,20.00,60.00\n"
    answer = shop.keeps("120.00", shop.file("log.csv", log), "--map", f"{NUMBERED},refund=back", orders=2)
    assert "refunds were deducted" not in answer.text and "already exclude refunds" in answer.text


def test_refunds_below_nothing_are_refunds(shop):
    log = (
        "no,member,day,sum,back\n1,ida,2024-03-05,60,0\n2,ida,2024-03-20,-60,0\n3,jo,2024-03-06,45,45\n"
        "4,kit,2024-04-07,70,-15\n5,lou,2024-04-08,70,15\n"
    )
    shop.keeps("110.00", shop.file("log.csv", log), "--map", f"{NUMBERED},refund=back", orders=2, customers=2)


def test_item_lines_are_one_order_and_equal_lines_are_two_lines(shop):
    log = (
        "no,member,day,sum,what\n71,ann,2024-01-05 10:00,80.00,pot\n71,ann,2024-01-05 10:00,15.00,lid\n"
        "71,ann,2024-01-05 10:00,15.00,lid\n72,bob,2024-01-06 10:00,40.00,pot\n73,ann,2024-02-06 10:00,9.00,lid\n"
        "73,ann,2024-02-06 10:00,30.00,pot\n"
    )
    arguments = (shop.file("log.csv", log), "--map", f"{NUMBERED},title=what")
    shop.keeps("189.00", *arguments, orders=3, customers=2)
    answer = shop.load(*arguments)
    assert (answer.rows[0]["loaded_lines"], answer.rows[0]["rejected_lines"]) == (6, 0)


def test_a_total_that_stands_on_every_line_is_counted_once(shop):
    log = (
        "订单号,买家,下单,支付,实付,退款,状态,货\n"
        "K1,甲,2025-07-01 08:00:00,2025-07-01 08:00:00,120,10,已完成,茶\n"
        "K1,甲,2025-07-01 08:00:00,2025-07-01 08:00:00,120,25,已完成,杯\n"
        "K1,甲,2025-07-01 08:00:00,2025-07-01 08:00:00,120,0,已完成,壶\n"
        "K2,乙,2025-07-02 08:00:00,2025-07-02 08:00:00,66,0,已完成,茶\n"
    )
    mapping = "order_id=订单号,buyer=买家,ordered_at=下单,paid_at=支付,amount=实付,refund=退款,status=状态,title=货"
    shop.keeps("151.00", shop.file("log.csv", log), "--map", mapping, orders=2, customers=2)


def test_price_times_quantity(shop):
    log = (
        "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        "5001,A,6,2024-01-13 08:26:00,2.55,17850.0\n5001,B,2,2024-01-13 08:26:00,3.39,17850.0\n"
        "5002,A,1,2024-01-14 09:00:00,4.00,\nC5003,A,-2,2024-01-15 10:00:00,2.55,17850.0\n"
        "5004,B,10,2024-01-16 10:00:00,1.25,13047.0\n5004,B,10,2024-01-16 10:00:00,1.25,13047.0\n"
    )
    mapping = "order_id=InvoiceNo,buyer=CustomerID,ordered_at=InvoiceDate,unit_price=UnitPrice,quantity=Quantity"
    shop.keeps("45.98", shop.file("log.csv", log), "--map", f"{mapping},sku=StockCode", orders=3, customers=2)


def test_line_numbers_name_lines_and_orders_are_counted_once(shop):
    log = (
        "no,line,member,day,sum,what\n8001,80011,ann,2024-01-01,12,tea\n8001,80012,ann,2024-01-01,18,cup\n"
        "8001,80013,ann,2024-01-01,30,pot\n8002,80021,bob,2024-01-02,10,tea\n"
    )
    arguments = (shop.file("log.csv", log), "--map", f"{NUMBERED},suborder_id=line,title=what")
    shop.keeps("70.00", *arguments, orders=2, customers=2)
    assert shop.keeps("70.00", *arguments, orders=2).rows[0]["avg_order_value"] == 35.0
    found = shop.ask("customer", "8001", *arguments, "--reveal")
    assert found.code == 0, found.err
    assert (found.facts["customer"], found.facts["orders"], found.facts["net_spend"]) == ("ann", 1, "60.00")


CASES = "kind=refunds,order_id=no,refund=back,refund_id=case,status=how"
REFUNDS = "case,no,back,how\nR1,1,30.00,refunded\nR2,1,5.00,refunded\nR3,2,50.00,Refunded\nR4,3,20.00,closed\n"


@pytest.mark.parametrize("first", ["orders", "refunds"])
def test_a_refund_file_beside_the_orders(shop, first):
    orders = "no,member,day,sum\n1,ann,2025-05-01,100.00\n2,bob,2025-05-02,50.00\n3,cy,2025-05-03,20.00\n"
    steps = {
        "orders": (shop.file("orders.csv", orders), "--map", NUMBERED),
        "refunds": (shop.file("refunds.csv", REFUNDS), "--map", CASES),
    }
    for step in sorted(steps, key=lambda name: name != first) * 2:
        shop.load(*steps[step])
    shop.keeps("85.00", "--store", shop.store, orders=2, customers=2)


def test_a_refund_whose_order_is_not_there_is_reported_until_it_is(shop):
    answer = shop.load(shop.file("refunds.csv", REFUNDS), "--map", CASES)
    assert "not deducted" in answer.notes["refund_without_order"]
    orders = "no,member,day,sum\n1,ann,2025-05-01,100.00\n2,bob,2025-05-02,50.00\n3,cy,2025-05-03,20.00\n"
    assert "refund_without_order" not in shop.load(shop.file("orders.csv", orders), "--map", NUMBERED).notes


def test_a_refund_in_both_files_is_taken_off_once(shop):
    orders = (
        "no,member,day,sum,back\n1,ann,2025-05-01,100.00,35.00\n2,bob,2025-05-02,50.00,50.00\n3,cy,2025-05-03,20.00,0\n"
    )
    shop.load(shop.file("orders.csv", orders), "--map", f"{NUMBERED},refund=back")
    shop.load(shop.file("refunds.csv", REFUNDS), "--map", CASES)
    shop.keeps("85.00", "--store", shop.store, orders=2, customers=2)


def test_a_refund_status_beside_the_order_status(shop):
    log = (
        "no,member,day,sum,state,after\n1,a,2025-05-01,10.00,已完成,-\n2,b,2025-05-02,20.00,已完成,退款成功\n"
        "3,c,2025-05-03,30.00,已关闭,同意退款，退款成功\n4,d,2025-05-04,40.00,已发货,无售后或售后取消\n"
    )
    mapping = f"{NUMBERED},status=state,refund_status=after"
    shop.keeps("50.00", shop.file("log.csv", log), "--map", mapping, orders=2, customers=2)


def test_done_orders_whose_paid_amount_is_unknown_are_reported_with_what_was_due(shop):
    rows = report(orders=tuple((f"客{n}", f"2025-02-{n:02d} 09:00:00", "12.00", "0.00") for n in range(1, 27)))
    for row, word in zip(rows, ("N/A", "nan", "None"), strict=False):
        row["买家实际支付金额"] = word
    file = shop.file("orders.csv", text(rows))
    answer = shop.keeps("276.00", file, "--max-rejects", "1", orders=23)
    assert "36.00" in answer.text
    for form in ("table", "md", "json"):
        shown = shop.run("segment", file, "--max-rejects", "1", "--format", form)
        assert shown.code == 0, shown.err
        assert "36.00" in shown.out + shown.err, form


def test_clean_data_has_no_line_about_reading(shop):
    answer = shop.keeps("760.00", shop.file("orders.csv", text(report())))
    assert not [code for code in answer.notes if "quarantin" in code or "unknown" in code or "padded" in code]
    assert len(HEADER) == len(report()[0])


@pytest.mark.parametrize("turn", [1, -1], ids=["orders first", "cases first"])
def test_a_taobao_report_without_its_column_of_refunds_is_net_all_the_same(shop, turn):
    """Of 20.03 the amount is 20.00 and the case gives back 0.03: that is off already. 5 of the 50 are not."""
    orders = (
        "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n"
        "100000000000000001,小溪,20.03,20.00,交易成功,2025-01-01 10:00:00,2025-01-01 10:01:00\n"
        "100000000000000002,大山,50.00,50.00,交易成功,2025-01-02 10:00:00,2025-01-02 10:01:00\n"
    )
    cases = (
        "退款编号,订单编号,退款状态,买家退款金额\n900000000000000001,100000000000000001,退款成功,0.03\n"
        "900000000000000002,100000000000000002,退款成功,5.00\n"
    )
    files = [shop.file("orders.csv", orders), shop.file("back.csv", cases)][::turn]
    for file in files:
        shop.load(file)
    answer = shop.keeps("65.00", "--store", shop.store, orders=2, customers=2)
    assert "0.03 counts as already deducted" in answer.text
    shop.load(*files)  # again
    shop.keeps("65.00", "--store", shop.store)
    answer = shop.keeps("65.00", *files)
    assert "0.03 counts as already deducted" in answer.text


@pytest.mark.parametrize("late", [0, 1200], ids=["at once", "behind a thousand rows"])
def test_what_is_sold_by_weight_is_paid_by_weight(shop, late):
    """0.535 of 29.90 and two of 1.25 are 18.4965: each order is rounded once, half to even."""
    weighed = [f"{n},p{n},2025-05-01,{1 + n % 3},2.00" for n in range(late)]
    rows = ["A,ann,2025-06-01,0.535,29.90", "A,ann,2025-06-01,2,1.25", "B,bob,2025-06-02,1.5,10.00"]
    log = shop.file("log.csv", "\n".join(["no,member,day,weight,price", *weighed, *rows]) + "\n")
    mapping = "order_id=no,buyer=member,paid_at=day,quantity=weight,unit_price=price"
    sold = sum(2 * (1 + n % 3) for n in range(late))
    shop.keeps(f"{sold + 33.50:.2f}", log, "--map", mapping, orders=late + 2)


def test_rupiah_without_a_decimal_mark(shop):
    log = shop.file("log.csv", "member,day,sum,no\nann,2025-06-01,Rp150.000,1\nbob,2025-06-02,Rp75.500,2\n")
    answer = shop.keeps("225500.00", log, "--map", NUMBERED, orders=2)
    assert answer.fact("currency") == "IDR"
