"""Cohorts: customers grouped by first purchase, how many buy again in later periods, and their net sales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Literal, cast, get_args

from crmkit.analyses.cohort.cells import (
    AVERAGE_COLUMNS,
    COLUMNS,
    NOTHING,
    Cohort,
    CohortCell,
    CohortCounts,
    Group,
    average_rows,
    row,
)
from crmkit.analyses.cohort.plot import PLOTS
from crmkit.analyses.cohort.screen import FEW, Metric, opening, pivot, screen
from crmkit.customers.arguments import require_choice, require_whole
from crmkit.customers.conditions.audience import of_audience
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.since_until import days_asked, refuse_beyond
from crmkit.customers.window import Counted, Window, caveats, counted_in, require_customers, window_of
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.models.shares import yuan
from crmkit.periods import (
    CALENDAR_UNITS,
    EARLIEST,
    PERIOD_UNITS,
    CalendarUnit,
    PeriodUnit,
    next_unit_number,
    unit_is_over,
    unit_name,
    unit_number,
)
from crmkit.result import Note, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.cohort")
By = Literal["month", "week", "quarter", "province", "product", "channel"]
PeriodRecord = tuple[int, int, int, int, int, int]
"""Code of cohort and finished periods, period, buyers, purchase days, orders, fen."""
MOST_PERIODS = 600


@dataclass(frozen=True, slots=True)
class CohortRequest:
    """What was asked, every choice made."""

    by: By
    unit: PeriodUnit
    metric: Metric
    last: int
    since: date
    until: date

    @property
    def calendar(self) -> CalendarUnit | None:
        """The stretch of time that names the cohorts; ``None`` when something else does."""
        return self.by if self.by in CALENDAR_UNITS else None


@with_reading_notes
@of_audience
def cohort(
    store: Store,
    *,
    as_of: date | str | None = None,
    by: By = "month",
    period: PeriodUnit | None = None,
    metric: Metric = "retention",
    periods: int = 12,
    since: date | str | None = None,
    until: date | str | None = None,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Group customers by their first purchase and follow each group through the periods after it.

    Args:
        store: an open store.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        by: what makes a cohort: the month, week or quarter of the first purchase, or its province, product, channel.
        period: the length of a period: ``week``, ``month`` or ``quarter`` of the calendar, or ``30d`` from each
            customer's own first purchase; like ``by`` when ``None``, else months.
        metric: the figure that tables show; the rows hold all of them.
        periods: how many periods after the first one to follow, at most.
        since: leave out customers who came before.
        until: leave out customers who came after.
        where: a condition on customers as they are known on ``as_of``; only purchases of those who match are seen.
        language: of the sentences; nothing in the rows depends on it.

    Returns:
        One row per cohort and period (docs/metrics.md), money in yuan; the part ``average`` has one row per period.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no identified customer, or no order has a value to group by.
    """
    since, until = _days(since, until, by, period, metric, periods)
    window = window_of(store, as_of, None)
    asked = _asked(by, period, metric, periods, since or EARLIEST, min(until or window.known_to, window.known_to))
    refuse_beyond(window, since, until)
    counted = counted_in(store, window)
    cohorts, everything = _cohorts(store, asked, window)
    _refuse_none(asked, window, counted, cohorts)
    cells = [(own, cell) for own in cohorts for cell in _cells(own, asked, window)]
    average = average_rows(cell for _, cell in cells)
    return Result(
        name="cohort",
        columns=COLUMNS,
        records=[row(own, cell) for own, cell in cells],
        as_of=window.as_of,
        params={"by": by, "period": asked.unit, "metric": metric, "periods": periods, "since": since, "until": until},
        facts=_facts(asked, window, counted, cohorts, everything),
        notes=(
            *caveats(window, counted, customers=sum(own.customers for own in cohorts), one_time=None),
            *_notes(asked, window, cohorts, [cell for _, cell in cells]),
        ),
        parts={"average": Result("average", AVERAGE_COLUMNS, average)},
        definition=("cohort", f"cohort_period_{asked.unit}", f"cohort_{asked.metric}", "cohort_average"),
        pivot=pivot(asked.metric, asked.unit),
        answer=opening(cells, average, asked.unit, language),
        plots=PLOTS,
        screen=screen(is_dated=asked.calendar is not None, is_retention=asked.metric == "retention"),
    )


def _refuse_none(asked: CohortRequest, window: Window, counted: Counted, cohorts: Sequence[Cohort]) -> None:
    """Stop when there is no cohort, or only one without a label."""
    if not cohorts:
        if counted.purchases == counted.unidentified:
            require_customers(window, customers=0, purchases=counted.purchases)
        raise NotEnoughError("no_newcomers", since=asked.since.isoformat(), until=asked.until.isoformat())
    if asked.calendar is None and all(own.label is None for own in cohorts):
        raise NotEnoughError(f"cohort_no_{asked.by}")


def _facts(
    asked: CohortRequest, window: Window, counted: Counted, cohorts: Sequence[Cohort], everything: CohortCounts
) -> Mapping[str, object]:
    """Customers and money of the cohorts, and those of the whole shop when no customer was left out."""
    net_sales = yuan(everything.net_fen)
    is_part = asked.since > EARLIEST or asked.until < window.known_to
    return {
        "customers": sum(own.customers for own in cohorts),
        "cohorts": len(cohorts),
        **({"purchases": everything.orders, "net_sales": net_sales} if is_part else counted.facts(net_sales)),
        "data_from": window.data_from,
        "data_to": window.data_to,
    }


def _days(
    since: date | str | None, until: date | str | None, by: str, period: str | None, metric: str, periods: int
) -> tuple[date | None, date | None]:
    """The days of first purchases that were asked for. What makes no sense is refused, before the store."""
    require_choice("--by", by, get_args(By))
    require_choice("--metric", metric, get_args(Metric))
    if period is not None:
        require_choice("--period", period, PERIOD_UNITS)
    require_whole("--periods", periods, 0, MOST_PERIODS)
    return days_asked(since, until)


def _asked(by: By, period: PeriodUnit | None, metric: Metric, periods: int, since: date, until: date) -> CohortRequest:
    own: CalendarUnit = by if by in CALENDAR_UNITS else "month"
    return CohortRequest(by, period or own, metric, periods, since, until)


def _cohorts(store: Store, asked: CohortRequest, window: Window) -> tuple[list[Cohort], CohortCounts]:
    """The cohorts, those of time by time, others the largest first; and what all their customers did in all periods."""
    groups = {"product": "first_product.sql", "province": "first_place.sql"}
    groups["channel"] = groups["province"]
    file = groups.get(asked.by, "no_groups.sql")
    values: dict[str, object] = {"as_of": window.known_to, "by": asked.by}
    store.materialise("first_groups", SQL / file, **values)
    values |= {"is_whole": window.is_whole, "since": asked.since, "until": asked.until, "last": asked.last}
    next_slot = 0 if asked.unit == "30d" else next_unit_number(window.known_to, asked.unit)
    values["period"] = asked.unit
    store.materialise("members", SQL / "members.sql", next_slot=next_slot, **values)
    rows = cast("Sequence[PeriodRecord]", store.query(SQL / "periods.sql", **values).records)
    names = dict(cast("Sequence[tuple[int, str]]", store.query(SQL / "names.sql").records))
    counts_by_code = {(code, period): CohortCounts(*counts) for code, period, *counts in rows}
    codes = cast("Sequence[tuple[int, int | None, int, date]]", store.query(SQL / "codes.sql").records)
    found = []
    for number, own in groupby(codes, key=itemgetter(1)):
        groups_of_it = [
            Group(finished, joined_from, line, list(accumulate(line)))
            for code, _, finished, joined_from in own
            for line in [[counts_by_code.get((code, period), NOTHING) for period in range(asked.last + 1)]]
        ]
        found.append(Cohort(None if number is None else _label(number, asked, names), groups_of_it))
    if asked.calendar is None:
        found.sort(key=lambda own: (-own.customers, own.label is None, own.label or ""))
    return found, sum(counts_by_code.values(), NOTHING)


def _label(number: int, asked: CohortRequest, names: Mapping[int, str]) -> str:
    return names[number] if asked.calendar is None else unit_name(number, asked.calendar)


def _cells(own: Cohort, asked: CohortRequest, window: Window) -> Iterator[CohortCell]:
    if asked.calendar is None:
        return own.cells_by_age(last=asked.last)
    number = unit_number(own.joined_from, asked.calendar)
    closed = unit_is_over(number, asked.calendar, window.known_to)
    return own.cells_together(closed=closed, last=asked.last, as_of=window.known_to, unit=asked.unit)


def _notes(asked: CohortRequest, window: Window, cohorts: Sequence[Cohort], cells: list[CohortCell]) -> Iterator[Note]:
    """What a reader must know before believing a cohort table."""
    first = min(own.joined_from for own in cohorts)
    if unit_number(first, "month") == unit_number(window.data_from, "month"):
        yield Note("cohort_left_edge", {"data_from": window.data_from})
    if not all(cell.finished for cell in cells):
        yield Note("cohort_running", {"as_of": window.known_to})
    if any(cell.finished and cell.observed < FEW for cell in cells):
        yield Note("cohort_few", {"fewest": FEW})
    if asked.calendar is None:
        yield Note("cohort_by_age")
        if unknown := sum(own.customers for own in cohorts if own.label is None):
            yield Note("cohort_unlabelled", {"customers": unknown})
