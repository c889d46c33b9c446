"""Whose an order is: buyers who changed their name between two exports, and numbers that two shops have both used."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.engine_case import asked, engine
from tests.ingest.load_case import (
    Row,
    ask,
    codes,
    csv_text,
    few,
    fresh,
    keep,
    kept,
    nets,
    order_id,
    records,
    row,
    some,
    turns,
    write,
)

from crmkit.result import Result

LOG = {"order_id": "oid", "buyer": "who", "paid_at": "day", "amount": "sum"}


def load_all(folder: Path, *texts: str, together: bool = False, **options: Any) -> tuple[Path, list[Result]]:
    """A store that the texts were loaded into in this order, and the accounts."""
    store = fresh(folder)
    files = [write(folder / f"{number}.csv", text) for number, text in enumerate(texts)]
    return store, [keep(store, *group, **options) for group in ([files] if together else [[file] for file in files])]


def buyers(store: Path) -> dict[str, str | None]:
    return {order["id"]: order["buyer"] for order in kept(store)}


def customers(store: Path) -> dict[str, int]:
    return {line["nick"]: line["orders"] for line in ask(store, "buyers.sql")}


def found(code: str, accounts: list[Result]) -> list[int]:
    return [int(str(note.values["rows"])) for account in accounts for note in account.notes if note.code == code]


# Renamed buyers

OLD = [row(number, 买家会员名="小鹿") for number in range(1, 11)]
NEW = [row(number, 买家会员名="小鹿2024") for number in range(6, 12)]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("exports", [(OLD, NEW), (NEW, OLD)], ids=["old first", "new first"])
def test_the_orders_that_both_hold_go_to_the_newer_name(tmp_path, exports, together):
    store, accounts = load_all(tmp_path, *map(csv_text, exports), together=together)
    assert customers(store) == {"小鹿": 5, "小鹿2024": 6}
    assert {buyers(store)[order_id(number)] for number in range(6, 12)} == {"小鹿2024"}
    assert found("orders_renamed", accounts) == [5]


@pytest.mark.parametrize("exports", [(OLD, NEW), (NEW, OLD)], ids=["old first", "new first"])
def test_who_has_no_order_left_is_no_customer(tmp_path, exports):
    """Everything of the old export is in the new one: no ghost of the old name stays as a customer who never bought."""
    whole = [[row | {"买家会员名": "小鹿2024"} for row in (*OLD, *NEW)] if rows is NEW else rows for rows in exports]
    store, _ = load_all(tmp_path, *map(csv_text, whole))
    assert customers(store) == {"小鹿2024": 11}


def test_the_newer_name_of_three(tmp_path):
    """The order of loading does not matter, though the middle name was not confirmed later."""
    first = [row(1, 买家会员名="甲"), row(2, 买家会员名="乙")]
    second = [row(1, 买家会员名="甲甲"), row(3, 买家会员名="乙")]
    third = [row(1, 买家会员名="甲"), row(4, 买家会员名="乙")]
    for exports in turns((first, second, third)):
        store, _ = load_all(tmp_path, *map(csv_text, exports))
        assert buyers(store)[order_id(1)] == "甲"
        assert customers(store) == {"甲": 1, "乙": 3}


def test_where_both_reach_as_far_nothing_proves_it_and_that_is_said(tmp_path):
    names = ("小鹿", "小鹿2024")
    exports = [csv_text([row(number, 买家会员名=name) for number in range(1, 9)]) for name in names]
    ends = []
    for texts in (exports, exports[::-1]):
        store, accounts = load_all(tmp_path, *texts)
        (name,) = customers(store)
        ends.append(name)
        assert found("orders_named_twice", accounts) == [8]
        assert not found("orders_renamed", accounts)
    assert ends[0] == ends[1], "not by the order of loading, and all of them or none"


def test_a_nick_replaces_a_phone_and_is_no_rename(tmp_path):
    header = [*row(1), "联系手机"]
    unnamed = row(1, 买家会员名="") | {"联系手机": "13800000001"}
    named = row(1) | {"联系手机": "13800000001"}
    newer = row(2, 买家会员名="") | {"联系手机": "13800000001"}
    for texts in turns([csv_text(rows, header) for rows in ([named], [unnamed, newer])]):
        store, accounts = load_all(tmp_path, *texts)
        assert buyers(store)[order_id(1)] == named["买家会员名"]
        assert sum(customers(store).values()) == len(customers(store)) == 2
        assert not found("orders_renamed", accounts)
    alone, accounts = load_all(tmp_path, csv_text([unnamed], header), csv_text([named], header))
    assert customers(alone) == {named["买家会员名"]: 1}


@st.composite
def exports(draw: st.DrawFn) -> list[list[Row]]:
    """Exports of one shop as time goes by: each has a range of orders under the names that buyers had then."""
    random = Random(draw(st.integers(0, 10**6)))
    names = {number: f"买家{number}" for number in range(3)}
    exports, last = [], 0
    for export in range(draw(st.integers(2, 4))):
        last += random.randint(1, 4)
        for number in names:
            if random.random() < 0.4:
                names[number] = f"买家{number}号{export}"
        first = random.randint(1, last)
        chosen = {number for number in range(first, last + 1) if random.random() < 0.8} | {last}
        exports.append([row(number, 买家会员名=names[number % 3]) for number in sorted(chosen)])
    return exports


@some
@given(exports(), st.randoms(use_true_random=False))
def test_renamed_buyers_in_any_order(tmp_path, exports, random):
    truth = {line["订单编号"]: line["买家会员名"] for rows in exports for line in rows}  # the last export has its say
    shuffled = random.sample(exports, len(exports))
    store, accounts = load_all(tmp_path, *map(csv_text, [*shuffled, shuffled[0][::-1]]), together=random.random() < 0.5)
    assert buyers(store) == truth
    assert set(customers(store)) == set(truth.values())
    assert all(customers(store).values()), "no customer without an order"
    assert not found("orders_named_twice", accounts) and not found("orders_collide", accounts)


# Numbers of two shops

EAST = "oid,who,day,sum\n1001,ann,2024-01-01,50\n1002,cat,2024-01-03,10\n1003,eve,2024-01-04,5\n"
WEST = "oid,who,day,sum\n1001,bob,2024-01-02,70\n1002,dan,2024-01-09,10\n1004,fay,2024-01-04,20\n"


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("texts", [(EAST, WEST), (WEST, EAST)], ids=["east first", "west first"])
def test_order_numbers_that_collide_are_reported_and_no_order_is_made_of_two(tmp_path, texts, together):
    store, accounts = load_all(tmp_path, *texts, together=together, mapping=LOG)
    assert found("orders_collide", accounts) == [2]
    assert buyers(store) == {"1001": "ann", "1002": "cat", "1003": "eve", "1004": "fay"}
    assert nets(store) == {"1001": 50, "1002": 10, "1003": 5, "1004": 20}
    assert {str(order["paid_at"])[:10] for order in kept(store)} == {"2024-01-01", "2024-01-03", "2024-01-04"}
    assert customers(store) == {"ann": 1, "cat": 1, "eve": 1, "fay": 1}
    (note,) = [note for account in accounts for note in account.notes if note.code == "orders_collide"]
    assert note.values["amount"] == Decimal("80.00"), "the money of what was left out"
    assert "--shop" in note.text("en") and "--shop" in note.text("zh")


def test_each_shop_by_its_own_name_has_both(tmp_path):
    store = fresh(tmp_path)
    for name, text in (("east", EAST), ("west", WEST)):
        assert "orders_collide" not in codes(keep(store, write(tmp_path / f"{name}.csv", text), mapping=LOG, shop=name))
    assert len(kept(store)) == 6
    assert sum(order["net"] for order in kept(store)) == 165


@pytest.mark.parametrize("flip", [False, True])
def test_two_shops_in_one_file(tmp_path, flip):
    header, *lines = (EAST + WEST.partition("\n")[2]).splitlines()
    text = "\n".join([header, *(lines[::-1] if flip else lines)]) + "\n"
    store, accounts = load_all(tmp_path, text, mapping=LOG)
    assert found("orders_collide", accounts) == [2]
    assert nets(store) == {"1001": 50, "1002": 10, "1003": 5, "1004": 20}
    assert set(customers(store)) == {"ann", "cat", "eve", "fay"}
    (line,) = records(accounts[0])
    assert line["older_lines"] == 2


def test_the_same_order_on_two_days_is_no_collision(tmp_path):
    """Ordered before midnight, paid after it: two exports have the one or the other."""
    ordered = row(1, 买家会员名="小鹿", 订单创建时间="2024-01-01 23:59:00", **{"订单付款时间 ": ""})
    paid = row(1, 买家会员名="小鹿", 订单创建时间="", **{"订单付款时间 ": "2024-01-02 00:01:00"})
    store, accounts = load_all(tmp_path, csv_text([ordered]), csv_text([paid]))
    assert not found("orders_collide", accounts)
    assert customers(store) == {"小鹿": 1}


def test_a_renamed_buyer_who_got_money_back_is_no_collision(tmp_path):
    before = [row(1, 买家会员名="小鹿"), row(2)]
    after = [row(1, 买家会员名="小鹿2024", 买家实际支付金额="31.00", 退款金额="20.00"), row(3)]
    store, accounts = load_all(tmp_path, csv_text(before), csv_text(after))
    assert found("orders_renamed", accounts) == [1] and not found("orders_collide", accounts)
    assert nets(store)[order_id(1)] == Decimal("31.00")


LINES = "oid,line,who,day,sum,title\n"


@pytest.mark.parametrize("flip", [False, True])
def test_logs_of_item_lines_collide_as_wholes(tmp_path, flip):
    mapping = LOG | {"suborder_id": "line", "title": "title"}
    east = LINES + "7,1,ann,2024-01-01,10,tea\n7,2,ann,2024-01-01,20,cup\n8,3,eve,2024-01-05,5,tea\n"
    west = LINES + "7,11,bob,2024-02-02,40,pot\n7,12,bob,2024-02-02,50,jar\n9,13,fay,2024-02-05,6,tea\n"
    store, accounts = load_all(tmp_path, *((west, east) if flip else (east, west)), mapping=mapping)
    assert found("orders_collide", accounts) == [1]
    assert nets(store) == {"7": 30, "8": 5, "9": 6}
    assert {line["title"] for line in ask(store, "lines.sql")} == {"tea", "cup"}


@few
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_two_shops_come_out_alike_in_any_order(tmp_path, seed, random):
    """Random shops with the same numbers, cut into files: the earlier order of each number stays, whole."""
    made = Random(seed)
    start = datetime.fromisoformat("2024-01-01")
    orders = [
        (number, f"{shop}{made.randint(1, 3)}", start + timedelta(days=10 * number + 3 * place), made.randint(1, 99))
        for number in range(1, 7)
        for place, shop in enumerate(("e", "w"))
        if made.random() < 0.8
    ]
    truth: dict[str, tuple[str, int]] = {}
    for number, who, _, money in sorted(orders, key=lambda order: order[2], reverse=True):
        truth[str(number)] = (who, money)
    shuffled = random.sample(orders, len(orders))
    cut = random.randint(0, len(orders))
    texts = [
        "oid,who,day,sum\n" + "".join(f"{number},{who},{day:%Y-%m-%d},{money}\n" for number, who, day, money in part)
        for part in (shuffled[:cut], shuffled[cut:])
        if part
    ]
    store, _ = load_all(tmp_path, *texts, together=random.random() < 0.5, mapping=LOG)
    assert {order["id"]: (order["buyer"], order["net"]) for order in kept(store)} == truth
    assert all(customers(store).values())


PLACEHOLDERS = (
    "Guest Customer", "GUEST CHECKOUT", "guest_customer", "Walk-in", "walk-in customer", "散客", "现金客户",
    "no name", "test", "#N/A", "#REF!", "(blank)", "匿名买家", "未登录用户", "该用户已注销", "undefined undefined",
    "0", "0000", "00000000000", "-1",
)  # fmt: skip
PEOPLE = (
    "小明",
    "Testarossa",
    "Ann Guest",
    "guesthouse",
    "1",
    "10",
    "00420",
    "cashew",
    "客户经理小王",
    "na|nan",
    "散客的猫",
)


@pytest.mark.parametrize("is_plain", [True, False])
def test_placeholders_of_any_length(is_plain):
    bench = engine(is_plain=is_plain)
    assert asked(bench, "buyer_name(cell)", PLACEHOLDERS) == [None] * len(PLACEHOLDERS)
    assert asked(bench, "buyer_name(cell)", PEOPLE) == list(PEOPLE)
