"""Facts that change: of exports in any order, together or one by one, once or twice, the newest stands whole.

Which export is newer is proved by what it holds: each reaches further than the one before (its latest time), and in a
member table the last purchase, the number and the sum only grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import ask, csv_text, fresh, keep, kept, order_id, row, some, write

NAMES = ("小鹿", "小鹿2024", "大鹿", "鹿鹿")
STATES = ("买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功")
MEMBERS = ("会员名", "性别", "会员等级", "最后交易时间", "交易额", "笔数")
LEVELS = ("VIP2", "VIP10", "普通会员", "金卡", "银卡")

exports = st.lists(
    st.dictionaries(st.integers(1, 4), st.sampled_from(NAMES), min_size=1, max_size=4), min_size=2, max_size=4
)
"""Each export, the oldest first: its orders by number and the name that their buyer bore then."""
tables = st.lists(
    st.dictionaries(
        st.sampled_from(["ann", "bob", "cy"]),
        st.tuples(st.sampled_from("男女"), st.sampled_from(LEVELS)),
        min_size=1,
    ),
    min_size=2,
    max_size=4,
)


@some
@given(exports, st.data())
def test_each_order_bears_the_name_of_the_newest_export_that_holds_it(tmp_path, versions, data):
    store = loaded_in_some_order(tmp_path, [orders(age, names) for age, names in enumerate(versions)], data)
    expected = {order_id(number): name for names in versions for number, name in names.items()}
    expected |= {order_id(100 + age): "路人" for age in range(len(versions))}
    found = {order["id"]: order["buyer"] for order in kept(store)}
    assert found == expected
    assert len({order["customer_key"] for order in kept(store)}) == len(set(expected.values()))


def orders(age: int, names: dict[int, str]) -> str:
    """An export and, by an order of another buyer, how far it reaches."""
    rows = [row(number, 买家会员名=name, 订单状态=STATES[min(age, 2)]) for number, name in names.items()]
    day = datetime(2024, 2, 1) + timedelta(days=10 * age)  # noqa: DTZ001
    return csv_text([*rows, row(100 + age, 买家会员名="路人", 订单创建时间=f"{day}", 订单付款时间=f"{day}")])


@some
@given(tables, st.data())
def test_each_member_has_the_newest_row_whole(tmp_path, versions, data):
    store = loaded_in_some_order(tmp_path, [members(age, rows) for age, rows in enumerate(versions)], data)
    expected = {name: known for rows in versions for name, known in rows.items()}
    found = {member["nick"]: (member["gender"], member["level"]) for member in ask(store, "members.sql")}
    assert found == expected


def members(age: int, rows: dict[str, tuple[str, str]]) -> str:
    cells = [
        dict(zip(MEMBERS, (name, *known, f"2024-0{age + 1}-05 10:00:00", f"{age + 1}00.00", f"{age + 2}"), strict=True))
        for name, known in rows.items()
    ]
    return csv_text(cells, MEMBERS)


def loaded_in_some_order(folder: Path, texts: Sequence[str], data: st.DataObject) -> Path:
    """A new store with a file of each text, some of them loaded together, one of them again."""
    store = fresh(folder)
    files = [write(folder / f"{age}.csv", text) for age, text in enumerate(texts)]
    order = data.draw(st.permutations(files), "in this order")
    together = data.draw(st.integers(1, len(order)), "the first so many together")
    keep(store, *order[:together])
    for file in (*order[together:], order[0]):
        keep(store, file)
    return store
