"""The past of shops that were loaded from order and refund reports, against plain Python; nothing later is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.customers.outlook.memory import (
    FIRST,
    Case,
    Sale,
    bought_later,
    known_then,
    rows_by_buyer,
    sales,
    same_bytes,
    yuan,
)
from tests.ingest.load_case import ask, csv_text, few, order_id, row, write

import crmkit
from crmkit.customers.outlook.past import ahead, history_at, outcome, remember
from crmkit.models.customer_history import CustomerHistory
from crmkit.store.store import Store

REFUNDS = ("退款编号", "订单编号", "退款完结时间", "买家退款金额", "退款状态")
FAR = date(2030, 1, 1)


@contextmanager
def loaded(folder: Path, sold: Sequence[Sale]) -> Iterator[tuple[Store, dict[str, int]]]:
    """The sales as an order report and a refund report, opened; and the key of each buyer."""
    orders = [_order(number, sale) for number, sale in enumerate(sold, start=1)]
    cases = [(number, case) for number, sale in enumerate(sold, start=1) for case in sale.cases]
    refunds = [_refund(number, which, case) for which, (number, case) in enumerate(cases)]
    files = [write(folder / "orders.csv", csv_text(orders), "gb18030")]
    if refunds:
        files.append(write(folder / "refunds.csv", csv_text(refunds, REFUNDS), "gb18030"))
    with crmkit.open([str(file) for file in files]) as shop:
        remember(shop)
        yield shop, {order["buyer"]: order["customer_key"] for order in ask(shop, "kept_orders.sql") if order["buyer"]}


def _order(number: int, sale: Sale) -> dict[str, str]:
    back = min(sale.exported_refund, sale.paid)
    return row(
        number,
        买家会员名=sale.buyer or "",
        总金额=str(yuan(sale.paid)),
        买家实际支付金额=str(yuan(sale.paid - back)),
        退款金额=str(yuan(back)),
        订单创建时间=f"{sale.day} 09:00:00",
        订单付款时间=f"{sale.day} 09:05:00",
        宝贝标题=sale.title or "",
        宝贝总数量="" if sale.units is None else str(sale.units),
    )


def _refund(number: int, which: int, case: Case) -> dict[str, str]:
    return {
        "退款编号": f"715060000000{which:06}",
        "订单编号": order_id(number),
        "退款完结时间": "" if case.day is None else f"{case.day} 18:00:00",
        "买家退款金额": str(yuan(case.fen)),
        "退款状态": "退款成功",
    }


def then(store: Store, cutoff: date) -> CustomerHistory:
    return history_at(store, ahead(cutoff, 3), data_to=FAR)


def test_two_reports_by_hand(tmp_path: Path) -> None:
    """Ann's second order came back in two parts; what she sent back in May is not known at the end of March."""
    cutoff = date(2024, 3, 31)
    parts = (Case(3000, date(2024, 3, 20)), Case(2000, date(2024, 5, 2)))
    sold = [
        Sale("ann", date(2024, 1, 5), 12000, title="围巾", units=2),
        Sale("ann", date(2024, 3, 1), 5000, exported_refund=5000, cases=parts, title="袜子"),
        Sale("bob", date(2024, 3, 30), 4000, exported_refund=4000),
        Sale("bob", date(2024, 4, 12), 900),
    ]
    with loaded(tmp_path, sold) as (shop, keys):
        rows = rows_by_buyer(then(shop, cutoff), keys)
        names = ("days", "recency", "net_fen", "last_fen", "returned_fen", "paid_fen", "units", "titles")
        assert [rows["ann"][name] for name in names] == [2, 30, 14000, 2000, 3000, 17000, 3, 2]
        assert [rows["bob"][name] for name in names] == [1, 1, 4000, 4000, 0, 4000, 1, 0]
        found = outcome(shop, ahead(cutoff, 3), then(shop, cutoff))
        days = dict(zip(then(shop, cutoff).customers.tolist(), found.days.tolist(), strict=True))
        assert {buyer: days[key] for buyer, key in keys.items()} == {"ann": 0, "bob": 1}


orders = sales().map(lambda sale: replace(sale, is_log=False)).filter(lambda sale: sale.paid > 0)
shops = st.lists(orders, min_size=1, max_size=25)


@few
@given(shops, st.integers(100, 500))
def test_every_column_of_loaded_reports(tmp_path: Path, sold: list[Sale], back: int) -> None:
    cutoff = FIRST + timedelta(days=back)
    horizon = ahead(cutoff, 3)
    with loaded(tmp_path, sold) as (shop, keys):
        known = then(shop, cutoff)
        found = outcome(shop, horizon, known)
    expected = known_then(sold, cutoff, knows_all=False, horizon=horizon.days)
    assert rows_by_buyer(known, keys) == expected
    later = bought_later(sold, cutoff, horizon.last_day)
    buyers = {key: buyer for buyer, key in keys.items()}
    pairs = zip(known.customers.tolist(), found.days.tolist(), found.net_fen.tolist(), strict=True)
    assert {buyers[key]: (days, fen) for key, days, fen in pairs} == {
        each: later.get(each, (0, 0)) for each in expected
    }


@few
@given(shops, st.lists(orders, max_size=10), st.integers(100, 400))
def test_reports_of_another_future_leave_the_past_as_it_was(
    tmp_path: Path, sold: list[Sale], others: list[Sale], back: int
) -> None:
    """Exports taken on the cutoff, and exports taken later that have more orders and more refunds."""
    cutoff = FIRST + timedelta(days=back)
    dated = [_dated(sale) for sale in sold if sale.day <= cutoff] or [Sale("ann", cutoff, 100)]
    early = [_as_of(sale, cutoff) for sale in dated]
    more = [_dated(sale) for sale in others if sale.day > cutoff]
    with loaded(tmp_path, early) as (shop, _):
        known = then(shop, cutoff)
    with loaded(tmp_path, dated + more) as (shop, _):
        assert same_bytes(known, then(shop, cutoff))


def _dated(sale: Sale) -> Sale:
    """The sale with every refund in the refund report, dated, its order report telling the same sum."""
    cases, room = [], sale.paid
    for case in sale.cases:
        fen = min(case.fen, room)
        room -= fen
        cases.append(Case(fen, case.day or sale.day + timedelta(days=9)))
    cases = [case for case in cases if case.fen > 0]
    return replace(sale, cases=tuple(cases), exported_refund=sum(case.fen for case in cases))


def _as_of(sale: Sale, cutoff: date) -> Sale:
    """The sale as the exports of the cutoff have it."""
    cases = tuple(case for case in sale.cases if case.day is not None and case.day <= cutoff)
    return replace(sale, cases=cases, exported_refund=sum(case.fen for case in cases))
