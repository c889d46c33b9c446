"""Refund cases of item lines, beside an order export that says of some lines that they went back."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.ingest.load_case import ask

ORDERS = (
    "主订单编号,子订单编号,选购商品,商品数量,商家编码,订单应付金额,省,市,订单提交时间,支付完成时间,订单状态,售后状态\n"
    "6900001\t,6900011\t,茶叶,1,T1,100.00,浙江省,杭州市,2025-11-01 10:00:00\t,2025-11-01 10:01:00\t,已完成,-\n"
    "6900001\t,6900012\t,茶杯,1,C1,50.00,浙江省,杭州市,2025-11-01 10:00:00\t,2025-11-01 10:01:00\t,已关闭,退款成功\n"
    "6900002\t,6900021\t,茶盘,1,P1,80.00,浙江省,杭州市,2025-11-02 10:00:00\t,2025-11-02 10:01:00\t,已完成,-\n"
)
CASES = "售后单号,订单号,商品单号,商品名称,应付金额（元）,退商品金额（元）,售后状态,售后申请时间,用户到账时间\n"
AT = "2025-11-05 09:00:00\t,2025-11-06 09:00:00\t"


def case(number: int, line: str, amount: str, state: str = "同意退款，退款成功") -> str:
    """A case of order 6900001."""
    return f"1400{number}\t,6900001\t,{line},茶,{amount},{amount},{state},{AT}\n"


CUP, TEA = "6900012\t", "6900011\t"
BOTH_LINES = case(1, CUP, "50.00") + case(2, TEA, "30.00")


def told_of(shop_number: int, text: str) -> str:
    """The same of the orders, lines and cases of another buyer."""
    return text.replace("69000", f"69{shop_number}00").replace("1400", f"14{shop_number}0")


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    "stories",
    [
        [
            (case(1, CUP, "50.00"), "180.00"),  # in both files: once
            (case(2, TEA, "30.00"), "150.00"),  # of the line that did not go back as a whole: 30.00 more
            (BOTH_LINES, "150.00"),
            # the order export says that all of the cup went back
            (case(1, CUP, "20.00") + case(2, TEA, "30.00"), "150.00"),
            (case(2, TEA, "30.00") + case(3, TEA, "30.00"), "120.00"),
            (case(2, TEA, "30.00", "售后关闭"), "180.00"),
        ],
        [
            (
                case(2, "6.9E+06", "30.00"),
                "180.00",
            ),  # a spreadsheet destroyed the number of the line: it may be the cup's
        ],
        [
            (case(2, "", "30.00"), "180.00"),
            (case(1, CUP, "50.00") + case(2, "", "30.00"), "150.00"),
        ],
    ],
    ids=["known lines", "a line whose number a spreadsheet destroyed", "no line"],
)
def test_cases_of_two_lines_of_an_order_add_up(shop, stories, turn):
    header, orders = ORDERS.split("\n", 1)
    texts = {
        "orders.csv": f"{header}\n" + "".join(told_of(number, orders) for number in range(len(stories))),
        "cases.csv": CASES + "".join(told_of(number, cases) for number, (cases, _) in enumerate(stories)),
    }
    files = [shop.file(name, text) for name, text in texts.items()]
    for again in (files[::turn], files[1:]):
        for file in again:
            shop.load(file)
        money = Counter()
        for order in ask(shop.store, "qualifying.sql"):
            money[int(order["id"][2])] += order["net"]
        assert [str(money[number]) for number in range(len(stories))] == [kept for _, kept in stories]


def test_cases_are_of_lines_in_an_item_report_too(shop):
    """The order report had 20.00 of the cup; its refund report came later and has the tea alone."""
    orders = (
        "订单编号,买家会员名,总金额,买家实际支付金额,退款金额,订单状态,订单创建时间,订单付款时间 \n"
        "7001,阿梅,150.00,130.00,20.00,交易成功,2025-11-01 10:00:00,2025-11-01 10:01:00\n"
    )
    items = (
        "子订单编号,主订单编号,标题,价格,购买数量,订单状态,买家实际支付金额,退款状态,退款金额\n"
        "7011,7001,茶叶,100.00,1,交易成功,100.00,没有申请退款,无退款申请\n"
        "7012,7001,茶杯,50.00,1,交易成功,30.00,退款成功,20.00\n"
    )
    cases = "case,order,line,back\nR1,7001,7011,30.00\n"
    shop.load(shop.file("orders.csv", orders))
    shop.load(shop.file("items.csv", items))
    mapping = "kind=refunds,platform=taobao,refund_id=case,order_id=order,suborder_id=line,refund=back"
    shop.load(shop.file("cases.csv", cases), "--map", mapping)
    shop.keeps("100.00", "--store", shop.store, orders=1)


def test_words_of_cases_that_are_unknown_are_reported_by_the_load_and_by_what_follows(shop):
    open_cases = case(2, TEA, "30.00", "打包") + case(3, TEA, "10.00", "退款中") + case(4, TEA, "5.00", "打包")
    shop.load(shop.file("orders.csv", ORDERS))
    loaded = shop.load(shop.file("cases.csv", CASES + open_cases))
    note = loaded.notes["refund_status_unknown"]
    assert "2 refund cases" in note and "35.00" in note and "打包" in note
    still_open = loaded.notes["refund_open"]
    assert "1 refund case is still open" in still_open and "10.00" in still_open and "--status" not in still_open
    answer = (
        shop.ask("files", "--store", shop.store).notes["refund_status_unknown"],
        shop.ask("trend", "--store", shop.store).notes["refund_status_unknown"],
    )
    assert "打包" in answer[1] and "35.00" in answer[1]
    assert "打包" in answer[0]
    later = case(2, TEA, "30.00") + case(3, TEA, "10.00", "售后关闭") + case(4, TEA, "5.00")
    assert "refund_status_unknown" not in shop.load(shop.file("later.csv", CASES + later)).notes
    assert "refund_status_unknown" not in shop.ask("files", "--store", shop.store).notes
    shop.keeps("145.00", "--store", shop.store, orders=2)


ORDERS_IN_EUROS = "id,who,when,sum,cur\n1,anna,2024-01-10,100,EUR\n2,bob,2024-01-11,50,EUR\n3,cat,2024-01-12,10,EUR\n"
EUROS = "order_id=id,buyer=who,ordered_at=when,amount=sum,currency=cur"


@pytest.mark.parametrize(
    ("cases", "of", "word"),
    [
        ("id,ref,rid\n1,$30.00,R1\n2,€20.00,R2\n3,4.00,R3\n", "", "$"),
        ("id,ref,rid,cur\n1,30.00,R1,usd\n2,20.00,R2,EUR\n3,4.00,R3,\n", ",currency=cur", "USD"),
    ],
)
def test_a_refund_in_another_currency_than_its_order_is_reported_and_not_deducted(shop, cases, of, word):
    """One without a currency is in that of its order."""
    files = [shop.file("orders.csv", ORDERS_IN_EUROS), shop.file("cases.csv", cases)]
    maps = [EUROS, f"kind=refunds,order_id=id,refund=ref,refund_id=rid{of}"]
    for first, second in ((0, 1), (1, 0)):
        shop.store = shop.folder / f"{first}" / "shop.duckdb"
        for each in (first, second):
            shop.load(files[each], "--map", maps[each])
        answer = shop.keeps("136.00", "--store", shop.store, orders=3)
        note = f"1 refund in {word} is of an order in another currency: 30.00 not deducted"
        assert note in answer.notes["refund_other_currency"]
        assert "refund_without_order" not in answer.notes


CURRENCY_CASES = {
    # orders in, cell of the case: kept of 100.00, note
    ("AUD", "$40.00", ""): ("60.00", None),  # the sign is that of Australia's dollars, too
    ("NOK", "kr 40.00", ""): ("60.00", None),
    ("EUR", "$40.00", ""): ("100.00", "refund_other_currency"),
    ("USD", "€40.00", ""): ("100.00", "refund_other_currency"),
    ("USD", "¥40.00", ""): ("100.00", "refund_other_currency"),
    ("", "$40.00", ""): ("60.00", "refund_currency_assumed"),
    ("CNY", "$40.00", ""): ("100.00", "refund_other_currency"),
    ("人民币", "40.00", "USD"): ("100.00", "refund_other_currency"),
    ("CNY", "¥40.00", ""): ("60.00", None),
    ("RMB", "40.00", ""): ("60.00", None),
    ("", "￥40.00", ""): ("60.00", None),
    ("", "40.00", "EUR"): ("60.00", "refund_currency_assumed"),
    ("USD", "40.00", "-"): ("60.00", None),
    ("USD", "40.00", "N/A"): ("60.00", None),
    ("USD", "40.00", "USD ($)"): ("60.00", None),
    ("USD", "40.00", "Dollars"): ("60.00", None),
}


@pytest.mark.parametrize(("given", "found"), CURRENCY_CASES.items())
def test_what_a_refund_and_its_order_say_of_their_currency(shop, given, found):
    (of_order, amount, of_case), (kept, note) = given, found
    orders = shop.file("orders.csv", f"id,who,when,sum,cur\n1,anna,2024-01-10,100,{of_order}\n")
    cases = shop.file("cases.csv", f"id,ref,rid,cur\n1,{amount},R1,{of_case}\n")
    shop.load(orders, "--map", EUROS)
    loaded = shop.load(cases, "--map", "kind=refunds,order_id=id,refund=ref,refund_id=rid,currency=cur")
    answer = shop.keeps(kept, "--store", shop.store, orders=1)
    for each in (loaded, answer):
        assert {code for code in each.notes if code.startswith("refund_")} == ({note} if note else set())


@pytest.mark.parametrize("row", ["100,refunded,", "100,cancelled,", "100,paid,40"])
def test_an_order_that_counts_nothing_or_has_its_own_refund_lacks_none_of_another_currency(shop, row):
    orders = shop.file(
        "orders.csv", f"id,who,when,cur,sum,state,back\n1,a,2024-01-10,USD,{row}\n2,b,2024-01-10,USD,5,paid,\n"
    )
    cases = shop.file("cases.csv", "id,ref,rid\n1,€40.00,R1\n")
    shop.load(orders, "--map", f"{EUROS},status=state,refund=back")
    answer = shop.load(cases, "--map", "kind=refunds,order_id=id,refund=ref,refund_id=rid")
    assert "refund_other_currency" not in answer.notes
    assert "refund_other_currency" not in shop.ask("trend", "--store", shop.store).notes
