"""Item and refund reports: joined to orders, allocated to the fen, merged like orders."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import ask, codes, csv_text, few, fresh, keep, order_id, records, row, turns, write

OLD = ("订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "套餐信息", "备注", "订单状态", "商家编码")
NEW = (
    "子订单编号", "主订单编号", "商品标题", "商品价格", "购买数量", "外部系统编号", "商品属性", "订单状态", "商家编码",
    "买家应付货款", "买家实付金额", "退款状态", "退款金额", "订单创建时间", "订单付款时间",
)  # fmt: skip
REFUNDS = ("退款编号", "订单编号", "订单付款时间", "退款完结时间", "买家实际支付金额", "宝贝标题", "买家退款金额",
           "退款的申请时间", "退款状态", "买家退款原因", "部分退款/全部退款")  # fmt: skip


def old(number: int, title: str = "袜子", price: str = "10.00", **cells: str) -> dict[str, str]:
    usual = dict.fromkeys(OLD, "") | {"订单编号": order_id(number), "标题": title, "价格": price, "购买数量": "1"}
    return usual | {"订单状态": "交易成功", "商家编码": f"{title}1"} | cells


def new(number: int, line: int = 1, title: str = "袜子", paid: str = "10.00", **cells: str) -> dict[str, str]:
    usual = dict.fromkeys(NEW, "") | {"主订单编号": order_id(number), "子订单编号": f"{order_id(number)[:-1]}{line}"}
    usual |= {"商品标题": title, "商品价格": "20.00", "购买数量": "1", "订单状态": "交易成功", "买家实付金额": paid}
    return usual | {"退款状态": "没有申请退款", "退款金额": "无退款申请", "订单创建时间": "2024-01-01 10:00:00"} | cells


def case(number: int, amount: str, which: int = 1, **cells: str) -> dict[str, str]:
    usual = dict.fromkeys(REFUNDS, "") | {"退款编号": f"7{order_id(number)[1:]}{which}", "订单编号": order_id(number)}
    return usual | {"买家退款金额": amount, "退款状态": "退款成功", "退款的申请时间": "2024-02-01 10:00:00"} | cells


def load(folder: Path, *tables: tuple[list[dict[str, str]], tuple[str, ...]]) -> Path:
    store = fresh(folder)
    for number, (rows, header) in enumerate(tables):
        keep(store, write(folder / f"{number}.csv", csv_text(rows, header), "gb18030"))
    return store


def orders(*rows: dict[str, str]) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    from tests.ingest.load_case import HEADER

    return list(rows), HEADER


def shares(store: Path) -> list[tuple[str, str]]:
    return [(item["title"], str(item["net"])) for item in ask(store, "items.sql")]


def test_an_order_in_both_layouts_has_its_lines_once(tmp_path):
    two_lines = [old(1, "袜子", "10.00"), old(1, "帽子", "30.00")]
    with_ids = [new(1, 1, "袜子", "10.00"), new(1, 2, "帽子", "30.00")]
    store = load(tmp_path, orders(row(1, 买家实际支付金额="40.00", 总金额="40.00")), (two_lines, OLD), (with_ids, NEW))
    assert shares(store) == [("帽子", "30.00"), ("袜子", "10.00")]


# ---- allocation


def test_an_orders_net_is_shared_by_list_price(tmp_path):
    items = [
        old(1, "帽子", "30.00"),
        old(1, "袜子", "10.00", 购买数量="2"),
        old(1, "手套", "99.00", 订单状态="交易关闭"),
    ]
    store = load(tmp_path, orders(row(1, 买家实际支付金额="40.00", 退款金额="11.00")), (items, OLD))
    assert shares(store) == [("帽子", "24.00"), ("手套", "0.00"), ("袜子", "16.00")]


def test_a_fraction_of_a_fen_of_a_line_is_rounded_half_to_even(tmp_path):
    lines = [new(1, 1, "袜子", "10.125"), new(1, 2, "帽子", "40.875")]
    assert shares(load(tmp_path, orders(row(1)), (lines, NEW))) == [("帽子", "40.88"), ("袜子", "10.12")]


def test_the_lines_own_amounts_weigh_where_the_file_has_them(tmp_path):
    items = [
        new(1, 1, "帽子", "40.00"),
        new(1, 2, "袜子", "11.00"),
        new(1, 3, "手套", "0.00", 退款状态="退款成功", 退款金额="5.00"),
    ]
    store = load(tmp_path, orders(row(1)), (items, NEW))
    assert shares(store) == [("帽子", "40.00"), ("手套", "0.00"), ("袜子", "11.00")]


prices = st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 3), st.booleans()), min_size=1, max_size=6)


@few
@given(st.lists(st.tuples(st.integers(1, 99_999), prices), min_size=1, max_size=6))
def test_the_lines_of_an_order_sum_to_its_net(tmp_path, shop):
    rows, items = [], []
    for number, (net, lines) in enumerate(shop, start=1):
        yuan = f"{net // 100}.{net % 100:02d}"
        rows.append(row(number, 总金额=yuan, 买家实际支付金额=yuan))
        for line, (price, quantity, closed) in enumerate(lines):
            state = "交易关闭" if closed else "交易成功"
            price_yuan = f"{price // 100}.{price % 100:02d}"
            items.append(old(number, f"货{line}", price_yuan, 购买数量=str(quantity), 订单状态=state))
    store = load(tmp_path, orders(*rows), (items, OLD))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in ask(store, "items.sql"):
        assert item["net"] >= 0
        sums[item["id"]] += item["net"]
    assert sums == {each["订单编号"]: Decimal(each["买家实际支付金额"]) for each in rows}


def test_lines_of_no_order_in_hand_are_kept_without_money(tmp_path):
    store = load(tmp_path, orders(row(1)), ([old(7)], OLD))
    assert [(item["has_order"], item["net"]) for item in ask(store, "items.sql")] == [(False, None)]


# ---- keys


def test_equal_old_lines_are_two_lines_and_a_second_load_none(tmp_path):
    store = load(tmp_path, ([old(1), old(1), old(2)], OLD))
    (line,) = records(keep(store, write(tmp_path / "again.csv", csv_text([old(2), old(1), old(1)], OLD))))
    assert line["unchanged_lines"] == 3
    assert len(ask(store, "lines.sql")) == 3


@pytest.mark.parametrize("word", ["", "null", "--", "2.14073E+17"])
def test_a_line_without_a_true_number_is_known_by_its_content(tmp_path, word):
    items = [new(1, title="帽子", 子订单编号=word), new(1, title="袜子", 子订单编号=word), new(2, 子订单编号=word)]
    store = load(tmp_path, (items, NEW))
    assert len(ask(store, "lines.sql")) == 3


def test_line_numbers_cut_to_zeros_are_no_keys(tmp_path):
    items = [new(number, line, f"货{line}") for number in (1, 2) for line in (1, 2)]
    for item in items:
        item["子订单编号"] = item["子订单编号"][:15] + "000"
    assert len(ask(load(tmp_path, (items, NEW)), "lines.sql")) == 4


def test_items_of_a_destroyed_order_id_join_no_order(tmp_path):
    store = load(tmp_path, orders(row(1, 订单编号="2.14073E+17")), ([old(1, 订单编号="2.14073E+17")], OLD))
    assert [item["has_order"] for item in ask(store, "items.sql")] == [False]


@pytest.mark.parametrize("table", ["lines.sql", "refunds.sql"])
def test_the_order_of_files_is_nothing(tmp_path, table):
    versions = {
        "lines.sql": [
            [new(1, 1, "红帽子")],
            [new(1, 1, "帽子", 订单状态="卖家已发货，等待买家确认", 商家编码="M1"), new(1, 2)],
            [new(1, 1, "帽子", "4.00", 退款状态="退款成功", 退款金额="6.00", 商品属性="颜色：红")],
        ],
        "refunds.sql": [
            [case(1, "6.00", 退款状态="买家已经申请退款，等待卖家同意", 买家退款原因="不喜欢")],
            [case(1, "6.00", 退款完结时间="2024-02-03 10:00:00", 宝贝标题="帽子")],
            [case(1, "6.00", 退款的申请时间="2024-02-01 10:00:01"), case(1, "5.00", 2)],
        ],
    }[table]
    header = NEW if table == "lines.sql" else REFUNDS
    first, *others = [ask(load(tmp_path, *((rows, header) for rows in turn)), table) for turn in turns(versions)]
    assert all(other == first for other in others)
    assert ask(load(tmp_path, ([each for rows in versions for each in rows], header)), table) == first


# ---- refunds


def test_a_refund_report_lowers_what_an_order_left(tmp_path):
    store = load(
        tmp_path, orders(row(1), row(2), row(3)), ([case(1, "20.00"), case(1, "5.00", 2), case(2, "52.00")], REFUNDS)
    )
    assert [(each["id"], str(each["net"])) for each in ask(store, "qualifying.sql")] == [
        (order_id(1), "26.00"),
        (order_id(3), "53.00"),
    ]


def test_what_the_order_export_knows_is_not_taken_away_twice(tmp_path):
    table = orders(row(1, 买家实际支付金额="31.00", 退款金额="20.00"))
    for tables in turns([table, ([case(1, "20.00")], REFUNDS)]):
        assert [str(each["net"]) for each in ask(load(tmp_path, *tables), "qualifying.sql")] == ["31.00"]


def test_only_money_that_went_back_counts(tmp_path):
    ended = list(enumerate(["退款关闭", "退款失败", "买家已经申请退款，等待卖家同意", ""], 1))
    cases = [case(number, "20.00", 退款状态=status) for number, status in ended]
    store = load(tmp_path, orders(*(row(number) for number, _ in ended)), (cases, REFUNDS))
    assert [str(each["net"]) for each in ask(store, "qualifying.sql")] == ["51.00", "52.00", "53.00", "54.00"]


def test_refund_cases_with_destroyed_numbers_stay_apart(tmp_path):
    cases = [case(1, "20.00", 退款编号="7.14E+18"), case(2, "5.00", 退款编号="7.14E+18")]
    store = load(tmp_path, orders(row(1), row(2)), (cases, REFUNDS))
    assert [str(each["net"]) for each in ask(store, "qualifying.sql")] == ["31.00", "47.00"]
    assert (
        records(keep(store, write(tmp_path / "again.csv", csv_text(cases, REFUNDS) + "\n")))[0]["unchanged_lines"] == 2
    )


def test_a_refund_of_a_destroyed_order_id_joins_nothing(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([row(1, 订单编号="2.14073E+17")])))
    result = keep(store, write(tmp_path / "b.csv", csv_text([case(1, "20.00", 订单编号="2.14073E+17")], REFUNDS)))
    assert [str(each["net"]) for each in ask(store, "qualifying.sql")] == ["51.00"]
    assert "ids_unjoined" in codes(result)


def test_blanks_of_any_width_and_number_in_a_title_are_one(tmp_path):
    amount = {"买家实际支付金额": "10.00", "总金额": "10.00"}
    titles = list(
        enumerate(["苹果 干", "苹果  干", "苹果　干", "苹果\u00a0 干", " 苹果 \t干　", "苹果\t干", "苹果\n干"], 1)
    )
    table = orders(*(row(number, 宝贝标题=title, **amount) for number, title in titles))
    store = load(tmp_path / "orders", table)
    assert [order["title"] for order in ask(store, "kept_orders.sql")] == ["苹果 干"] * len(titles)
    lines = [old(number, title) for number, title in titles]
    assert {name for name, _ in shares(load(tmp_path / "items", table, (lines, OLD)))} == {"苹果 干"}
