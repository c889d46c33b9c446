"""What single cells and rows of an order report mean, one small shop each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.load_case import (
    HEADER,
    ask,
    codes,
    csv_text,
    fresh,
    keep,
    kept,
    nets,
    order_id,
    records,
    row,
    turns,
    write,
)

from crmkit.analyses.segment.segment import segment
from crmkit.analyses.trend.trend import trend
from crmkit.errors import InputError, NotEnoughError
from crmkit.ingest.load import open_files
from crmkit.store.store import open_store

PRIVATE = (*HEADER, "收货人姓名", "收货地址 ", "联系电话 ", "联系手机", "买家支付宝账号", "订单备注", "买家留言")


def person(number: int, **cells: str) -> dict[str, str]:
    """An order with what identifies a receiver; cells are named as in the header, without trailing blanks."""
    filled = dict.fromkeys(PRIVATE, "") | row(number, 买家会员名="")
    return filled | {name if name in filled else f"{name} ": cell for name, cell in cells.items()}


def load(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = HEADER) -> list[dict]:
    store = fresh(folder)
    keep(store, write(folder / "a.csv", csv_text(rows, header)))
    return kept(store)


def people(orders: list[dict]) -> list[set[str]]:
    """Orders grouped by buyer; those without a buyer are left out."""
    groups: dict[int, set[str]] = {}
    for order in orders:
        if order["customer_key"] is not None:
            groups.setdefault(order["customer_key"], set()).add(order["id"])
    return sorted(groups.values(), key=sorted)


def rejects(store: Path) -> list[tuple[int, str, str | None]]:
    return [(each["line"], each["reason"], each["column_name"]) for each in ask(store, "rejects.sql")]


def ids(*numbers: int) -> set[str]:
    return {order_id(number) for number in numbers}


# ---- ids


def test_a_destroyed_id_joins_nothing(tmp_path):
    store = fresh(tmp_path)
    rows = [row(number, 订单编号="2.14073E+17") for number in (1, 2, 3)]
    result = keep(store, write(tmp_path / "a.csv", csv_text(rows)))
    assert len(kept(store)) == 3
    assert "ids_destroyed" in codes(result)
    (line,) = records(keep(store, write(tmp_path / "b.csv", csv_text(rows[::-1]))))
    assert (line["unchanged_lines"], len(kept(store))) == (3, 3)


def test_ids_cut_to_zeros_join_nothing(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([row(number) for number in range(1, 7)])))
    cut = [row(number) | {"订单编号": order_id(number)[:15] + "000"} for number in range(1, 7)]
    result = keep(store, write(tmp_path / "b.csv", csv_text(cut)))
    assert "ids_destroyed" in codes(result)
    assert len(kept(store)) == 12
    assert all(order["id"].startswith("~") for order in kept(store) if order["marks"] & 1)


def test_equal_orders_with_destroyed_ids_are_two_orders(tmp_path):
    rows = [row(1, 订单编号="1.37359E+14"), row(1, 订单编号="1.37359E+14")]
    assert len(load(tmp_path, *rows)) == 2


def each_in_a_row(column: str, cells: Iterable[str]) -> list[dict[str, str]]:
    """Orders 1, 2, 3 ... that are ordinary but for one cell each."""
    return [row(number, **{column: cell}) for number, cell in enumerate(cells, start=1)]


def test_an_id_is_unwrapped(tmp_path):
    forms = ('="{}"', "'{}", "`{}", "{}\t", " {} ", "{}.0")
    orders = load(tmp_path, *(row(n, 订单编号=form.format(order_id(n))) for n, form in enumerate(forms, start=1)))
    assert {order["id"] for order in orders} == ids(*range(1, 1 + len(forms)))


def test_a_word_for_nothing_is_no_id(tmp_path):
    words = ("", "null", "--", "-", "——", "NULL")
    assert load(tmp_path, *each_in_a_row("订单编号", words * 2), row(99)) == load(tmp_path, row(99))


# ---- money


def test_paid_amounts_are_net_of_refunds(tmp_path):
    store = fresh(tmp_path)
    rows = [row(1), row(2, 总金额="52.00", 买家实际支付金额="40.00", 退款金额="12.00")]
    assert "basis_net" in codes(keep(store, write(tmp_path / "a.csv", csv_text(rows))))
    assert nets(store)[order_id(2)] == Decimal("40.00")


def test_a_file_of_gross_amounts_is_found_out(tmp_path):
    store = fresh(tmp_path)
    rows = [row(1), row(2, 总金额="52.00", 买家实际支付金额="52.00", 退款金额="12.00")]
    assert "basis_gross" in codes(keep(store, write(tmp_path / "a.csv", csv_text(rows))))
    assert nets(store)[order_id(2)] == Decimal("40.00")


def test_closed_after_payment_is_no_revenue_zeroed_or_not(tmp_path):
    old = row(1, 订单状态="交易关闭", 买家实际支付金额="51.00", 退款金额="")
    new = row(2, 订单状态="交易关闭", 买家实际支付金额="0.00", 退款金额="52.00")
    refunded = row(3, 订单状态="付款以后用户退款成功，交易自动关闭", 买家实际支付金额="53.00", 退款金额="")
    silent = row(4, 订单状态="交易关闭", 买家实际支付金额="0.00", 退款金额="")  # all that was due went back
    orders = load(tmp_path, old, new, refunded, silent)
    assert [(order["status"], str(order["net"]), str(order["refund"])) for order in orders] == [
        (6, "0.00", "51.00"),
        (6, "0.00", "52.00"),
        (6, "0.00", "53.00"),
        (6, "0.00", "54.00"),
    ]


def test_a_full_refund_of_a_done_order(tmp_path):
    (order,) = load(tmp_path, row(1, 买家实际支付金额="0.00", 退款金额="51.00"))
    assert (order["status"], str(order["net"]), str(order["refund"])) == (4, "0.00", "51.00")


def test_a_gift_is_an_order_without_revenue(tmp_path):
    (order,) = load(tmp_path, row(1, 总金额="0.00", 买家实际支付金额="0.00"))
    assert (str(order["net"]), order["status"]) == ("0.00", 4)


def test_an_amount_to_the_fen(tmp_path):
    cells = ("￥58.00", "58元", "58.0", "５８", "58.00", "58.000001")  # the last went through a float
    orders = load(tmp_path, *each_in_a_row("买家实际支付金额", cells))
    assert [str(order["net"]) for order in orders] == ["58.00"] * len(cells)


def test_what_is_no_amount_is_quarantined_with_its_column(tmp_path):
    cells = ("5.8e1", "五十八", "1,05.00", "58.00.00", "58%")
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([*each_in_a_row("买家实际支付金额", cells), row(99)])))
    assert rejects(store) == [(line, "bad_money", "买家实际支付金额") for line in range(2, 2 + len(cells))]
    assert list(nets(store)) == [order_id(99)]


def test_a_fraction_of_a_fen_costs_no_row_and_is_rounded_half_to_even(tmp_path):
    read = {
        "58.005": "58.00", "58.015": "58.02", "58.0051": "58.01", "57.999999999": "58.00", "58.004999": "58.00",
    }  # fmt: skip
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([*each_in_a_row("买家实际支付金额", read), row(99)])))
    assert rejects(store) == []
    assert [str(value) for value in nets(store).values()] == [*read.values(), "149.00"]


def test_a_paid_amount_that_says_nothing_is_unknown_and_no_purchase(tmp_path):
    """The amount due is not what was paid: the order is kept, counted as no purchase, and marked as doubtful."""
    words = ("", "--", "N/A", "nan", "None", "无", "/")
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([*each_in_a_row("买家实际支付金额", words), row(99)])))
    assert rejects(store) == []
    assert [str(net) for net in nets(store).values()] == [*["0.00"] * len(words), "149.00"]
    assert [each["id"] for each in ask(store, "qualifying.sql")] == [order_id(99)]
    assert [each["doubts"] for each in kept(store)] == [*[1] * len(words), 0]


def test_an_export_that_knows_what_was_paid_wins_over_one_that_does_not(tmp_path):
    for number, turn in enumerate(turns([row(1), row(1, 买家实际支付金额="--")])):
        store = fresh(tmp_path / str(number))
        for place, each in enumerate(turn):
            keep(store, write(tmp_path / str(number) / f"{place}.csv", csv_text([each])))
        assert [(str(order["net"]), order["doubts"]) for order in kept(store)] == [("51.00", 0)]


# ---- times


@pytest.mark.parametrize(
    "read",
    [
        {
            "2017/5/30 23:18": "2017-05-30 23:18:00",
            "2012-5-23 23:34": "2012-05-23 23:34:00",
            "2024年1月2日 3:04": "2024-01-02 03:04:00",
            "2024-01-02T03:04:05": "2024-01-02 03:04:05",
            "20240102": "2024-01-02 00:00:00",
            "20240102030405": "2024-01-02 03:04:05",
            "2024-01-02 03:04:05+08:00": "2024-01-02 03:04:05",
            "2024-01-01T19:04:05Z": "2024-01-02 03:04:05",
            "2024/1/2 下午3:04": "2024-01-02 15:04:00",
            "2024-01-01 24:00:00": "2024-01-02 00:00:00",
            "Jan 2, 2024 3:04 PM": "2024-01-02 15:04:00",
            "45293.5": "2024-01-02 12:00:00",
        },
        {"13/01/2024 03:04": "2024-01-13 03:04:00"},
        {"01/13/2024 3:04 AM": "2024-01-13 03:04:00"},
    ],
    ids=["year first", "day first", "month first"],
)
def test_dates_that_spreadsheets_leave(tmp_path, read):
    orders = load(tmp_path, *(row(n, 订单创建时间=cell, 订单付款时间=cell) for n, cell in enumerate(read, start=1)))
    assert dict(zip(read, (str(order["created_at"]) for order in orders), strict=True)) == read
    assert dict(zip(read, (str(order["paid_at"]) for order in orders), strict=True)) == read


@pytest.mark.parametrize("column", ["订单创建时间", "订单付款时间"])
def test_what_is_no_time_is_quarantined_with_its_column(tmp_path, column):
    cells = (
        "2024-02-30 10:00:00", "24:00:00", "infinity", "epoch", "1970-01-01 08:00:00", "2024-01-01 10:00:00 XYZ",
    )  # fmt: skip
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([*each_in_a_row(column, cells), row(99)])))
    assert rejects(store) == [(line, "bad_time", column) for line in range(2, 2 + len(cells))]


# ---- buyers


def test_blanks_and_placeholders_are_no_buyer(tmp_path):
    nicks = (
        "", " ", "null", "--", "——", "\u3000", "\t", "匿名买家", "guest", "Guest", "0", "unknown", "N/A", "nan",
        "1.38E+10", "无",
    )  # fmt: skip
    assert people(load(tmp_path, *each_in_a_row("买家会员名", nicks * 2))) == []


def test_masked_nicks_never_merge_people(tmp_path):
    assert people(load(tmp_path, row(1, 买家会员名="t**1"), row(2, 买家会员名="t**1"))) == []


def test_a_nick_is_a_nick_with_blanks_or_composed_otherwise(tmp_path):
    nicks = ["café", " café", "café\u3000", "cafe\u0301", "'café"]
    orders = load(tmp_path, *(row(number, 买家会员名=nick) for number, nick in enumerate(nicks, start=1)))
    assert people(orders) == [ids(1, 2, 3, 4, 5)]
    assert {order["buyer"] for order in orders} == {"café"}


def test_nicks_are_composed_alike_beside_a_store_that_is_there(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([row(1, 买家会员名="café")])))
    keep(store, write(tmp_path / "b.csv", csv_text([row(2, 买家会员名="cafe\u0301"), row(3, 买家会员名="café\u3000")])))
    assert people(kept(store)) == [ids(1, 2, 3)]


def test_one_mail_address_or_phone_written_in_several_forms_is_one_buyer(tmp_path):
    nicks = [
        "Ming@Shop.example",
        "ming@shop.example",
        "13800000000",
        "+8613800000000",
        "+86 13800000000",
        "13800000000.0",
    ]
    orders = load(tmp_path, *(row(number, 买家会员名=nick) for number, nick in enumerate(nicks, start=1)))
    assert people(orders) == [ids(1, 2), ids(3, 4, 5, 6)]


def test_the_same_phone_is_the_same_buyer(tmp_path):
    rows = [
        person(1, 联系手机="'13800000000"),
        person(2, 联系电话="13800000000"),
        person(3, 联系手机="86-13800000000"),
        person(4, 联系手机="13900000000"),
        person(5, 联系手机="1380000****"),
        person(6, 联系手机="13800000000-1234"),
        person(7, 联系电话="021-13800000"),
    ]
    assert people(load(tmp_path, *rows, header=PRIVATE)) == [ids(1, 2, 3), ids(4)]


def test_a_passing_number_of_the_platform_is_no_buyer(tmp_path):
    rows = [person(n, 联系手机="13800000000") | {"虚拟号过期时间": "2024-02-01 00:00:00"} for n in (1, 2)]
    assert people(load(tmp_path, *rows, header=(*PRIVATE, "虚拟号过期时间"))) == []


def test_name_and_address_together_are_a_buyer(tmp_path):
    home = "浙江省 杭州市 西湖区 某某路100号3幢(310000)"
    rows = [
        person(1, 收货人姓名="张三", 收货地址=home),
        person(2, 收货人姓名=" 张三", 收货地址=home),
        person(3, 收货人姓名="李四", 收货地址=home),
        person(4, 收货人姓名="张*", 收货地址=home),
        person(5, 收货人姓名="张三", 收货地址="浙江省 杭州市 西湖区 ****"),
        person(6, 收货人姓名="张三", 收货地址="浙江省"),
    ]
    orders = load(tmp_path, *rows, header=PRIVATE)
    assert people(orders) == [ids(1, 2), ids(3)]
    assert [(order["province"], order["city"]) for order in orders[:5]] == [("浙江", "杭州市")] * 5


def test_an_address_that_holds_name_and_phone(tmp_path):
    rows = [
        person(1, 收货地址="张三，86-13800000000，广东省 深圳市 南山区 某某街1号 ，"),
        person(2, 收货地址="张三丰，86-13800000000，广东省 深圳市 南山区 某某街2号 ，"),
        person(3, 收货地址="李四，138****0000，广东省 深圳市 南山区 某某街3号楼上 ，"),
        person(4, 收货人姓名="李四", 收货地址="广东省 深圳市 南山区 某某街3号楼上"),
    ]
    orders = load(tmp_path, *rows, header=PRIVATE)
    assert people(orders) == [ids(1, 2), ids(3, 4)]
    assert {(order["province"], order["city"]) for order in orders} == {("广东", "深圳市")}


@pytest.mark.parametrize("address", ["某某路1号 2幢 张三家", "火星 某某市", "西单大街 北京", "1号楼，2单元，3室"])
def test_only_provinces_are_read_out_of_addresses(tmp_path, address):
    (order,) = load(tmp_path, person(1, 收货地址=address), header=PRIVATE)
    assert (order["province"], order["city"]) == (None, None)


def test_nothing_private_is_stored(tmp_path):
    """The bytes of every file beside the store are searched; the nick is there, so the search can find things."""
    secrets = {
        "收货人姓名": "欧阳不存在", "收货地址": "浙江省 杭州市 西湖区 秘密大街4711号", "联系电话": "0571-87654321",
        "联系手机": "13812345678", "买家支付宝账号": "someone@private.example",
        "订单备注": "备注不要外传", "买家留言": "留言保密",
    }  # fmt: skip
    rows = [person(number, **secrets) for number in range(1, 40)] + [
        row(99, 买家会员名="看得见的昵称") | dict.fromkeys(PRIVATE[len(HEADER) :], "")
    ]
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "first" / "a.csv", csv_text(rows[:20] + rows[-1:], PRIVATE)))
    keep(store, write(tmp_path / "second" / "b.csv", csv_text(rows[20:], PRIVATE), "gb18030"))
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "看得见的昵称".encode() in found
    for secret in [*secrets.values(), "秘密大街", "13812345678", "4711", "private.example"]:
        assert secret.encode() not in found, secret
        assert secret.encode("gb18030") not in found or secret.isascii(), secret


def test_a_file_without_buyers_loads_and_customer_questions_say_what_is_missing(tmp_path):
    header = tuple(name for name in HEADER if name != "买家会员名")
    store = fresh(tmp_path)
    file = write(tmp_path / "a.csv", csv_text([row(number) for number in range(1, 9)], header))
    assert "no_buyers" in codes(keep(store, file))
    with open_files([str(file)]) as shop, pytest.raises(NotEnoughError) as caught:
        segment(shop)
    assert "买家会员名" in caught.value.advice("zh") + caught.value.message("zh")


# ---- quotes, and lines of another encoding


def test_a_quote_that_is_doubled_as_it_must_be_is_text(tmp_path):
    (order,) = load(tmp_path, row(1, 买家会员名='大"佬"', **{"宝贝标题 ": '显示器 27" 曲面'}))
    assert (order["title"], order["customer_key"] is not None) == ('显示器 27" 曲面', True)


def test_a_line_of_utf_8_among_gb18030_is_quarantined(tmp_path):
    store = fresh(tmp_path)
    lines = csv_text([row(number) for number in range(1, 30)]).encode("gb18030").splitlines(keepends=True)
    lines[10] = lines[10].decode("gb18030").encode("utf-8")
    (tmp_path / "a.csv").write_bytes(b"".join(lines))
    (line,) = records(keep(store, tmp_path / "a.csv"))
    assert (line["loaded_lines"], line["rejected_lines"]) == (28, 1)


def test_an_order_report_without_any_time_is_refused_by_its_header(tmp_path):
    header = tuple(name for name in HEADER if "时间" not in name)
    with pytest.raises(InputError, match="without a time column"):
        open_files([str(write(tmp_path / "a.csv", csv_text([row(1)], header)))])


# ---- titles


def test_titles_of_several_items(tmp_path):
    header = (*HEADER, "宝贝种类")
    store = fresh(tmp_path)
    rows = [
        row(1, 宝贝标题="红袜子，蓝袜子") | {"宝贝种类": "2"},
        row(2, 宝贝标题="红，白，蓝袜子") | {"宝贝种类": "1"},
    ]
    result = keep(store, write(tmp_path / "a.csv", csv_text(rows, header)))
    assert "titles_unsplit" in codes(result)
    assert [order["marks"] for order in kept(store)] == [0, 2]


def test_an_unknown_status_is_reported(tmp_path):
    store = fresh(tmp_path)
    result = keep(
        store, write(tmp_path / "a.csv", csv_text([row(1, 订单状态="打包中"), row(2, 订单状态="交易成功(已评价)")]))
    )
    assert [note.values["rows"] for note in result.notes if note.code == "status_unknown"] == [1]
    assert [order["status"] for order in kept(store)] == [0, 4]


def test_an_order_paid_before_it_was_placed_is_reported_and_its_day_of_payment_is_the_last(tmp_path):
    late = row(3, 订单创建时间="2031-06-03 10:00:00")  # paid on 2024-01-02, as it would be
    store = fresh(tmp_path)
    result = keep(store, write(tmp_path / "a.csv", csv_text([row(1), row(2), late])))
    (note,) = [note for note in result.notes if note.code == "paid_too_early"]
    values = {name: note.values[name] for name in ("rows", "value", "amount", "column")}
    assert values == {"rows": 1, "value": order_id(3), "amount": Decimal("53.00"), "column": "订单付款时间"}
    with open_store(store) as shop:
        answer = trend(shop)
    assert "paid_too_early" in codes(answer)
    assert answer.as_of == result.facts["data_to"] == date(2024, 1, 2)
