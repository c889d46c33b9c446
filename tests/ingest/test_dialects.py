"""Every layout of every native report is known by its header, whatever the file is called.

The samples hold the same three invented orders (one done, one with a partial refund, one closed after payment) in the
headers that were seen between 2012 and 2026; names of files say the year and the number of columns.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from tests.ingest.load_case import HERE, ask, codes, csv_text, fresh, keep, kept, records, row, write

from crmkit.errors import CrmError, InputError, UsageError
from crmkit.ingest.headers.dialect import parse, shipped

ORDERS = sorted((HERE / "taobao_orders").iterdir())
ITEMS = sorted((HERE / "taobao_items").iterdir())
REFUNDS = sorted((HERE / "taobao_refunds").iterdir())
IDS = ("214073006270149123", "214073006271250246", "214073006272351369")
NO_BUYER = {"2022-no-buyer.csv", "2024.xlsx", "2026-8.csv"}


def name(path: Path) -> str:
    return path.name


def test_all_twelve_generations_are_here():
    assert (len(ORDERS), len(ITEMS), len(REFUNDS)) == (12, 3, 2)


@pytest.mark.parametrize("path", ORDERS, ids=name)
def test_an_order_report(tmp_path, path):
    store = fresh(tmp_path)
    result = keep(store, path)
    assert [line["contents"] for line in records(result)] == ["orders"]
    assert records(result)[0]["loaded_lines"] >= 3
    orders = {order["id"]: order for order in kept(store)}
    assert tuple(sorted(orders)) == IDS
    done, partly, closed = (orders[each] for each in IDS)
    has_payment = path.name != "2026-8.csv"
    assert [str(order["net"]) for order in (done, partly, closed)] == [
        "58.00",
        "100.50" if has_payment else "120.50",
        "0.00",
    ]
    assert [order["status"] for order in (done, partly, closed)] == [4, 4, 6 if has_payment else 5]
    assert [str(order["due"]) for order in (done, partly, closed)] == ["58.00", "120.50", "35.00"]
    assert str(done["created_at"]) == "2024-01-02 10:00:00"
    if has_payment:
        assert str(done["paid_at"]) == "2024-01-02 10:05:09"
        assert str(closed["refund"]) == "35.00"
    nicks = [order["buyer"] for order in (done, partly, closed)]
    assert nicks == ([None] * 3 if path.name in NO_BUYER else ["清风徐来88", "tb_mimi", "清风徐来88"])
    assert ("no_buyers" in codes(result)) == (path.name in NO_BUYER)
    if path.name not in {"2022-no-buyer.csv"}:
        assert [order["title"] for order in (done, partly)] == ["纯棉袜子", "羊毛围巾，纯棉袜子"]


def test_all_generations_together_are_three_orders(tmp_path):
    """In whatever order they come: what only some of them know is known, and the money is the net money."""
    found = []
    for turn in (ORDERS, ORDERS[::-2] + ORDERS[-2::-2]):
        store = fresh(tmp_path)
        keep(store, *turn)
        found.append(kept(store))
    assert found[0] == found[1]
    assert [(order["id"], order["buyer"], str(order["net"])) for order in found[0]] == [
        (IDS[0], "清风徐来88", "58.00"),
        (IDS[1], "tb_mimi", "100.50"),
        (IDS[2], "清风徐来88", "0.00"),
    ]
    assert [(order["province"], order["city"]) for order in found[0]] == [("浙江", "杭州市")] * 3


@pytest.mark.parametrize("path", ITEMS, ids=name)
def test_an_item_report(tmp_path, path):
    store = fresh(tmp_path)
    keep(store, ORDERS[3])
    assert [line["contents"] for line in records(keep(store, path))] == ["items"]
    items = [(item["id"], item["title"], item["sku"], str(item["net"])) for item in ask(store, "items.sql")]
    assert items == [
        (IDS[0], "纯棉袜子", "SOCK-1", "58.00"),
        (IDS[1], "纯棉袜子", "SOCK-1", "0.00"),
        (IDS[1], "羊毛围巾", "SCARF-7", "100.50"),
    ]


@pytest.mark.parametrize("path", REFUNDS, ids=name)
def test_a_refund_report(tmp_path, path):
    for turn in permutations([ORDERS[0], path]):
        store = fresh(tmp_path)
        for file in turn:
            keep(store, file)
        assert {order["id"]: str(order["refund_reported"]) for order in kept(store)} == {
            IDS[0]: "None", IDS[1]: "20.00", IDS[2]: "None",
        }  # fmt: skip


def test_the_name_of_a_file_says_nothing(tmp_path):
    """A file named like an order list held the item header, and it was read as what it is."""
    path = tmp_path / "ExportOrderList201205.csv"
    path.write_bytes(ITEMS[0].read_bytes())
    assert [line["contents"] for line in records(keep(fresh(tmp_path / "store"), path))] == ["items"]


def test_any_subset_of_columns_in_any_order(tmp_path):
    header = ("退款金额", "订单创建时间", "买家实付金额", "订单编号", "看不懂的列")
    rows = [row(1) | {"买家实付金额": "7.00", "看不懂的列": "?"}]
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text(rows, header)))
    assert [str(order["net"]) for order in kept(store)] == ["7.00"]


@pytest.mark.parametrize(
    "header", ["订单编号\u3000", "\ufeff订单编号", " 订单 编号 ", "订单编号\t", "订\u200b单编号", '"订单\n编号"']
)
def test_headers_with_blanks_in_them(tmp_path, header):
    text = csv_text([row(1)]).replace("订单编号", header, 1)
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", text))
    assert len(kept(store)) == 1


def test_a_needed_column_that_stands_there_twice(tmp_path):
    text = "订单编号,总金额,订单创建时间,总金额\n1,2.00,2024-01-01 10:00:00,3.00\n"
    with pytest.raises(InputError) as caught:
        keep(fresh(tmp_path), write(tmp_path / "a.csv", text))
    assert caught.value.code == "header_doubled"
    assert "总金额" in caught.value.message("zh")


def test_shipped_dialects_claim_no_header_twice():
    """Each sample is claimed by exactly one shipped dialect."""
    for path in [*ORDERS, *ITEMS, *REFUNDS]:
        if path.suffix == ".csv":
            encoding = "utf-8-sig" if path.read_bytes()[:3] == b"\xef\xbb\xbf" else "gb18030"
            names = (
                path.read_text(encoding=encoding).split("\n")[0].replace('"', "").replace(" ", "").strip().split(",")
            )
            fitting = [each.kind for each in shipped() if each.fits(dict.fromkeys(names, 0))]
            assert fitting == [path.parent.name.removeprefix("taobao_")], path


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        'kind = "people"',
        'basis = "perhaps"',
        "[fingerprint]\nmsut = []",
        '[columns]\nbuyer_name = ["x"]',
        "colour = 1",
    ],
)
def test_a_broken_dialect_is_refused(text):
    with pytest.raises(UsageError) as caught:
        parse("mine", text)
    assert isinstance(caught.value, CrmError)
    assert "mine.toml" in str(caught.value)
