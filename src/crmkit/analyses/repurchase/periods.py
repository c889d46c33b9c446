"""Repurchase period by period: who bought more than once in a month or quarter, and who bought again in the next one.

A rate whose period is not over is empty, never a figure that only looks low.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from crmkit.customers.window import Window, caveats, counted_in, require_customers
from crmkit.errors import NotEnoughError
from crmkit.models.shares import rate
from crmkit.periods import CalendarUnit, unit_end, unit_is_over, unit_name, unit_number, unit_start
from crmkit.result import Course, Note, Record, Result
from crmkit.store.sql import beside
from crmkit.store.store import Store

COLUMNS = (
    "period",
    "first_day",
    "last_day",
    "is_complete",
    "buyers",
    "repeat_day_buyers",
    "repeat_day_rate",
    "repeat_order_buyers",
    "repeat_order_rate",
    "next_period_buyers",
    "next_period_rate",
)


@dataclass(frozen=True, slots=True)
class PeriodBuyers:
    """The identified buyers of a period: all, and those new, with two days, with two orders, back in the next one."""

    buyers: int = 0
    new_customers: int = 0
    by_days: int = 0
    by_orders: int = 0
    back: int = 0


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods to show, and what is known of them by the end of ``window``."""

    unit: CalendarUnit
    numbers: range
    window: Window
    buyers_by_number: Mapping[int, PeriodBuyers]

    def of(self, number: int) -> PeriodBuyers:
        """The buyers of a period, none where there is no row."""
        return self.buyers_by_number.get(number, PeriodBuyers())

    def is_over(self, number: int) -> bool:
        """Whether the last day of a period is known."""
        return unit_is_over(number, self.unit, self.window.known_to)

    def is_whole(self, number: int) -> bool:
        """Whether all days of a period lie in the data."""
        return unit_start(number, self.unit) >= self.window.data_from and self.is_over(number)

    def row(self, number: int) -> Record:
        """A period as the columns ``COLUMNS``."""
        own, is_over, is_ripe = self.of(number), self.is_over(number), self.is_over(number + 1)
        return (
            unit_name(number, self.unit),
            unit_start(number, self.unit),
            unit_end(number, self.unit),
            self.is_whole(number),
            own.buyers,
            own.by_days,
            _rate(own.by_days, own.buyers if is_over else 0),
            own.by_orders,
            _rate(own.by_orders, own.buyers if is_over else 0),
            own.back if is_ripe else None,
            _rate(own.back, own.buyers if is_ripe else 0),
        )

    def facts(self) -> Mapping[str, object]:
        """The rates of all whole periods together, those shown without a star; the next one must be over, too."""
        whole = [number for number in self.numbers if self.is_whole(number)]
        own_periods = [self.of(number) for number in whole]
        ripe = [self.of(number) for number in whole if self.is_over(number + 1)]
        buyers = sum(own.buyers for own in own_periods)
        return {
            "periods": len(self.numbers),
            "repeat_day_rate": _rate(sum(own.by_days for own in own_periods), buyers),
            "repeat_order_rate": _rate(sum(own.by_orders for own in own_periods), buyers),
            "next_period_rate": _rate(sum(own.back for own in ripe), sum(own.buyers for own in ripe)),
            "data_from": self.window.data_from,
            "data_to": self.window.data_to,
        }

    def notes(self) -> Iterator[Note]:
        """Which periods are not known in full, and what that leaves empty."""
        first, last = self.numbers[0], self.numbers[-1]
        if unit_start(first, self.unit) < (data_from := self.window.data_from):
            yield Note("repurchase_period_begun", {"period": unit_name(first, self.unit), "data_from": data_from})
        if not self.is_over(last):
            running = {"period": unit_name(last, self.unit), "as_of": self.window.known_to}
            yield Note("repurchase_period_running", running)
        for number in self.numbers:
            if self.is_over(number) and not self.is_over(number + 1):
                names = {"period": unit_name(number, self.unit), "next_period": unit_name(number + 1, self.unit)}
                yield Note("repurchase_next_running", {**names, "as_of": self.window.known_to})


def by_period(store: Store, window: Window, unit: CalendarUnit, since: date | None, until: date | None) -> Result:
    """One row per period from the one that holds ``since`` to the one that holds ``until``."""
    counted = counted_in(store, window)
    rows = store.query(beside(__name__), period=unit, as_of=window.known_to).records
    counts_by_number = cast("Sequence[tuple[int, int, int, int, int, int]]", rows)
    buyers_by_number = {number: PeriodBuyers(*counts) for number, *counts in counts_by_number}
    customers = sum(own.new_customers for own in buyers_by_number.values())
    require_customers(window, customers=customers, purchases=counted.purchases)
    periods = Periods(unit, _numbers(window, unit, since, until), window, buyers_by_number)
    return Result(
        name="repurchase_by_period",
        columns=COLUMNS,
        records=[periods.row(number) for number in periods.numbers],
        as_of=window.as_of,
        params={"by": "period", "period": unit, "since": since, "until": until},
        facts=periods.facts(),
        notes=(*caveats(window, counted, customers=customers, one_time=None), *periods.notes()),
        course=Course(value="repeat_day_rate", along="period", settled="is_complete"),
    )


def _numbers(window: Window, unit: CalendarUnit, since: date | None, until: date | None) -> range:
    """The periods to show: those asked for that hold a day of the data."""
    data_to = min(window.data_to, window.as_of)
    last = unit_number(min(until or data_to, data_to), unit)
    first = unit_number(max(since or window.data_from, window.data_from), unit)
    if first > last:  # they lie between the end of the data and the as-of day
        raise NotEnoughError("since_beyond", since=str(since), as_of=data_to.isoformat())
    return range(first, last + 1)


def _rate(part: int, whole: int) -> Decimal | None:
    """A share of buyers; ``None`` without any."""
    return rate(part, whole) if whole else None
