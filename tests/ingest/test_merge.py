"""Merging: what a store holds never depends on how the rows came, and is what a plain Python model says it must be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest import shop_model
from tests.ingest.load_case import (
    Row,
    codes,
    csv_text,
    exports,
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


def load_each(folder: Path, *shops: list[Row], together: bool = False) -> list[dict[str, object]]:
    """What the store holds after the exports were loaded in this order, one by one or with one command."""
    store = fresh(folder)
    files = [write(folder / f"{number}.csv", csv_text(rows)) for number, rows in enumerate(shops)]
    for load in [files] if together else [[file] for file in files]:
        keep(store, *load)
    return kept(store)


@some
@given(st.lists(exports(), min_size=1, max_size=3))
def test_the_store_is_what_the_model_says(tmp_path, shops):
    store = fresh(tmp_path)
    model: shop_model.Shop = {}
    for number, rows in enumerate(shops):
        text = csv_text(rows)
        result = keep(store, write(tmp_path / f"{number}.csv", text))
        said = shop_model.load(model, map(shop_model.order, shop_model.rows(text.encode(), "utf-8")))
        (line,) = records(result)
        if "already_loaded" in codes(result):  # known by its bytes, not read again
            said = Counter(unchanged=len(rows))
        assert line["loaded_lines"] == said["new"] + said["updated"]
        assert line["unchanged_lines"] == said["unchanged"]
        assert line["older_lines"] == said["older"]
    found = {order["id"]: order for order in kept(store)}
    assert found.keys() == model.keys()
    for name, order in model.items():
        stored = found[name]
        assert (stored["net"], stored["refund"], stored["due"]) == (order.net, order.refund, order.due)
        assert (stored["status"], stored["status_raw"] or "") == (order.status, order.status_raw)
        assert stored["buyer"] == order.buyer
        assert (stored["identity"] == 4) == (order.masked and order.buyer is None)
        assert tuple(stored[moment] for moment in ("created_at", "paid_at", "shipped_at", "received_at")) == order.times
        assert (stored["title"], stored["quantity"]) == (order.title, order.quantity)
    assert sum(nets(store).values()) == shop_model.total(model)


@few
@given(st.lists(exports(orders=4, most=6), min_size=2, max_size=3))
def test_the_order_of_files_is_nothing(tmp_path, shops):
    first, *others = [load_each(tmp_path, *shuffled) for shuffled in turns(shops)]
    assert all(other == first for other in others)


@few
@given(st.lists(exports(orders=4, most=5), min_size=4, max_size=4), st.randoms(use_true_random=False))
def test_four_files_in_any_order_at_once_or_one_by_one(tmp_path, shops, random):
    first = load_each(tmp_path, *shops, together=True)
    for together in (True, False):
        shuffled = random.sample(shops, 4)
        assert load_each(tmp_path, *shuffled, together=together) == first


@few
@given(exports(orders=6, most=14), st.integers(1, 13))
def test_an_export_cut_in_two_is_the_whole(tmp_path, rows, cut):
    whole = load_each(tmp_path, rows)
    parts = [part for part in (rows[:cut], rows[cut:]) if part]
    assert load_each(tmp_path, *parts) == whole
    assert load_each(tmp_path, *reversed(parts), together=True) == whole


@few
@given(exports(orders=5), exports(orders=5))
def test_what_is_known_stays_known(tmp_path, one, two):
    """Loading A, B, A, B is loading A, B: idempotent, whatever happened in between."""
    store = fresh(tmp_path)
    files = [write(tmp_path / f"{n}.csv", csv_text(rows)) for n, rows in enumerate((one, two))]
    keep(store, *files)
    before = kept(store)
    for number, rows in enumerate((one, two)):
        (line,) = records(keep(store, write(tmp_path / f"again{number}.csv", csv_text(rows[::-1]) + "\n")))
        assert line["loaded_lines"] == line["padded_lines"] == 0
        assert kept(store) == before


STORY = [
    row(1, 订单状态="等待买家付款", 买家实际支付金额="0.00", 订单付款时间=""),
    row(1, 订单状态="买家已付款，等待卖家发货"),
    row(1, 订单状态="卖家已发货，等待买家确认"),
    row(1, 订单状态="交易成功"),
    row(1, 订单状态="交易成功", 买家实际支付金额="31.00", 退款金额="20.00"),
    row(1, 订单状态="交易成功", 买家实际支付金额="0.00", 退款金额="51.00"),
]


def test_the_newest_state_of_an_order_wins(tmp_path):
    """Six orders that each went one step further than the one before; an export holds those that have come so far."""
    ends = range(len(STORY))
    files = [[version | {"订单编号": order_id(1 + last)} for last in ends[step:]] for step, version in enumerate(STORY)]
    forward = load_each(tmp_path, *files)
    assert load_each(tmp_path, *files[::-1]) == forward
    assert [str(order["net"]) for order in forward] == ["0.00", "51.00", "51.00", "51.00", "31.00", "0.00"]
    assert [order["status"] for order in forward] == [1, 2, 3, 4, 4, 4]


def test_an_older_export_only_fills_gaps(tmp_path):
    new = row(1, 买家会员名="", 订单状态="交易成功", 宝贝标题="")
    old = row(1, 买家会员名="小明", 订单状态="卖家已发货，等待买家确认", 宝贝标题="红袜子")
    (order,) = load_each(tmp_path, [new], [old])
    assert (order["buyer"], order["title"], order["status"]) == ("小明", "红袜子", 4)


def test_two_shops_may_use_the_same_order_id(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text([row(1)])), shop="甲店")
    keep(store, write(tmp_path / "b.csv", csv_text([row(1, 买家实际支付金额="9.00")])), shop="乙店")
    assert sorted(str(order["net"]) for order in kept(store)) == ["51.00", "9.00"]


def test_the_same_file_for_another_shop_is_another_file(tmp_path):
    store, file = fresh(tmp_path), write(tmp_path / "a.csv", csv_text([row(1), row(2)]))
    for shop, loaded in (("甲店", 2), ("乙店", 2), ("甲店", 0), ("乙店", 0)):
        assert records(keep(store, file, shop=shop))[0]["loaded_lines"] == loaded
    assert len(kept(store)) == 4
