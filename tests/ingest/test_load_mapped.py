"""Tables that no dialect knows, read through a mapping or a dialect of the owner's own."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import HEADER, ask, csv_text, few, fresh, keep, kept, nets, records, row, write

from crmkit.errors import InputError, UsageError

LOG = {"buyer": "客户", "ordered_at": "时间", "amount": "金额"}


def log(*lines: str, header: str = "客户,时间,金额") -> str:
    return "\n".join([header, *lines]) + "\n"


def test_a_plain_log_keeps_equal_rows_and_the_same_file_twice_changes_nothing(tmp_path):
    store = fresh(tmp_path)
    text = log("小明,2024-01-01,5", "小明,2024-01-01,5", "小红,2024-01-02,7.5")
    keep(store, write(tmp_path / "a.csv", text), mapping=LOG)
    before = kept(store)
    assert sorted(str(order["net"]) for order in before) == ["5.00", "5.00", "7.50"]
    (line,) = records(keep(store, write(tmp_path / "b.csv", text + "\n"), mapping=LOG))
    assert (line["unchanged_lines"], line["blank_lines"]) == (3, 1)
    assert kept(store) == before


log_rows = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 4), st.integers(0, 300)), min_size=1, max_size=15
)


@few
@given(log_rows, st.randoms(use_true_random=False))
def test_every_row_of_a_log_counts_once(tmp_path, rows, random):
    store = fresh(tmp_path)
    lines = [f"{buyer},2024-01-{day:02d},{fen // 100}.{fen % 100:02d}" for buyer, day, fen in rows]
    keep(store, write(tmp_path / "a.csv", log(*lines)), mapping=LOG)
    keep(store, write(tmp_path / "b.csv", log(*random.sample(lines, len(lines)))), mapping=LOG)
    found = Counter((order["buyer"], order["created_at"].day, order["net"]) for order in kept(store))
    assert found == Counter((buyer, day, Decimal(fen) / 100) for buyer, day, fen in rows)


@pytest.mark.parametrize(
    ("mapping", "line", "net"),
    [
        ({"gross": "a", "refund": "b"}, "50,8", "42.00"),
        ({"gross": "a"}, "50,8", "50.00"),
        ({"amount": "a", "refund": "b"}, "50,8", "42.00"),
        ({"amount": "a", "refund": "b"}, "50,-8", "42.00"),
        ({"amount": "a", "refund": "b"}, "50,", "50.00"),
        ({"net": "a", "refund": "b"}, "42,8", "42.00"),
        ({"due": "a"}, "50,8", "50.00"),
        ({"due": "a", "refund": "b"}, "50,8", "42.00"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_amounts(tmp_path, mapping, line, net):
    store = fresh(tmp_path)
    text = log(f"1,2024-01-01,{line}", header="id,t,a,b")
    keep(store, write(tmp_path / "a.csv", text), mapping={"order_id": "id", "ordered_at": "t", **mapping})
    assert [str(value) for value in nets(store).values()] == [net]


def test_statuses_of_other_platforms(tmp_path):
    store = fresh(tmp_path)
    text = log(
        "1,2024-01-01,5,paid",
        "2,2024-01-01,5,cancelled",
        "3,2024-01-01,5,已完成",
        "4,2024-01-01,5,待付款",
        header="id,t,a,s",
    )
    keep(
        store,
        write(tmp_path / "a.csv", text),
        mapping={"order_id": "id", "ordered_at": "t", "amount": "a", "status": "s"},
    )
    assert {name: str(net) for name, net in nets(store).items()} == {"1": "5.00", "2": "0.00", "3": "5.00", "4": "0.00"}


def test_lines_of_one_order_are_all_counted(tmp_path):
    """With the line's own number mapped, two lines of an order are both revenue."""
    store = fresh(tmp_path)
    text = log("1,a,2024-01-01,5", "1,b,2024-01-01,7", header="id,line,t,a")
    mapping = {"order_id": "id", "suborder_id": "line", "ordered_at": "t", "amount": "a"}
    keep(store, write(tmp_path / "a.csv", text), mapping=mapping)
    assert sum(nets(store).values()) == 12


def test_a_shop_column_keeps_shops_apart(tmp_path):
    store = fresh(tmp_path)
    text = log("1,甲店,2024-01-01,5", "1,乙店,2024-01-01,7", "2,甲店,2024-01-02,9", header="id,shop,t,a")
    mapping = {"order_id": "id", "shop": "shop", "ordered_at": "t", "amount": "a"}
    keep(store, write(tmp_path / "a.csv", text), mapping=mapping)
    assert sorted(str(order["net"]) for order in kept(store)) == ["5.00", "7.00", "9.00"]
    assert [each["shop"] for each in ask(store, "shops.sql") if each["shop"]] == ["乙店", "甲店"]


@pytest.mark.parametrize(
    "mapping", [{"order_id": "id"}, {"ordered_at": "t"}, {"amount": "a"}, {"ordered_at": "t", "amuont": "a"}]
)
def test_a_mapping_needs_a_time_and_an_amount(tmp_path, mapping):
    with pytest.raises(UsageError):
        keep(fresh(tmp_path), write(tmp_path / "a.csv", log("1,2024-01-01,5", header="id,t,a")), mapping=mapping)


def test_a_column_is_named_beyond_what_is_known_of_an_export(tmp_path):
    """A Taobao report whose column of buyers bears another name."""
    header = tuple("谁" if name == "买家会员名" else name for name in HEADER)
    rows = [row(number) for number in range(1, 4)]
    text = csv_text([each | {"谁": each["买家会员名"]} for each in rows], header)
    store = fresh(tmp_path)
    keep(store, file := write(tmp_path / "a.csv", text), mapping={"buyer": "谁"})
    assert {order["buyer"] for order in kept(store)} == {"买家1", "买家2", "买家3"}
    with pytest.raises(InputError) as absent:
        keep(store, file, mapping={"buyer": "谁呀"})
    assert (absent.value.code, absent.value.values["nearest"]) == ("map_absent", "谁")
    with pytest.raises(UsageError) as unknown:
        keep(store, write(tmp_path / "b.csv", log("小明,2024-01-01,5")), mapping={"buyer": "客户"})
    assert unknown.value.code == "map_of_unknown"


def test_a_mapped_column_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as caught:
        keep(fresh(tmp_path), write(tmp_path / "a.csv", log("小明,2024-01-01,5")), mapping=LOG | {"title": "商品"})
    assert "商品" in caught.value.message("zh")


def test_the_owners_own_dialect(tmp_path):
    write(
        tmp_path / "dialects" / "till.toml",
        """
title = "收银机"
kind = "orders"
platform = "till"
basis = "gross"
[fingerprint]
must = ["单号", "实收"]
[columns]
order_id = ["单号"]
paid = ["实收"]
refund = ["退"]
created_at = ["时间"]
buyer = ["会员"]
""",
    )
    store = fresh(tmp_path / "store")
    text = log("A-1,2024-01-01 10:00:00,50.00,8.00,小明", header="单号,时间,实收,退,会员")
    result = keep(store, write(tmp_path / "a.csv", text), dialect_folder=tmp_path / "dialects")
    assert [(order["id"], str(order["net"]), order["buyer"]) for order in kept(store)] == [("A-1", "42.00", "小明")]
    assert "收银机" in str([note.values for note in result.notes])


def test_a_dialect_with_an_unknown_key_is_refused_with_the_nearest(tmp_path):
    write(tmp_path / "dialects" / "till.toml", '[columns]\nordre_id = ["单号"]\n')
    with pytest.raises(UsageError) as caught:
        keep(
            fresh(tmp_path / "store"),
            write(tmp_path / "a.csv", log("小明,2024-01-01,5")),
            dialect_folder=tmp_path / "dialects",
        )
    assert "order_id" in caught.value.message("en")


def test_cdnow_through_a_mapping(tmp_path):
    """The public log of 69,659 purchases by 23,570 people, equal rows and rows of 0 dollars included."""
    named = os.environ.get("CRMKIT_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    file = folder / "cdnow" / "CDNOW_master.txt"
    if not file.is_file():
        pytest.skip(f"no shared data at {folder} (set CRMKIT_SHARED_DATA)")
    rows = [line.split() for line in file.read_text(encoding="ascii").splitlines()[1:]]
    text = log(*(f"{buyer},{day},{amount}" for buyer, day, _, amount in rows))
    store = fresh(tmp_path)
    (line,) = records(keep(store, write(tmp_path / "cdnow.csv", text), mapping=LOG))
    assert line["loaded_lines"] == len(rows) == 69_659
    orders = kept(store)
    assert sum(order["net"] for order in orders) == sum(Decimal(amount) for *_, amount in rows)
    assert len({order["customer_key"] for order in orders}) == len({buyer for buyer, *_ in rows}) == 23_570


PAIRED = {"order_id": "id", "buyer": "b", "paid_at": "t", "amount": "a", "refund": "r"}


@pytest.mark.parametrize(
    ("basis", "lines", "kept_money"),
    [
        ("net", ["1,甲,2024-01-01,0,50", "2,乙,2024-01-02,10,40"], ["0.00", "10.00"]),  # less is left than went back
        ("gross", ["1,甲,2024-01-01,50,50", "2,乙,2024-01-02,50,50"], ["0.00", "0.00"]),  # all of it went back
        ("unclear", ["1,甲,2024-01-01,50,8", "2,乙,2024-01-02,50,9"], ["42.00", "41.00"]),  # nothing proves it: gross
    ],
)
def test_whether_amounts_are_before_or_after_refunds_is_found_from_the_money(tmp_path, basis, lines, kept_money):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", log(*lines, header="id,b,t,a,r")), mapping=PAIRED)
    assert [str(net) for net in nets(store).values()] == kept_money
    assert [file["basis"] for file in ask(store, "files.sql")] == [basis]


ITEMS = {"order_id": "单号", "buyer": "客户", "paid_at": "时间", "amount": "金额"}


def test_rows_of_one_order_with_other_money_at_one_moment_are_its_lines(tmp_path):
    store = fresh(tmp_path / "s")
    text = log("A1,甲,2024-01-01,30", "A1,甲,2024-01-01,20", "A2,乙,2024-01-02,7", header="单号,客户,时间,金额")
    (line,) = records(keep(store, write(tmp_path / "a.csv", text), mapping=ITEMS))
    assert {name: str(net) for name, net in nets(store).items()} == {"A1": "50.00", "A2": "7.00"}
    assert line["loaded_lines"] == 3
    assert len(ask(store, "lines.sql")) == 3
    (line,) = records(keep(store, write(tmp_path / "b.csv", text + "\n"), mapping=ITEMS))
    assert (line["unchanged_lines"], str(nets(store)["A1"])) == (3, "50.00")


def test_the_same_article_twice_is_two_lines(tmp_path):
    store = fresh(tmp_path / "s")
    text = log(
        "A1,甲,2024-01-01,30,袜子",
        "A1,甲,2024-01-01,30,袜子",
        "A1,甲,2024-01-01,8,帽子",
        header="单号,客户,时间,金额,货",
    )
    keep(store, write(tmp_path / "a.csv", text), mapping=ITEMS | {"title": "货"})
    assert [str(net) for net in nets(store).values()] == ["68.00"]
    assert sorted(str(line["net"]) for line in ask(store, "lines.sql")) == ["30.00", "30.00", "8.00"]


def test_a_total_that_stands_on_every_line_is_counted_once(tmp_path):
    """Three orders with other goods and one amount each: the amount is the order's, not the line's."""
    store = fresh(tmp_path / "s")
    text = log(*(f"A{n},甲,2024-01-0{n},{n}0,{goods}" for n in (1, 2, 3) for goods in ("袜子", "帽子")),
               header="单号,客户,时间,金额,货")  # fmt: skip
    keep(store, write(tmp_path / "a.csv", text), mapping=ITEMS | {"title": "货"})
    assert [str(net) for net in nets(store).values()] == ["10.00", "20.00", "30.00"]


def test_price_times_quantity(tmp_path):
    store = fresh(tmp_path / "s")
    text = log("A1,甲,2024-01-01,袜子,2.55,6", "A1,甲,2024-01-01,帽子,3.39,-1", "A2,乙,2024-01-02,袜子,2.10,3",
               header="单号,客户,时间,货,价,数")  # fmt: skip
    mapping = {
        "order_id": "单号",
        "buyer": "客户",
        "paid_at": "时间",
        "title": "货",
        "unit_price": "价",
        "quantity": "数",
    }
    keep(store, write(tmp_path / "a.csv", text), mapping=mapping)
    assert {each["id"]: str(each["net"]) for each in ask(store, "qualifying.sql")} == {"A1": "11.91", "A2": "6.30"}


def test_versions_of_one_order_are_one_order_and_reported(tmp_path):
    file = write(
        tmp_path / "a.csv",
        log(
            "A1,甲,2024-01-01,30,paid",
            "A1,甲,2024-01-01,30,shipped",
            "A2,甲,2024-01-02,9,paid",
            header="单号,客户,时间,金额,态",
        ),
    )
    store = fresh(tmp_path / "s")
    result = keep(store, file, mapping=ITEMS | {"status": "态"})
    assert [(str(order["net"]), order["status"]) for order in kept(store)] == [("30.00", 3), ("9.00", 2)]
    assert [note.values["rows"] for note in result.notes if note.code == "rows_contradict"] == [1]


def test_a_row_without_time_and_amount_is_a_line_of_the_order_it_names(tmp_path):
    text = log(
        "A1,甲,2024-01-01,30,袜子",
        "A1,,,,帽子",
        "A2,乙,2024-01-02,7,袜子",
        "A9,,,,帽子",
        header="单号,客户,时间,金额,货",
    )
    store = fresh(tmp_path / "s")
    (line,) = records(keep(store, write(tmp_path / "a.csv", text), mapping=ITEMS | {"title": "货"}))
    assert (line["loaded_lines"], line["follow_up_lines"], line["rejected_lines"]) == (2, 1, 1)
    assert {name: str(net) for name, net in nets(store).items()} == {"A1": "30.00", "A2": "7.00"}
    assert [(each["line"], each["reason"]) for each in ask(store, "rejects.sql")] == [(5, "no_time")]


def test_headers_of_a_mapping_that_the_file_does_not_have_are_named(tmp_path):
    file = write(tmp_path / "a.csv", log("甲,2024-01-01,30"))
    with pytest.raises(InputError, match="the file has no column 日期"):
        keep(fresh(tmp_path / "s"), file, mapping={"paid_at": "日期", "amount": "金额"})
