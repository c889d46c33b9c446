"""Money back of what never counted, states that nobody wrote down, and amounts that are not all paid."""

from __future__ import annotations

import pytest

LOG = "order_id=no,buyer=member,paid_at=day,amount=sum,status=word"
ORDERED = LOG.replace("paid_at", "ordered_at")
BEFORE = "no,member,day,sum,word\nA1,ann,2025-01-01,100,completed\n"
AFTER = "A3,bob,2025-01-05,20,completed\n"


@pytest.mark.parametrize("word", ["cancelled", "pending payment"])
@pytest.mark.parametrize("mapping", [LOG, ORDERED], ids=["paid", "ordered"])
def test_the_reversal_of_an_order_that_never_counted_is_taken_off_no_other(shop, word, mapping):
    log = f"{BEFORE}A2,ann,2025-01-05,50,{word}\nA2,ann,2025-01-06,-50,completed\n{AFTER}"
    file = shop.file("log.csv", log)
    shop.keeps("120.00", file, "--map", mapping, orders=2, customers=2)
    shop.load(file, "--map", mapping)
    shop.keeps("120.00", "--store", shop.store, orders=2, customers=2)


def test_the_reversal_of_an_unpaid_order_is_reported(shop):
    log = f"{BEFORE}A2,ann,2025-01-05,50,pending payment\nA2,ann,2025-01-06,-50,completed\n{AFTER}"
    answer = shop.keeps("120.00", shop.file("log.csv", log), "--map", LOG)
    assert "50.00 not deducted" in answer.notes["return_of_closed"]


def test_money_back_of_an_order_that_cost_nothing_is_reported_and_taken_off_no_other(shop):
    log = f"{BEFORE}A2,ann,2025-01-05,0,completed\nA2,ann,2025-01-06,-50,completed\n{AFTER}"
    answer = shop.keeps("120.00", shop.file("log.csv", log), "--map", LOG)
    assert "50.00 not deducted" in answer.notes["refund_beyond_order"]


def test_money_back_of_an_order_that_is_left_out_is_left_out_with_it(shop):
    log = (
        "no,member,day,sum,word,kind\nA1,ann,2025-01-01,100,completed,\nA2,ann,2025-01-05,50,completed,test\n"
        "A2,ann,2025-01-06,-50,completed,\nA3,bob,2025-01-05,20,completed,\nA3,bob,2025-01-07,-5,completed,\n"
    )
    file = shop.file("log.csv", log)
    shop.keeps("115.00", file, "--map", LOG, "--skip", "kind=test", orders=2)
    account = shop.load(file, "--map", LOG, "--skip", "kind=test")
    assert account.rows[0]["skipped_lines"] == 2


def test_a_cancelled_line_and_its_reversal_are_one_and_the_same(shop):
    """A1: 30 and 12 were sold, 20 and 7 cancelled; 20 and 7 came back as rows, and of the 12 there came back 5."""
    lines = [
        *("A1,ann,2025-01-01,30,completed,mug", "A1,ann,2025-01-01,20,cancelled,cup"),
        *("A1,ann,2025-01-01,7,cancelled,lid", "A1,ann,2025-01-01,12,completed,jar"),
        *("A1,ann,2025-01-03,-20,completed,cup", "A1,ann,2025-01-03,-7,completed,lid"),
        *(
            "A1,ann,2025-01-03,-5,completed,jar",
            "A3,bob,2025-01-05,20,completed,mug",
            "A3,bob,2025-01-05,7,completed,cup",
        ),
    ]
    file = shop.file("log.csv", "no,member,day,sum,word,what\n" + "\n".join(lines) + "\n")
    answer = shop.keeps("64.00", file, "--map", f"{ORDERED},title=what", orders=2)
    assert "27.00 not deducted" in answer.notes["return_of_closed"]
    shop.load(file, "--map", f"{ORDERED},title=what")
    shop.keeps("64.00", "--store", shop.store, orders=2)


def test_all_cancelled_lines_may_come_back_as_one_row(shop):
    lines = [
        *("A1,ann,2025-01-01,30,completed,mug", "A1,ann,2025-01-01,20,cancelled,cup"),
        *("A1,ann,2025-01-01,7,cancelled,lid", "A1,ann,2025-01-03,-27,completed,"),
        *("A3,bob,2025-01-05,20,completed,mug", "A3,bob,2025-01-05,7,completed,cup"),
    ]
    file = shop.file("log.csv", "no,member,day,sum,word,what\n" + "\n".join(lines) + "\n")
    shop.keeps("57.00", file, "--map", f"{ORDERED},title=what", orders=2)


def test_what_is_asked_back_has_not_gone_back(shop):
    log = (
        "no,member,day,sum,back,word\nA1,ann,2025-01-01,100,30,退款中\nA2,ann,2025-01-05,50,10,交易成功\n"
        "A3,bob,2025-01-05,20,20,退款成功\nA4,bob,2025-01-06,40,15,已发货，有退款\n"
    )
    answer = shop.keeps("165.00", shop.file("log.csv", log), "--map", f"{LOG},refund=back", orders=3)
    assert "100.00" in answer.notes["status_undecided"]


@pytest.mark.parametrize(("word", "kept", "open_money"), [("done", "45.00", "10.00"), ("", "50.00", "15.00")])
def test_a_case_without_a_word_is_reported(shop, word, kept, open_money):
    orders = shop.file("log.csv", "no,member,day,sum\nA1,ann,2025-01-01,30\nA2,bob,2025-01-05,20\n")
    cases = f"case,order,back,at,word\nR1,A1,10,2025-01-04,\nR2,A2,5,2025-01-08,{word}\n"
    mapping = "kind=refunds,refund_id=case,order_id=order,refund=back,refunded_at=at,status=word"
    shop.load(orders, "--map", LOG.removesuffix(",status=word"))
    shop.load(shop.file("back.csv", cases), "--map", mapping)
    answer = shop.keeps(kept, "--store", shop.store)
    assert f"(blank): not deducted, {open_money}" in answer.notes["refund_status_unknown"]


def test_an_order_without_a_word_among_others_is_reported(shop):
    log = f"{BEFORE}A2,ann,2025-01-05,50,\nA4,ann,2025-01-06,9,foo\n{AFTER}"
    file = shop.file("log.csv", log)
    told = shop.keeps("179.00", file, "--map", ORDERED, orders=4).notes["status_unknown"]
    assert "blank: 1 row, 50.00; foo: 1 row, 9.00" in told
    nothing = shop.file("none.csv", log.replace("completed", "").replace("foo", ""))
    assert "status_unknown" not in shop.keeps("179.00", nothing, "--map", ORDERED).notes


def test_an_order_that_is_taken_for_unpaid_is_reported_with_its_money(shop):
    log = (
        "no,member,day,paid,sum,word\nA1,ann,2025-01-01,2025-01-01,100,completed\nA2,ann,2025-01-05,,50,\n"
        "A4,ann,2025-01-06,2025-01-06,7,\nA5,ann,2025-01-06,,9,foo\n"
    )
    mapping = f"{ORDERED},paid_at=paid"
    file = shop.file("log.csv", log)
    shop.load(file, "--map", mapping)
    for asked in ((file, "--map", mapping), ("--store", shop.store)):
        told = shop.keeps("107.00", *asked, orders=2).notes
        assert "blank: 1 row, 50.00; foo: 1 row, 9.00" in told["status_unpaid"]
        assert "status_unknown" not in told


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Refunded Amount,Outstanding Balance"
)


def shopify(name: str, state: str, total: str, owed: str) -> str:
    day = f"2025-01-0{name[-1]} 10:00:00 +0800"
    return f"{name},m{name[1:]}@shop.test,{state},{day},CNY,{total},{day},1,mug,{total},0.00,{owed}"


def test_of_an_order_paid_in_part_what_is_owed_is_not_counted(shop):
    """An authorized payment is not captured yet: the order is unpaid."""
    rows = [
        shopify("#1", "paid", "100.00", "0.00"),
        shopify("#2", "partially_paid", "80.00", "30.00"),
        shopify("#3", "authorized", "40.00", "40.00"),
    ]
    answer = shop.keeps("150.00", shop.file("orders.csv", "\n".join([SHOPIFY, *rows]) + "\n"), orders=2)
    assert "status_undecided" not in answer.notes


def test_of_an_order_paid_in_part_it_is_said_that_nothing_says_how_much(shop):
    rows = [shopify("#1", "paid", "100.00", ""), shopify("#2", "partially_paid", "80.00", "")]
    answer = shop.keeps("180.00", shop.file("orders.csv", "\n".join([SHOPIFY, *rows]) + "\n"), orders=2)
    assert "80.00" in answer.notes["status_undecided"]


def test_a_promotion_is_taken_off_the_price_of_the_line(shop):
    columns = "amazon-order-id purchase-date order-status product-name sku quantity currency item-price"
    head = "\t".join([*columns.split(), "item-promotion-discount"])
    lines = [
        f"02-{number}\t2025-01-0{number}T10:00:00+00:00\tShipped\tmug\tm\t1\tCNY\t{price}\t{off}"
        for number, (price, off) in enumerate(
            [("100.00", "10.00"), ("50.00", "-5.00"), ("50.00", ""), ("9.00", "9.00")], 1
        )
    ]
    shop.keeps("185.00", shop.file("all.txt", "\n".join([head, *lines]) + "\n"))


TOTALS = [
    "Sum",
    "SUMME:",
    "March total",
    "Total (3 orders)",
    "Total for 2025-03",
    "Gesamtsumme",
    "Total général",
    "合計",
    "2025年3月合计",
]


@pytest.mark.parametrize("word", TOTALS)
def test_a_total_line_is_no_order(shop, word):
    dated = f"no,member,day,sum\nA1,ann,2025-01-01,30\nA2,bob,2025-01-05,20\n{word},,2025-01-31,50\n"
    shop.keeps("50.00", shop.file("log.csv", dated), "--map", LOG.removesuffix(",status=word"), orders=2)
    plain = f"member,day,sum\nann,2025-01-01,30\nbob,2025-01-05,20\n{word},,50\n"
    answer = shop.load(shop.file("plain.csv", plain), "--map", "buyer=member,paid_at=day,amount=sum")
    assert answer.rows[0]["total_lines"] == 1


def test_a_buyer_who_is_called_like_a_total_is_a_buyer(shop):
    log = "member,day,sum\nSum,2025-01-01,30\nTotal Wine,2025-01-05,20\n小计划,2025-01-06,7\n"
    shop.keeps(
        "57.00", shop.file("log.csv", log), "--map", "buyer=member,paid_at=day,amount=sum", orders=3, customers=3
    )


def test_a_guest_with_a_number_or_an_address_of_nobody_is_nobody(shop):
    nobodies = ["Guest 1", "guest_22", "游客12", "Kunde", "guest@example.com", "no-reply@shop.test", "Laufkundschaft"]
    somebody = ["ann@example.com", "Customer 12", "guestbook99", "guestave@qq.test", "Gaston 3"]
    rows = [f"{name},2025-01-{day:02d},1" for day, name in enumerate([*nobodies, *somebody], 1)]
    file = shop.file("log.csv", "\n".join(["member,day,sum", *rows]) + "\n")
    shop.keeps("12.00", file, "--map", "buyer=member,paid_at=day,amount=sum", orders=12, customers=len(somebody))


def test_a_basis_names_the_orders_that_prove_it_and_what_was_taken_off(shop):
    """Two orders prove sums before refunds, a third has no amount due; more than was paid cannot be taken off."""
    log = (
        "no,member,day,due,sum,back\nA1,ann,2025-01-01,100,100,30\nA2,bob,2025-01-05,50,50,5\nA3,cid,2025-01-06,,20,25\n"
        "A4,dan,2025-01-07,10,10,0\n"
    )
    mapping = "order_id=no,buyer=member,paid_at=day,amount=sum,due=due,refund=back"
    answer = shop.keeps("125.00", shop.file("log.csv", log), "--map", mapping)
    assert "55.00 (checked on 2 refunded orders)" in answer.notes["basis_gross"]


@pytest.mark.parametrize("word", ["blank", "空白"])
def test_a_blank_status_can_be_explained(shop, word):
    file = shop.file("log.csv", f"{BEFORE}A2,ann,2025-01-05,50,\n{AFTER}")
    answer = shop.keeps("120.00", file, "--map", ORDERED, "--status", f"{word}=unpaid", orders=2)
    assert not answer.notes.keys() & {"status_unknown", "status_idle"}
    idle = shop.file("full.csv", f"{BEFORE}{AFTER}")
    assert "status_idle" in shop.keeps("120.00", idle, "--map", ORDERED, "--status", f"{word}=unpaid").notes


def test_a_file_that_is_loaded_with_other_options_says_what_stays(shop):
    file = shop.file("log.csv", f"{BEFORE}A2,ann,2025-01-05,50,parked\n{AFTER}")
    shop.load(file, "--map", ORDERED, "--status", "parked=closed")
    told = shop.load(file, "--map", ORDERED, "--status", "parked=done").notes["read_otherwise"]
    assert "1 line keeps what was read then" in told
    assert "read_otherwise" in shop.keeps("120.00", "--store", shop.store).notes


def test_periods_that_are_not_shown_are_named_with_their_money(shop):
    rows = [f"A{n},ann,{2022 + n // 12}-{n % 12 + 1:02d}-10,100,completed" for n in range(36)]
    file = shop.file("log.csv", "no,member,day,sum,word\n" + "\n".join(rows) + "\n")
    answer = shop.keeps("2400.00", file, "--map", ORDERED, orders=24)
    assert "12 orders before them, 1,200.00 in all" in answer.notes["trend_latest"]
    assert "trend_latest" not in shop.keeps("3600.00", file, "--map", ORDERED, "--periods", "0", orders=36).notes
    assert "trend_latest" not in shop.keeps("100.00", file, "--map", ORDERED, "--periods", "1", orders=1).notes
