"""Totals that look like orders: with a number, with a day and no buyer, on a sheet with the same headers."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

LOG = "oid,who,day,sum\n1,amy,2024-01-01,50\n2,bob,2024-01-01,80\n3,bob,2024-01-02,30\n"
MAP = "order_id=oid,buyer=who,ordered_at=day,amount=sum"
TAOBAO = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额"
DONE = "交易成功,2024-01-01 10:00:00,2024-01-01 10:01:00,0"
ORDERS = f"100001,amy,50.00,50.00,{DONE}\n100002,bob,80.00,80.00,{DONE}\n"

NAMED = (
    "Total: 3", "Total 160.00", "合计：3", "合计: ¥160.00", "2024-01-02 小计", "2024年1月2日 小计", "1月2日小计",
    "2日小计", "Sum 2024-01-02", "Subtotal Jan 2", "Subtotal Jan 2nd, 2024", "3 orders", "总数:3", "本日小计",
    "共3单",
)  # fmt: skip
CALLED = ("合计", "小计：", "Total", "当日小计", "1月2日小计", "Total sales", "TOTAL:", "2024-01-02 合计")


@pytest.mark.parametrize("when", ["2024-01-02", ""])
def test_a_total_where_the_order_or_the_buyer_is_named(shop, when):
    """Whatever number it bears, it is no purchase of anybody."""
    totals = [f"{name.join(QUOTES) if ',' in name else name},,{when},160" for name in NAMED]
    totals += [f"{900 + turn},{name},{when},160" for turn, name in enumerate(CALLED)]
    file = shop.file("log.csv", LOG + "\n".join(totals) + "\n")
    shop.keeps("160.00", file, "--map", MAP, orders=3, customers=2)
    (line,) = shop.load(file, "--map", MAP).rows
    assert (line["loaded_lines"], line["total_lines"]) == (3, len(totals))
    shop.keeps("160.00", "--store", shop.store, orders=3)


QUOTES = ['"', '"']


def test_a_total_in_an_order_report(shop):
    totals = f"999999,合计,130.00,130.00,{DONE}\n合计：2,,130.00,130.00,{DONE}\n"
    shop.keeps("130.00", shop.file("orders.csv", f"{TAOBAO}\n{ORDERS}{totals}"), orders=2, customers=2)


def test_a_total_in_a_store_that_has_orders_already(shop):
    """There the staged rows are not to be written to."""
    more = LOG.replace("\n1,", "\n11,").replace("\n2,", "\n12,").replace("\n3,", "\n13,")
    shop.load(shop.file("a.csv", LOG), "--map", MAP)
    (line,) = shop.load(shop.file("b.csv", more + "14,合计,2024-01-02,160\n"), "--map", MAP).rows
    assert line["total_lines"] == 1
    shop.keeps("320.00", "--store", shop.store, orders=6)


@pytest.mark.parametrize("numbered", [True, False])
def test_sums_of_days_without_a_buyer(shop, numbered):
    rows = [
        "amy,2024-01-01,50",
        "bob,2024-01-01,80",
        ",2024-01-01,130",
        "cat,2024-01-02,7",
        ",2024-01-02,7",
        ",2024-01-02,137",
    ]
    log = "who,day,sum\n" + "\n".join(rows) + "\n"
    if numbered:
        log = "oid," + log.replace("\n", "\n{}").format(*(f"{n}," for n in range(1, 7)), "")
    mapping = MAP if numbered else MAP.removeprefix("order_id=oid,")
    file = shop.file("log.csv", log)
    answer = shop.keeps("137.00", file, "--map", mapping, orders=3)
    assert "3 rows without a buyer" in answer.notes["subtotals"]
    assert "274.00" in answer.notes["subtotals"]
    (line,) = shop.load(file, "--map", mapping).rows
    assert (line["loaded_lines"], line["total_lines"]) == (3, 3)


@pytest.mark.parametrize(
    "guests",
    [
        ["4,,2024-01-01,130", "5,,2024-01-02,31"],  # one of them is no sum
        ["4,,2024-01-02,30"],  # as large as one other order
        ["4,,2024-01-03,130"],  # of another day
    ],
)
def test_guests_are_no_sums(shop, guests):
    money = 160 + sum(int(row.rpartition(",")[2]) for row in guests)
    answer = shop.keeps(
        f"{money}.00", shop.file("log.csv", LOG + "\n".join(guests) + "\n"), "--map", MAP, orders=3 + len(guests)
    )
    assert "subtotals" not in answer.notes


def workbook(**sheets: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row.split(","))
    return out.getvalue()


HEADER, *DATA = LOG.split()
SUMMARIES = {
    "days": ["91,,2024-01-01,130", "92,,2024-01-02,30"],
    "buyers": ["91,amy,2024-01-01,50", "92,bob,2024-01-02,110"],
    "a month": ["91,,2024-01-31,160"],
}


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize("rows", SUMMARIES.values(), ids=SUMMARIES)
def test_a_sheet_of_sums_beside_that_of_the_orders(shop, rows, turn):
    sheets = dict([("订单", [HEADER, *DATA]), ("汇总", [HEADER, *rows])][::turn])
    file = shop.file("book.xlsx", workbook(**sheets))
    answer = shop.keeps("160.00", file, "--map", MAP, orders=3)
    assert "160.00" in answer.notes["sheet_summary"]
    lines = {line["file"].rpartition("!")[2]: line for line in shop.load(file, "--map", MAP).rows}
    assert lines["汇总"]["skipped_lines"] == len(rows)
    shop.keeps("160.00", "--store", shop.store, orders=3)


def test_a_sheet_of_sums_of_several_sheets(shop):
    sheets = {"1": [HEADER, *DATA[:2]], "2": [HEADER, DATA[2]], "all": [HEADER, *SUMMARIES["days"]]}
    answer = shop.keeps("160.00", shop.file("book.xlsx", workbook(**sheets)), "--map", MAP, orders=3)
    assert "2 rows" in answer.notes["sheet_summary"]


def test_a_sheet_with_the_same_orders_again_and_sheets_of_other_orders(shop):
    again = {"订单": [HEADER, *DATA], "汇总": [HEADER, *DATA]}
    others = {"1月": [HEADER, *DATA], "2月": [HEADER, "7,cat,2024-02-01,160"]}
    for sheets, kept, orders in ((again, "160.00", 3), (others, "320.00", 4)):
        answer = shop.keeps(kept, shop.file("book.xlsx", workbook(**sheets)), "--map", MAP, orders=orders)
        assert not {"sheet_summary", "sheet_like_summary"} & set(answer.notes)


def test_a_sheet_called_a_summary_that_adds_up_to_something_else_counts_and_is_reported(shop):
    sheets = {"订单": [HEADER, *DATA], "汇总": [HEADER, "91,,2024-01-01,131"]}
    answer = shop.keeps("291.00", shop.file("book.xlsx", workbook(**sheets)), "--map", MAP, orders=4)
    assert "131.00" in answer.notes["sheet_like_summary"]


def test_a_total_whose_count_of_orders_is_the_number_of_one(shop):
    """It is no further line of order 3."""
    file = shop.file("log.csv", LOG + "3,,,160\n")
    answer = shop.keeps("160.00", file, "--map", MAP, orders=3)
    assert "1 row without a buyer" in answer.notes["subtotals"]
    (line,) = shop.load(file, "--map", MAP).rows
    assert (line["loaded_lines"], line["follow_up_lines"], line["total_lines"]) == (3, 0, 1)


def test_a_sheet_called_refunds_that_looks_like_orders_is_reported(shop):
    sheets = {"订单": [HEADER, *DATA], "退款": [HEADER, "R9,bob,2024-01-04,50"]}
    answer = shop.keeps("210.00", shop.file("book.xlsx", workbook(**sheets)), "--map", MAP, orders=4)
    assert "50.00" in answer.notes["sheet_like_refunds"]
    sheets["退款"][1] = "2,bob,2024-01-04,-50"
    answer = shop.keeps("110.00", shop.file("book.xlsx", workbook(**sheets)), "--map", MAP, orders=3)
    assert "sheet_like_refunds" not in answer.notes


def test_a_total_of_refund_cases(shop):
    shop.load(shop.file("log.csv", LOG), "--map", MAP)
    cases = shop.file("cases.csv", "order,back,no\n1,20,R1\n2,5,R2\n,25,合计\n合计：2,25,\n")
    (line,) = shop.load(cases, "--map", "kind=refunds,order_id=order,refund=back,refund_id=no").rows
    assert (line["loaded_lines"], line["total_lines"]) == (2, 2)
    shop.keeps("135.00", "--store", shop.store, orders=3)


def test_totals_of_orders_among_their_lines_and_lines_that_came_back(shop):
    rows = [
        "1,amy,2024-01-01,50,Cup,1", "1,amy,2024-01-01,30,Lid,2", "1,amy,2024-01-01,80,小计,3",
        "1,amy,2024-01-09,-15,Lid,-1", "2,bob,2024-01-02,20,Cup,1", "2,bob,2024-01-02,5,Lid,1",
        "2,bob,2024-01-02,25,小计,2",
    ]  # fmt: skip
    file = shop.file("log.csv", "\n".join(["oid,who,day,sum,item,qty", *rows]) + "\n")
    shop.keeps("90.00", file, "--map", f"{MAP},title=item,quantity=qty", orders=2)
