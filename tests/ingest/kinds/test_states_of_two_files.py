"""A file that says nothing of states beside one that does, and currencies that only one of two files names."""

from __future__ import annotations

from itertools import permutations

import pytest

TAOBAO = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额"
WITH_STATES = [
    TAOBAO,
    "100001,amy,50.00,50.00,交易成功,2024-01-01 10:00:00,2024-01-01 10:01:00,0",
    "100002,bob,80.00,0,等待买家付款,2024-01-02 10:00:00,,0",
    "100003,cat,30.00,0,交易关闭,2024-01-03 10:00:00,,0",
    "100004,dan,20.00,0.00,交易成功,2024-01-04 10:00:00,2024-01-04 10:01:00,20.00",
]
PAID_LATER = [TAOBAO, "100002,bob,80.00,80.00,交易成功,2024-01-02 10:00:00,2024-01-05 10:01:00,0"]
LOG = ["oid,who,day,sum", *(f"{row[:10]},2024-01-0{row[5]} 10:00:00,{row[11:16]}" for row in WITH_STATES[1:])]
MAP = "platform=taobao,order_id=oid,buyer=who,ordered_at=day,amount=sum"


def in_any_turn(shop, kept: str, *files: tuple[list[str], str], orders: int) -> list:
    """The answers from a store that the files were loaded into in every order, twice: all are the same."""
    answers = []
    named = [(shop.file(f"{n}.csv", "\n".join(rows) + "\n"), said) for n, (rows, said) in enumerate(files)]
    for turn, order in enumerate(permutations(named)):
        shop.store = shop.folder / f"kept{turn}" / "shop.duckdb"
        for file, said in (*order, *order):
            shop.load(file, *(("--map", said) if said else ()))
        answers.append(shop.keeps(kept, "--store", shop.store, orders=orders))
    assert all(answer.notes == answers[0].notes for answer in answers)
    return answers


def test_a_row_without_a_state_makes_no_purchase_of_an_unpaid_order(shop):
    for answer in in_any_turn(shop, "50.00", (WITH_STATES, ""), (LOG, MAP), orders=1):
        assert "1 order is unpaid in one file" in answer.notes["unpaid_in_one_file"]
        assert "80.00 due" in answer.notes["unpaid_in_one_file"]


def test_what_a_later_export_says_of_it_is_no_longer_unclear(shop):
    for answer in in_any_turn(shop, "130.00", (WITH_STATES, ""), (LOG, MAP), (PAID_LATER, ""), orders=2):
        assert "unpaid_in_one_file" not in answer.notes


def test_a_time_of_payment_says_that_an_order_was_paid(shop):
    log = ["oid,who,day,paid,sum", "100002,bob,2024-01-02 10:00:00,2024-01-05 10:01:00,80.00"]
    for answer in in_any_turn(shop, "130.00", (WITH_STATES, ""), (log, f"{MAP},paid_at=paid"), orders=2):
        assert "unpaid_in_one_file" not in answer.notes


def test_the_load_says_it_too_and_one_command_reads_both(shop):
    files = [shop.file("a.csv", "\n".join(WITH_STATES) + "\n"), shop.file("b.csv", "\n".join(LOG) + "\n")]
    shop.load(files[0])
    assert "unpaid_in_one_file" in shop.load(files[1], "--map", MAP).notes


def test_a_blank_cell_is_no_state_either(shop):
    stated = ["oid,who,day,sum,st", "1,amy,2024-01-01,10,unpaid", "2,bob,2024-01-02,7,paid"]
    blank = ["oid,who,day,sum,st", "1,amy,2024-01-01,10,", "2,bob,2024-01-02,7,done"]
    files = [(rows, f"{MAP},status=st") for rows in (stated, blank)]
    for answer in in_any_turn(shop, "7.00", *files, orders=1):
        assert "status_unknown" not in answer.notes
        assert "1 order" in answer.notes["unpaid_in_one_file"]


ITEMS = "oid,who,day,sum,item,st"
OF_ITEMS = f"{MAP},title=item"


def test_lines_without_a_state_beside_lines_with_one(shop):
    rows = ["1,amy,2024-01-01,5,a,", "1,amy,2024-01-01,7,b,", "2,bob,2024-01-02,9,a,", "2,bob,2024-01-02,4,c,"]
    stated = [ITEMS, *(row + ("unpaid" if row[0] == "1" else "done") for row in rows)]
    silent = [ITEMS.removesuffix(",st"), *(row.removesuffix(",") for row in rows)]
    in_any_turn(shop, "13.00", (stated, f"{OF_ITEMS},status=st"), (silent, OF_ITEMS), orders=1)


@pytest.mark.parametrize("named", ["USD", "CNY"])
def test_an_order_that_two_files_have_is_in_the_currency_that_one_of_them_names(shop, named):
    plain = ["oid,who,day,sum", "1,amy,2024-01-01,50", "2,bob,2024-01-02,80"]
    priced = ["oid,who,day,sum,cur", *(f"{row},{named}" for row in plain[1:])]
    for answer in in_any_turn(shop, "130.00", (plain, MAP), (priced, f"{MAP},currency=cur"), orders=2):
        assert answer.facts.get("currency", "CNY") == named
    cases = shop.file("cases.csv", "id,ref,rid\n1,€30.00,R1\n")
    shop.load(cases, "--map", "kind=refunds,platform=taobao,order_id=id,refund=ref,refund_id=rid")
    assert "30.00 not deducted" in shop.keeps("130.00", "--store", shop.store, orders=2).notes["refund_other_currency"]
