"""Customers by how they began: month, province, channel, basket or product of the first purchase day.

Each gives parts of one answer, and the notes to write where the files lack a column. By product there is more: the
cycles of products, and what is bought next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, cast

import numpy as np

from crmkit.analyses.repurchase.tables import LEAST, Spells, group_row, group_table
from crmkit.models.shares import rate, rounded, yuan
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.repurchase")
GOODS_SQL = files("crmkit.customers.goods")
By = Literal["month", "product", "province", "channel", "basket", "period"]
CYCLE_COLUMNS = ("product", "gaps", "customers", "gap_p25", "gap_p50", "gap_p75")
NEXT_COLUMNS = ("product", "next_product", "times", "next_share", "ratio_to_average")
FEWEST_TIMES = 10
"""A pair of products seen less often is chance."""
WIDEST = 50
"""A day with more products than these is no choice of any of them."""

Grouped = tuple[dict[str, Result], list[Note]]
Days = Mapping[str, date]


def by_month(first: Mapping[str, Any]) -> Grouped:
    """Cohorts of the month of the first purchase day, from the rows of the first step."""
    months = first["month_number"]
    rows = [
        group_row(f"{number // 12}-{number % 12 + 1:02}", Spells.of(first, months == number))
        for number in np.unique(months).tolist()
    ]
    return {"repurchase_by_month": group_table("repurchase_by_month", "first_month", rows)}, []


def by_start(store: Store, by: By, days: Days, most: int) -> Grouped:
    """Groups by anything but the month; ``days`` are ``as_of``, ``since`` and ``until``."""
    store.materialise("firsts", SQL / "firsts.sql", **days)
    if by == "product":
        return _by_product(store, days, most)
    return _by_basket(store) if by == "basket" else _by_place(store, by)


def _by_place(store: Store, by: By) -> Grouped:
    rows = _groups(store.query(SQL / "by_place.sql", by=by).records)
    if not any(label is not None for label, _ in rows):
        return {}, [Note("repurchase_no_places" if by == "province" else "repurchase_no_channels")]
    # the largest group first, the unknown last; the query gave them by name
    rows.sort(key=lambda group: (group[0] is None, -group[1].customers))
    table = group_table(f"repurchase_by_{by}", by, [group_row(label, spells) for label, spells in rows])
    return {table.name: table}, []


def _by_basket(store: Store) -> Grouped:
    found = store.query(SQL / "by_basket.sql").records
    records = cast("Sequence[tuple[int, int, bool, int, int, int]]", found)
    rows: list[Record] = []
    for _band, group in groupby(records, key=itemgetter(0)):
        own = list(group)
        low, high = yuan(min(record[4] for record in own)), yuan(max(record[5] for record in own))
        label = f"{low}" if low == high else f"{low} - {high}"
        rows.append(group_row(label, _spells([record[1:4] for record in own])))
    return {"repurchase_by_basket": group_table("repurchase_by_basket", "first_basket", rows)}, []


def _by_product(store: Store, days: Days, most: int) -> Grouped:
    """First products by the lower bound of their 90-day rate, cycles of products, what is bought next."""
    store.materialise("goods", GOODS_SQL / "goods.sql", as_of=days["as_of"])
    store.materialise("titles", GOODS_SQL / "titles.sql")
    store.materialise("repurchase_bought", SQL / "bought.sql")
    begun = _groups(store.query(SQL / "by_product.sql", least=LEAST).records)
    rows = [group_row(label, spells) for label, spells in begun]
    low = group_table("", "product", []).columns.index("repurchase_rate_90_low")
    known = [row for row in rows if row[low] is not None]
    known.sort(key=lambda row: (-cast("Decimal", row[low]), -cast("int", row[1])))
    cycles = store.query(SQL / "cycles.sql", least=LEAST, most=most).records
    following = store.query(SQL / "next.sql", least=FEWEST_TIMES, widest=WIDEST, most=most).records
    found = (
        group_table("repurchase_by_product", "product", known[:most]),
        Result("product_cycles", CYCLE_COLUMNS, cycles),
        Result("bought_next", NEXT_COLUMNS, [_next_row(*cast("Any", record)) for record in following]),
    )
    lacking = (
        Note("repurchase_no_products", {"least": LEAST}),
        Note("repurchase_no_cycles", {"least": LEAST}),
        Note("repurchase_no_next", {"least": FEWEST_TIMES}),
    )
    notes = [note for note, table in zip(lacking, found, strict=True) if not table.records]
    return {table.name: table for table in found if table.records}, notes


def _next_row(product: str, other: str, times: int, from_steps: int, to_steps: int, all_steps: int) -> Record:
    """How often the other product followed, and how many times as often as after anything."""
    usual = rounded(Fraction(times * all_steps, from_steps * to_steps), 2)
    return (product, other, times, rate(times, from_steps), usual)


def _groups(records: Sequence[Record]) -> list[tuple[object, Spells]]:
    """Rows of label, days, whether back and customers, one ``Spells`` per label, in their order."""
    return [(label, _spells([record[1:4] for record in group])) for label, group in groupby(records, key=itemgetter(0))]


def _spells(records: Sequence[Record]) -> Spells:
    days, is_back, weights = zip(*records, strict=True)
    return Spells(np.array(days, dtype=np.int64), np.array(is_back, dtype=bool), np.array(weights, dtype=np.int64))
