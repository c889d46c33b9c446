"""What stands beside orders and refund cases: the promised time, the courier, postage, points, marks, who was to blame.

No money hangs on it: it only becomes known, and a cell that cannot be read costs nothing but itself.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import (
    HEADER,
    HERE,
    Row,
    ask,
    codes,
    csv_text,
    few,
    fresh,
    keep,
    kept,
    records,
    row,
    turns,
    write,
)

from crmkit import segment
from crmkit.ingest.headers.columns import ASIDE, FORMS, GREATEST, KNOWN
from crmkit.ingest.load import open_files
from crmkit.result import Result
from crmkit.store.store import Store

ORDERS, REFUNDS = HERE / "taobao_orders", HERE / "taobao_refunds"
BESIDE = ("应发货时间", "物流公司", "买家应付邮费", "买家实际支付积分", "返点积分", "备注标签")
"""The headers of Taobao for ``ASIDE``, in its order."""


def beside(store: Path | Store) -> list[dict[str, Any]]:
    """What stands beside each order, without what is not known."""
    return [{name: order[name] for name in ASIDE if order[name] is not None} for order in kept(store)]


def row_beside(number: int, **cells: str) -> Row:
    """An ordinary order with these cells beside it."""
    return row(number) | dict.fromkeys(BESIDE, "") | cells


def load(folder: Path, *rows: Row, name: str = "a.csv", **options: Any) -> Result:
    return keep(folder / "shop.duckdb", write(folder / name, csv_text(rows, (*HEADER, *BESIDE))), **options)


OLD = [
    {"courier": "例子快递", "postage": Decimal("0.00"), "points_paid": 0, "points_back": 0},
    {"courier": "例子快递", "postage": Decimal("8.00"), "points_paid": 100, "points_back": 58},
    {"postage": Decimal("0.00"), "points_paid": 0, "points_back": 0},  # 物流公司 is null
]
RECENT = [
    {"promised_at": datetime.fromisoformat("2024-01-04 10:05:09"), "postage": Decimal("0.00"), "memo_mark": "红旗"},
    {"postage": Decimal("8.00")},  # 应发货时间 is null
    {"postage": Decimal("0.00")},  # 备注标签 holds a phone number
]
MINIMAL: list[dict[str, Any]] = [{}, {}, {}]


@pytest.mark.parametrize(
    ("file", "expected"),
    [("2012-27.csv", OLD), ("2018-56.csv", OLD), ("2024.xlsx", RECENT), ("2026-8.csv", MINIMAL)],
)
def test_an_order_report(tmp_path, file, expected):
    store = fresh(tmp_path)
    assert "aside_unread" not in codes(keep(store, ORDERS / file))
    assert beside(store) == expected


def test_layouts_that_know_different_things_know_all_of_it_together(tmp_path):
    for files in turns(("2018-56.csv", "2024.xlsx", "2026-8.csv")):
        store = fresh(tmp_path)
        keep(store, *(ORDERS / file for file in files))
        assert beside(store) == [old | recent for old, recent in zip(OLD, RECENT, strict=True)]


BEFORE = [
    ("150600000000000001", "yes", "received", "no", None, None),
    ("150600000000000002", "no", "not_received", None, None, None),
]
NOW = [
    ("150600000000000001", "yes", "returned", "yes", "seller", "after_sale"),
    ("150600000000000002", "no", "not_received", "no", "待判定", "in_sale"),  # no word that is known: as given
]


@pytest.mark.parametrize(
    ("files", "expected"), [(["2012-21"], BEFORE), (["2026-51"], NOW), (["2026-51", "2012-21"], NOW)]
)
def test_a_refund_report(tmp_path, files, expected):
    """A case that went on is known by its later word, whichever file comes first."""
    for turn in turns(files):
        store = fresh(tmp_path)
        for file in turn:
            keep(store, REFUNDS / f"{file}.csv")
        assert [tuple(case.values()) for case in ask(store, "cases.sql")] == expected


def test_nobodys_name_phone_parcel_or_word_is_in_the_store(tmp_path):
    store = fresh(tmp_path)
    keep(store, ORDERS / "2024.xlsx", ORDERS / "2012-27.csv", *sorted(REFUNDS.iterdir()))
    held = str(kept(store)) + str(ask(store, "refunds.sql"))
    for word in ("13800000000", "7890000000001", "林小禾", "赠品", "第一行", "请退到"):
        assert word not in held


def test_a_courier_that_is_none(tmp_path):
    cells = ["null", "'null", "--", "——", "无", "", " ", "No:7890000000001", "话" * 21, "13800000000"]
    store = fresh(tmp_path)
    load(tmp_path, *(row_beside(number, 物流公司=cell, 备注标签=cell) for number, cell in enumerate(cells, 1)))
    assert beside(store) == [{}] * len(cells)


@pytest.mark.parametrize(
    ("header", "cell"), [("应发货时间", "付款后48小时内"), ("买家应付邮费", "到付"), ("返点积分", "很多")]
)
def test_what_cannot_be_read_costs_nothing_but_itself(tmp_path, header, cell):
    store = fresh(tmp_path)
    result = load(tmp_path, row_beside(1), row_beside(2, **{header: cell, "物流公司": "例子快递"}), max_rejects=0.0)
    assert beside(store) == [{}, {"courier": "例子快递"}]
    assert records(result)[0]["loaded_lines"] == 2
    (note,) = [note for note in result.notes if note.code == "aside_unread"]
    assert note.values["rows"] == 1
    assert header in note.text("zh")


def test_cells_in_other_forms_far_down_are_read(tmp_path):
    """The first thousand rows write them plainly; one after those does not."""
    store = fresh(tmp_path)
    rows = [row_beside(number, 买家应付邮费="6.00", 返点积分="1") for number in range(1, 1100)]
    rows.append(row_beside(1100, 应发货时间="2024年3月1日 8时", 买家应付邮费="￥1,006", 返点积分="12分"))
    load(tmp_path, *rows)
    last = beside(store)[-1]
    assert (last["promised_at"], last["postage"]) == (datetime.fromisoformat("2024-03-01 08:00:00"), Decimal("1006.00"))


def test_postage_is_known_once_an_order_is_paid(tmp_path):
    """Until then its seller may still change it: 12.00 was asked for, 5.00 was paid."""
    unpaid = row_beside(1, 订单状态="等待买家付款", 买家应付邮费="12.00") | {"订单付款时间 ": ""}
    paid = row_beside(1, 买家应付邮费="5.00")
    for number, turn in enumerate(turns([unpaid, paid])):
        store = fresh(tmp_path / str(number))
        for place, each in enumerate(turn):
            load(tmp_path / str(number), each, name=f"{place}.csv")
        assert beside(store) == [{"postage": Decimal("5.00")}]
    store = fresh(tmp_path / "unpaid")
    load(tmp_path / "unpaid", unpaid)
    assert beside(store) == [{}]


cells = st.fixed_dictionaries({
    "应发货时间": st.sampled_from(["", "null", "2024-01-04 10:00:00", "2024-01-05 10:00:00"]),
    "物流公司": st.sampled_from(["", "甲快递", "乙快递"]),
    "买家应付邮费": st.sampled_from(["", "0.00", "8.00"]),
    "买家实际支付积分": st.sampled_from(["", "0", "100"]),
    "返点积分": st.sampled_from(["", "0", "58"]),
    "备注标签": st.sampled_from(["", "红旗", "蓝旗"]),
})  # fmt: skip
exports = st.lists(
    st.builds(lambda number, beside: row_beside(number, **beside), st.integers(1, 3), cells), min_size=1, max_size=5
)


@few
@given(st.lists(exports, min_size=2, max_size=3))
def test_it_only_becomes_known_in_whatever_order_files_come(tmp_path, shops):
    known: dict[str, dict[str, Any]] = {}
    for each in (each for rows in shops for each in rows):
        order = known.setdefault(each["订单编号"], {})
        for header in BESIDE:
            if each[header] not in ("", "null"):
                order[header] = max(order.get(header, ""), each[header], key=lambda cell: (len(cell), cell))
    expected = [set(order.values()) for _, order in sorted(known.items())]
    for turn in turns(shops):
        store = fresh(tmp_path)
        for number, rows in enumerate([*turn, turn[0]]):
            load(tmp_path, *rows, name=f"{number}.csv")
        assert [set(map(str, order.values())) for order in beside(store)] == expected


def test_an_order_of_several_lines_takes_what_any_of_them_has(tmp_path):
    """Shopify writes the postage on an order's first row alone."""
    text = (
        "Name,Email,Financial Status,Paid at,Created at,Total,Shipping,Lineitem name,Lineitem quantity\n"
        "#1,a@example.com,paid,2024-01-01 10:00:00,2024-01-01 10:00:00,30.00,5.00,Scarf,1\n"
        "#1,a@example.com,,,2024-01-01 10:00:00,,,Socks,1\n"
    )
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "orders.csv", text))
    assert beside(store) == [{"postage": Decimal("5.00")}]


def test_a_table_of_ones_own(tmp_path):
    text = "no,when,sum,by,freight,promise\n1,2024-01-01,30.00,Example Post,4.50,2024-01-03\n"
    said = "order_id=no,ordered_at=when,amount=sum,courier=by,postage=freight,promised_at=promise"
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "own.csv", text), mapping=dict(pair.split("=") for pair in said.split(",")))
    assert beside(store) == [
        {
            "promised_at": datetime.fromisoformat("2024-01-03 00:00:00"),
            "courier": "Example Post",
            "postage": Decimal("4.50"),
        }
    ]


@pytest.mark.parametrize("describe", [True, False])
def test_an_answer_about_buyers_does_not_read_it(tmp_path, describe):
    rows = [row_beside(number, 应发货时间="付款后48小时内", 物流公司="例子快递") for number in range(1, 9)]
    file = write(tmp_path / "a.csv", csv_text(rows, (*HEADER, *BESIDE)))
    with open_files([str(file)], describe=describe) as shop:
        assert ("aside_unread" in {note.code for note in segment(shop).notes}) == describe
        if describe:
            assert beside(shop) == [{"courier": "例子快递"}] * 8
        else:
            assert beside(shop) == [{}] * 8


def test_a_column_beside_orders_is_named_once():
    """Its form, and one list: how it is merged, gathered from lines and left out follows from that."""
    assert set(ASIDE) <= set(FORMS["orders"]) & set(KNOWN["orders"]) & set(GREATEST)
