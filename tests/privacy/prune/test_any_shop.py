"""Any shop, pruned to any day, against plain Python: what stays, for how much, and that no load brings more back."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import Row, csv_text, few, keep, kept, row, write

from crmkit import prune

BEGIN = datetime(2020, 1, 1, 12, 0)  # noqa: DTZ001 - a shop's own clock
TIMES = ("订单创建时间", "订单付款时间 ")


@st.composite
def orders(draw: st.DrawFn) -> list[Row]:
    """Up to twelve orders of four buyers within five years, some unpaid."""
    rows = []
    for number in range(1, draw(st.integers(2, 12))):
        at = BEGIN + timedelta(days=draw(st.integers(0, 1800)))
        paid = at + timedelta(days=draw(st.integers(0, 400)))
        is_paid = draw(st.booleans())
        cells = {
            "买家会员名": f"甲{draw(st.integers(0, 3))}",
            "订单创建时间": str(at),
            "订单付款时间 ": str(paid) if is_paid else "",
        }
        rows.append(
            row(number, **cells, **({} if is_paid else {"订单状态": "等待买家付款", "买家实际支付金额": "0.00"}))
        )
    return rows


def last_day(each: Row) -> date:
    return max(datetime.fromisoformat(each[name]) for name in TIMES if each[name]).date()


@few
@given(orders(), st.integers(0, 2300))
def test_what_stays_is_what_something_happened_to(rows, days):
    if not rows:
        return
    bound = (BEGIN + timedelta(days=days)).date()
    left = [each for each in rows if last_day(each) >= bound]
    with tempfile.TemporaryDirectory() as place:
        store, file = Path(place, "s.duckdb"), Path(place, "a.csv")
        keep(store, write(file, csv_text(rows)))
        before = {order["id"]: order["net"] for order in kept(store)}
        answer = prune(store, older_than="1d", as_of=bound + timedelta(days=1), yes=True)
        for _ in range(2):
            after = {order["id"]: order["net"] for order in kept(store)}
            assert after == {each["订单编号"]: before[each["订单编号"]] for each in left}
            keep(store, write(file, csv_text(rows) + "\n"))
        gone = sum((net for key, net in before.items() if key not in after), Decimal(0))
        assert sum((record[3] for record in answer.records), Decimal(0)) == gone
        assert answer.facts["orders"] == len(rows) - len(left)
        buyers = {each["买家会员名"] for each in rows} - {each["买家会员名"] for each in left}
        assert answer.facts["customers"] == len(buyers)
        assert not any(name.encode() in store.read_bytes() for name in buyers)
