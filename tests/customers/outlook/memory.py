"""Shops with a past: sales with what came back and when, a store that keeps them, and what was known on a day of it.

``known_then`` and ``bought_later`` are a second computation of the snapshot and the outcome, sale by sale in plain
Python; they share no code and no view with the first.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from tests.engine import empty_store, let_go

from crmkit.models.customer_history import CustomerHistory
from crmkit.store.connect import Connection
from crmkit.store.store import Store

FIRST = date(2023, 1, 1)
UNDATED = timedelta(days=30)
"""What no refund report dates is known so long after the purchase."""
PLAIN_LOG = 4
"""The mark of a row of a plain log, where a purchase of 0 counts."""

Record = dict[str, int]


@dataclass(frozen=True)
class Case:
    """A refund case that succeeded; without a day where its report gives none."""

    fen: int
    day: date | None


@dataclass(frozen=True)
class Sale:
    """A paid order; ``exported_refund`` is what its own export says came back, ``cases`` what a refund report says."""

    buyer: str | None
    day: date
    paid: int
    exported_refund: int = 0
    cases: tuple[Case, ...] = ()
    units: int | None = 1
    title: str | None = None
    is_log: bool = False

    @property
    def reported(self) -> int:
        """What the refund report says in all."""
        return sum(case.fen for case in self.cases)

    @property
    def counts(self) -> bool:
        """Whether the store can know that it was paid: it had money once, or is a row of a plain log."""
        return self.paid > 0 or self.is_log

    def returned(self, known_on: date | None) -> int:
        """Fen that had come back as known on a day; ``None``: all that is in hand."""
        undated = max(self.exported_refund - self.reported, 0)
        parts = [(case.day or self.day + UNDATED, case.fen) for case in self.cases] + [(self.day + UNDATED, undated)]
        return min(sum(fen for day, fen in parts if known_on is None or day <= known_on), self.paid)


def known_then(sales: Sequence[Sale], cutoff: date, *, knows_all: bool, horizon: int) -> dict[str, Record]:
    """The columns of the snapshot for each buyer with a purchase day up to ``cutoff``."""
    by_buyer: dict[str, dict[date, list[Sale]]] = defaultdict(lambda: defaultdict(list))
    for sale in sales:
        if sale.buyer is not None and sale.counts and sale.day <= cutoff:
            by_buyer[sale.buyer][sale.day].append(sale)
    known = {buyer: _record(days, cutoff, None if knows_all else cutoff, horizon) for buyer, days in by_buyer.items()}
    return {buyer: record for buyer, record in known.items() if record["days"] > 0}


def _record(days: Mapping[date, list[Sale]], cutoff: date, known_on: date | None, horizon: int) -> Record:
    paid_days = sorted(days)
    net = {day: sum(sale.paid - sale.returned(known_on) for sale in days[day]) for day in paid_days}
    bought = [day for day in paid_days if net[day] > 0 or any(sale.paid == 0 for sale in days[day])]
    gaps = [(later - sooner).days for sooner, later in pairwise(paid_days)]
    titles = {sale.title for own in days.values() for sale in own if sale.title is not None}
    year_ago = cutoff - timedelta(days=365)
    paid = sum(sale.paid for own in days.values() for sale in own)

    def within(length: int) -> list[date]:
        return [day for day in paid_days if day > cutoff - timedelta(days=length)]

    return {
        "days": len(bought),
        "recency": (cutoff - max(bought, default=cutoff)).days,
        "age": (cutoff - min(bought, default=cutoff)).days,
        **{f"days_{length}": len(set(within(length)) & set(bought)) for length in (30, 90, 180, 365)},
        **{f"net_{length}": sum(net[day] for day in within(length)) for length in (90, 365)},
        "net_fen": sum(net.values()),
        "first_fen": net[bought[0]] if bought else 0,
        "last_fen": net[bought[-1]] if bought else 0,
        "gap_max": max(gaps, default=0),
        "gap_sum": sum(gaps),
        "gap_squares": sum(gap * gap for gap in gaps),
        "gap_last": gaps[-1] if gaps else 0,
        "paid_days": len(paid_days),
        "paid_fen": paid,
        "returned_fen": paid - sum(net.values()),
        "units": sum(1 if sale.units is None else sale.units for own in days.values() for sale in own),
        "titles": len(titles),
        "season_days": sum(year_ago < day <= year_ago + timedelta(days=horizon) for day in bought),
    }


def bought_later(sales: Sequence[Sale], cutoff: date, last_day: date) -> dict[str, tuple[int, int]]:
    """Purchase days and fen of each buyer in (cutoff, last_day], after all that came back since."""
    days: dict[str, dict[date, list[Sale]]] = defaultdict(lambda: defaultdict(list))
    for sale in sales:
        if sale.buyer is not None and sale.counts and cutoff < sale.day <= last_day:
            days[sale.buyer][sale.day].append(sale)
    found = {}
    for buyer, own in days.items():
        kept = [sum(sale.paid - sale.returned(None) for sale in each) for each in own.values()]
        free = [any(sale.paid == 0 for sale in each) for each in own.values()]
        counted = [money for money, is_free in zip(kept, free, strict=True) if money > 0 or is_free]
        if counted:
            found[buyer] = (len(counted), sum(counted))
    return found


def store_of(sales: Sequence[Sale], keys: Mapping[str, int]) -> Store:
    """A store in memory whose tables hold the sales, beside cases that gave nothing back or belong to no order."""
    connection = empty_store()
    orders, cases = [], []
    for number, sale in enumerate(sales, start=1):
        key = None if sale.buyer is None else keys[sale.buyer]
        back = min(sale.exported_refund, sale.paid)
        reported = yuan(sale.reported) if sale.cases else None
        paid_at = datetime.combine(sale.day, time(23, 59))
        money = (yuan(sale.paid - back), yuan(back), reported)
        orders.append((number, key, paid_at, *money, sale.units, sale.title, PLAIN_LOG if sale.is_log else 0))
        cases += [(number, yuan(case.fen), case.day, 2, 0) for case in sale.cases]
        cases += [(number, yuan(500), sale.day, 1, 0), (number, yuan(700), sale.day, 2, 1)]  # closed; a destroyed id
    _insert(
        connection,
        """insert into kept.orders (order_key, customer_key, paid_at, net, refund, refund_reported, quantity, title,
        marks, shop_key, identity, status, file_key) select {}, 1, 1, 4, 1""",
        ("bigint", "ubigint", "timestamp", *["decimal(18, 2)"] * 3, "integer", "varchar", "utinyint"),
        orders,
    )
    _insert(
        connection,
        """insert into kept.refunds (order_key, amount, finished_at, status, marks, shop_key, refund_key, file_key)
        select {}, 1, 0, 1""",
        ("bigint", "decimal(18, 2)", "timestamp", "utinyint", "utinyint"),
        cases,
    )
    return let_go(Store(connection, None, contextlib.ExitStack()))


def _insert(connection: Connection, statement: str, kinds: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    cells = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
    if rows:
        connection.execute(statement.format(cells), [list(column) for column in zip(*rows, strict=True)])


def yuan(fen: int) -> Decimal:
    """Money as the store keeps it."""
    return Decimal(fen) / 100


def rows_by_buyer(then: CustomerHistory, keys: Mapping[str, int]) -> dict[str, Record]:
    """A snapshot as rows by buyer."""
    buyers = {key: buyer for buyer, key in keys.items()}
    rows = zip(*(column.tolist() for column in then.columns.values()), strict=True)
    names = list(then.columns)
    return {
        buyers[key]: dict(zip(names, row, strict=True)) for key, row in zip(then.customers.tolist(), rows, strict=True)
    }


def same_bytes(one: CustomerHistory, other: CustomerHistory) -> bool:
    """Whether two snapshots are the same to the byte."""

    def frozen(then: CustomerHistory) -> list[Any]:
        columns = {"customer": then.customers, **then.columns}
        return [then.horizon, *((name, column.dtype.str, column.tobytes()) for name, column in columns.items())]

    return frozen(one) == frozen(other)


BUYERS = "ann", "bob", "cat", "dan", "eve"
amounts = st.one_of(st.sampled_from([1, 990, 1990, 10_000]), st.integers(1, 99_999))


@st.composite
def sales(draw: st.DrawFn, first: int = 0, last: int = 500) -> Sale:
    """A sale on some day, refunded in no, one or several parts, reported in one of the two reports or in both."""
    day = FIRST + timedelta(days=draw(st.integers(first, last)))
    buyer = draw(st.one_of(st.none(), st.sampled_from(BUYERS)))
    title = draw(st.sampled_from([None, "袜子", "围巾", "帽子"]))
    units = draw(st.sampled_from([None, 1, 2, 3]))
    if draw(st.integers(0, 7)) == 0:
        return Sale(buyer, day, draw(st.sampled_from([0, 990])), units=units, title=title, is_log=True)
    paid = draw(amounts)
    when = st.one_of(st.none(), st.integers(0, 120).map(lambda after: day + timedelta(days=after)))
    parts = st.sampled_from([paid, paid, max(paid // 2, 1), max(paid // 3, 1), 1])
    cases = draw(st.one_of(st.just(()), st.lists(st.builds(Case, parts, when), max_size=3).map(tuple)))
    refunded_back = draw(st.sampled_from([0, 0, paid, paid // 2, min(sum(case.fen for case in cases), paid)]))
    return Sale(buyer, day, paid, refunded_back, cases, units, title)
