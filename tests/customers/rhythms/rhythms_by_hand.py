"""How often customers buy, a second time, in plain Python from the till."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from tests.analyses.till import Order

from crmkit.customers.rhythms.rhythms import ShopRhythm

Row = tuple[date, int, int, int | None, int | None, int | None, int, bool]
"""Last purchase day, purchase days, gaps, their median and quartiles, the rhythm, whether it is an own one."""


def days_of(orders: Iterable[Order], end: date) -> dict[str, list[date]]:
    """Every buyer's purchase days up to ``end``."""
    days: dict[str, set[date]] = {}
    for order in orders:
        if order.buyer is not None and order.day <= end and order.counts:
            days.setdefault(order.buyer, set()).add(order.day)
    return {buyer: sorted(own) for buyer, own in days.items()}


def least(values: list[int], percent: int) -> int | None:
    """The least of the values that so many percent do not exceed."""
    ordered = sorted(values)
    return next((value for place, value in enumerate(ordered, 1) if 100 * place >= percent * len(ordered)), None)


def by_hand(orders: Iterable[Order], end: date) -> tuple[ShopRhythm, dict[str, Row]]:
    days = days_of(orders, end)
    gaps = {buyer: [(then - day).days for day, then in pairwise(own)] for buyer, own in days.items()}
    every = [gap for own in gaps.values() for gap in own]
    if len(every) < 30:
        whole = ShopRhythm(len(every), 90, 180, 365, low_days=45, high_days=180, is_assumed=True)
    else:
        median, most, nearly, low, high = (least(every, percent) or 0 for percent in (50, 80, 95, 25, 75))
        whole = ShopRhythm(len(every), median, most, nearly, low_days=low, high_days=high, is_assumed=False)
    rows = {}
    for buyer, own in gaps.items():
        rhythm = whole.median_days
        if len(own) >= 2:
            rhythm = round(math.prod([*own, rhythm, rhythm]) ** (1 / (len(own) + 2)))
        quartiles = [least(own, percent) for percent in (50, 25, 75)]
        rows[buyer] = (max(days[buyer]), len(own) + 1, len(own), *quartiles, rhythm, len(own) >= 2)
    return whole, rows  # type: ignore[return-value]
