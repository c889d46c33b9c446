"""What a later export says of the same lines, rows that say less than others, and proofs that disagree."""

from __future__ import annotations

import pytest

XIAOHONGSHU = (
    "订单号,订单状态,售后状态,小红书编码,SKU名称,SKU件数,商家应收金额(元)（支付金额）,支付时间,订单创建时间,用户编号"
)
WHEN = "2024-01-01 10:01:00,2024-01-01 10:00:00,u1"
AMAZON = "amazon-order-id\tpurchase-date\torder-status\tproduct-name\tsku\tquantity\tcurrency\titem-price"
TAOBAO = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额"
LOG = "order_id=oid,buyer=who,ordered_at=day,amount=sum,title=item,status=st"


def both(shop, kept: str, earlier: list[str], later: list[str], *said: str, orders: int) -> None:
    """The answer from both files, and from a store that they were loaded into, whichever came first."""
    name = "log.txt" if "\t" in earlier[0] else "log.csv"
    files = [shop.file(f"{turn}-{name}", "\n".join(rows) + "\n") for turn, rows in enumerate((earlier, later))]
    shop.keeps(kept, *files, *said, orders=orders)
    for turn in (files, files[::-1]):
        shop.store.unlink(missing_ok=True)
        for file in turn:
            shop.load(file, *said)
        shop.keeps(kept, "--store", shop.store, orders=orders)


@pytest.mark.parametrize(
    ("earlier", "later", "kept", "orders"),
    [
        (["x1,x1,1,28"], [("已完成,退款成功", "x1,x1,1,28")], "0.00", 0),
        (
            ["x1,x1,1,28", "x2,x2,1,30"],
            [("已完成,退款成功", "x2,x2,1,30"), ("已完成,无售后", "x1,x1,1,28")],
            "28.00",
            1,
        ),
        (
            ["x1,x1,1,28", "x1,x1,1,28"],
            [("已完成,退款成功", "x1,x1,1,28"), ("已完成,无售后", "x1,x1,1,28")],
            "28.00",
            1,
        ),
        (["x1,x1,1,28", "x2,x2,1,30"], [("已取消,无售后", "x1,x1,1,28"), ("已取消,无售后", "x2,x2,1,30")], "0.00", 0),
    ],
)
def test_a_line_that_is_refunded_or_closed_later_is_the_line_it_was(shop, earlier, later, kept, orders):
    first = [XIAOHONGSHU, *(f"P1,已发货,无售后,{line},{WHEN}" for line in earlier)]
    second = [XIAOHONGSHU, *(f"P1,{state},{line},{WHEN}" for state, line in later)]
    shop.store.parent.mkdir(exist_ok=True)
    if orders:
        both(shop, kept, first, second, orders=orders)
    else:
        more = [f"P2,已完成,无售后,x3,x3,1,5,{WHEN}"]
        both(shop, "5.00", [*first, *more], [*second, *more], orders=1)


@pytest.mark.parametrize("price", ["30.00", ""])
def test_an_amazon_line_that_is_cancelled_later(shop, price):
    def row(order: str, state: str, price: str) -> str:
        return "\t".join([order, "2024-01-01T08:04:21+00:00", state, "Cup", f"s{order}", "1", "USD", price])

    earlier = [AMAZON, row("1-1", "Unshipped", "30.00"), row("1-2", "Unshipped", "5.00")]
    later = [AMAZON, row("1-1", "Cancelled", price), row("1-2", "Shipped", "5.00")]
    shop.store.parent.mkdir(exist_ok=True)
    both(shop, "5.00", earlier, later, orders=1)


def test_a_line_of_a_log_that_is_cancelled_later(shop):
    rows = ["1,amy,2024-01-01,5,a,{}", "1,amy,2024-01-01,7,b,{}"]
    earlier = ["oid,who,day,sum,item,st", *(row.format("processing") for row in rows)]
    later = ["oid,who,day,sum,item,st", rows[0].format("completed"), rows[1].format("cancelled")]
    shop.store.parent.mkdir(exist_ok=True)
    both(shop, "5.00", earlier, later, "--map", LOG, orders=1)


def test_a_row_without_an_amount_where_the_file_has_one_time_only(shop):
    log = "oid,who,day,sum,item\n1,amy,2024-01-01,50,a\n1,amy,2024-01-01,,b\n"
    shop.keeps("50.00", shop.file("log.csv", log), "--map", LOG.removesuffix(",status=st"), orders=1)


def test_neither_a_status_nor_a_time_of_payment_is_no_payment(shop):
    rows = [
        "100001,amy,50.00,50.00,,2024-01-01 10:00:00,2024-01-01 10:01:00,0.00",
        "100002,bob,40.00,40.00,,2024-01-02 10:00:00,,0.00",
    ]
    answer = shop.keeps("50.00", shop.file("orders.csv", "\n".join([TAOBAO, *rows]) + "\n"), orders=1)
    assert "40.00" in answer.notes["status_unpaid"]


def test_refunds_that_prove_the_one_and_the_other_are_reported(shop):
    rows = [
        "100001,amy,50.00,50.00,交易成功,2024-01-01 10:00:00,2024-01-01 10:01:00,0",
        "100002,bob,80.00,80.00,交易成功,2024-01-02 10:00:00,2024-01-02 10:01:00,20.00",
        "100003,cat,30.00,10.00,交易成功,2024-01-03 10:00:00,2024-01-03 10:01:00,20.00",
    ]
    answer = shop.ask("trend", shop.file("orders.csv", "\n".join([TAOBAO, *rows]) + "\n"))
    assert "basis_unclear" in answer.notes


WEIGHTS = (1, 2, 4, 8, 16)
"""Amounts of which any sum tells which of them are in it."""


def stated(*words: str) -> str:
    """An order with each of the words, and one that was paid."""
    rows = [
        f"{number},amy,2024-01-01,{sum_},a,{word}"
        for number, (sum_, word) in enumerate(zip(WEIGHTS, words, strict=False))
    ]
    return "\n".join(["oid,who,day,sum,item,st", *rows]) + "\n90,bob,2024-01-02,100,a,"


def test_what_was_only_asked_for_or_was_taken_back(shop):
    log = stated("撤销退款", "chargeback won", "Cancel requested", "chargeback", "已取消") + "paid\n"
    shop.keeps(f"{100 + 1 + 2 + 4}.00", shop.file("log.csv", log), "--map", LOG, orders=4)


def test_a_refund_that_did_not_succeed(shop):
    log = stated("未退款成功", "退款不成功", "退款成功") + "\n"
    mapping = LOG.replace("status=st", "refund_status=st")
    shop.keeps(f"{100 + 1 + 2}.00", shop.file("log.csv", log), "--map", mapping, orders=3)


JD = "订单号,商品ID,商品名称,订购数量,下单时间,京东价,应付金额,订单状态,下单帐号,付款确认时间"


def jd(number: int, *amounts: str) -> list[str]:
    paid = "完成,amy,2024-01-01 10:05:00"
    return [f"{number},{n},货{n},1,2024-01-01 10:00:00,30,{amount},{paid}" for n, amount in enumerate(amounts)]


def test_an_export_that_repeats_totals_as_a_rule_and_does_not_here(shop):
    answer = shop.keeps("50.00", shop.file("orders.csv", "\n".join([JD, *jd(9001, "30", "20")]) + "\n"), orders=1)
    assert "20.00" in answer.notes["amounts_added"]
    rows = [*jd(9001, "30", "30"), *jd(9002, "41", "41"), *jd(9003, "30", "20")]
    answer = shop.keeps("101.00", shop.file("orders.csv", "\n".join([JD, *rows]) + "\n"), orders=3)
    assert "20.00" in answer.notes["amounts_differ"]


def test_cases_that_give_back_less_than_the_state_says_are_reported(shop):
    log = shop.file("log.csv", "oid,who,day,sum,item,st\n1,amy,2024-01-01,80,a,refunded\n2,bob,2024-01-02,50,a,paid\n")
    cases = shop.file("back.csv", "case,oid,back,day\nR1,1,30,2024-01-05\n")
    shop.store.parent.mkdir(exist_ok=True)
    shop.load(log, "--map", LOG)
    shop.load(cases, "--map", "kind=refunds,order_id=oid,refund_id=case,refund=back,refunded_at=day")
    answer = shop.keeps("50.00", "--store", shop.store, orders=1)
    assert "50.00" in answer.notes["refund_beyond_cases"]


def test_a_blank_currency_is_that_of_the_file(shop):
    log = "oid,who,day,sum,item,cur\n1,amy,2024-01-01,80,a,USD\n2,bob,2024-01-02,50,a,\n3,bob,2024-01-03,5,a,usd\n"
    file = shop.file("log.csv", log)
    mapping = LOG.replace("status=st", "currency=cur")
    for chosen in ((), ("--currency", "USD")):
        answer = shop.keeps("135.00", file, "--map", mapping, *chosen, orders=3)
        assert answer.fact("currency") == "USD"
        assert not {"currency_mixed", "currency_missing"} & set(answer.notes)


@pytest.mark.parametrize("called", ["shopify", "Shopify", "SHOPIFY"])
def test_a_mapped_refund_file_finds_the_orders_of_its_platform(shop, called):
    """Order numbers are those of a platform; who says which finds the orders that a built-in dialect read."""
    header = (
        "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
        "Refunded Amount"
    )
    paid = "2024-01-02 10:00:00 +0800"
    rows = [f"#{n},{n}@x.com,paid,{paid},USD,50.00,{paid},1,Cup,50,0.00" for n in (1001, 1002)]
    orders = shop.file("orders.csv", "\n".join([header, *rows]) + "\n")
    cases = shop.file("back.csv", "order,back,when\n#1002,20,2024-01-05\n")
    mapping = "kind=refunds,order_id=order,refund=back,refunded_at=when"
    shop.store.parent.mkdir(exist_ok=True)
    shop.load(orders)
    shop.load(cases, "--map", f"{mapping},platform={called}")
    answer = shop.keeps("80.00", "--store", shop.store, orders=2)
    assert "refund_without_order" not in answer.notes
    shop.load(cases, "--map", mapping)
    answer = shop.keeps("80.00", "--store", shop.store, orders=2)
    assert "platform=NAME" in answer.notes["refund_without_order"]


DOUYIN = (
    "主订单编号,子订单编号,选购商品,商品单价,商品数量,订单应付金额,订单提交时间,支付完成时间,订单状态,售后状态,省,市\n"
)
AT_TEN = "2024-01-10 10:00:00,2024-01-10 10:00:00"
LAST_MONTH = (
    f"61,611,茶,50.00,1,50.00,{AT_TEN},已发货,-,浙江,杭州\n61,612,杯,20.00,1,20.00,{AT_TEN},已发货,-,浙江,杭州\n"
    f"62,621,茶,80.00,1,80.00,{AT_TEN},已发货,-,浙江,杭州\n"
)
THIS_MONTH = (
    f"61,611,茶,50.00,1,50.00,{AT_TEN},已完成,退款成功,浙江,杭州\n62,621,茶,80.00,1,80.00,{AT_TEN},已完成,-,浙江,杭州\n"
)


@pytest.mark.parametrize("text", [LAST_MONTH + THIS_MONTH, THIS_MONTH + LAST_MONTH, LAST_MONTH * 2 + THIS_MONTH])
def test_two_exports_in_one_file_have_each_line_once_in_its_newest_state(shop, text):
    both = shop.file("both.csv", DOUYIN + text)
    shop.keeps("100.00", both, orders=2)
    shop.load(both)
    shop.keeps("100.00", "--store", shop.store, orders=2)
    shop.load(shop.file("later.csv", DOUYIN + THIS_MONTH))
    shop.keeps("100.00", "--store", shop.store, orders=2)


def test_a_mapped_line_that_stands_twice_in_a_file_counts_once(shop):
    rows = ["1,11,anna,2024-01-10,50", "1,12,anna,2024-01-10,50", "1,11,anna,2024-01-10,50", "2,21,bob,2024-01-11,30"]
    file = shop.file("log.csv", "id,line,who,when,sum\n" + "\n".join(rows) + "\n")
    mapped = "order_id=id,suborder_id=line,buyer=who,ordered_at=when,amount=sum"
    shop.keeps("130.00", file, "--map", mapped, orders=2, customers=2)
