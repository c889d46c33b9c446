"""The cells of a cohort table: for whom a period is over, what they did in it, and the average over cohorts.

A period has a figure only when it is over for all customers in it. One that still runs is kept apart
(``finished`` = no), is never 0, and stays out of every average.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from crmkit.models.shares import average, rate, yuan
from crmkit.periods import PeriodUnit, period_running
from crmkit.result import Record

Label: TypeAlias = str | None

COLUMNS = (
    "cohort",
    "customers",
    "period_number",
    "is_complete",
    "complete_customers",
    "buyers",
    "retention_rate",
    "purchase_days",
    "orders",
    "net_sales",
    "sales_retention_rate",
    "avg_basket",
    "cumulative_sales_per_customer",
)
AVERAGE_COLUMNS = (
    "period_number",
    "cohorts",
    "complete_customers",
    "retention_rate",
    "orders_per_customer",
    "net_sales_per_customer",
    "sales_retention_rate",
    "avg_basket",
    "cumulative_sales_per_customer",
)


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """What some customers did in one period; money in fen."""

    buyers: int = 0
    purchase_days: int = 0
    orders: int = 0
    net_fen: int = 0

    def __add__(self, other: CohortCounts) -> CohortCounts:
        return CohortCounts(
            self.buyers + other.buyers,
            self.purchase_days + other.purchase_days,
            self.orders + other.orders,
            self.net_fen + other.net_fen,
        )


NOTHING = CohortCounts()


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of one cohort who have the same number of ``finished`` periods; one tally per period from 0 on."""

    finished: int
    joined_from: date
    counts: Sequence[CohortCounts]
    so_far: Sequence[CohortCounts]
    """``counts`` added up from period 0."""

    @property
    def customers(self) -> int:
        """How many they are: all of them bought in period 0."""
        return self.counts[0].buyers


@dataclass(frozen=True, slots=True)
class CohortCell:
    """A cohort in a period: ``now`` what ``observed`` customers did in it, ``first`` in period 0, ``so_far`` in all."""

    period: int
    finished: bool
    observed: int
    now: CohortCounts
    first: CohortCounts
    so_far: CohortCounts


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers whose first purchase has something in common."""

    label: Label
    groups: Sequence[Group]

    @property
    def customers(self) -> int:
        """How many they are."""
        return sum(group.customers for group in self.groups)

    @property
    def joined_from(self) -> date:
        """The earliest first purchase day."""
        return min(group.joined_from for group in self.groups)

    def cells_together(self, *, closed: bool, last: int, as_of: date, unit: PeriodUnit) -> Iterator[CohortCell]:
        """Cells of all customers at once; a period is finished when it is over for the last of them.

        ``closed``: no customer can join any more. Before that nothing is finished.
        """
        over = min(group.finished for group in self.groups) if closed else 0
        begun = period_running(self.joined_from, as_of, unit)
        for period in range(min(max(over - 1, begun), last) + 1):
            yield self._cell(period, self.groups, finished=period < over)

    def cells_by_age(self, *, last: int) -> Iterator[CohortCell]:
        """Cells of those customers whose period is over: fewer of them in each later one.

        Where period 0 is over for no customer, the cell of period 0 runs.
        """
        aged = [[group for group in self.groups if group.finished > period] for period in range(last + 1)]
        if not aged[0]:
            yield self._cell(0, self.groups, finished=False)
        for period, groups in enumerate(aged):
            if groups:
                yield self._cell(period, groups, finished=True)

    def _cell(self, period: int, groups: Sequence[Group], *, finished: bool) -> CohortCell:
        return CohortCell(
            period,
            finished,
            sum(group.customers for group in groups),
            total(group.counts[period] for group in groups),
            total(group.counts[0] for group in groups),
            total(group.so_far[period] for group in groups),
        )


def total(counts: Iterable[CohortCounts]) -> CohortCounts:
    """All of them together."""
    return sum(counts, NOTHING)


def row(cohort: Cohort, cell: CohortCell) -> Record:
    """A cell as the columns ``COLUMNS``; figures of a period that runs are empty until a customer bought in it."""
    now = cell.now
    first_columns = (cohort.label, cohort.customers, cell.period, cell.finished, cell.observed)
    if not cell.finished and not now.buyers:
        return (*first_columns, *[None] * (len(COLUMNS) - len(first_columns)))
    return (
        *first_columns,
        now.buyers,
        rate(now.buyers, cell.observed),
        now.purchase_days,
        now.orders,
        yuan(now.net_fen),
        rate(now.net_fen, cell.first.net_fen) if cell.first.net_fen else None,
        average(now.net_fen, now.purchase_days, places=2, scale=2),
        average(cell.so_far.net_fen, cell.observed, places=2, scale=2),
    )


def average_rows(cells: Iterable[CohortCell]) -> list[Record]:
    """One row per period: sums over the finished cells, divided once, so that large cohorts weigh more."""
    by_period: dict[int, list[CohortCell]] = {}
    for cell in cells:
        if cell.finished:
            by_period.setdefault(cell.period, []).append(cell)
    return [_average(period, by_period[period]) for period in sorted(by_period)]


def _average(period: int, cells: Sequence[CohortCell]) -> Record:
    observed = sum(cell.observed for cell in cells)
    now, first = total(cell.now for cell in cells), total(cell.first for cell in cells)
    return (
        period,
        len(cells),
        observed,
        rate(now.buyers, observed),
        average(now.orders, observed, places=2),
        average(now.net_fen, observed, places=2, scale=2),
        rate(now.net_fen, first.net_fen) if first.net_fen else None,
        average(now.net_fen, now.purchase_days, places=2, scale=2),
        average(sum(cell.so_far.net_fen for cell in cells), observed, places=2, scale=2),
    )
