"""What only all files together prove, and words that decide about money, in files a shopkeeper could have."""

from __future__ import annotations

import itertools

import pytest
from tests.ingest.load_case import ask

LOG = "order_id=oid,buyer=who,paid_at=day,amount=sum"
CUT = [
    "oid,who,day,sum,t\n1,ann,2024-01-01,10,cup\n1,ann,2024-01-01,20,plate\n2,bob,2024-01-02,5,cup\n",
    "oid,who,day,sum,t\n2,bob,2024-01-02,7,plate\n3,cat,2024-01-03,9,cup\n3,cat,2024-01-03,9,bag\n",
]


@pytest.mark.parametrize("turn", [1, -1])
def test_parts_of_a_log_prove_together_what_their_amounts_are(shop, turn):
    files = [shop.file(f"{n}.csv", text) for n, text in enumerate(CUT)]
    answer = shop.keeps("60.00", *files[::turn], "--map", f"{LOG},title=t", orders=3)
    assert "lines_unclear" not in answer.notes


BACK = ["退款", "退货", "仅退款", "部分退款", "return", "Credit note", "partial refund", "Gutschrift"]


@pytest.mark.parametrize("own", ["paid", "completed"])
def test_a_refund_row_of_any_word(shop, own):
    rows = [f"99,bob,2024-01-31 10:00,50,{own}"]
    for order, word in enumerate(BACK, start=1):
        rows += [f"{order},ann,2024-01-0{order} 10:00,100,{own}", f"{order},ann,2024-01-1{order} 10:00,40,{word}"]
    file = shop.file("a.csv", "\n".join(["oid,who,day,sum,kind", *rows]) + "\n")
    answer = shop.keeps(f"{50 + 60 * len(BACK)}.00", file, "--map", f"{LOG},status=kind", orders=1 + len(BACK))
    assert (answer.fact("data_from"), answer.fact("data_to")) == ("2024-01-01", "2024-01-31")


def test_a_refunded_line_beside_a_repeated_total_by_its_price(shop):
    rows = ["1,ann,2024-01-01,30,cup,,10,1", "1,ann,2024-01-01,30,plate,退款成功,10,2", "2,bob,2024-01-02,11,cup,,5,1"]
    text = "\n".join(["oid,who,day,sum,t,rs,p,q", *rows, "2,bob,2024-01-02,11,bag,,6,1"]) + "\n"
    mapping = f"{LOG},title=t,refund_status=rs,unit_price=p,quantity=q"
    shop.keeps("21.00", shop.file("a.csv", text), "--map", mapping, orders=2, customers=2)


def test_a_refunded_line_beside_a_repeated_total_without_prices_is_reported(shop):
    rows = [f"{n},u{n},2024-01-0{n},{n}0,{art}," for n in range(1, 5) for art in ("cup", "bag")]
    rows[1] += "退款成功"
    file = shop.file("a.csv", "\n".join(["oid,who,day,sum,t,rs", *rows]) + "\n")
    answer = shop.keeps("100.00", file, "--map", f"{LOG},title=t,refund_status=rs", orders=4)
    assert "10.00" in answer.notes["status_undecided"]


TAOBAO = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间"


@pytest.mark.parametrize("now", ["70", "0"])
def test_of_two_amounts_of_one_order_the_smaller_one_is_the_newer(shop, now):
    """Taobao's paid amount is what is left: money went back between two exports that have no column of refunds."""
    row = "100001,amy,100,{},交易成功,2024-01-01 10:00:00,2024-01-01 10:01:00\n"
    other = "100009,bob,5,5,交易成功,2024-01-09 10:00:00,2024-01-09 10:01:00\n"
    texts = [f"{TAOBAO}\n{row.format(100)}", f"{TAOBAO}\n{row.format(now)}{other}"]
    files = [shop.file(f"{n}.csv", text) for n, text in enumerate(texts)]
    for turn in itertools.permutations(files):
        shop.keeps(f"{int(now) + 5}.00", *turn)


def test_a_total_line_with_a_day_is_no_order(shop):
    log = "day,who,sum\n2024-01-01,ann,100.00\n2024-01-02,bob,20.00\n2024-01-31,合计,120.00\n"
    shop.keeps("120.00", shop.file("a.csv", log), "--map", "buyer=who,paid_at=day,amount=sum", orders=2, customers=2)
    sums = ["1月合计,,2024-01-31,100.00", "本页合计,,,20", "共2条,,,20"]
    rows = ["1,ann,2024-01-01,100.00", sums[0], "2,bob,2024-02-02,20.00", *sums[1:]]
    file = shop.file("b.csv", "\n".join(["oid,who,day,sum", *rows]) + "\n")
    assert "quarantined" not in shop.keeps("120.00", file, "--map", LOG, orders=2).notes


def test_an_order_without_a_time_of_payment_beside_others_that_have_one_is_unpaid(shop):
    file = shop.file("a.csv", "oid,who,made,day,sum\n1,ann,2024-01-01,2024-01-01,10\n2,bob,2024-01-02,,20\n")
    mapping = LOG.replace("paid_at=day", "ordered_at=made,paid_at=day")
    assert "20.00 due" in shop.keeps("10.00", file, "--map", mapping, orders=1).notes["status_unpaid"]
    unpaid = shop.file("b.csv", "oid,who,made,day,sum\n1,ann,2024-01-01,,10\n2,bob,2024-01-02,,20\n")
    shop.keeps("30.00", unpaid, "--map", mapping, orders=2)


def test_what_became_of_a_refund_case(shop):
    """Of six orders of 125 each 10 are asked back."""
    ended = {"approved": 115, "同意": 115, "processed": 115, "declined": 125, "pending": 125, "处理中": 125}
    orders = "".join(f"{number},ann,2024-01-01,125\n" for number, _ in enumerate(ended))
    cases = "".join(f"r{number},{number},10,{word}\n" for number, word in enumerate(ended))
    shop.load(shop.file("o.csv", f"oid,who,day,sum\n{orders}"), "--map", LOG)
    mapping = "kind=refunds,order_id=oid,refund=back,refund_id=rid,status=st"
    shop.load(shop.file("r.csv", f"rid,oid,back,st\n{cases}"), "--map", mapping)
    kept = [order["net"] for order in ask(shop.store, "qualifying.sql")]
    assert dict(zip(ended, kept, strict=True)) == ended
    note = shop.keeps(f"{sum(kept)}", "--store", shop.store).notes["refund_open"]
    assert "20.00" in note and "2 refund cases" in note


def test_words_of_states(shop):
    """Amounts of which any sum tells which of them are in it."""
    states = {
        "Отменен": 1, "Awaiting check payment": 2, "未成团": 4, "Rejected": 8, "退款已撤销": 16, "Credit card paid": 32,
    }  # fmt: skip
    rows = [f"{sum_},bob,2024-01-02,{sum_},{word}" for word, sum_ in states.items()]
    rows = ["50,amy,2024-01-01,50,done", *rows, "100,cat,2024-01-03,100,done"]
    file = shop.file("a.csv", "\n".join(["oid,who,day,sum,st", *rows]) + "\n")
    shop.keeps(f"{150 + 16 + 32}.00", file, "--map", LOG.replace("paid_at", "ordered_at") + ",status=st", orders=4)


OPEN = [
    *("取消申請中", "cancel_pending", "Processing refund", "交易成功（有退款）", "Suspected Fraud"),
    *("Shipped - Rejected by Buyer", "Shipped - Returning to Seller"),
]


@pytest.mark.parametrize("word", OPEN)
def test_words_that_leave_it_open_are_reported(shop, word):
    rows = ["1,amy,2024-01-01,50,done", f"2,bob,2024-01-02,7,{word}"]
    file = shop.file("a.csv", "\n".join(["oid,who,day,sum,st", *rows]) + "\n")
    answer = shop.keeps("57.00", file, "--map", LOG.replace("paid_at", "ordered_at") + ",status=st")
    assert "7.00" in answer.notes["status_undecided"]


def test_a_cancellation_without_a_buyer_is_of_the_order_it_names(shop):
    orders = ["1001,,2024-01-01,100.00", "1002,bob,2024-01-02,50.00"]
    rows = [*orders, "C1001,,2024-01-05,-30.00", "C1002,,2024-01-05,-50.00", "C1009,,2024-01-05,-7.00"]
    answer = shop.keeps("70.00", shop.file("a.csv", "\n".join(["oid,who,day,sum", *rows]) + "\n"), "--map", LOG)
    assert "7.00" in answer.notes["return_of_nobody"]
